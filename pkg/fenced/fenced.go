// Package fenced keeps a stream with one writer at a time.
//
// A fenced log answers the records of an input stream, in order, each exactly once. Every record it holds says which
// input it answers, and every publish carries the sequence that the log must have (Nats-Expected-Last-Sequence). So
// the log's own tail is the writer's position: whoever dies, and however many writers believe they are the one, no
// answer is lost, repeated or out of order. The input is read by an ordered consumer, without acknowledgements.
//
// Any number of processes may run the same log. One writes; the others are refused at their first try, follow the
// log, and try again only after its tail stood still for [standStill] with input unanswered (without that pause two
// live writers would take the log from each other for ever).
package fenced

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/topology"
)

const (
	// standStill is how long the tail must not move before a refused writer tries again.
	standStill = 5 * time.Second

	// tickEvery is how often an idle writer may look around, see [Log.Tick].
	tickEvery = time.Second

	// tryAgain is the pause after the broker failed.
	tryAgain = 500 * time.Millisecond

	// window is how many answers may be under way to the broker.
	window = 512
)

// Record is one message of a stream.
type Record struct {
	Subject string
	Header  nats.Header
	Data    []byte
	Seq     uint64
	Time    time.Time
	Decoded any // of the log: what Log.Decode gave
}

// Log is what a writer brings: its streams and how it thinks. All its functions but Decode are called from one goroutine.
type Log struct {
	Name string // for errors and log lines
	In   string // the input stream
	Out  string // the log

	// Load begins a memory anew, dropping what was not committed, and says up to which sequence of the log it
	// already knows (from a snapshot, or because it needs no history). tail is the log's last sequence.
	Load func(ctx context.Context, tail uint64) (known uint64, err error)

	// Decode makes of a record's data what Fold takes in, as Record.Decoded. It is called ahead, while records before
	// it are folded, and so must not look at the memory. May be nil.
	Decode func(Record) any

	// Fold takes in one record that stands in the log: of history, or by another writer.
	Fold func(Record) error

	// Position is the next input sequence to read.
	Position func() uint64

	// Answer answers one input record with any number of messages for the log, and remembers that it did.
	Answer func(context.Context, Record) ([]*nats.Msg, error)

	// Tick is called every second without input; it may answer what time alone decides. May be nil.
	Tick func(context.Context) ([]*nats.Msg, error)

	// Stored is called for each record this writer stored, in order. May be nil.
	Stored func(seq uint64, msg *nats.Msg)

	// Rest is called at most every CheckpointEvery, and at an orderly stop, when all that was answered is stored:
	// last is the log's last sequence. May be nil.
	Rest            func(last uint64) error
	CheckpointEvery time.Duration

	// GivenUp is the log's last sequence when an operator gave up what was lost: up to it the tail may be missing.
	GivenUp uint64

	// SkipGaps lets the writer go on where the input lost records that it never read; else it stops.
	SkipGaps bool
}

// ErrLost means that the streams do not fit together any more: records that the writer needs are gone. Nothing can be
// done but to restore the streams, or to accept the loss.
var ErrLost = errors.New("restore the streams from a backup, or give up what is lost with `wirefold setup --accept-loss`")

// errRefused means that another writer owns the log.
var errRefused = errors.New("refused")

// Env is what a log runs in.
type Env struct {
	JS      jetstream.JetStream
	Log     *zap.Logger
	Metrics *Metrics
}

// Run writes the log until ctx ends, standing by while another process does. ready is called whenever the memory
// stands. A broker that is away is waited for; Run returns an error only when waiting cannot help.
func Run(ctx context.Context, env Env, l Log, ready func()) error {
	w := &writer{Log: l, js: env.JS, log: env.Log.Named(l.Name), seen: env.Metrics.For(l)}
	for ctx.Err() == nil {
		err := w.serve(ctx, ready)
		switch {
		case err == nil || ctx.Err() != nil && !errors.Is(err, ErrLost):
			return nil
		case errors.Is(err, errRefused):
			w.standing = true
			w.log.Info("another writer owns the log, standing by", zap.Error(err))
		case Transient(err):
			// What was under way may be stored or not: the log is read again. Who wrote it goes on at once, who stood
			// by stands by.
			w.log.Warn("broker does not answer, trying again", zap.Error(err))
			select {
			case <-ctx.Done():
			case <-time.After(tryAgain):
			}
		default:
			return fmt.Errorf("%s: %w", w.Name, err)
		}
	}
	return nil
}

// serve loads the memory, stands by if it must, and writes.
func (w *writer) serve(ctx context.Context, ready func()) error {
	if err := w.load(ctx); err != nil {
		return err
	}
	w.seen.answered(w.Position())
	ready()
	if w.standing {
		if err := w.standBy(ctx); err != nil {
			return err
		}
		w.log.Info("the log stood still, taking it over", zap.Uint64("seq", w.last))
		w.standing = false
	}
	return w.write(ctx)
}

// Transient says whether the error is one of a broker that is away, restarting or electing a leader.
func Transient(err error) bool { return topology.Away(err) }

type writer struct {
	Log
	js   jetstream.JetStream
	log  *zap.Logger
	seen Observer
	last uint64 // the log's last sequence that the memory holds

	standing bool // another process writes
}

// load begins the memory anew and folds the log up to its tail.
func (w *writer) load(ctx context.Context) error {
	info, err := w.info(ctx, w.Out)
	if err != nil {
		return err
	}
	state := info.State
	if err := w.checkTail(ctx, state.LastSeq); err != nil {
		return err
	}
	if w.last, err = w.Load(ctx, state.LastSeq); err != nil {
		return fmt.Errorf("load %s: %w", w.Out, err)
	}
	if w.last > state.LastSeq {
		return fmt.Errorf("load %s: it ends at %d, what is known of it at %d: %w", w.Out, state.LastSeq, w.last, ErrLost)
	}
	if err := w.fold(ctx, state.LastSeq); err != nil {
		return err
	}
	return w.checkInput(ctx)
}

// checkTail makes sure that the log's last record is there: it holds the writer's position.
func (w *writer) checkTail(ctx context.Context, tail uint64) error {
	for tail > w.GivenUp {
		out, err := w.js.Stream(ctx, w.Out)
		if err != nil {
			return fmt.Errorf("look up stream %s: %w", w.Out, err)
		}
		if _, err = out.GetMsg(ctx, tail); err == nil {
			return nil
		}
		if !errors.Is(err, jetstream.ErrMsgNotFound) {
			return fmt.Errorf("read %s %d: %w", w.Out, tail, err)
		}
		// In a log that keeps one record a subject, another writer's newer one may have taken its place: only a log that
		// still ends there, after the look, has lost it.
		info, err := w.info(ctx, w.Out)
		if err != nil {
			return err
		}
		if info.State.LastSeq == tail {
			return fmt.Errorf("load %s: its tail is gone (there is no record %d, its last), and with it the writer's position: %w", w.Out, tail, ErrLost)
		}
		tail = info.State.LastSeq
	}
	return nil
}

// checkInput compares the position with what the input holds.
func (w *writer) checkInput(ctx context.Context) error {
	info, err := w.info(ctx, w.In)
	if err != nil {
		return err
	}
	at, state := w.Position(), info.State
	switch {
	case at > state.LastSeq+1:
		return fmt.Errorf("read %s: it ends at %d, but %s answers it up to %d: %w", w.In, state.LastSeq, w.Out, at-1, ErrLost)
	case at < state.FirstSeq && state.LastSeq > 0 && !w.SkipGaps:
		return w.gap(at, state.FirstSeq)
	}
	return nil
}

// gap is the loss of the input records between what was expected and what came.
func (w *writer) gap(expected, came uint64) error {
	return fmt.Errorf("read %s: records %d to %d are gone unanswered: %w", w.In, expected, came-1, ErrLost)
}

// fold takes in the log from behind what is known up to sequence to.
func (w *writer) fold(ctx context.Context, to uint64) error {
	if w.last >= to {
		return nil
	}
	began, told := time.Now(), time.Now()
	log := w.readLog()
	defer log.close()
	for w.last < to {
		record, err := log.next(ctx, tickEvery)
		if errors.Is(err, errNothing) && ctx.Err() == nil {
			continue
		}
		if err != nil {
			return err
		}
		if err := w.foldOne(record); err != nil {
			return err
		}
		if time.Since(told) > 5*time.Second {
			told = time.Now()
			w.log.Info("reading the log", zap.Uint64("seq", w.last), zap.Uint64("of", to), zap.Duration("took", time.Since(began)))
		}
	}
	return nil
}

func (w *writer) foldOne(record Record) error {
	if err := w.Fold(record); err != nil {
		return fmt.Errorf("fold %s %d: %w", w.Out, record.Seq, err)
	}
	w.last = record.Seq
	return nil
}

func (w *writer) info(ctx context.Context, stream string) (*jetstream.StreamInfo, error) {
	s, err := w.js.Stream(ctx, stream)
	if err != nil {
		return nil, fmt.Errorf("look up stream %s: %w", stream, err)
	}
	return s.CachedInfo(), nil
}
