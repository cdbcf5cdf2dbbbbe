package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/wirefold/wirefold/pkg/weburl"
)

// Key is the item's identity within its source, 16 hex digits: made of its ID, else its canonical URL, else its title and
// text. Keys stand in the state of running systems: what makes one must not change.
func (i Item) Key() string {
	if i.ID != "" {
		return hash("id", i.ID)
	}
	if _, key, err := weburl.Canonical(i.URL); err == nil {
		return hash("url", key)
	}
	return hash("content", folded(i.Title), i.plain())
}

// Digest changes when the copy does, 16 hex digits: it is made of the title, the text without markup, the canonical URL and
// the bylines. So it knows nothing of the order of items, bylines and parameters, of white space, markup, tracking, dates
// and categories, nor of lines that only count readers or comments, or say how long ago something was.
func (i Item) Digest() string {
	_, key, _ := weburl.Canonical(i.URL)
	names := make([]string, 0, len(i.Bylines))
	for _, name := range i.Bylines {
		names = append(names, folded(name))
	}
	slices.Sort(names)
	return hash(append([]string{folded(i.Title), i.plain(), key}, slices.Compact(names)...)...)
}

// hash gives 64 bits: two of the 10,000 items of a feed share them with a probability of 3 in 10^12.
func hash(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// line makes s one line, with single spaces.
func line(s string) string {
	before := byte(' ')
	for n := range len(s) {
		c := s[n]
		if c >= 0x80 || c < ' ' || c == ' ' && before == ' ' {
			return strings.Join(strings.Fields(s), " ")
		}
		before = c
	}
	return strings.TrimSuffix(s, " ")
}

// invisible characters come and go with the software that wrote a text.
var invisible = strings.NewReplacer("\u200B", "", "\u200C", "", "\u200D", "", "\u2060", "", "\u00AD", "", "\uFEFF", "")

// folded makes s one line of what can be seen.
func folded(s string) string { return line(invisible.Replace(s)) }
