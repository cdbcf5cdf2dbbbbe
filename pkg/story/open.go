package story

import (
	"slices"
	"time"
)

// maxTerms bounds what a story remembers, maxStoryCodes the coded events among it.
const (
	maxTerms      = 96
	maxStoryCodes = 24
)

// openStory is a story that articles may join. Most are of one article, and
// kept small.
type openStory struct {
	id          uint64
	first, last instant
	terms       []uint32 // of one article packed; of more, each with its two weights
	articles    uint32
	queued      [clocks]uint32 // its place in each queue of silence, from 1
	words       uint8          // of packed terms
}

// opened is a story of one article.
func opened(id uint64, f Features) openStory {
	at := f.At.instant()
	s := openStory{id: id, first: at, last: at, articles: 1}
	s.terms, s.words = pack(f)
	return s
}

// each gives the terms of a story, always in the same order.
func (s *openStory) each(yield func(weighted)) {
	if s.articles == 1 {
		packed(s.terms).each(int(s.words), yield)
		return
	}
	for t := s.terms; len(t) >= 3; t = t[3:] {
		yield(weighted{t[0], t[1], t[2]})
	}
}

// bag gives the terms ascending. Those of several articles are kept so; those of
// one are sorted as numbers, which takes a third of the time.
func (s *openStory) bag() bag {
	b := make(bag, 0, len(s.terms))
	if s.articles > 1 {
		s.each(func(w weighted) { b = append(b, w) })
		return b
	}
	keys := make([]uint64, 0, maxTerms)
	s.each(func(w weighted) { keys = append(keys, uint64(w.term)<<32|uint64(w.word)<<16|uint64(w.name)) })
	slices.Sort(keys)
	for _, k := range keys {
		b = append(b, weighted{uint32(k >> 32), uint32(k >> 16 & 0xFFFF), uint32(k & 0xFFFF)})
	}
	return b
}

// hold has a story of more than one article keep its terms.
func (s *openStory) hold(b bag) {
	s.words, s.terms = 0, make([]uint32, 0, 3*len(b))
	for _, w := range b {
		s.terms = append(s.terms, w.term, w.word, w.name)
	}
}

func (s *openStory) within(at instant, silence time.Duration) bool {
	return s.first.after(at) <= silence && at.after(s.last) <= silence
}
