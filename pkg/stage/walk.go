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
	"github.com/wirefold/wirefold/pkg/tracing"
)

const (
	// stallWait is how long a publish may wait for a place among those under way.
	stallWait = 5 * time.Second

	// letterRoom is what the body of a record leaves free of max_payload for its headers, so that they and those of its
	// dead letter, with up to 1 KiB of error, still fit.
	letterRoom = 16 << 10
)

// message reads a delivery. On WIRE itself the sequence and the time are the stream's own; behind it they ride in
// headers.
func (r *runner[In, Out]) message(msg jetstream.Msg, meta *jetstream.MsgMetadata) Message {
	m := Message{Subject: msg.Subject(), Header: msg.Headers(), Data: msg.Data(), Seq: meta.Sequence.Stream, Time: meta.Timestamp}
	if r.stage.From.Stream != topology.Wire {
		ReadHeaders(&m)
	}
	return m
}

// ReadHeaders sets the sequence and the time of a record behind WIRE from its headers. A record without a sequence, which
// no stage wrote, has 0.
func ReadHeaders(m *Message) {
	m.Seq, _ = strconv.ParseUint(m.Header.Get(HeaderWireSeq), 10, 64)
	if at, err := time.Parse(time.RFC3339Nano, m.Header.Get(HeaderWireTime)); err == nil {
		m.Time = at
	}
}

// walk does the step and sends the answer.
func (r *runner[In, Out]) walk(ctx context.Context, h *hand) {
	if h.in.Seq == 0 {
		r.refuse(ctx, h)
		return
	}
	if reason := h.in.Header.Get(HeaderSettled); reason != "" && r.stage.From.Stream != topology.Wire {
		h.fate = Settled
		r.send(ctx, h, r.settled(h.in, reason))
		return
	}
	answer, err := r.step(ctx, h)
	again := (*retry)(nil)
	switch {
	case errors.As(err, &again):
		r.giveBack(h, again.after, err)
	case err != nil:
		r.bury(ctx, h, err)
	case answer == nil:
		h.fate = Filtered
		r.send(ctx, h, r.settled(h.in, string(Filtered)))
	default:
		h.fate = OK
		r.send(ctx, h, answer)
	}
}

// walkMarked walks a record that was delivered before, alone and under a mark, so that one which kills the process is
// known by it and takes no innocents with it. The mark goes as soon as the step is done: the next one's death is not
// this one's doing.
func (r *runner[In, Out]) walkMarked(ctx context.Context, h *hand) {
	if h.in.Seq == 0 {
		r.refuse(ctx, h)
		return
	}
	seq := h.in.Seq
	before, err := r.marks.set(ctx, seq)
	if err != nil {
		r.giveBack(h, tryAgain, err)
		return
	}
	if before >= maxMarks {
		// The mark stays: if this process dies before the burial is through, the next one buries it as well.
		h.tries = maxMarks + 1
		r.bury(ctx, h, Permanent(ReasonCrashLoop, fmt.Errorf("the process died %d times with this record in hand", h.tries)))
		return
	}
	r.walk(ctx, h)
	if err := r.marks.clear(ctx, seq); err != nil {
		r.log.Debug("crash mark left", zap.Uint64("seq", seq), zap.Error(err))
	}
}

// step decodes, steps and encodes: it returns the answer, nil where the step filtered the record out.
func (r *runner[In, Out]) step(ctx context.Context, h *hand) (answer *nats.Msg, err error) {
	start := time.Now()
	defer func() {
		h.took = time.Since(start)
		r.seen.Time(start)
	}()
	err = Guard(func() error {
		in, err := r.stage.Decode(h.in)
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
		answer = r.answer(h.in)
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
	if id := m.Header.Get(HeaderArticle); id != "" && r.stage.From.Stream != topology.Wire {
		answer.Header.Set(HeaderArticle, id)
	}
	if trace := r.traceparent(m); trace != "" {
		answer.Header.Set(HeaderTraceparent, trace)
	}
	return answer
}

// traceparent is the trace of a record: on WIRE its publisher's, or derived; behind it what the first stage made of that.
func (r *runner[In, Out]) traceparent(m Message) string {
	if r.stage.From.Stream != topology.Wire {
		return m.Header.Get(HeaderTraceparent)
	}
	if r.stage.Traceparent != nil {
		if own := r.stage.Traceparent(m); own != "" {
			return own
		}
	}
	return tracing.Derive(r.Epoch, m.Seq)
}

func (r *runner[In, Out]) settled(m Message, reason string) *nats.Msg {
	answer := r.answer(m)
	answer.Header.Set(HeaderSettled, reason)
	return answer
}

// bury writes the dead letter and sends the settled record that walks on in its stead.
func (r *runner[In, Out]) bury(ctx context.Context, h *hand, cause error) {
	if answer := r.letter(ctx, h, cause); answer != nil {
		r.send(ctx, h, answer)
	}
}

// letter writes the dead letter and makes the settled record. It returns nil when it had to give the record back.
func (r *runner[In, Out]) letter(ctx context.Context, h *hand, cause error) *nats.Msg {
	reason := r.seen.Classify(cause)
	attempts := max(int(h.tries), 1)
	burial := Burial{Stage: r.stage.Name, Epoch: r.Epoch, Message: h.in, Attempts: attempts, Reason: reason, Cause: cause}
	if err := Bury(ctx, r.JS, burial); err != nil {
		r.giveBack(h, tryAgain, err)
		return nil
	}
	r.log.Warn("record buried", zap.Uint64("seq", h.in.Seq), zap.String("reason", reason), zap.Int("attempt", attempts), zap.String("trace", tracing.TraceID(r.traceparent(h.in))), zap.Error(cause))
	h.fate, h.reason, h.cause = Dead, reason, cause
	return r.settled(h.in, reason)
}

// refuse buries a record that no stage wrote, or one for another WIRE: it answers no WIRE sequence, so nothing walks on.
func (r *runner[In, Out]) refuse(ctx context.Context, h *hand) {
	if r.letter(ctx, h, Permanent(ReasonUndecodable, fmt.Errorf("the record answers no message of this WIRE: %s is %.20q, %s %.20q", HeaderWireSeq, h.in.Header.Get(HeaderWireSeq), HeaderEpoch, h.in.Header.Get(HeaderEpoch)))) != nil {
		r.done(h)
	}
}

// send publishes the answer; what becomes of it is seen to in order, by settle.
func (r *runner[In, Out]) send(ctx context.Context, h *hand, answer *nats.Msg) {
	if size, most := len(answer.Data), int(r.JS.Conn().MaxPayload())-letterRoom; size > most && h.fate != Dead {
		r.bury(ctx, h, Permanent(ReasonTooLarge, fmt.Errorf("the record for %s has %d bytes, of at most %d", answer.Subject, size, most)))
		return
	}
	r.sign(h, answer)
	h.future, h.failed = r.JS.PublishMsgAsync(answer, jetstream.WithStallWait(stallWait))
	r.sent <- h
}

// sign writes into the answer when this stage worked, behind those before it. What a publisher wrote there counts for
// nothing.
func (r *runner[In, Out]) sign(h *hand, answer *nats.Msg) {
	before := ""
	if r.stage.From.Stream != topology.Wire {
		before = h.in.Header.Get(HeaderWalk)
	}
	answer.Header.Set(HeaderWalk, AppendWalk(before, Walk{Stage: r.stage.Name, Done: time.Now(), Took: h.took}))
	h.answer = answer
}

// settle waits until the answer is stored, however often it must be sent, then acknowledges the input. While answers
// cannot be stored the hand fills and pulling stops: the records wait where they are.
func (r *runner[In, Out]) settle(ctx context.Context, h *hand) {
	live := context.WithoutCancel(ctx)
	err := h.stored()
	if err == nil && !r.stuck.IsZero() {
		r.log.Info("answers are stored again", zap.String("stream", topology.StreamOf(r.stage.To)), zap.Duration("took", time.Since(r.stuck)))
		r.stuck = time.Time{}
	}
	for again := false; err != nil; again = true {
		switch {
		case refusedForSize(err) && h.fate != Dead:
			answer := r.letter(live, h, Permanent(ReasonTooLarge, err))
			if answer == nil {
				return
			}
			r.sign(h, answer)
		case ctx.Err() != nil || again && !r.holdUp(ctx, err):
			r.giveBack(h, 0, fmt.Errorf("publish on %s: %w", r.stage.To, err))
			return
		}
		_, err = r.JS.PublishMsg(live, h.answer) // at once: the trouble of those before it may be over
	}
	r.done(h)
}

// stored waits for the fate of the first try.
func (h *hand) stored() error {
	if h.failed != nil {
		return h.failed
	}
	select {
	case err := <-h.future.Err():
		return err
	case <-h.future.Ok():
		return nil
	}
}

// holdUp pauses before an answer is sent again, and says so now and then. It returns false when the runner is to stop.
func (r *runner[In, Out]) holdUp(ctx context.Context, cause error) bool {
	now := time.Now()
	if r.stuck.IsZero() {
		r.stuck = now
	}
	if now.Sub(r.warned) > warnEvery {
		r.warned = now
		r.log.Warn("answers cannot be stored, waiting", zap.String("stream", topology.StreamOf(r.stage.To)), zap.Duration("took", now.Sub(r.stuck)), zap.Error(cause))
	}
	return pause(ctx, tryAgain)
}

// refusedForSize says whether the broker will never store the message.
func refusedForSize(err error) bool {
	var api *jetstream.APIError
	return errors.Is(err, nats.ErrMaxPayload) || errors.As(err, &api) && api.ErrorCode == jetstream.JSErrCodeStreamMessageExceedsMaximum
}

// done counts and acknowledges the record.
func (r *runner[In, Out]) done(h *hand) {
	r.seen.Done(h.fate, h.in.Time)
	acknowledge := h.msg.Ack
	if h.fate == Dead {
		r.seen.Buried(h.reason)
		acknowledge = h.msg.Term
	}
	if err := acknowledge(); err != nil {
		// It comes again and is answered again; the decider drops the repeat.
		r.log.Debug("acknowledgement not sent", zap.Uint64("seq", h.in.Seq), zap.Error(err))
	}
	r.trace(h)
	r.release(h)
}

// trace tells the span of a record that is settled.
func (r *runner[In, Out]) trace(h *hand) {
	if r.Tracer == nil || h.answer == nil {
		return
	}
	r.Tracer.Record(tracing.Span{
		Stage: r.stage.Name, Stream: r.stage.From.Stream, Durable: r.stage.From.Durable, First: r.stage.From.Stream == topology.Wire,
		Traceparent: h.answer.Header.Get(HeaderTraceparent), Epoch: r.Epoch, WireSeq: h.in.Seq, WireTime: h.in.Time,
		Article: h.answer.Header.Get(HeaderArticle), Bytes: len(h.in.Data), Attempt: int(h.tries),
		Start: h.since, Step: h.took, End: time.Now(),
		Outcome: string(h.fate), Reason: h.reason, Err: h.cause,
	})
}

// giveBack lets the broker deliver the record again after d.
func (r *runner[In, Out]) giveBack(h *hand, d time.Duration, cause error) {
	r.log.Warn("record given back", zap.Uint64("seq", h.in.Seq), zap.Duration("took", time.Since(h.since)), zap.Error(cause))
	r.seen.retried()
	if err := h.msg.NakWithDelay(d); err != nil {
		r.log.Debug("record not given back", zap.Uint64("seq", h.in.Seq), zap.Error(err))
	}
	r.release(h)
}

// giveUp refuses a delivery that cannot be told apart from noise.
func (r *runner[In, Out]) giveUp(h *hand, cause error) {
	r.log.Error("delivery refused", zap.Error(cause))
	r.release(h)
}
