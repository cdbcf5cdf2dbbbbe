package story

import (
	"cmp"
	"container/heap"
	"time"
)

// silence orders the open stories by their latest article, on each clock, so
// that finding the silent ones does not look through all of them.
type silence [clocks][]uint32 // heaps of places

// put enters a story, or moves it to where its latest article stands now.
func (s *silence) put(stories []openStory, place uint32) {
	for clock := range s {
		q := &queue{&s[clock], stories, clock}
		switch at := stories[place].queued[clock]; {
		case at > 0:
			heap.Fix(q, int(at-1))
		case stories[place].last[clock] != unknown:
			heap.Push(q, place)
		}
	}
}

// take removes a story.
func (s *silence) take(stories []openStory, place uint32) {
	for clock := range s {
		if at := stories[place].queued[clock]; at > 0 {
			heap.Remove(&queue{&s[clock], stories, clock}, int(at-1))
		}
	}
}

// before gives the places of the stories that were last heard of more than a
// time before now on either clock; some twice.
func (s *silence) before(stories []openStory, now instant, d time.Duration) []uint32 {
	var out []uint32
	for clock := range s {
		limit := now[clock] - d.Microseconds()
		var walk func(i int)
		walk = func(i int) {
			if i < len(s[clock]) && stories[s[clock][i]].last[clock] < limit {
				out = append(out, s[clock][i])
				walk(2*i + 1)
				walk(2*i + 2)
			}
		}
		if now[clock] != unknown {
			walk(0)
		}
	}
	return out
}

// queue implements heap.Interface on one clock.
type queue struct {
	places  *[]uint32
	stories []openStory
	clock   int
}

func (q *queue) Len() int { return len(*q.places) }

func (q *queue) Less(i, j int) bool {
	a, b := &q.stories[(*q.places)[i]], &q.stories[(*q.places)[j]]
	return cmp.Or(cmp.Compare(a.last[q.clock], b.last[q.clock]), cmp.Compare(a.id, b.id)) < 0
}

func (q *queue) Swap(i, j int) {
	l := *q.places
	l[i], l[j] = l[j], l[i]
	q.stories[l[i]].queued[q.clock], q.stories[l[j]].queued[q.clock] = uint32(i+1), uint32(j+1)
}

func (q *queue) Push(v any) {
	*q.places = append(*q.places, v.(uint32))
	q.stories[v.(uint32)].queued[q.clock] = uint32(len(*q.places))
}

func (q *queue) Pop() any {
	l := *q.places
	place := l[len(l)-1]
	*q.places = l[:len(l)-1]
	q.stories[place].queued[q.clock] = 0
	return place
}
