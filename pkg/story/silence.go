package story

import (
	"container/heap"
	"time"
)

// silence orders the open stories by their latest article, on each of the two
// clocks, so that finding the silent ones does not look through all of them.
// It may hold outdated entries.
type silence struct{ received, published entries }

func (s *silence) push(last Moment, id uint64) {
	heap.Push(&s.received, entry{last.Received, id})
	if !last.Published.IsZero() {
		heap.Push(&s.published, entry{last.Published, id})
	}
}

// prune drops the oldest entries as long as they are outdated.
func (s *silence) prune(stories map[uint64]*cluster) {
	for _, clock := range []*entries{&s.received, &s.published} {
		for len(*clock) > 0 && (*clock)[0].outdated(stories) {
			heap.Pop(clock)
		}
	}
}

type entry struct {
	last time.Time
	id   uint64
}

func (e entry) outdated(stories map[uint64]*cluster) bool {
	s, open := stories[e.id]
	return !open || !s.last.Received.Equal(e.last) && !s.last.Published.Equal(e.last)
}

// entries implement heap.Interface.
type entries []entry

// before calls found for the entries older than t, in no order.
func (e entries) before(t time.Time, found func(entry)) {
	var walk func(i int)
	walk = func(i int) {
		if i < len(e) && e[i].last.Before(t) {
			found(e[i])
			walk(2*i + 1)
			walk(2*i + 2)
		}
	}
	walk(0)
}

func (e entries) Len() int      { return len(e) }
func (e entries) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e entries) Less(i, j int) bool {
	if c := e[i].last.Compare(e[j].last); c != 0 {
		return c < 0
	}
	return e[i].id < e[j].id
}
func (e *entries) Push(v any) { *e = append(*e, v.(entry)) }
func (e *entries) Pop() any {
	old := *e
	v := old[len(old)-1]
	*e = old[:len(old)-1]
	return v
}
