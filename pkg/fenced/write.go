package fenced

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"
	"go.uber.org/zap"
)

const (
	// storeWithin is how long a publish may take before its fate counts as unknown.
	storeWithin = 10 * time.Second

	// errCodeWrongLastID is the broker's "wrong last msg ID", for which jetstream has no name.
	errCodeWrongLastID = 10070
)

// write reads the input from the position and publishes the answers, pipelined and fenced.
func (w *writer) write(ctx context.Context) error {
	w.seen.writing.Set(1)
	defer w.seen.writing.Set(0)
	in := w.read(w.In, w.Position())
	defer in.close()
	p := &pipeline{w: w, next: w.last + 1, name: w.Name + "/" + nuid.Next() + "/"}
	defer p.drop()
	rested, ticked := time.Now(), time.Now()
	for ctx.Err() == nil {
		var answers []*nats.Msg
		expected := in.at
		record, err := in.next(ctx, p.patience())
		switch {
		case err == nil:
			if answers, err = w.answer(ctx, expected, record); err != nil {
				return err
			}
		case !errors.Is(err, errNothing):
			return err
		default:
			if err := p.flush(); err != nil {
				return err
			}
			if w.Tick != nil && ctx.Err() == nil && time.Since(ticked) >= tickEvery {
				ticked = time.Now()
				if answers, err = w.Tick(ctx); err != nil {
					return fmt.Errorf("look around: %w", err)
				}
			}
		}
		for i, answer := range answers {
			if err := p.send(answer, i == len(answers)-1); err != nil {
				return err
			}
		}
		if err := p.reap(); err != nil {
			return err
		}
		if len(p.queue) == 0 {
			w.seen.answered(w.Position()) // also of what has no answers
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

func (w *writer) answer(ctx context.Context, expected uint64, record Record) ([]*nats.Msg, error) {
	if record.Seq > expected {
		if !w.SkipGaps {
			return nil, w.gap(expected, record.Seq)
		}
		w.log.Warn("input records are gone unanswered, going on behind them", zap.Uint64("seq", expected), zap.Uint64("to", record.Seq-1))
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
//
// The sequence alone does not fence a pipeline: when a stranger's record takes the place of one that is under way, the
// one behind it still finds the sequence that it expects, and would stand in the log without the one before it. So each
// publish also names the Nats-Msg-Id of the one it must follow.
type pipeline struct {
	w     *writer
	name  string // prefix of the ids of records that bring none
	next  uint64 // sequence that the next publish will get
	after string // id of the last publish, once there was one
	queue []sent
}

type sent struct {
	msg *nats.Msg
	ok  <-chan *jetstream.PubAck
	err <-chan error
	seq uint64

	answered uint64 // the next input sequence, when this is stored; 0: there are more answers to the same record
}

// patience is how long to wait for more input before looking after what is under way.
func (p *pipeline) patience() time.Duration {
	if len(p.queue) > 0 {
		return 2 * time.Millisecond // about one round trip: acknowledgements are seen, and counted, when they come
	}
	return tickEvery
}

// send publishes behind all that was sent before, and waits for the oldest when the window is full. The last answer to
// a record moves the position.
func (p *pipeline) send(msg *nats.Msg, last bool) error {
	if len(p.queue) >= window {
		if err := p.await(window / 2); err != nil {
			return err
		}
	}
	if msg.Header == nil {
		msg.Header = nats.Header{}
	}
	id := msg.Header.Get(jetstream.MsgIDHeader)
	if id == "" {
		id = p.name + strconv.FormatUint(p.next, 10)
		msg.Header.Set(jetstream.MsgIDHeader, id)
	}
	msg.Header.Set(jetstream.ExpectedLastSeqHeader, strconv.FormatUint(p.next-1, 10))
	if p.after != "" {
		msg.Header.Set(jetstream.ExpectedLastMsgIDHeader, p.after)
	}
	future, err := p.w.js.PublishMsgAsync(msg, jetstream.WithStallWait(storeWithin))
	if err != nil {
		return fmt.Errorf("publish %d bytes on %s: %w", len(msg.Data), msg.Subject, err)
	}
	s := sent{msg: msg, ok: future.Ok(), err: future.Err(), seq: p.next}
	if last {
		s.answered = p.w.Position()
	}
	p.queue = append(p.queue, s)
	p.next++
	p.after = id
	return nil
}

// flush waits until all is stored.
func (p *pipeline) flush() error { return p.await(len(p.queue)) }

// await waits for the oldest n. A publish that failed for any reason makes all behind it fail.
func (p *pipeline) await(n int) error {
	for range n {
		s := p.queue[0]
		timer := time.NewTimer(storeWithin)
		select {
		case ack := <-s.ok:
			timer.Stop()
			if err := p.stored(ack); err != nil {
				return err
			}
		case err := <-s.err:
			timer.Stop()
			return p.refused(err)
		case <-timer.C:
			return p.refused(fmt.Errorf("no word within %s: %w", storeWithin, nats.ErrTimeout))
		}
	}
	return nil
}

// reap takes note of what is stored already.
func (p *pipeline) reap() error {
	for len(p.queue) > 0 {
		select {
		case ack := <-p.queue[0].ok:
			if err := p.stored(ack); err != nil {
				return err
			}
		case err := <-p.queue[0].err:
			return p.refused(err)
		default:
			return nil
		}
	}
	return nil
}

// stored takes the oldest off the queue.
func (p *pipeline) stored(ack *jetstream.PubAck) error {
	s := p.queue[0]
	p.queue = p.queue[1:]
	if ack.Sequence != s.seq {
		// An answer with this Nats-Msg-Id stands elsewhere in the log: another writer gave it.
		return fmt.Errorf("publish on %s: stored as %d, expected %d: %w", s.msg.Subject, ack.Sequence, s.seq, errRefused)
	}
	p.w.last = s.seq
	if s.answered > 0 {
		p.w.seen.answered(s.answered)
	}
	if p.w.Stored != nil {
		p.w.Stored(s.seq, s.msg)
	}
	return nil
}

// refused takes the oldest off the queue, which was not stored or whose fate is unknown.
func (p *pipeline) refused(err error) error {
	s := p.queue[0]
	p.queue = p.queue[1:]
	var api *jetstream.APIError
	if errors.As(err, &api) {
		switch api.ErrorCode {
		case jetstream.JSErrCodeStreamWrongLastSequence, jetstream.JSErrCodeStreamWrongLastSequenceConstant, errCodeWrongLastID:
			err = fmt.Errorf("%w: %w", errRefused, err)
		}
	}
	return fmt.Errorf("publish on %s: %w", s.msg.Subject, err)
}

// drop waits for the fate of what is still under way, whatever it is, so that the next load reads a tail at rest.
func (p *pipeline) drop() {
	timeout := time.NewTimer(storeWithin)
	defer timeout.Stop()
	for _, s := range p.queue {
		select {
		case <-s.ok:
		case <-s.err:
		case <-timeout.C:
			return
		}
	}
}
