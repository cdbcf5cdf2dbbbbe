package websub

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/httpdoor"

	"github.com/wirefold/wirefold/services/ingest/poller"
)

// path is where hubs call back; the id follows.
const path = "/websub/"

const (
	// maxPush bounds a pushed body, in bytes. Hubs push what is new in a feed, or the whole feed.
	maxPush = 8 << 20

	// maxChallenge bounds what is echoed, in bytes; hubs send some tens.
	maxChallenge = 4 << 10

	// grace is how long after its end a lease's pushes are taken: clocks differ.
	grace = 10 * time.Minute

	// takeWithin bounds the waiting for a feed that somebody has at hand, and for WIRE. Hubs wait some tens of seconds.
	takeWithin = 30 * time.Second

	// pushAgain is when a hub may push again what could not be taken.
	pushAgain = 10 * time.Second
)

// callbacks adds the routes. Their addresses cannot be guessed, so they are for anyone.
func (s *Subscriber) callbacks() {
	s.Door.Handle("GET "+path+"{id}", httpdoor.Anyone, http.HandlerFunc(s.verify))
	s.Door.Handle("POST "+path+"{id}", httpdoor.Anyone, http.HandlerFunc(s.push))
}

// find gives the lease that a callback is of; else the problem is answered.
func (s *Subscriber) find(w http.ResponseWriter, r *http.Request) (key string, l lease, ok bool) {
	key, token := readID(r.PathValue("id"))
	if key == "" {
		notFound(w)
		return "", l, false
	}
	ctx, cancel := context.WithTimeout(r.Context(), brokerWithin)
	defer cancel()
	l, _, err := s.shelf.get(ctx, key)
	switch {
	case errors.Is(err, errNoLease), err == nil && subtle.ConstantTimeCompare([]byte(token), []byte(l.Token)) != 1:
		notFound(w)
		return "", l, false
	case err != nil:
		s.away(w, err)
		return "", l, false
	}
	return key, l, true
}

func notFound(w http.ResponseWriter) {
	httpdoor.Problem{Status: http.StatusNotFound, Detail: "There is no such subscription."}.Write(w)
}

func (s *Subscriber) away(w http.ResponseWriter, err error) {
	s.Log.Warn("hub asked to come again", zap.Error(err))
	httpdoor.Problem{Status: http.StatusServiceUnavailable, Detail: "Come again.", RetryAfter: pushAgain}.Write(w)
}

// verify answers a hub that asks whether a subscription is meant, or says that it denies it.
func (s *Subscriber) verify(w http.ResponseWriter, r *http.Request) {
	key, l, ok := s.find(w, r)
	if !ok {
		return
	}
	q := r.URL.Query()
	challenge := q.Get("hub.challenge")
	switch mode := q.Get("hub.mode"); {
	case q.Get("hub.topic") != l.Topic:
		notFound(w)
	case mode == "subscribe" && challenge != "" && len(challenge) <= maxChallenge:
		s.confirm(w, r, key, q)
	case mode == "denied":
		s.deny(w, r, key, q.Get("hub.reason"))
	default: // nobody here unsubscribes: a lease that is not renewed ends
		notFound(w)
	}
}

// confirm begins a lease.
func (s *Subscriber) confirm(w http.ResponseWriter, r *http.Request, key string, q url.Values) {
	now := s.Now().UTC()
	term := termOf(q.Get("hub.lease_seconds"))
	l, err := s.change(r, key, func(l *lease) error {
		if l.Asked.IsZero() {
			return errUnchanged // nobody asked, or the same verification comes again
		}
		l.Asked, l.Until, l.Next, l.Errors, l.Error = time.Time{}, now.Add(term), now.Add(max(term*3/4, time.Minute)), 0, ""
		return nil
	})
	if errors.Is(err, errUnchanged) {
		notFound(w)
		return
	}
	if err != nil {
		s.away(w, err)
		return
	}
	s.Log.Info("hub pushes feed", zap.String("source", l.Source), zap.String("url", l.Address), zap.String("hub", l.Hub), zap.Time("until", l.Until))
	w.Header().Set("Content-Type", "text/plain; charset=utf-8") // with nosniff: no page of somebody else's words
	io.WriteString(w, q.Get("hub.challenge"))
}

// termOf reads how long a hub leases: what was asked for, where it does not say.
func termOf(seconds string) time.Duration {
	n, err := strconv.Atoi(seconds)
	if err != nil || n <= 0 {
		return wanted
	}
	return min(time.Duration(min(n, int(longest.Seconds())))*time.Second, longest)
}

// deny ends a lease: the feed is polled, and the hub asked again after a day.
func (s *Subscriber) deny(w http.ResponseWriter, r *http.Request, key, reason string) {
	l, err := s.change(r, key, func(l *lease) error {
		l.Asked, l.Until, l.Next, l.Error = time.Time{}, time.Time{}, s.Now().UTC().Add(leastOften), "denied: "+cut(reason)
		return nil
	})
	if err != nil {
		s.away(w, err)
		return
	}
	s.Log.Warn("hub denies the subscription, the feed is polled", zap.String("source", l.Source), zap.String("url", l.Address), zap.String("hub", l.Hub), zap.String("reason", cut(reason)))
	w.WriteHeader(http.StatusNoContent)
}

// change writes a lease. Who has the feed at hand is not waited for: the poller is told later.
func (s *Subscriber) change(r *http.Request, key string, change func(*lease) error) (lease, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), brokerWithin)
	defer cancel()
	return s.shelf.change(ctx, key, change)
}

// push takes in what a hub sends. What is not signed as it should be is ignored, and the hub not told: so the
// recommendation has it, since who asks may be a forger.
func (s *Subscriber) push(w http.ResponseWriter, r *http.Request) {
	key, l, ok := s.find(w, r)
	if !ok {
		return
	}
	if !l.lives(s.Now().Add(-grace)) || !s.Feeds.Pushable(l.Source, l.Address) {
		httpdoor.Problem{Status: http.StatusGone, Detail: "The subscription has ended."}.Write(w)
		return
	}
	body, release, bad := httpdoor.ReadBody(w, r, maxPush)
	defer release()
	if bad != nil {
		bad.Write(w)
		return
	}
	log := s.Log.With(zap.String("source", l.Source), zap.String("url", l.Address), zap.String("hub", l.Hub))
	if !signed(r.Header.Get("X-Hub-Signature"), l.Secret, body) {
		s.ignore(w, log, "it is not signed with the secret of the subscription")
		return
	}
	sum := sha256.Sum256(body)
	id := hex.EncodeToString(sum[:8])
	if slices.Contains(l.Taken, id) {
		s.ignore(w, log, "it was taken before")
		return
	}
	ctx := context.WithoutCancel(r.Context())
	taking, cancel := context.WithTimeout(ctx, takeWithin)
	defer cancel()
	err := s.Feeds.Take(taking, l.Source, l.Address, body, r.Header.Get("Content-Type"))
	switch {
	case errors.Is(err, poller.ErrNotRead): // another push of it would not help
		s.ignore(w, log, err.Error())
		return
	case err != nil:
		s.away(w, err)
		return
	}
	s.Metrics.pushes.Of(pushTaken).Inc()
	w.WriteHeader(http.StatusAccepted)
	noting, cancel := context.WithTimeout(ctx, brokerWithin)
	defer cancel()
	if _, err := s.shelf.change(noting, key, func(l *lease) error { l.took(id); return nil }); err != nil {
		log.Debug("push not remembered", zap.Error(err)) // its items are
	}
}

func (s *Subscriber) ignore(w http.ResponseWriter, log *zap.Logger, why string) {
	s.Metrics.pushes.Of(pushIgnored).Inc()
	log.Warn("push ignored", zap.String("reason", why))
	w.WriteHeader(http.StatusAccepted)
}

// cut bounds a text that a hub gives.
func cut(text string) string { return strings.ToValidUTF8(text[:min(len(text), maxError)], "") }
