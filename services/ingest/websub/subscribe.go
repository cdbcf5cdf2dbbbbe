package websub

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"go.uber.org/zap"

	"github.com/wirefold/wirefold/services/ingest/poller"
)

// Poster sends forms: a [fetch.Client].
type Poster interface {
	Post(ctx context.Context, address string, form url.Values) (status int, err error)
}

const (
	// wanted is the lease that a hub is asked for: ten days is what common hubs give by themselves. Longest bounds what one
	// may give.
	wanted  = 10 * 24 * time.Hour
	longest = 30 * 24 * time.Hour

	// verifyWithin is how long a hub may take to verify; then it is asked again, and at last once a day.
	verifyWithin = 10 * time.Minute
	leastOften   = 24 * time.Hour

	// askers are the hubs that are asked at a time. One host is asked by one at a time anyhow.
	askers = 4

	// brokerWithin and hubWithin bound the waiting for either.
	brokerWithin = 10 * time.Second
	hubWithin    = 2 * time.Minute

	// tellWithin bounds the waiting for a feed that somebody has at hand.
	tellWithin = time.Minute
)

// keepAsking asks the hubs that are due, again and again.
func (s *Subscriber) keepAsking(ctx context.Context) {
	tick := time.NewTicker(s.Every)
	defer tick.Stop()
	for {
		if s.JS.Conn().IsConnected() {
			s.follow(ctx)
			s.each(ctx, s.untold(), s.tell)
			s.each(ctx, s.due(), s.ask)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-s.wake:
		}
	}
}

// follow begins and forgets leases as the feeds name hubs.
func (s *Subscriber) follow(ctx context.Context) {
	for _, hub := range s.Feeds.Hubs() {
		key := keyOf(hub.Source, hub.Address)
		s.mu.Lock()
		l, known := s.leases[key]
		s.mu.Unlock()
		same := l.Hub == hub.Hub && l.Topic == hub.Topic
		if ended := known && l.Hub == "" && l.told(); same && !ended {
			continue
		}
		if err := s.begin(ctx, key, hub); err != nil && ctx.Err() == nil {
			s.Log.Debug("hub not noted, trying again", zap.String("url", hub.Address), zap.Error(err))
		}
	}
}

// begin begins a subscription at another hub, or of another topic. Of a feed that names none any more, the lease ends.
func (s *Subscriber) begin(ctx context.Context, key string, hub poller.Hub) error {
	ctx, cancel := context.WithTimeout(ctx, brokerWithin)
	defer cancel()
	have, revision, err := s.shelf.get(ctx, key)
	none := errors.Is(err, errNoLease)
	switch {
	case err != nil && !none:
		return err
	case hub.Hub == "" && have.Told.IsZero() && !none:
		return s.shelf.drop(ctx, key)
	case have.Hub == hub.Hub && have.Topic == hub.Topic:
		return nil // another process was quicker
	}
	l := lease{Source: hub.Source, Address: hub.Address, Hub: hub.Hub, Topic: hub.Topic, Told: have.Told}.anew(s.Now().UTC())
	if err := s.shelf.put(ctx, key, l, revision); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keep(key, l)
	return nil
}

// untold gives the keys of the leases of whose end the poller does not know.
func (s *Subscriber) untold() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var keys []string
	for key, l := range s.leases {
		if !l.told() {
			keys = append(keys, key)
		}
	}
	return keys
}

// tell tells the poller until when a hub pushes.
func (s *Subscriber) tell(ctx context.Context, key string) {
	l := s.lease(key)
	if !s.Feeds.Pushable(l.Source, l.Address) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, tellWithin)
	defer cancel()
	err := s.Feeds.Leased(ctx, l.Source, l.Address, l.Until)
	if err == nil {
		_, err = s.shelf.change(ctx, key, func(now *lease) error { now.Told = l.Until; return nil })
	}
	if err != nil && ctx.Err() == nil {
		s.Log.Debug("poller not told of a lease, trying again", zap.String("url", l.Address), zap.Error(err))
	}
}

func (s *Subscriber) lease(key string) lease {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.leases[key]
}

// due gives the keys of the leases whose hubs are to be asked, those that wait longest first, and counts those that live.
func (s *Subscriber) due() []string {
	now, alive := s.Now(), 0
	var keys []string
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, l := range s.leases {
		if l.lives(now) {
			alive++
		}
		if !l.Next.After(now) && l.Hub != "" {
			keys = append(keys, key)
		}
	}
	s.Metrics.leases.Set(float64(alive))
	slices.SortFunc(keys, func(a, b string) int { return s.leases[a].Next.Compare(s.leases[b].Next) })
	return keys
}

// each does something with some at a time, and waits for all.
func (s *Subscriber) each(ctx context.Context, keys []string, do func(context.Context, string)) {
	queue := make(chan string)
	var doing sync.WaitGroup
	for range min(askers, len(keys)) {
		doing.Go(func() {
			for key := range queue {
				do(ctx, key)
			}
		})
	}
	for _, key := range keys {
		if ctx.Err() != nil {
			break
		}
		queue <- key
	}
	close(queue)
	doing.Wait()
}

// ask asks a hub to push a feed, for the first time or again.
func (s *Subscriber) ask(ctx context.Context, key string) {
	if !s.stillWanted(ctx, key) {
		return
	}
	l, err := s.note(ctx, key)
	if err != nil {
		if !errors.Is(err, errUnchanged) && ctx.Err() == nil {
			s.Log.Debug("hub not asked yet", zap.Error(err))
		}
		return
	}
	log := s.Log.With(zap.String("source", l.Source), zap.String("url", l.Address), zap.String("hub", l.Hub))
	bounded, cancel := context.WithTimeout(ctx, hubWithin)
	defer cancel()
	_, err = s.Client.Post(bounded, l.Hub, url.Values{
		"hub.mode": {"subscribe"}, "hub.topic": {l.Topic}, "hub.callback": {s.Door.URL() + path + l.id()},
		"hub.lease_seconds": {strconv.Itoa(int(wanted.Seconds()))}, "hub.secret": {l.Secret},
	})
	if err == nil {
		log.Debug("hub asked")
		return
	}
	if ctx.Err() != nil {
		return
	}
	told := log.Debug
	if l.Errors == 1 {
		told = log.Warn
	}
	told("hub does not take the subscription, the feed is polled", zap.Time("next", l.Next), zap.Error(err))
	s.fail(ctx, key, l, err)
}

// stillWanted says whether a feed is listed yet. The lease of one that is not ends by itself, and is then forgotten.
func (s *Subscriber) stillWanted(ctx context.Context, key string) bool {
	l := s.lease(key)
	if s.Feeds.Pushable(l.Source, l.Address) {
		return true
	}
	if !l.lives(s.Now()) {
		ctx, cancel := context.WithTimeout(ctx, brokerWithin)
		defer cancel()
		if err := s.shelf.drop(ctx, key); err != nil && ctx.Err() == nil {
			s.Log.Debug("lease not forgotten", zap.Error(err))
		}
	}
	return false
}

// note notes that a hub is asked, unless another process did.
func (s *Subscriber) note(ctx context.Context, key string) (lease, error) {
	ctx, cancel := context.WithTimeout(ctx, brokerWithin)
	defer cancel()
	now := s.Now().UTC()
	return s.shelf.change(ctx, key, func(l *lease) error {
		if l.Next.After(now) {
			return errUnchanged
		}
		l.Errors++ // until the hub verifies
		l.Asked, l.Next = now, now.Add(min(verifyWithin<<min(l.Errors-1, 10), leastOften))
		return nil
	})
}

// maxError bounds an error's text, in bytes.
const maxError = 300

func (s *Subscriber) fail(ctx context.Context, key string, asked lease, cause error) {
	ctx, cancel := context.WithTimeout(ctx, brokerWithin)
	defer cancel()
	_, err := s.shelf.change(ctx, key, func(l *lease) error {
		if !l.Asked.Equal(asked.Asked) {
			return errUnchanged // the hub verified, whatever it answered
		}
		l.Asked, l.Error = time.Time{}, cut(cause.Error())
		return nil
	})
	if err != nil && !errors.Is(err, errUnchanged) {
		s.Log.Debug("error of a hub not noted", zap.Error(err))
	}
}
