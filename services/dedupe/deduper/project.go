package deduper

import (
	"context"
	"strconv"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/fenced"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
)

// HeaderNewsSeq is the header of a message on STATE: its sequence in NEWS. A subscriber reads STATE to its end, then
// NEWS from the highest one on.
const HeaderNewsSeq = "Wirefold-Seq"

// projecting writes STATE: the last event of each article and story, in the order of NEWS.
type projecting struct {
	js   jetstream.JetStream
	life topology.Life
	log  *zap.Logger
	next uint64 // the NEWS sequence that comes next
}

func (p *projecting) fencedLog() fenced.Log {
	return fenced.Log{
		Name: "project", In: topology.News, Out: topology.State,
		Load: p.load, Fold: p.fold, Position: func() uint64 { return p.next }, Answer: p.answer,
		// NEWS goes by size: where it was trimmed before it was read, STATE goes on behind the gap.
		SkipGaps: true, GivenUp: p.life.State,
	}
}

func (p *projecting) load(ctx context.Context, tail uint64) (uint64, error) {
	p.next = 1
	msg, err := lastOwn(ctx, p.js, topology.State, tail, p.log, func(h nats.Header) bool { _, ok := newsSeq(h); return ok })
	if err != nil || msg == nil {
		return tail, err
	}
	seq, _ := newsSeq(msg.Header)
	p.next = seq + 1
	if msg.Sequence <= p.life.State {
		p.next = min(p.next, p.life.News+1) // NEWS may have been lost since and made anew
	}
	return tail, nil
}

func (p *projecting) fold(r fenced.Record) error {
	if seq, ok := newsSeq(r.Header); ok {
		p.next = seq + 1
	}
	return nil
}

// newsSeq is where the event on STATE stands in NEWS; false for a message that somebody else put there.
func newsSeq(h nats.Header) (uint64, bool) {
	seq, err := strconv.ParseUint(h.Get(HeaderNewsSeq), 10, 64)
	return seq, err == nil
}

func (p *projecting) answer(_ context.Context, r fenced.Record) ([]*nats.Msg, error) {
	p.next = r.Seq + 1
	subject := r.Header.Get(HeaderState)
	if subject == "" || r.Header.Get(HeaderDecision) == "" {
		return nil, nil // a quote, an event; or somebody else's message
	}
	msg := &nats.Msg{Subject: subject, Data: r.Data, Header: nats.Header{
		"Content-Type": r.Header.Values("Content-Type"),
		HeaderNewsSeq:  {strconv.FormatUint(r.Seq, 10)},
	}}
	if trace := r.Header.Get(stage.HeaderTraceparent); trace != "" {
		msg.Header.Set(stage.HeaderTraceparent, trace)
	}
	return []*nats.Msg{msg}, nil
}
