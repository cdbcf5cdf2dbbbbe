package stage

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/topology"
)

// stallWait is how long a publish may wait for a place among those under way.
const stallWait = 5 * time.Second

// message reads a delivery. On WIRE itself the sequence and the time are the stream's own; behind it they ride in
// headers.
func (r *runner[In, Out]) message(msg jetstream.Msg, meta *jetstream.MsgMetadata) Message {
	m := Message{Subject: msg.Subject(), Header: msg.Headers(), Data: msg.Data(), Seq: meta.Sequence.Stream, Time: meta.Timestamp}
	if r.stage.From.Stream != topology.Wire {
		ReadHeaders(&m)
	}
	return m
}

// ReadHeaders sets the sequence and the time of a record behind WIRE from its headers.
func ReadHeaders(m *Message) {
	if seq, err := strconv.ParseUint(m.Header.Get(HeaderWireSeq), 10, 64); err == nil {
		m.Seq = seq
	}
	if at, err := time.Parse(time.RFC3339Nano, m.Header.Get(HeaderWireTime)); err == nil {
		m.Time = at
	}
}

// walk does the step and publishes the answer.
func (r *runner[In, Out]) walk(ctx context.Context, h *hand) {
	if reason := h.in.Header.Get(HeaderSettled); reason != "" && r.stage.From.Stream != topology.Wire {
		h.count = r.seen.Settled
		r.publish(ctx, h, r.settled(h.in, reason))
		return
	}
	answer, err := r.step(ctx, h.in)
	again := (*retry)(nil)
	switch {
	case errors.As(err, &again):
		r.giveBack(h, again.after, err)
	case err != nil:
		r.bury(ctx, h, err)
	case answer == nil:
		h.count = r.seen.outcome[outcomeFiltered].Inc
		r.publish(ctx, h, r.settled(h.in, outcomeFiltered))
	default:
		h.count = r.seen.OK
		r.publish(ctx, h, answer)
	}
}

// walkMarked walks a record that was delivered before, alone and under a mark, so that one which kills the process is
// known by it and takes no innocents with it.
func (r *runner[In, Out]) walkMarked(ctx context.Context, h *hand) {
	before, err := r.marks.set(ctx, h.in.Seq)
	if err != nil {
		r.giveBack(h, giveBack, err)
		return
	}
	if before >= maxMarks {
		h.tries = uint64(before) + 1
		r.bury(ctx, h, Permanent(ReasonCrashLoop, fmt.Errorf("the process died %d times with this record in hand", before+1)))
		return
	}
	r.walk(ctx, h)
}

// step decodes, steps and encodes: it returns the answer, nil where the step filtered the record out.
func (r *runner[In, Out]) step(ctx context.Context, m Message) (answer *nats.Msg, err error) {
	start := time.Now()
	defer r.seen.Time(start)
	err = Guard(func() error {
		in, err := r.stage.Decode(m)
		if err != nil {
			return Permanent(ReasonUndecodable, err)
		}
		out, err := r.stage.Step(ctx, in)
		if err != nil || out == nil {
			return err
		}
		data, err := r.stage.Encode(out)
		if err != nil {
			return err
		}
		answer = r.answer(m)
		answer.Data = data
		if r.stage.Stamp != nil {
			r.stage.Stamp(out, answer.Header)
		}
		return nil
	})
	return answer, err
}

// answer begins the record that answers m on the next stream.
func (r *runner[In, Out]) answer(m Message) *nats.Msg {
	seq := strconv.FormatUint(m.Seq, 10)
	answer := &nats.Msg{Subject: r.stage.To, Header: nats.Header{
		HeaderWireSeq:         {seq},
		HeaderWireTime:        {m.Time.UTC().Format(time.RFC3339Nano)},
		HeaderEpoch:           {r.Epoch},
		jetstream.MsgIDHeader: {r.stage.Name + "/" + r.Epoch + "/" + seq},
	}}
	for _, name := range []string{HeaderArticle, HeaderTraceparent} {
		if v := m.Header.Get(name); v != "" && r.stage.From.Stream != topology.Wire {
			answer.Header.Set(name, v)
		}
	}
	return answer
}

func (r *runner[In, Out]) settled(m Message, reason string) *nats.Msg {
	answer := r.answer(m)
	answer.Header.Set(HeaderSettled, reason)
	return answer
}

// bury writes the dead letter, then lets the settled record walk on.
func (r *runner[In, Out]) bury(ctx context.Context, h *hand, cause error) {
	reason := r.seen.Classify(cause)
	attempts := max(int(h.tries), 1)
	if err := bury(ctx, r.JS, Letter(r.stage.Name, h.in, r.Epoch, attempts, reason, cause)); err != nil {
		r.giveBack(h, giveBack, err)
		return
	}
	r.log.Warn("record buried", zap.Uint64("seq", h.in.Seq), zap.String("reason", reason), zap.Int("attempt", attempts), zap.Error(cause))
	h.dead = true
	h.count = func() { r.seen.Dead(reason) }
	r.publish(ctx, h, r.settled(h.in, reason))
}

func (r *runner[In, Out]) publish(ctx context.Context, h *hand, answer *nats.Msg) {
	future, err := r.JS.PublishMsgAsync(answer, jetstream.WithStallWait(stallWait))
	if errors.Is(err, nats.ErrMaxPayload) && !h.dead {
		r.bury(ctx, h, Permanent(ReasonTooLarge, fmt.Errorf("publish %d bytes on %s: %w", len(answer.Data), answer.Subject, err)))
		return
	}
	if err != nil {
		r.giveBack(h, giveBack, fmt.Errorf("publish on %s: %w", answer.Subject, err))
		return
	}
	h.future = future
	r.sent <- h
}

// settle waits until the answer is stored, then acknowledges the input.
func (r *runner[In, Out]) settle(ctx context.Context, h *hand) {
	select {
	case err := <-h.future.Err():
		r.giveBack(h, giveBack, fmt.Errorf("publish on %s: %w", r.stage.To, err))
		return
	case <-h.future.Ok():
	}
	h.count()
	acknowledge := h.msg.Ack
	if h.dead {
		acknowledge = h.msg.Term
	}
	if err := acknowledge(); err != nil {
		// It comes again and is answered again; the decider drops the repeat.
		r.log.Debug("acknowledgement not sent", zap.Uint64("seq", h.in.Seq), zap.Error(err))
	}
	if h.suspect {
		if err := r.marks.clear(ctx, h.in.Seq); err != nil {
			r.log.Debug("crash mark left", zap.Uint64("seq", h.in.Seq), zap.Error(err))
		}
	}
	r.release(h)
}

// giveBack lets the broker deliver the record again after d. It was no fault of the record's, so its mark goes.
func (r *runner[In, Out]) giveBack(h *hand, d time.Duration, cause error) {
	r.log.Warn("record given back", zap.Uint64("seq", h.in.Seq), zap.Duration("took", time.Since(h.since)), zap.Error(cause))
	r.seen.outcome[outcomeRetry].Inc()
	if err := h.msg.NakWithDelay(d); err != nil {
		r.log.Debug("record not given back", zap.Uint64("seq", h.in.Seq), zap.Error(err))
	}
	if h.suspect {
		if err := r.marks.clear(context.Background(), h.in.Seq); err != nil {
			r.log.Debug("crash mark left", zap.Uint64("seq", h.in.Seq), zap.Error(err))
		}
	}
	r.release(h)
}

// giveUp refuses a delivery that cannot be told apart from noise.
func (r *runner[In, Out]) giveUp(h *hand, cause error) {
	r.log.Error("delivery refused", zap.Error(cause))
	r.release(h)
}
