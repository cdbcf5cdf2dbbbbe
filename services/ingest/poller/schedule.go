package poller

import (
	"container/heap"
	"net/url"
	"strings"
	"time"
)

// schedule says which feed is visited next. Of the feeds of one host one is visited at a time; the others wait for the host
// and for no worker, in the order in which they were due, and hosts take turns.
//
// It belongs to one goroutine at a time, and is a few hundred bytes a feed.
type schedule struct {
	queue dueQueue
	hosts map[string]*host // those that are busy, waited for or held
	ready []*job           // whose hosts are theirs
}

// job is a feed's place in the schedule.
type job struct {
	feed    *target
	host    string // whom the next request goes to
	due     time.Time
	place   int // in the queue; -1: not in it
	removed bool
}

// host is a server with jobs at hand.
type host struct {
	busy    bool
	waiting []*job
	until   time.Time // not before, it said
}

func newSchedule() *schedule { return &schedule{hosts: map[string]*host{}} }

// add puts a job into the schedule.
func (s *schedule) add(j *job) { heap.Push(&s.queue, j) }

// next gives a job that may run now. Without one, wait is how long until one may be due; 0: none is.
func (s *schedule) next(now time.Time) (j *job, wait time.Duration) {
	for len(s.queue) > 0 && !s.queue[0].due.After(now) {
		s.arrive(heap.Pop(&s.queue).(*job), now)
	}
	for len(s.ready) > 0 {
		j, s.ready = s.ready[0], s.ready[1:]
		if !j.removed {
			return j, 0
		}
		s.leave(j.host, now)
	}
	if len(s.queue) == 0 {
		return nil, 0
	}
	return nil, max(s.queue[0].due.Sub(now), time.Millisecond)
}

// arrive gives a job its host, or lets it wait for it.
func (s *schedule) arrive(j *job, now time.Time) {
	h := s.hosts[j.host]
	if h == nil {
		h = &host{}
		s.hosts[j.host] = h
	}
	switch {
	case h.until.After(now):
		j.due = h.until
		heap.Push(&s.queue, j)
	case h.busy:
		h.waiting = append(h.waiting, j)
	default:
		h.busy = true
		s.ready = append(s.ready, j)
	}
}

// done ends a job's turn. It comes again when it is due, at the host given.
func (s *schedule) done(j *job, due time.Time, host string, now time.Time) {
	s.leave(j.host, now)
	if j.removed {
		return
	}
	j.due, j.host = due, host
	s.add(j)
}

// leave gives a host to the next that waits for it.
func (s *schedule) leave(name string, now time.Time) {
	h := s.hosts[name]
	h.busy = false
	for len(h.waiting) > 0 && !h.busy {
		j := h.waiting[0]
		h.waiting = h.waiting[1:]
		if !j.removed {
			s.arrive(j, now)
		}
	}
	if !h.busy && !h.until.After(now) {
		delete(s.hosts, name)
	}
}

// hold keeps all from a host until a time.
func (s *schedule) hold(name string, until time.Time) {
	h := s.hosts[name]
	if h == nil {
		h = &host{}
		s.hosts[name] = h
	}
	if until.After(h.until) {
		h.until = until
	}
}

// move changes when a job is due that nobody has at hand.
func (s *schedule) move(j *job, due time.Time, host string) {
	if j.place >= 0 {
		j.due, j.host = due, host
		heap.Fix(&s.queue, j.place)
	}
}

// remove takes a job out of the schedule; its turn, where it has one, is the last.
func (s *schedule) remove(j *job) {
	j.removed = true
	if j.place >= 0 {
		heap.Remove(&s.queue, j.place)
	}
}

// sweep forgets hosts that are held no longer and wanted by nobody.
func (s *schedule) sweep(now time.Time) {
	for name, h := range s.hosts {
		if !h.busy && len(h.waiting) == 0 && !h.until.After(now) {
			delete(s.hosts, name)
		}
	}
}

// hostOf names the server of an address, as requests are counted: host and port in lower case.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// dueQueue is a heap by time.
type dueQueue []*job

func (q dueQueue) Len() int           { return len(q) }
func (q dueQueue) Less(i, k int) bool { return q[i].due.Before(q[k].due) }
func (q dueQueue) Swap(i, k int) {
	q[i], q[k] = q[k], q[i]
	q[i].place, q[k].place = i, k
}

func (q *dueQueue) Push(x any) {
	j := x.(*job)
	j.place = len(*q)
	*q = append(*q, j)
}

func (q *dueQueue) Pop() any {
	last := len(*q) - 1
	j := (*q)[last]
	(*q)[last] = nil
	*q = (*q)[:last]
	j.place = -1
	return j
}
