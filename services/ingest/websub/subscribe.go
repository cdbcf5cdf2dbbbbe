package websub

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"go.uber.org/zap"
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
)

// keepAsking asks the hubs that are due, again and again.
func (s *Subscriber) keepAsking(ctx context.Context) {
	tick := time.NewTicker(s.Every)
	defer tick.Stop()
	for {
		if s.JS.Conn().IsConnected() {
			s.settle(ctx)
			s.askAll(ctx, s.due())
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-s.wake:
		}
	}
}

// settle writes down what feeds say of their hubs.
func (s *Subscriber) settle(ctx context.Context) {
	s.mu.Lock()
	found := maps.Clone(s.found)
	s.mu.Unlock()
	for key, l := range found {
		err := s.write(ctx, key, l)
		s.mu.Lock()
		switch {
		case err == nil && s.found[key].Hub == l.Hub && s.found[key].Topic == l.Topic:
			delete(s.found, key)
		case err != nil && ctx.Err() == nil:
			s.Log.Debug("hub not noted, trying again", zap.String("url", l.Address), zap.Error(err))
		}
		s.mu.Unlock()
	}
}

// write begins a subscription at another hub, or of another topic, or forgets it where the feed names no hub any more.
func (s *Subscriber) write(ctx context.Context, key string, l lease) error {
	ctx, cancel := context.WithTimeout(ctx, brokerWithin)
	defer cancel()
	have, revision, err := s.shelf.get(ctx, key)
	none := errors.Is(err, errNoLease)
	switch {
	case err != nil && !none:
		return err
	case l.Hub == "" && none, !none && have.Hub == l.Hub && have.Topic == l.Topic:
		return nil // another process was quicker
	case l.Hub == "":
		err = s.shelf.drop(ctx, key)
	default:
		l = l.anew(s.Now().UTC())
		err = s.shelf.put(ctx, key, l, revision)
	}
	if err != nil {
		return err
	}
	s.mu.Lock()
	if l.Hub != "" {
		s.leases[key] = l
	} else {
		delete(s.leases, key)
	}
	s.mu.Unlock()
	if have.lives(s.Now()) {
		return s.Feeds.Pushed(ctx, l.Source, l.Address, time.Time{})
	}
	return nil
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
		if !l.Next.After(now) {
			keys = append(keys, key)
		}
	}
	s.Metrics.leases.Set(float64(alive))
	slices.SortFunc(keys, func(a, b string) int { return s.leases[a].Next.Compare(s.leases[b].Next) })
	return keys
}

func (s *Subscriber) askAll(ctx context.Context, keys []string) {
	queue := make(chan string)
	var asking sync.WaitGroup
	for range min(askers, len(keys)) {
		asking.Go(func() {
			for key := range queue {
				s.ask(ctx, key)
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
	asking.Wait()
}

// ask asks a hub to push a feed, for the first time or again.
func (s *Subscriber) ask(ctx context.Context, key string) {
	if !s.stillWanted(ctx, key) {
		return
	}
	l, err := s.begin(ctx, key)
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
	s.mu.Lock()
	l := s.leases[key]
	s.mu.Unlock()
	if s.Feeds.Listed(l.Source, l.Address) {
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

// begin notes that a hub is asked, unless another process did.
func (s *Subscriber) begin(ctx context.Context, key string) (lease, error) {
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
