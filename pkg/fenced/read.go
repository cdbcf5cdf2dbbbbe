package fenced

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
)

const (
	// prefetch is how many records may be on their way to a reader.
	prefetch = 512

	// heartbeat of an idle stream; two missed ones and the reader opens anew. The least that the client allows.
	heartbeat = 500 * time.Millisecond

	// forgetAfter is when the broker forgets a reader that went without a word.
	forgetAfter = 30 * time.Second

	// openWithin bounds one try to open a reader.
	openWithin = 5 * time.Second
)

// errNothing means that there is no record yet.
var errNothing = errors.New("no record yet")

// reader reads a stream in order from a sequence on, without acknowledgements. It does what the client library's ordered
// consumer does, but ends its waiting when a context does. A broker that goes is waited for: the reader goes on behind
// the last record that it gave.
type reader struct {
	w      *writer
	stream string
	at     uint64 // the sequence to go on with
	decode func(Record) any

	open      jetstream.ConsumeContext // nil: not open
	records   chan received
	failed    chan error
	stop      chan struct{}
	delivered uint64 // by the open consumer
	away      bool   // it was told that the broker is away
}

// received is a record as the consumer delivered it.
type received struct {
	Record
	number uint64 // counted by the consumer
	err    error
}

// read begins to read a stream. A sequence before the first that is there begins with the first.
func (w *writer) read(stream string, from uint64) *reader {
	return &reader{w: w, stream: stream, at: max(from, 1)}
}

// readLog begins to read the log, whose records are decoded while those before them are folded.
func (w *writer) readLog() *reader {
	r := w.read(w.Out, w.last+1)
	r.decode = w.Decode
	return r
}

// next gives the next record, or errNothing when none came within wait.
func (r *reader) next(ctx context.Context, wait time.Duration) (Record, error) {
	if r.open == nil {
		if err := r.start(ctx); err != nil {
			return Record{}, r.patience(ctx, err, wait)
		}
	}
	var got received
	select {
	case got = <-r.records:
	default:
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case got = <-r.records:
		case err := <-r.failed:
			r.close()
			r.w.log.Debug("reader broke off, going on", zap.String("stream", r.stream), zap.Uint64("seq", r.at), zap.Error(err))
			return Record{}, errNothing
		case <-timer.C:
			return Record{}, errNothing
		case <-ctx.Done():
			return Record{}, errNothing
		}
	}
	if got.err != nil {
		return Record{}, got.err
	}
	if got.number != r.delivered+1 {
		// One was lost on its way, as when the client could not keep up.
		r.close()
		return Record{}, errNothing
	}
	r.delivered++
	r.at = got.Seq + 1
	return got.Record, nil
}

// receive makes a record of a message. It is called ahead of next, in the client's goroutine.
func (r *reader) receive(msg jetstream.Msg) received {
	meta, err := msg.Metadata()
	if err != nil {
		return received{err: fmt.Errorf("read %s: metadata: %w", r.stream, err)}
	}
	record := Record{Subject: msg.Subject(), Header: msg.Headers(), Data: msg.Data(), Seq: meta.Sequence.Stream, Time: meta.Timestamp}
	if r.decode != nil {
		record.Decoded = r.decode(record)
	}
	return received{Record: record, number: meta.Sequence.Consumer}
}

// start opens the reader, unless the stream was made anew since and ends before what was read of it.
func (r *reader) start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, openWithin)
	defer cancel()
	stream, err := r.w.js.Stream(ctx, r.stream)
	if err != nil {
		return fmt.Errorf("read %s: %w", r.stream, err)
	}
	if last := stream.CachedInfo().State.LastSeq; r.at > last+1 {
		return fmt.Errorf("read %s: it ends at %d, but was read up to %d: %w", r.stream, last, r.at-1, ErrLost)
	}
	consumer, err := stream.CreateConsumer(ctx, jetstream.ConsumerConfig{
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: r.at,
		AckPolicy: jetstream.AckNonePolicy, MemoryStorage: true, Replicas: 1, InactiveThreshold: forgetAfter,
	})
	if err != nil {
		return fmt.Errorf("read %s from %d: %w", r.stream, r.at, err)
	}
	records, failed, stop := make(chan received, prefetch), make(chan error, 1), make(chan struct{})
	take := func(msg jetstream.Msg) {
		select {
		case records <- r.receive(msg):
		case <-stop:
		}
	}
	fail := func(_ jetstream.ConsumeContext, err error) {
		select {
		case failed <- err:
		default:
		}
	}
	open, err := consumer.Consume(take, jetstream.PullMaxMessages(prefetch), jetstream.PullHeartbeat(heartbeat), jetstream.ConsumeErrHandler(fail))
	if err != nil {
		return fmt.Errorf("read %s from %d: %w", r.stream, r.at, err)
	}
	r.open, r.records, r.failed, r.stop, r.delivered = open, records, failed, stop, 0
	if r.away {
		r.away = false
		r.w.log.Info("broker is back", zap.String("stream", r.stream))
	}
	return nil
}

// patience turns the error of a broker that is away into errNothing, after a while.
func (r *reader) patience(ctx context.Context, err error, wait time.Duration) error {
	if !Transient(err) && ctx.Err() == nil {
		return err
	}
	if !r.away {
		r.away = true
		r.w.log.Warn("broker does not answer, waiting", zap.Error(err))
	}
	select {
	case <-time.After(min(wait, tryAgain)):
	case <-ctx.Done():
	}
	return errNothing
}

// close ends the reading; the broker forgets the consumer by itself.
func (r *reader) close() {
	if r.open == nil {
		return
	}
	close(r.stop)
	r.open.Stop()
	<-r.open.Closed()
	r.open = nil
}
