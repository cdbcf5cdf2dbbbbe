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

// lostUpTo says up to which WIRE sequence, from next on, nothing will ever come: WIRE has the messages no more (they
// grew too old, or somebody deleted them) and no record of them is under way. It returns next-1 when the due message is
// still to come. held is the lowest WIRE sequence that is known to have come.
func lostUpTo(ctx context.Context, js jetstream.JetStream, next, held uint64) (uint64, error) {
	wire, err := js.Stream(ctx, topology.Wire)
	if err != nil {
		return 0, fmt.Errorf("look for lost messages: %w", err)
	}
	present, err := firstFrom(ctx, wire, next)
	if err != nil || present == next {
		return next - 1, err
	}
	upTo := min(present, held) - 1
	for _, name := range []string{topology.Articles, topology.Clean} {
		waiting, err := underWay(ctx, js, name, next)
		if err != nil {
			return 0, err
		}
		upTo = min(upTo, waiting-1)
	}
	return upTo, nil
}

// firstFrom is the first sequence that WIRE holds from seq on; the one behind its end when there is none.
func firstFrom(ctx context.Context, wire jetstream.Stream, seq uint64) (uint64, error) {
	msg, err := wire.GetMsg(ctx, seq, jetstream.WithGetMsgSubject("wire.>"))
	if err == nil {
		return msg.Sequence, nil
	}
	if !errors.Is(err, jetstream.ErrMsgNotFound) {
		return 0, fmt.Errorf("look for WIRE %d: %w", seq, err)
	}
	return max(wire.CachedInfo().State.LastSeq+1, seq), nil
}

// underWay is the lowest WIRE sequence from next on of which a work queue holds a record; MaxUint64 for none.
func underWay(ctx context.Context, js jetstream.JetStream, queue string, next uint64) (uint64, error) {
	s, err := js.Stream(ctx, queue)
	if err != nil {
		return 0, fmt.Errorf("look through %s: %w", queue, err)
	}
	lowest := uint64(math.MaxUint64)
	state := s.CachedInfo().State
	for seq := state.FirstSeq; seq <= state.LastSeq && seq > 0; seq++ {
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
