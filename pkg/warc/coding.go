package warc

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
)

// maxCodings is how often a body may be packed: servers behind caches do it twice by mistake.
const maxCodings = 3

// decode undoes the content codings of a body, the last first, and gzip that is not declared. A body that does not look
// packed is not: see [ReadResponse].
func decode(body []byte, codings string, most int) ([]byte, error) {
	list := strings.Split(strings.ToLower(codings), ",")
	if len(list) > maxCodings {
		return nil, fmt.Errorf("%d content codings: %w", len(list), ErrCoding)
	}
	var err error
	for _, coding := range slices.Backward(list) {
		if body, err = undo(body, strings.TrimSpace(coding), most); err != nil {
			return nil, err
		}
	}
	if isGzip(body) {
		body, err = gunzip(body, most)
	}
	if err == nil && len(body) > most {
		err = ErrTooLarge
	}
	return body, err
}

func undo(body []byte, coding string, most int) ([]byte, error) {
	switch coding {
	case "", "identity":
		return body, nil
	case "gzip", "x-gzip":
		if isGzip(body) {
			return gunzip(body, most)
		}
	case "deflate":
		// zlib by the standard, raw deflate by many servers. Text begins with neither of their marks.
		if z, err := zlib.NewReader(bytes.NewReader(body)); err == nil {
			return drain("deflate", z, most)
		}
		if !isText(body) {
			return drain("deflate", flate.NewReader(bytes.NewReader(body)), most)
		}
	case "br":
		// Brotli has no mark. No text was found that is also whole brotli.
		unpacked, err := drain("br", brotli.NewReader(bytes.NewReader(body)), most)
		if err == nil || !isText(body) {
			return unpacked, err
		}
	default:
		if !isText(body) {
			return nil, fmt.Errorf("content coding %.20q: %w", coding, ErrCoding)
		}
	}
	return body, nil
}

func gunzip(body []byte, most int) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("unpack gzip: %w: %w", ErrCoding, err)
	}
	return drain("gzip", z, most)
}

// drain unpacks up to most bytes.
func drain(coding string, packed io.Reader, most int) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(packed, int64(most)+1))
	switch {
	case len(body) > most:
		return nil, ErrTooLarge
	case err != nil:
		return nil, fmt.Errorf("unpack %s: %w: %w", coding, ErrCoding, err)
	}
	return body, nil
}

// isText tells text in whatever charset from packed bytes: it has no control characters but space in its begin, or, in
// UTF-16, a mark.
func isText(body []byte) bool {
	head := body[:min(len(body), 64)]
	if bytes.HasPrefix(head, []byte("\xFF\xFE")) || bytes.HasPrefix(head, []byte("\xFE\xFF")) {
		return true
	}
	return !bytes.ContainsFunc(head, func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\v\f\r\x1B", r) || r == 0x7F })
}
