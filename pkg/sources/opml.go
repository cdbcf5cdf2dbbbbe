package sources

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/wirefold/wirefold/pkg/charset"
	"github.com/wirefold/wirefold/pkg/subject"
)

// opmlEvery is how long a source of an OPML file is silent at most, which the format does not say: a day.
const opmlEvery = 24 * time.Hour

func beginsXML(file []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(file, "\uFEFF \t\r\n"), []byte("<"))
}

// declaration finds the encoding that an XML file declares.
var declaration = regexp.MustCompile(`^[^<]*<\?xml[^>]*\bencoding=["']([A-Za-z0-9._-]{1,40})["']`)

// parseOPML reads the outlines of OPML 1.0 and 2.0 (opml.org/spec2.opml), however they nest.
func parseOPML(file []byte) (List, error) {
	declared := ""
	if m := declaration.FindSubmatch(file); m != nil {
		declared = string(m[1])
	}
	text, _ := charset.Decode(file, declared)
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict, d.Entity = false, xml.HTMLEntity // readers export bare ampersands and HTML's entities
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var list List
	places, root := map[string]int{}, ""
	for entry := 0; ; {
		token, err := d.Token()
		line, _ := d.InputPos()
		switch {
		case errors.Is(err, io.EOF) && strings.EqualFold(root, "opml"):
			return list, nil
		case errors.Is(err, io.EOF):
			return nil, errors.New("read sources: XML, but no OPML: want a YAML list or an <opml> with outlines")
		case err != nil:
			return nil, fmt.Errorf("read sources: OPML: %w", err)
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if root == "" {
			root = element.Name.Local
		}
		if !strings.EqualFold(element.Name.Local, "outline") {
			continue
		}
		feed := attribute(element, "xmlUrl")
		if feed == "" {
			continue // a folder
		}
		entry++
		name, address, err := readOutline(element, feed)
		if err != nil {
			return nil, fmt.Errorf("read sources: line %d: outline %d: %w", line, entry, err)
		}
		place, known := places[name]
		if !known {
			place = len(list)
			places[name] = place
			list = append(list, Source{Name: name, Every: opmlEvery})
		}
		switch s := &list[place]; {
		case slices.Contains(s.Feeds, address): // readers keep a feed in several folders
		case len(s.Feeds) == maxFeeds:
			return nil, fmt.Errorf("read sources: line %d: outline %d: more than %d feeds of %s", line, entry, maxFeeds, name)
		default:
			s.Feeds = append(s.Feeds, address)
		}
	}
}

// readOutline names the source of a feed.
func readOutline(element xml.StartElement, feed string) (name, address string, err error) {
	if address, err = readAddress(feed); err != nil {
		return "", "", err
	}
	for _, candidate := range []string{attribute(element, "title"), attribute(element, "text"), hostOf(attribute(element, "htmlUrl")), hostOf(address)} {
		if name = subject.Source(candidate); name != subject.None && name != Other {
			return name, address, nil
		}
	}
	return "", "", fmt.Errorf("%.100q: neither title, text nor host gives a name", address)
}

func attribute(element xml.StartElement, name string) string {
	for _, a := range element.Attr {
		if strings.EqualFold(a.Name.Local, name) {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
