package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Response is an HTTP response.
type Response struct {
	Status      int    // 100 to 599
	ContentType string // as the server sent it; "" where it sent none
	Body        []byte // without transfer and content codings
}

var (
	// ErrTooLarge is the error of a body that is larger than was asked for, as it is kept or unpacked.
	ErrTooLarge = errors.New("the body is too large")

	// ErrNotHTTP is the error of a block that does not begin with the head of an HTTP response.
	ErrNotHTTP = errors.New("no HTTP response")

	// ErrCoding is the error of a body whose transfer or content coding is broken, cut, or not known.
	ErrCoding = errors.New("the body's coding cannot be undone")
)

// ReadResponse reads the block of a response record, of whose body up to most bytes are taken.
//
// Crawlers keep bodies as they came, chunked and packed, or decoded, and of the latter some leave the fields in the head
// that say otherwise (CC-NEWS did until May 2019) and some rename them (X-Crawler-Content-Encoding). So a coding counts
// where the body shows it.
func ReadResponse(block io.Reader, most int) (Response, error) {
	whole, err := io.ReadAll(io.LimitReader(block, int64(maxHead+most)+1))
	if err != nil {
		return Response{}, err
	}
	head, body := cutHead(whole)
	if len(head) > maxHead {
		return Response{}, fmt.Errorf("read HTTP head: more than %d bytes: %w", maxHead, ErrNotHTTP)
	}
	status, err := readStatus(head)
	if err != nil {
		return Response{}, err
	}
	f := readFields(head)
	r := Response{Status: status, ContentType: f["content-type"]}
	if len(whole) > maxHead+most {
		return r, ErrTooLarge
	}
	if hasCoding(f["transfer-encoding"], "chunked") {
		if body, err = unchunk(body); err != nil {
			return r, err
		}
	}
	r.Body, err = decode(body, f["content-encoding"], most)
	return r, err
}

// cutHead parts head and body at the first empty line; the head of a response without one is all there is.
func cutHead(whole []byte) (head, body []byte) {
	at := 0
	for at < len(whole) {
		line := whole[at:]
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line = line[:i+1]
		}
		at += len(line)
		if len(bytes.TrimSpace(line)) == 0 {
			return whole[:at-len(line)], whole[at:]
		}
	}
	return whole, nil
}

// readStatus reads a status line: HTTP/1.1 200 OK, also without the words, as HTTP/2 has none.
func readStatus(head []byte) (int, error) {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	words := strings.Fields(string(line[:min(len(line), 100)]))
	if len(words) < 2 || !strings.HasPrefix(words[0], "HTTP/") {
		return 0, ErrNotHTTP
	}
	status, err := strconv.Atoi(words[1])
	if err != nil || status < 100 || status > 599 {
		return 0, fmt.Errorf("read HTTP status %q: %w", words[1], ErrNotHTTP)
	}
	return status, nil
}

func hasCoding(list, coding string) bool {
	for c := range strings.SplitSeq(list, ",") {
		if strings.EqualFold(strings.TrimSpace(c), coding) {
			return true
		}
	}
	return false
}

// unchunk joins the chunks of a body (RFC 9112, 7.1). One that does not begin with a chunk was joined by the crawler.
func unchunk(body []byte) ([]byte, error) {
	if _, _, ok := chunkHead(body); !ok {
		return body, nil
	}
	var joined []byte
	for {
		size, rest, ok := chunkHead(body)
		switch {
		case !ok || size > len(rest):
			return nil, fmt.Errorf("join chunks: %w", ErrCoding)
		case size == 0:
			return joined, nil // trailers may follow
		}
		joined, body = append(joined, rest[:size]...), rest[size:]
		if body, ok = bytes.CutPrefix(body, []byte("\r\n")); !ok {
			return nil, fmt.Errorf("join chunks: %w", ErrCoding)
		}
	}
}

// maxChunkHead bounds the line before a chunk in bytes: a size, and extensions that nobody uses.
const maxChunkHead = 256

// chunkHead reads the line before a chunk: its size in hex, maybe extensions.
func chunkHead(body []byte) (size int, rest []byte, ok bool) {
	line, _, ok := bytes.Cut(body[:min(len(body), maxChunkHead)], []byte("\r\n"))
	if !ok {
		return 0, nil, false
	}
	digits, _, _ := strings.Cut(string(line), ";")
	n, err := strconv.ParseUint(strings.TrimSpace(digits), 16, 31)
	return int(n), body[len(line)+2:], err == nil
}
