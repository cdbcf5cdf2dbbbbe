// Package decider says what each piece of copy is to the news before it: new, a revision, a copy, a kill.
//
// A Decider reads a Memory and answers one WIRE sequence with one Decision; the caller applies it, live and on replay
// alike, so that a memory folded from the log is the memory that wrote it. It promises:
//
//   - The same inputs in the same order give the same decisions, byte for byte, in every process, whether the memory
//     was folded from the log or restored from a snapshot.
//   - Decide changes nothing. Memory.Apply is the only way in.
//   - No event without a cause in the input: an input that changes nothing is answered with a verdict and no news.
//   - Memory is bounded by time: an article is forgotten Params.Memory after it last had to do with anything, and its
//     text finds copies for Params.NearDuplicate.Window, and most of them for Params.NearDuplicate.Keep.
//
// It knows no broker, clock or disk. Neither a Decider nor a Memory is safe for concurrent use.
package decider

import (
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/wirefold/wirefold/pkg/neardup"
	"github.com/wirefold/wirefold/pkg/story"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// ErrGone is what Decider.Texts returns for a FACTS record that has aged out: what can no longer be read is not
// compared. Any other error of Texts ends Decide.
var ErrGone = errors.New("record is gone")

// ErrNoText is Decide's word on a release without copy that releases nothing: no article of that name is held, or its
// text is gone.
var ErrNoText = errors.New("no text, and nothing held that it could release")

// Params are the limits of what is remembered. The zero value of a field takes its default.
type Params struct {
	// Memory is how long an article is remembered after it last changed or was copied. Default 30 days: the window
	// of FACTS, from which its texts are read again.
	Memory time.Duration
	// NearDuplicate and Story are the parameters of the two indexes.
	NearDuplicate neardup.Params
	Story         story.Params
}

func (p Params) withDefaults() Params {
	if p.Memory <= 0 {
		p.Memory = 30 * 24 * time.Hour
	}
	if p.NearDuplicate.Window <= 0 {
		p.NearDuplicate.Window = 96 * time.Hour
	}
	if p.NearDuplicate.Keep <= 0 {
		p.NearDuplicate.Keep = 30 * 24 * time.Hour
	}
	if p.Story.Silence <= 0 {
		p.Story.Silence = 72 * time.Hour
	}
	return p
}

// Hash tells one set of parameters from another.
func (p Params) Hash() uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%+v", p.withDefaults())
	return h.Sum64()
}

// Input is one WIRE sequence's turn.
type Input struct {
	WireSeq, FactsSeq uint64
	// ReceivedAt is when WIRE received it. It may run backwards; the clock is its running maximum.
	ReceivedAt time.Time
	// Facts is nil for what was settled upstream: filtered, dead or expired.
	Facts *wirefoldv1.Facts
	// Traceparent goes into the events; empty, the record's own is taken.
	Traceparent string
}

// Decider judges one input after another.
type Decider struct {
	Memory *Memory
	// Texts gives a FACTS record by its sequence, or ErrGone.
	Texts func(factsSeq uint64) (*wirefoldv1.Facts, error)

	texts texts
}

// Decide answers an input. The decision is the caller's to complete (ResumeFactsSeq), to store and to apply.
func (d *Decider) Decide(in Input) (*wirefoldv1.Decision, error) {
	t := d.begin(in)
	verdict, err := t.judgeInput()
	if err != nil {
		return nil, fmt.Errorf("decide wire sequence %d: %w", in.WireSeq, err)
	}
	return t.finish(verdict), nil
}

func (t *transaction) judgeInput() (Verdict, error) {
	origin := t.in.Facts.GetArticle().GetOrigin()
	switch {
	case origin.GetCommand() != nil:
		return t.command(origin.GetCommand())
	case origin.GetId() == "":
		return Settled, nil
	}
	return t.arrive()
}
