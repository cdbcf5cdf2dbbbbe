// Package websub subscribes to the hubs that feeds name, and takes in what they push (W3C WebSub, Recommendation of
// 23 January 2018).
//
// It promises: a subscription is only confirmed that was asked for, at an address that cannot be guessed; only bodies are
// taken in that are signed with the secret of the subscription, each once; what a hub was told is taken is on WIRE. A lease
// is renewed before its end, by one of the processes that share them. While no hub pushes, whatever the cause, the feed is
// polled as any other.
package websub

import (
	"context"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/httpdoor"

	"github.com/wirefold/wirefold/services/ingest/poller"
)

// Feeds are the feeds that are polled: a [poller.Poller].
type Feeds interface {
	// Hubs gives what feeds say of their hubs, as far as that is known.
	Hubs() []poller.Hub

	// Pushable says whether a feed is polled here, and hubs may push it.
	Pushable(source, address string) bool

	// Take takes a body in as if the feed had been polled, see [poller.Poller.Take].
	Take(ctx context.Context, source, address string, body []byte, contentType string) error

	// Leased notes until when a hub pushes a feed; a time that is past ends that.
	Leased(ctx context.Context, source, address string, until time.Time) error
}

// Options are what a subscriber works with. All are needed but Now and Every.
type Options struct {
	JS      jetstream.JetStream
	Feeds   Feeds
	Client  Poster
	Door    *httpdoor.Door // with a URL
	Log     *zap.Logger
	Metrics *Metrics

	Now   func() time.Time // nil: time.Now
	Every time.Duration    // how often it looks which hubs are to be asked; default 2 s
}

// Subscriber holds the subscriptions of the feeds that are polled. Any number may share them.
type Subscriber struct {
	Options
	shelf shelf
	wake  chan struct{}

	mu     sync.Mutex
	leases map[string]lease // by key, as the bucket has them
}

// New opens the bucket and adds the routes of the callbacks to the door.
func New(ctx context.Context, o Options) (*Subscriber, error) {
	shelf, err := openShelf(ctx, o.JS)
	if err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Every == 0 {
		o.Every = 2 * time.Second // thousands of feeds are looked through in a millisecond or two
	}
	s := &Subscriber{Options: o, shelf: shelf, wake: make(chan struct{}, 1), leases: map[string]lease{}}
	s.callbacks()
	return s, nil
}

// Run asks hubs until ctx ends.
func (s *Subscriber) Run(ctx context.Context) error {
	updates, stop, err := s.shelf.watch(ctx)
	if err != nil {
		return err
	}
	defer func() { stop() }()
	var asking sync.WaitGroup
	defer asking.Wait()
	asking.Go(func() { s.keepAsking(ctx) })
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case e, open := <-updates:
			switch {
			case !open:
				updates, stop = s.watchAgain(ctx)
			case e != nil: // nil: that was all there is for now
				s.learn(e)
			}
		}
	}
}

// watchAgain watches the bucket anew: the client ends a watch that it could not take up again after an outage. What was
// known may have changed since. At the end of ctx there is nothing to watch.
func (s *Subscriber) watchAgain(ctx context.Context) (<-chan jetstream.KeyValueEntry, func()) {
	for ctx.Err() == nil {
		updates, stop, err := s.shelf.watch(ctx)
		if err == nil {
			s.mu.Lock()
			clear(s.leases)
			s.mu.Unlock()
			return updates, stop
		}
		s.Log.Debug("leases not watched, trying again", zap.Error(err))
		select {
		case <-ctx.Done():
		case <-time.After(s.Every):
		}
	}
	return nil, func() {}
}

// learn takes in what the bucket says of one feed.
func (s *Subscriber) learn(e jetstream.KeyValueEntry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.leases, e.Key())
	if e.Operation() == jetstream.KeyValuePut {
		l, err := decode(e.Value())
		if err != nil {
			s.Log.Warn("lease not understood", zap.String("key", e.Key()), zap.Error(err))
			return
		}
		s.keep(e.Key(), l)
	}
}

// keep keeps a lease as the bucket has it, under the lock.
func (s *Subscriber) keep(key string, l lease) {
	s.leases[key] = l
	if l.told() {
		return
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}
