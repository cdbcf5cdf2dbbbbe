package deduper

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
)

const (
	// patience is how long the due record may be missing before it is looked for: longer than a poison is tried and a
	// killed worker is waited for (three times topology.AckWait).
	patience = 15 * time.Second

	// lookEvery bounds how often it is looked for.
	lookEvery = 5 * time.Second
)

// loss is what seems lost: the WIRE sequences up to upTo. It is certain once FACTS was read up to facts, where a record that
// walked on while the queues were looked through would lie.
type loss struct{ upTo, facts uint64 }

// findLoss says up to which WIRE sequence, from next on, nothing will come but what FACTS holds unread: WIRE has the
// messages no more (they grew too old, or somebody deleted them) and no record of them is under way. It finds nothing,
// upTo next-1, when the due message is still to come. held is the lowest WIRE sequence that is known to have come, read
// the last FACTS sequence that was read.
func findLoss(ctx context.Context, js jetstream.JetStream, next, held, read uint64) (loss, error) {
	none := loss{upTo: next - 1}
	present, err := firstFrom(ctx, js, topology.Wire, "wire.>", next)
	if err != nil || present == next {
		return none, err
	}
	upTo := min(present, held) - 1
	// In the order of the walk: what leaves a queue after the look at it is seen behind it.
	for _, name := range []string{topology.Articles, topology.Clean} {
		waiting, err := underWay(ctx, js, name, next)
		if err != nil || waiting == next {
			return none, err
		}
		upTo = min(upTo, waiting-1)
	}
	facts, err := js.Stream(ctx, topology.Facts)
	if err != nil {
		return none, fmt.Errorf("look for lost messages: %w", err)
	}
	end := facts.CachedInfo().State.LastSeq
	unread, err := firstFrom(ctx, js, topology.Facts, topology.SubjectFacts, read+1)
	if err != nil || unread > end {
		return loss{upTo: upTo}, err
	}
	return loss{upTo, end}, nil
}

// firstFrom is the first sequence that a stream holds from seq on; the one behind its end when there is none.
func firstFrom(ctx context.Context, js jetstream.JetStream, stream, filter string, seq uint64) (uint64, error) {
	s, err := js.Stream(ctx, stream)
	if err != nil {
		return 0, fmt.Errorf("look for %s %d: %w", stream, seq, err)
	}
	msg, err := s.GetMsg(ctx, seq, jetstream.WithGetMsgSubject(filter))
	if err == nil {
		return msg.Sequence, nil
	}
	if !errors.Is(err, jetstream.ErrMsgNotFound) {
		return 0, fmt.Errorf("look for %s %d: %w", stream, seq, err)
	}
	return max(s.CachedInfo().State.LastSeq+1, seq), nil
}

// underWay is the lowest WIRE sequence from next on of which a work queue holds a record; MaxUint64 for none.
func underWay(ctx context.Context, js jetstream.JetStream, queue string, next uint64) (uint64, error) {
	s, err := js.Stream(ctx, queue)
	if err != nil {
		return 0, fmt.Errorf("look through %s: %w", queue, err)
	}
	lowest := uint64(math.MaxUint64)
	state := s.CachedInfo().State
	for seq := state.FirstSeq; seq <= state.LastSeq && seq > 0 && lowest > next; seq++ {
		msg, err := s.GetMsg(ctx, seq)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			continue // worked off meanwhile
		}
		if err != nil {
			return 0, fmt.Errorf("look through %s: %w", queue, err)
		}
		if wireSeq, err := strconv.ParseUint(msg.Header.Get(stage.HeaderWireSeq), 10, 64); err == nil && wireSeq >= next {
			lowest = min(lowest, wireSeq)
		}
	}
	return lowest, nil
}
