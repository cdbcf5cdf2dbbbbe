package decider

import (
	"io"

	"github.com/wirefold/wirefold/services/dedupe/sections"
)

// words are strings that many records have: each is kept once, and a record has its number. They are kept for good, but
// no more than a limit: what is common comes early, and what comes later stays in its record.
type words struct {
	list  []string
	of    map[string]uint32
	limit int
}

const (
	// maxWords is the limit of sources, topics, languages, rules and credits: hosts alone are some ten thousand.
	maxWords = 1 << 16
	// maxNames is that of the names in stories: in a month of news some 100,000 make four mentions in five.
	maxNames = 1 << 17
	// maxWord is how long a word may be, in bytes: twice the longest subject token.
	maxWord = 96
)

func newWords(limit int) *words { return &words{of: map[string]uint32{}, limit: limit} }

// number gives the number of a word; ok is false where it is not among them and never will be.
func (w *words) number(word []byte) (n uint32, ok bool) {
	if n, ok = w.of[string(word)]; ok {
		return n, true
	}
	if len(w.list) >= w.limit || len(word) > maxWord {
		return 0, false
	}
	s := string(word)
	n = uint32(len(w.list))
	w.list, w.of[s] = append(w.list, s), n
	return n, true
}

// WriteTo writes the words in the order of their numbers.
func (w *words) WriteTo(to io.Writer) (int64, error) {
	e := sections.NewEncoder(to)
	e.Uvarint(uint64(len(w.list)))
	for _, s := range w.list {
		e.Bytes([]byte(s))
	}
	return e.Close()
}

// ReadFrom gives the words to a table that has none.
func (w *words) ReadFrom(from io.Reader) (int64, error) {
	d := sections.NewDecoder(from)
	count := d.Uvarint()
	w.of = make(map[string]uint32, min(count, uint64(w.limit)))
	for n := uint64(0); n < count && d.Err() == nil; n++ {
		if got, ok := w.number(d.Bytes()); d.Err() == nil && (!ok || uint64(got) != n) {
			d.Damaged("a word twice, or too many")
		}
	}
	return d.Close()
}
