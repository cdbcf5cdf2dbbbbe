package pageclean

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html"
)

// Limits of a page. The largest of some 400 news pages measured has 1.4 MB, 9,000 elements, a depth of 60 and 40
// attributes on an element; the limits leave an order of magnitude where that is cheap.
const (
	MaxBytes      = 8 << 20 // a wire message holds 4 MiB; another charset may double in UTF-8
	MaxElements   = 60_000
	MaxDepth      = 256
	maxAttributes = 64 // further ones of an element are left out
)

// bound refuses pages beyond the limits, and leaves out what no article needs: scripts other than JSON-LD, styles,
// comments, drawings, attributes beyond the limit.
func bound(page string) (string, error) {
	if len(page) > MaxBytes {
		return "", fmt.Errorf("%w: %d bytes", ErrTooLarge, len(page))
	}
	var out strings.Builder
	out.Grow(len(page) / 2)
	z := html.NewTokenizer(strings.NewReader(page))
	elements, depth := 0, 0
	paragraphs := 0    // open ones
	skip := ""         // the element whose content is left out
	var written []byte // the tag as the page writes it: the tokenizer changes the case of what it reads
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return "", fmt.Errorf("%w: %w", ErrTooLarge, err)
			}
			return out.String(), nil
		}
		raw := z.Raw()
		switch kind {
		case html.CommentToken:
			continue
		case html.StartTagToken, html.SelfClosingTagToken:
			written = append(written[:0], raw...)
			name, hasAttr := z.TagName()
			tag := string(name)
			if elements++; elements > MaxElements {
				return "", fmt.Errorf("%w: more than %d elements", ErrTooLarge, MaxElements)
			}
			if tag == "p" {
				paragraphs++
			}
			if kind == html.StartTagToken && !void[tag] {
				if depth++; depth > MaxDepth {
					return "", fmt.Errorf("%w: deeper than %d elements", ErrTooLarge, MaxDepth)
				}
			}
			if skip != "" {
				continue
			}
			// Each attribute takes two bytes or more, so that most tags cannot have too many.
			var attributes []html.Attribute
			ld := false
			if skipped[tag] || len(raw) > 2*maxAttributes {
				attributes, ld = readAttributes(z, hasAttr)
			}
			if skipped[tag] && !ld && kind == html.StartTagToken {
				skip = tag
				continue
			}
			if len(attributes) > maxAttributes {
				written = append(written[:0], html.Token{Type: kind, Data: tag, Attr: attributes[:maxAttributes]}.String()...)
			}
			out.Write(written)
			continue
		case html.EndTagToken:
			written = append(written[:0], raw...)
			name, _ := z.TagName()
			tag := string(name)
			if !void[tag] {
				depth = max(0, depth-1)
			}
			// Two end tags without a start make an element.
			if tag == "p" && paragraphs > 0 {
				paragraphs--
			} else if tag == "p" || tag == "br" {
				elements++
			}
			if elements > MaxElements {
				return "", fmt.Errorf("%w: more than %d elements", ErrTooLarge, MaxElements)
			}
			if skip != "" {
				if skip == tag {
					skip = ""
				}
				continue
			}
			out.Write(written)
			continue
		}
		if skip == "" {
			out.Write(raw)
		}
	}
}

// readAttributes reads the attributes of the current tag, and whether they are those of a script that holds JSON-LD.
func readAttributes(z *html.Tokenizer, more bool) (attributes []html.Attribute, ld bool) {
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if len(attributes) <= maxAttributes {
			attributes = append(attributes, html.Attribute{Key: string(key), Val: string(value)})
		}
		if string(key) == "type" && strings.Contains(strings.ToLower(string(value)), "ld+json") {
			ld = true
		}
	}
	return attributes, ld
}

var skipped = map[string]bool{"script": true, "style": true, "svg": true}

var void = map[string]bool{
	"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true,
	"link": true, "meta": true, "param": true, "source": true, "track": true, "wbr": true,
	// their end tags are often left out
	"p": true, "li": true, "dt": true, "dd": true, "option": true, "tr": true, "td": true, "th": true, "path": true,
}
