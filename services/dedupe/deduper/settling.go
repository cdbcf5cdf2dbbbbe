package deduper

import (
	"time"

	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/tracing"
)

// settling counts and traces records once all that answers them is stored, in order. What another writer answers is counted there.
type settling struct {
	*stage.Observer
	tracer  *tracing.Tracer
	settled func(underway) // is told of each; may be nil
	queue   []underway
}

// underway is a record whose answers are on their way to the log.
type underway struct {
	answers  int           // not stored yet
	fate     stage.Outcome // empty: the answer is to no record
	reason   string        // of a dead one
	received time.Time     // by WIRE
	span     tracing.Span  // without what stands here

	verdict string // of a decision
	expired uint64 // how many messages a decision gives up
}

// begin forgets what was under way, which was refused, and what was settled: others settle now.
func (s *settling) begin() {
	s.queue = nil
	s.Forget()
}

// put takes a record in that has just been answered.
func (s *settling) put(u underway) {
	s.queue = append(s.queue, u)
	s.settle()
}

// stored takes note of the next answer, while held records are held back.
func (s *settling) stored(held int) {
	s.queue[0].answers--
	s.settle()
	s.tell(held)
}

// settle counts and traces all that wait for no answer and for none before them.
func (s *settling) settle() {
	for ; len(s.queue) > 0 && s.queue[0].answers == 0; s.queue = s.queue[1:] {
		u := s.queue[0]
		if s.settled != nil {
			s.settled(u)
		}
		if u.fate == "" {
			continue
		}
		s.Done(u.fate, u.received)
		if u.fate == stage.Dead {
			s.Buried(u.reason)
		}
		u.span.Outcome, u.span.Reason, u.span.WireTime, u.span.End = string(u.fate), u.reason, u.received, time.Now()
		s.tracer.Record(u.span)
	}
}

// tell tells how many records are in hand, with those that are held back.
func (s *settling) tell(held int) { s.InHand(held + len(s.queue)) }
