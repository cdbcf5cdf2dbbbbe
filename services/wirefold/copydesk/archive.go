package copydesk

import (
	"bytes"
	"errors"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/nats-io/nats.go"

	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/pkg/warc"
)

// Why a record of an archive is passed over. A record that is no response has its own type for a reason: request,
// metadata, warcinfo, revisit, …
const (
	OtherRecord = "other record"
	NotWeb      = "no web address" // dns: and the like
	Redirect    = "redirect"       // 3xx
	Refused     = "client error"   // 4xx
	Failed      = "server error"   // 5xx
	OtherStatus = "other status"   // 1xx, and 2xx without a whole page: 204, 206, …
	NotHTTP     = "no HTTP response"
	Robots      = "robots.txt" // and other texts for machines
	Untyped     = "no Content-Type"
	OtherType   = "other type" // of content; image, video, audio, font and application stand for themselves
	Truncated   = "truncated"  // by the crawler: half an article is none
	TooLarge    = "too large"
	BadCoding   = "broken coding"
	EmptyBody   = "empty"
)

// readArchive reads the pages and plain texts of a web archive.
func readArchive(in io.Reader, f Facts, from Position, take func(Item, error) error) error {
	if f != (Facts{Source: f.Source}) {
		return errFlags
	}
	archive := warc.NewReader(in)
	number := from.Number
	for skip := from.Skip; skip > 0; skip-- {
		if _, err := archive.Next(); err == io.EOF {
			return nil
		}
	}
	for {
		record, err := archive.Next()
		if err == io.EOF {
			return nil
		}
		number++
		place := archive.Place()
		item := Item{Number: number, Next: Position{Offset: from.Offset + place.Offset, Skip: place.Skip, Number: number}}
		broken := (*warc.Broken)(nil)
		switch {
		case err == nil:
			item.Message, item.Passed, err = page(record, f)
			if errors.As(err, &broken) {
				number-- // Next tells it
				continue
			}
		case errors.As(err, &broken):
			broken.Offset += from.Offset
		default:
			return err
		}
		if err := take(item, err); err != nil {
			return err
		}
	}
}

// page makes a message of a record, or says why it is none. An error is that of a damaged block, or of the message.
func page(record warc.Record, f Facts) (msg *nats.Msg, passed string, err error) {
	address, err := url.Parse(record.TargetURI)
	switch {
	case record.Type != "response":
		return nil, otherRecord(record.Type), nil
	case err != nil, address.Hostname() == "", address.Scheme != "http" && address.Scheme != "https":
		return nil, NotWeb, nil
	}
	response, err := warc.ReadResponse(record.Block, topology.MaxBody)
	if errors.Is(err, warc.ErrNotHTTP) {
		return nil, NotHTTP, nil
	}
	mediaType, charset := typeOf(response.ContentType, record.PayloadType)
	passed = unwanted(response.Status, mediaType, address.Path)
	switch {
	case err != nil && !errors.Is(err, warc.ErrTooLarge) && !errors.Is(err, warc.ErrCoding):
		return nil, "", err
	case passed != "":
	case record.Truncated != "":
		passed = Truncated
	case errors.Is(err, warc.ErrTooLarge):
		passed = TooLarge
	case err != nil:
		passed = BadCoding
	case len(bytes.TrimSpace(response.Body)) == 0:
		passed = EmptyBody
	}
	if passed != "" {
		return nil, passed, nil
	}
	contentType := "text/html"
	if mediaType == "text/plain" {
		contentType = mediaType
	}
	if charset != "" {
		contentType += "; charset=" + charset
	}
	// The archive's date is when the page was crawled, and no date of publication.
	f.URL = record.TargetURI
	msg, err = copyOf(contentType, f, response.Body)
	return msg, "", err
}

// otherRecord is the reason why a record that is no response is passed over.
func otherRecord(kind string) string {
	if slices.Contains([]string{"request", "metadata", "warcinfo", "revisit", "resource", "conversion", "continuation"}, kind) {
		return kind
	}
	return OtherRecord
}

// charsetParam finds a charset in the Content-Types that servers send, which often break the rules.
var charsetParam = regexp.MustCompile(`(?i)\bcharset\s*=\s*["']?([a-z0-9_.:+-]{1,40})`)

// typeOf gives the media type and the charset that a response declares, else the media type that the crawler found.
func typeOf(declared, found string) (mediaType, charset string) {
	if strings.TrimSpace(declared) == "" {
		declared = found
	}
	mediaType, _, _ = strings.Cut(declared, ";")
	if m := charsetParam.FindStringSubmatch(declared); m != nil {
		charset = m[1]
	}
	return strings.ToLower(strings.TrimSpace(mediaType)), charset
}

// unwanted says why a response is no article by its head and its place; "" where it may be one.
func unwanted(status int, mediaType, place string) string {
	switch {
	case status >= 500:
		return Failed
	case status >= 400:
		return Refused
	case status >= 300:
		return Redirect
	case status < 200 || status > 203: // 204 and 205 have no content, 206 has a part
		return OtherStatus
	case mediaType == "":
		return Untyped
	case forMachines(mediaType, place):
		return Robots
	}
	switch mediaType {
	case "text/html", "application/xhtml+xml", "text/plain":
		return ""
	}
	kind, _, _ := strings.Cut(mediaType, "/")
	if slices.Contains([]string{"image", "video", "audio", "font", "application"}, kind) {
		return kind
	}
	return OtherType
}

// forMachines tells robots.txt, and the texts that other conventions have beside it: ads.txt, humans.txt, /.well-known/.
func forMachines(mediaType, place string) bool {
	if place == "/robots.txt" || strings.HasPrefix(place, "/.well-known/") {
		return true
	}
	return mediaType == "text/plain" && strings.HasSuffix(place, ".txt") && strings.Count(place, "/") == 1
}
