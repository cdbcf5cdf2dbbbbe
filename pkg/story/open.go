package story

import "time"

// maxTerms bounds what a story remembers.
const maxTerms = 96

// openStory is a story that articles may join. Most are of one article, and
// kept small.
type openStory struct {
	id          uint64
	first, last instant
	articles    uint32
	queued      [clocks]uint32 // its place in each queue of silence, from 1
	words       uint8          // of one
	one         packed         // the terms of its only article
	many        bag            // the terms of its articles, from the second on
}

func (s *openStory) bag() bag {
	if s.many == nil {
		return s.one.bag(s.words)
	}
	return s.many
}

// terms gives the terms of a story.
func (s *openStory) terms() []uint32 {
	out := make([]uint32, 0, len(s.one)+len(s.many))
	for _, t := range s.one {
		out = append(out, t&^isName)
	}
	for _, w := range s.many {
		out = append(out, w.term)
	}
	return out
}

func (s *openStory) within(at instant, silence time.Duration) bool {
	return s.first.after(at) <= silence && at.after(s.last) <= silence
}
