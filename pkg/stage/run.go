package stage

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/pkg/tracing"
)

const (
	// maxInHand bounds the records that one runner holds, delivered and not yet acknowledged.
	maxInHand = 256

	// progressEvery is well below topology.AckWait: a worker that lives is never taken for dead.
	progressEvery = 2 * time.Second

	// fetchWait bounds one pull, and with it an orderly stop of an idle stage. A pull is never cut short: what the
	// broker sent already would be lost to everybody until AckWait ran out.
	fetchWait = time.Second

	// tryAgain is the pause after the broker failed: the next stream is full, or the broker is away.
	tryAgain = time.Second

	// warnEvery is how often a stage says that it waits.
	warnEvery = 10 * time.Second
)

// Env is what a stage runs in.
type Env struct {
	JS      jetstream.JetStream
	Epoch   string
	Log     *zap.Logger
	Metrics *Metrics
	Tracer  *tracing.Tracer // nil: nothing is traced
}

// Run works the stage's queue off until ctx ends; the work in hand is finished first. A broker that is away and a next
// stream that is full are waited for. It returns early only when the queue itself or the connection is gone for good.
func Run[In, Out any](ctx context.Context, env Env, s Stage[In, Out]) error {
	consumer, err := env.JS.Consumer(ctx, s.From.Stream, s.From.Durable)
	if err != nil {
		return unlessEnded(ctx, fmt.Errorf("run %s: look up consumer %s on %s: %w", s.Name, s.From.Durable, s.From.Stream, err))
	}
	bucket, err := env.JS.KeyValue(ctx, topology.MarksBucket)
	if err != nil {
		return unlessEnded(ctx, fmt.Errorf("run %s: look up bucket %s: %w", s.Name, topology.MarksBucket, err))
	}
	r := &runner[In, Out]{
		Env: env, stage: s, seen: s.Observer(env.Metrics),
		marks:    marks{bucket, s.Name + "." + env.Epoch},
		log:      env.Log.Named(s.Name),
		work:     make(chan *hand, maxInHand),
		suspects: make(chan *hand, maxInHand),
		sent:     make(chan *hand, maxInHand),
		tokens:   make(chan struct{}, maxInHand),
		inHand:   map[*hand]struct{}{},
	}
	return r.run(ctx, consumer)
}

// unlessEnded forgets the error of a runner that was stopped while it started.
func unlessEnded(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// hand is one record in hand.
type hand struct {
	msg    jetstream.Msg
	in     Message
	tries  uint64
	since  time.Time
	answer *nats.Msg
	future jetstream.PubAckFuture // of the answer; nil when it could not even be sent
	failed error                  // why
	fate   Outcome                // counted once the answer is stored
	reason string                 // of a dead one
	cause  error                  // of a dead one
	took   time.Duration          // by the step
}

type runner[In, Out any] struct {
	Env
	stage    Stage[In, Out]
	seen     *Observer
	marks    marks
	log      *zap.Logger
	work     chan *hand    // first deliveries, to any worker
	suspects chan *hand    // redeliveries, one at a time
	sent     chan *hand    // published, not yet stored
	tokens   chan struct{} // one for each record in hand

	stale error // WIRE was made anew since the start; the pulling goroutine's own

	stuck, warned time.Time // since when answers cannot be stored, when it was told; the settling goroutine's own

	mu     sync.Mutex
	inHand map[*hand]struct{}
}

func (r *runner[In, Out]) run(ctx context.Context, consumer jetstream.Consumer) error {
	var workers, settling, ticking sync.WaitGroup
	live := context.WithoutCancel(ctx) // work in hand is finished
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for h := range r.work {
				r.walk(live, h)
			}
		})
	}
	workers.Go(func() {
		for h := range r.suspects {
			r.walkMarked(live, h)
		}
	})
	settling.Go(func() {
		for h := range r.sent {
			r.settle(ctx, h)
		}
	})
	ticker, stopTicker := context.WithCancel(live)
	ticking.Go(func() { r.tellProgress(ticker) })

	err := r.pull(ctx, consumer)
	stop() // nothing is waited for any longer
	close(r.work)
	close(r.suspects)
	workers.Wait()
	close(r.sent)
	settling.Wait()
	stopTicker()
	ticking.Wait()
	return err
}

// pull fetches in batches and takes every record in hand as it arrives, so that progress is told for it from then on
// (a client's own prefetch buffer would hold records that nobody speaks for).
func (r *runner[In, Out]) pull(ctx context.Context, consumer jetstream.Consumer) error {
	for ctx.Err() == nil {
		free := r.reserve(ctx)
		taken, err := r.fetch(consumer, free)
		for range free - taken {
			<-r.tokens
		}
		if r.stale != nil {
			return fmt.Errorf("run %s: read %s: %w", r.stage.Name, r.stage.From.Stream, r.stale)
		}
		if err == nil || ctx.Err() != nil {
			continue
		}
		if r.gone(ctx, consumer, err) {
			return fmt.Errorf("run %s: pull from %s: %w: start again to set it up, or see `wirefold setup --help`", r.stage.Name, r.stage.From.Stream, err)
		}
		r.log.Debug("pull failed, trying again", zap.Error(err))
		pause(ctx, tryAgain/4)
	}
	return nil
}

func (r *runner[In, Out]) fetch(consumer jetstream.Consumer, free int) (taken int, err error) {
	batch, err := consumer.Fetch(free, jetstream.FetchMaxWait(fetchWait))
	if err != nil {
		return 0, err
	}
	for msg := range batch.Messages() {
		taken++
		r.take(msg)
	}
	return taken, batch.Error()
}

// gone says whether waiting cannot help. Nobody answers for a consumer that was deleted while the broker was away, as
// for one whose leader is being elected; the broker itself knows.
func (r *runner[In, Out]) gone(ctx context.Context, consumer jetstream.Consumer, err error) bool {
	if errors.Is(err, nats.ErrNoResponders) {
		_, err = consumer.Info(ctx)
	}
	for _, final := range []error{
		jetstream.ErrConsumerDeleted, jetstream.ErrConsumerNotFound, jetstream.ErrStreamNotFound, nats.ErrConnectionClosed,
	} {
		if errors.Is(err, final) {
			return true
		}
	}
	return false
}

// pause waits for d and says whether it may go on; not when ctx ended.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// reserve waits until a quarter of the hand is free, so that a busy stage fetches in batches, and takes the tokens.
func (r *runner[In, Out]) reserve(ctx context.Context) int {
	free := 0
	for free < maxInHand {
		select {
		case r.tokens <- struct{}{}:
			free++
			continue
		default:
		}
		if free >= maxInHand/4 {
			break
		}
		select {
		case r.tokens <- struct{}{}:
			free++
		case <-ctx.Done():
			return free
		}
	}
	return free
}

func (r *runner[In, Out]) take(msg jetstream.Msg) {
	h := &hand{msg: msg, since: time.Now()}
	r.mu.Lock()
	r.inHand[h] = struct{}{}
	r.seen.InHand(len(r.inHand))
	r.mu.Unlock()

	meta, err := msg.Metadata()
	if err != nil {
		// Only a message that is no JetStream delivery has no metadata.
		r.giveUp(h, fmt.Errorf("read metadata of a delivery from %s: %w", r.stage.From.Stream, err))
		return
	}
	h.tries = meta.NumDelivered
	h.in = r.message(msg, meta)
	if epoch := h.in.Header.Get(HeaderEpoch); epoch != "" && epoch != r.Epoch && r.stage.From.Stream != topology.Wire {
		if r.stale == nil {
			r.stale = r.madeAnew()
		}
		if r.stale != nil {
			r.giveBack(h, 0, r.stale)
			return
		}
		h.in.Seq = 0 // of a WIRE that is gone: it answers no message of this one
	}
	if h.tries > 1 {
		r.suspects <- h
		return
	}
	r.work <- h
}

// madeAnew says whether WIRE is another one than at the start: its sequences are those of other messages.
func (r *runner[In, Out]) madeAnew() error {
	ctx, cancel := context.WithTimeout(context.Background(), progressEvery)
	defer cancel()
	if err := topology.StillLives(ctx, r.JS, r.Epoch); errors.Is(err, topology.ErrMadeAnew) {
		return err
	}
	return nil
}

// release lets the record go; it was acknowledged or given back.
func (r *runner[In, Out]) release(h *hand) {
	r.mu.Lock()
	delete(r.inHand, h)
	r.seen.InHand(len(r.inHand))
	r.mu.Unlock()
	<-r.tokens
}

// tellProgress keeps the broker from giving living work to others.
func (r *runner[In, Out]) tellProgress(ctx context.Context) {
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			for _, msg := range r.older(now.Add(-progressEvery / 2)) {
				if err := msg.InProgress(); err != nil {
					r.log.Debug("progress not told", zap.Error(err))
				}
			}
		}
	}
}

func (r *runner[In, Out]) older(than time.Time) []jetstream.Msg {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []jetstream.Msg
	for h := range r.inHand {
		if h.since.Before(than) {
			out = append(out, h.msg)
		}
	}
	return out
}
