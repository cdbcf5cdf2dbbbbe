package story

import (
	"container/heap"
	"time"
)

// silence orders the stories by their latest article, so that closing does not
// look through all of them. It may hold outdated entries.
type silence struct{ entries entries }

type entry struct {
	last time.Time
	id   uint64
}

func (s *silence) push(last time.Time, id uint64) { heap.Push(&s.entries, entry{last, id}) }
func (s *silence) pop()                           { heap.Pop(&s.entries) }

func (s *silence) oldest() (time.Time, uint64, bool) {
	if len(s.entries) == 0 {
		return time.Time{}, 0, false
	}
	return s.entries[0].last, s.entries[0].id, true
}

// entries implement heap.Interface.
type entries []entry

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
