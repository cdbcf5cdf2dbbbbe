package deduper

import (
	"math"
	"time"

	"github.com/wirefold/wirefold/pkg/fenced"
)

// order puts the records of FACTS, which come as their workers finished, back into the order of WIRE. It holds early
// ones back and drops repeats: every WIRE sequence leaves it at most once, none before its predecessor.
type order struct {
	next  uint64                // the WIRE sequence that is due
	read  uint64                // the last FACTS sequence that was seen
	held  map[uint64]heldRecord // early records, by WIRE sequence
	early []uint64              // their WIRE sequences as they lie on FACTS; those that left stand on until they are first
}

type heldRecord struct {
	wireSeq uint64
	record  fenced.Record
	since   time.Time // in hand
}

func newOrder(nextWire, nextFacts uint64) *order {
	return &order{next: nextWire, read: nextFacts - 1, held: map[uint64]heldRecord{}}
}

// put takes a record in.
func (o *order) put(wireSeq uint64, r fenced.Record) {
	o.read = max(o.read, r.Seq)
	if _, repeat := o.held[wireSeq]; repeat || wireSeq < o.next {
		return
	}
	o.held[wireSeq] = heldRecord{wireSeq, r, time.Now()}
	o.early = append(o.early, wireSeq)
}

// due takes out the next record, if it is there.
func (o *order) due() (heldRecord, bool) {
	h, ok := o.held[o.next]
	if ok {
		delete(o.held, o.next)
		o.next++
	}
	return h, ok
}

// resume is the FACTS sequence from which a restarted decider must read: all before it is decided. It is asked for with
// every decision, while a minute's records may be held.
func (o *order) resume() uint64 {
	for ; len(o.early) > 0; o.early = o.early[1:] {
		if h, waits := o.held[o.early[0]]; waits {
			return h.record.Seq
		}
	}
	return o.read + 1
}

// earliest is the lowest WIRE sequence that is held; MaxUint64 when none is.
func (o *order) earliest() uint64 {
	lowest := uint64(math.MaxUint64)
	for seq := range o.held {
		lowest = min(lowest, seq)
	}
	return lowest
}
