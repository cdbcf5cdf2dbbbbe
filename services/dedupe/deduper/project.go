package deduper

import (
	"context"
	"errors"
	"fmt"
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
	state, err := p.js.Stream(ctx, topology.State)
	if err != nil {
		return 0, fmt.Errorf("look up stream %s: %w", topology.State, err)
	}
	first := state.CachedInfo().State.FirstSeq
	for seq := tail; seq >= first && seq > 0; seq-- {
		msg, err := state.GetMsg(ctx, seq)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			continue
		}
		if err != nil {
			return 0, fmt.Errorf("read %s %d: %w", topology.State, seq, err)
		}
		if msg.Header.Get(HeaderNewsSeq) != "" {
			err := p.fold(fenced.Record{Header: msg.Header})
			if seq <= p.life.State {
				p.next = min(p.next, p.life.News+1) // NEWS may have been lost since and made anew
			}
			return tail, err
		}
		p.log.Warn("message on STATE passed over: somebody else published it", zap.Uint64("seq", seq))
	}
	return tail, nil
}

func (p *projecting) fold(r fenced.Record) error {
	seq, err := strconv.ParseUint(r.Header.Get(HeaderNewsSeq), 10, 64)
	if err != nil {
		return nil // somebody else's message
	}
	p.next = seq + 1
	return nil
}

func (p *projecting) answer(_ context.Context, r fenced.Record) ([]*nats.Msg, error) {
	p.next = r.Seq + 1
	subject := r.Header.Get(headerState)
	if subject == "" {
		return nil, nil // a quote, an event
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
