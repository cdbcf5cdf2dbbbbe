// Package poller fetches feeds, news sitemaps and the pages they link to, and publishes what is new on wire.<source>, as any
// publisher would.
//
// It promises:
//
//   - An item is published once, and again when its copy changes, whoever polls the feed and whenever a process is killed:
//     what is known of a feed lies in the bucket of package pollstate, where a feed is claimed before it is polled, and what
//     is about to be published is written down before. Whoever finds a claim that was cut off looks on WIRE for it.
//   - An item is never lost: what cannot be published waits, what has no page is published with the feed's own text, and what
//     has neither is told.
//   - Hosts see one request at a time, and none that they asked not to get: see packages fetch and robots. A host that is slow
//     or throttles holds up nobody but itself.
//   - Memory and sockets are bounded by the number of workers, and by some hundred bytes a feed.
package poller

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/sources"
	"github.com/wirefold/wirefold/pkg/topology"

	"github.com/wirefold/wirefold/services/ingest/pollstate"
)

const (
	// DefaultWorkers is how many feeds are visited at a time. It bounds memory: each holds a feed of some hundred kB, and 16 MiB
	// at worst.
	DefaultWorkers = 64

	// stagger parts the first visits after the start: a hundred a second.
	stagger = 10 * time.Millisecond

	// longestStart bounds the time over which they are spread.
	longestStart = 5 * time.Minute

	// again is when a feed is visited again whose state could not be read or written, or that somebody else has at hand.
	again = 5 * time.Second

	// longestAgain is what that becomes, doubled from visit to visit: as long as WIRE is full, pages are fetched in vain.
	longestAgain = 2 * time.Minute

	// brokerWithin bounds a question to the broker.
	brokerWithin = 10 * time.Second
)

// Getter gets over HTTP: a [fetch.Client].
type Getter interface {
	Get(ctx context.Context, r fetch.Request) (*fetch.Response, error)
}

// Options are what a poller works with. JS, Client, Log and Metrics are needed.
type Options struct {
	JS      jetstream.JetStream
	Epoch   string // of WIRE
	Client  Getter
	Log     *zap.Logger
	Metrics *Metrics

	Instance string           // its name in claims; default: a random one
	Workers  int              // default DefaultWorkers
	Pause    time.Duration    // how long a host is left alone after a visit; the client's
	Now      func() time.Time // nil: time.Now
}

// Poller polls the feeds of a list. Any number may share them.
type Poller struct {
	Options
	store pollstate.Store

	renewEvery time.Duration // renewEvery, but in tests

	parsing chan struct{} // a place for each feed that is being read: it takes several times its size

	mu       sync.Mutex
	schedule *schedule
	feeds    map[string]*target // by key
	swept    time.Time
	wake     chan struct{}
}

// New opens the bucket.
func New(ctx context.Context, o Options) (*Poller, error) {
	store, err := pollstate.Open(ctx, o.JS)
	if err != nil {
		return nil, err
	}
	if o.Instance == "" {
		var b [6]byte
		rand.Read(b[:])
		o.Instance = hex.EncodeToString(b[:])
	}
	if o.Workers == 0 {
		o.Workers = DefaultWorkers
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Poller{
		Options: o, store: store, schedule: newSchedule(), feeds: map[string]*target{}, wake: make(chan struct{}, 1),
		parsing: make(chan struct{}, 2), renewEvery: renewEvery,
	}, nil
}

// target is one address of one source.
type target struct {
	address string
	sitemap bool
	key     string
	job     *job

	source    sources.Source // under the poller's lock: a changed file changes it
	condition string         // under the poller's lock: as it was seen last
	hub       *Hub           // under the poller's lock: what it says of who pushes it; nil: not visited yet

	putOff int // visits in a row; its visitor's

	busy chan struct{}        // one visit at a time, also by what a hub pushes: holds one while there is one
	told map[string]time.Time // who holds busy: when the log had what was passed over, of the few kinds that there are
}

// enter waits until nobody visits the feed, as long as ctx lets it.
func (f *target) enter(ctx context.Context) error {
	select {
	case f.busy <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for %s: %w", f.address, ctx.Err())
	}
}

func (f *target) leave() { <-f.busy }

// Set makes a list the one that is polled. Feeds that are new in it are visited soon, those that left it no more.
func (p *Poller) Set(list sources.List) {
	p.mu.Lock()
	defer p.mu.Unlock()
	wanted := map[string]bool{}
	var fresh []*target
	want := func(s sources.Source, address string, sitemap bool) {
		key := pollstate.Key(s.Name, address)
		wanted[key] = true
		f := p.feeds[key]
		if f == nil || f.sitemap != sitemap {
			if f != nil {
				p.drop(f)
			}
			f = &target{address: address, sitemap: sitemap, key: key, busy: make(chan struct{}, 1)}
			p.feeds[key] = f
			fresh = append(fresh, f)
		}
		f.source = s
	}
	for _, s := range list {
		for _, address := range s.Feeds {
			want(s, address, false)
		}
		for _, address := range s.Sitemaps {
			want(s, address, true)
		}
	}
	for key, f := range p.feeds {
		if !wanted[key] {
			p.drop(f)
		}
	}
	now, span := p.Now(), min(time.Duration(len(fresh))*stagger, longestStart)
	for _, f := range fresh {
		due := now.Add(time.Duration(float64(span) * share(p.Instance, f.key)))
		f.job = &job{feed: f, host: hostOf(f.address), due: due}
		p.schedule.add(f.job)
	}
	p.stir()
}

// drop forgets a feed; its state stays, for the day when it is listed again.
func (p *Poller) drop(f *target) {
	delete(p.feeds, f.key)
	p.schedule.remove(f.job)
	p.Metrics.condition(f.condition, "")
}

// stir makes the loop look at the schedule.
func (p *Poller) stir() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// Run polls until ctx ends, and returns when all visits have.
func (p *Poller) Run(ctx context.Context) error {
	var visits sync.WaitGroup
	defer visits.Wait()
	places := make(chan struct{}, p.Workers)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case places <- struct{}{}:
		}
		j := p.await(ctx)
		if j == nil {
			return ctx.Err()
		}
		visits.Go(func() {
			p.turn(ctx, j)
			<-places
		})
	}
}

// await gives the next job; nil when ctx ended. While the broker is away nothing is due.
func (p *Poller) await(ctx context.Context) *job {
	for {
		wait := time.Second
		if p.JS.Conn().IsConnected() {
			var j *job
			if j, wait = p.next(); j != nil {
				return j
			}
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-p.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// sweepEvery is how often hosts are forgotten, and the longest that the loop sleeps.
const sweepEvery = time.Minute

func (p *Poller) next() (*job, time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.Now()
	if now.Sub(p.swept) >= sweepEvery {
		p.schedule.sweep(now)
		p.swept = now
	}
	j, wait := p.schedule.next(now)
	if wait == 0 || wait > sweepEvery {
		wait = sweepEvery
	}
	return j, wait
}

// turn visits a job's feed and puts it back into the schedule.
func (p *Poller) turn(ctx context.Context, j *job) {
	f := j.feed
	var o outcome
	wait := again
	err := f.enter(ctx)
	if err == nil {
		o, err = p.visit(ctx, f, j.host)
		wait = f.pause(err)
		f.leave()
	}
	now := p.Now()
	if err != nil {
		o.due, o.host = now.Add(wait+time.Duration(share(p.Instance, f.key)*float64(wait))), j.host
		switch {
		case ctx.Err() != nil, errors.Is(err, pollstate.ErrTaken):
		case topology.Away(err):
			p.Log.Debug("visit put off: the broker does not answer", zap.String("source", f.source.Name), zap.String("url", f.address), zap.Error(err))
		default:
			p.Log.Warn("visit put off", zap.String("source", f.source.Name), zap.String("url", f.address), zap.Error(err))
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if o.condition != "" && !j.removed {
		p.Metrics.condition(f.condition, o.condition)
		f.condition = o.condition
	}
	if hold := o.hold; o.asked || !hold.IsZero() {
		if least := now.Add(p.Pause); hold.Before(least) {
			hold = least
		}
		p.schedule.hold(j.host, hold)
	}
	p.schedule.done(j, o.due, o.host, now)
	p.stir()
}

// pause is how long a feed is left alone after a visit that was put off.
func (f *target) pause(err error) time.Duration {
	if err == nil || errors.Is(err, pollstate.ErrTaken) {
		f.putOff = 0
		return again
	}
	f.putOff++
	return doubled(again, f.putOff-1, longestAgain)
}

// sourceOf gives the source as the file has it now.
func (p *Poller) sourceOf(f *target) sources.Source {
	p.mu.Lock()
	defer p.mu.Unlock()
	return f.source
}

// ErrNotListed means that the list has no such feed.
var ErrNotListed = errors.New("no such feed in the list of sources")

// find gives a feed of the list.
func (p *Poller) find(source, address string) (*target, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.feeds[pollstate.Key(source, address)]
	if f == nil {
		return nil, fmt.Errorf("find feed %s of %s: %w", address, source, ErrNotListed)
	}
	return f, nil
}
