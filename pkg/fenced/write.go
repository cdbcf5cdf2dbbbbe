package fenced

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// storeWithin is how long a publish may take before its fate counts as unknown.
const storeWithin = 10 * time.Second

// write reads the input from the position and publishes the answers, pipelined and fenced.
func (w *writer) write(ctx context.Context) error {
	it, err := w.read(ctx, w.In, w.Position())
	if err != nil {
		return err
	}
	defer it.Stop()
	p := newPipeline(w)
	defer p.drop()
	rested, ticked := time.Now(), time.Now()
	for ctx.Err() == nil {
		var answers []*nats.Msg
		msg, err := it.Next(jetstream.NextMaxWait(p.patience()))
		switch {
		case err == nil:
			if answers, err = w.answer(ctx, msg); err != nil {
				return err
			}
		case !errors.Is(err, nats.ErrTimeout):
			return fmt.Errorf("read %s: %w", w.In, err)
		default:
			if err := p.flush(); err != nil {
				return err
			}
			if w.Tick != nil && time.Since(ticked) >= tickEvery {
				ticked = time.Now()
				if answers, err = w.Tick(ctx); err != nil {
					return fmt.Errorf("look around: %w", err)
				}
			}
		}
		for _, answer := range answers {
			if err := p.send(answer); err != nil {
				return err
			}
		}
		if w.Rest != nil && time.Since(rested) > w.CheckpointEvery {
			rested = time.Now()
			if err := w.rest(p); err != nil {
				return err
			}
		}
	}
	return w.rest(p)
}

func (w *writer) answer(ctx context.Context, msg jetstream.Msg) ([]*nats.Msg, error) {
	record, err := asRecord(msg)
	if err != nil {
		return nil, err
	}
	answers, err := w.Answer(ctx, record)
	if err != nil {
		return nil, fmt.Errorf("answer %s %d: %w", w.In, record.Seq, err)
	}
	return answers, nil
}

// rest waits until all is stored and lets the memory be written down.
func (w *writer) rest(p *pipeline) error {
	if err := p.flush(); err != nil || w.Rest == nil {
		return err
	}
	return w.Rest(w.last)
}

// pipeline holds the publishes under way, in order.
type pipeline struct {
	w     *writer
	next  uint64 // sequence that the next publish will get
	queue []sent
}

type sent struct {
	future jetstream.PubAckFuture
	seq    uint64
}

func newPipeline(w *writer) *pipeline { return &pipeline{w: w, next: w.last + 1} }

// patience is how long to wait for more input before looking after what is under way.
func (p *pipeline) patience() time.Duration {
	if len(p.queue) > 0 {
		return 2 * time.Millisecond // about one round trip: acknowledgements are seen, and counted, when they come
	}
	return tickEvery
}

// send publishes behind all that was sent before, and waits for the oldest when the window is full.
func (p *pipeline) send(msg *nats.Msg) error {
	if len(p.queue) >= window {
		if err := p.await(len(p.queue) - window/2); err != nil {
			return err
		}
	}
	msg.Header.Set(jetstream.ExpectedLastSeqHeader, strconv.FormatUint(p.next-1, 10))
	future, err := p.w.js.PublishMsgAsync(msg, jetstream.WithStallWait(storeWithin))
	if err != nil {
		if errors.Is(err, nats.ErrMaxPayload) {
			return fmt.Errorf("publish %d bytes on %s: %w", len(msg.Data), msg.Subject, err)
		}
		return fmt.Errorf("publish on %s: %w: %w", msg.Subject, err, errRefused)
	}
	p.queue = append(p.queue, sent{future, p.next})
	p.next++
	return nil
}

// flush waits until all is stored.
func (p *pipeline) flush() error { return p.await(len(p.queue)) }

// await waits for the oldest n. A publish that failed for any reason makes all behind it fail.
func (p *pipeline) await(n int) error {
	for _, s := range p.queue[:n] {
		select {
		case ack := <-s.future.Ok():
			if ack.Sequence != s.seq {
				// An answer with this Nats-Msg-Id stands elsewhere in the log: another writer gave it.
				return fmt.Errorf("publish on %s: stored as %d, expected %d: %w", s.future.Msg().Subject, ack.Sequence, s.seq, errRefused)
			}
		case err := <-s.future.Err():
			return fmt.Errorf("publish on %s: %w: %w", s.future.Msg().Subject, err, errRefused)
		case <-time.After(storeWithin):
			return fmt.Errorf("publish on %s: no word within %s: %w", s.future.Msg().Subject, storeWithin, errRefused)
		}
		p.w.last = s.seq
		if p.w.Stored != nil {
			p.w.Stored(s.seq, s.future.Msg())
		}
	}
	p.queue = p.queue[n:]
	return nil
}

// drop waits for the fate of what is still under way, whatever it is, so that the next load reads a tail at rest.
func (p *pipeline) drop() {
	for _, s := range p.queue {
		select {
		case <-s.future.Ok():
		case <-s.future.Err():
		case <-time.After(storeWithin):
			return
		}
	}
}
