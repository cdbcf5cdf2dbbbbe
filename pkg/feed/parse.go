package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/wirefold/wirefold/pkg/charset"
	"github.com/wirefold/wirefold/pkg/internal/markup"
)

// Parse reads a feed. contentType is the header it came with, for its charset, or ""; address is where it was fetched, for
// relative links, or "". The only error is ErrNotFeed: what cannot be read within a feed is told by its counters.
func Parse(body []byte, contentType, address string) (Feed, error) {
	text, _ := charset.Decode(body, contentType)
	var f Feed
	var ok bool
	if strings.HasPrefix(strings.TrimLeft(text, " \t\r\n\uFEFF"), "{") {
		f, ok = readJSON(strings.TrimLeft(text, " \t\r\n\uFEFF"), address)
	} else {
		f, ok = readXML(text, address)
	}
	if !ok {
		return Feed{}, fmt.Errorf("read feed of %d bytes, %.100q: %w", len(body), address, ErrNotFeed)
	}
	f.Language = clip(f.Language, maxName)
	kept := f.Items[:0]
	for _, i := range f.Items {
		if i.bound(f.Language); i.ID == "" && i.URL == "" && i.Title == "" && i.HTML == "" && i.Text == "" {
			f.Broken++
			continue
		}
		kept = append(kept, i)
	}
	f.Items = kept
	f.settle()
	return f, nil
}

func readXML(text, address string) (Feed, bool) {
	var items []Item
	var anonymous []int // items without a byline of their own
	broken := 0
	d, ok := split(markup.Characters(text), address, func(atom bool, p part) {
		read := readRSS
		if atom {
			read = readAtom
		}
		i, ok := read(p)
		if !ok {
			broken++
			return
		}
		if atom && len(i.Bylines) == 0 {
			anonymous = append(anonymous, len(items))
		}
		items = append(items, i)
	})
	if !ok {
		return Feed{}, false
	}
	var f Feed
	if d.atom {
		var authors []string
		f, authors = headAtom(d.head)
		for _, n := range anonymous {
			items[n].Bylines = authors
		}
	} else {
		f = headRSS(d.head)
	}
	f.Items, f.Cut, f.Broken, f.Truncated = items, d.cut, broken+d.large, !d.ended
	return f, true
}

// placeholders are what programs write for an id that they do not have.
var placeholders = []string{"0", "-1", "null", "nil", "none", "undefined", "false", "true", "nan", "n/a", "-", "[object object]"}

// bound keeps the facts of an item within what the wire takes, so that none is refused for one of them.
func (i *Item) bound(language string) {
	if i.ID = line(tidy(i.ID)); slices.Contains(placeholders, strings.ToLower(i.ID)) {
		i.ID = ""
	}
	if len(i.ID) > maxID {
		sum := sha256.Sum256([]byte(i.ID))
		i.ID = "sha256:" + hex.EncodeToString(sum[:])
	}
	if len(i.URL) > maxURL {
		i.URL = ""
	}
	if i.Language = clip(line(tidy(i.Language)), maxName); i.Language == "" {
		i.Language = language
	}
	for _, names := range []*[]string{&i.Bylines, &i.Categories} {
		*names = (*names)[:min(len(*names), maxNames)]
		for n, name := range *names {
			(*names)[n] = clip(name, maxName)
		}
	}
}
