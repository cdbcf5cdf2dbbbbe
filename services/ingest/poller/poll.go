package poller

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/feed"
	"github.com/wirefold/wirefold/pkg/fetch"

	"github.com/wirefold/wirefold/services/ingest/pollstate"
)

// maxFeed bounds a feed, in bytes: large ones, with the whole text of hundreds of articles, have 10 MB.
const maxFeed = 16 << 20

// feedTypes are the media types of feeds, the usual ones first. Servers give many others, and what a body is, is found by
// reading it.
var feedTypes = []string{
	"application/atom+xml", "application/rss+xml", "application/feed+json", "application/rdf+xml", "application/xml", "text/xml", "application/json",
}

// sitemapTypes are those of sitemaps. Files in gzip are unpacked by fetch.
var sitemapTypes = []string{"application/xml", "text/xml"}

// poll asks for the feed, and takes in what is new. Whatever comes of it, the feed has a time for its next poll.
func (v *visit) poll(ctx context.Context) error {
	v.asked = true
	types := feedTypes
	if v.e.Sitemap {
		types = sitemapTypes
	}
	request := fetch.Request{URL: v.polled(), Types: types, MaxBytes: maxFeed, Robots: !v.source.IgnoreRobots}
	if !v.e.Unconditional && v.p.Now().Sub(v.e.Whole) < whole {
		request.ETag, request.LastModified = v.e.ETag, v.e.LastModified
	}
	r, err := v.get(ctx, request)
	switch {
	case endsVisit(err):
		return err
	case err != nil:
		v.failed(err)
		return nil
	case r.NotModified:
		v.unchanged(r)
		return nil
	}
	sum := hash(string(r.Body))
	if sum == v.e.Body {
		v.validators(r, sum)
		v.unchanged(r)
		return nil
	}
	doc, err := v.read(ctx, r)
	switch {
	case endsVisit(err):
		return err
	case err != nil:
		v.failed(err)
		return nil
	}
	v.e.Note = ""
	for _, m := range v.missed {
		v.tell(m.n, m.what)
	}
	fresh, all, err := v.absorb(ctx, doc.items, doc.partial)
	if err != nil {
		return err
	}
	v.answered(r, doc, sum, fresh > 0, all && !doc.again)
	return nil
}

// answered notes an answer that was read.
func (v *visit) answered(r *fetch.Response, doc document, sum string, news, all bool) {
	now := v.p.Now()
	if news {
		v.e.LastItem = now.UTC()
		if r.ETag != "" && r.ETag == v.e.ETag || r.ETag == "" && r.LastModified != "" && r.LastModified == v.e.LastModified {
			// The same validators for other news: "not modified" from it means nothing.
			v.e.Unconditional = true
			v.log.Info("feed changes without telling so: it is always read whole")
		}
	}
	if all {
		v.validators(r, sum)
	} else {
		v.e.ETag, v.e.LastModified, v.e.Body = "", "", ""
	}
	if v.e.MovedTo = ""; r.Permanent != "" && r.Permanent != v.feed.address {
		v.e.MovedTo = r.Permanent
	}
	v.e.Hub, v.e.Self = "", ""
	if !v.source.NoWebSub {
		v.e.Hub, v.e.Self = hub(r, doc)
	}
	v.well(news, max(doc.ttl, r.Fresh), now)
	v.p.Metrics.polls.Of(pollRead).Inc()
}

// validators notes what the next conditional request needs.
func (v *visit) validators(r *fetch.Response, sum string) {
	v.e.ETag, v.e.LastModified, v.e.Body, v.e.Whole = r.ETag, r.LastModified, sum, v.p.Now().UTC()
}

// unchanged notes an answer in order that has nothing new.
func (v *visit) unchanged(r *fetch.Response) {
	v.well(false, r.Fresh, v.p.Now())
	v.p.Metrics.polls.Of(pollUnchanged).Inc()
}

func (v *visit) well(news bool, asked time.Duration, now time.Time) {
	if v.e.Errors > 0 {
		v.log.Info("feed answers again", zap.Int("errors", v.e.Errors))
	}
	v.pace.answered(&v.e.State, news, asked, now.UTC())
}

// failed notes a poll that came to nothing.
func (v *visit) failed(err error) {
	reason, retryAfter := fetch.Broken, time.Duration(0)
	var fetched *fetch.Error
	switch {
	case errors.As(err, &fetched):
		reason, retryAfter = fetched.Reason, fetched.RetryAfter
	case errors.Is(err, context.DeadlineExceeded):
		reason = fetch.Timeout
	case errors.Is(err, ErrNotRead):
		reason = pollstate.NotFeed
	}
	now := v.p.Now()
	if v.e.Errors == 0 || v.e.Reason != reason {
		v.log.Warn("feed not polled", zap.String("reason", reason), zap.Error(err))
	} else {
		v.log.Debug("feed not polled", zap.String("reason", reason), zap.Int("errors", v.e.Errors+1), zap.Error(err))
	}
	v.p.Metrics.polls.Of(pollOutcome(reason)).Inc()
	if slow := backoff[reason]; v.e.MovedTo != "" && slow.first > 0 {
		v.e.MovedTo = "" // it has moved on: where it was first is asked next
		reason = fetch.Redirects
	}
	v.pace.failed(&v.e.State, reason, cut(err.Error(), maxError), retryAfter, now.UTC())
	if reason == fetch.Throttled || reason == fetch.Unavailable && retryAfter > 0 {
		v.hold = v.e.Next
		if retryAfter > 0 {
			v.hold = now.Add(min(retryAfter, longestWish))
		}
	}
}

// maxError bounds an error's text in the state, in bytes.
const maxError = 300

func cut(s string, most int) string {
	if len(s) > most {
		s = s[:most] + "…"
	}
	return singleLine(s)
}

// hub finds the WebSub hub of a feed, and the topic to subscribe to: in the header of the answer, else in the feed.
func hub(r *fetch.Response, doc document) (hub, self string) {
	for _, l := range r.Links {
		switch {
		case l.Rel == "hub" && hub == "":
			hub = l.URL
		case l.Rel == "self" && self == "":
			self = l.URL
		}
	}
	if hub == "" {
		hub, self = doc.hub, doc.self
	}
	if hub == "" {
		return "", ""
	}
	if self == "" {
		self = r.URL
	}
	return hub, self
}

// ErrNotRead means that what came is no feed, or no sitemap.
var ErrNotRead = errors.New("not a feed")

// document is a feed, or a sitemap with those that it names.
type document struct {
	items   []item // oldest first
	partial bool   // there may be more that is not in it
	again   bool   // it must be read again, changed or not

	ttl       time.Duration
	hub, self string
}

// read reads an answer. Parsing takes several times the memory of the body, so only some are parsed at a time.
func (v *visit) read(ctx context.Context, r *fetch.Response) (document, error) {
	if v.e.Sitemap {
		return v.readSitemap(ctx, r)
	}
	return v.readFeed(ctx, r.Body, r.ContentType, r.URL)
}

func (v *visit) readFeed(ctx context.Context, body []byte, contentType, address string) (document, error) {
	select {
	case v.p.parsing <- struct{}{}:
		defer func() { <-v.p.parsing }()
	case <-ctx.Done():
		return document{}, errStopped
	}
	f, err := feed.Parse(body, contentType, address)
	if err != nil {
		return document{}, fmt.Errorf("%w: %w", ErrNotRead, err)
	}
	v.distrust(&f)
	doc := document{partial: f.Truncated, ttl: f.TTL, hub: f.Hub, self: f.Self}
	// Feeds have the latest first, and the wire the earliest.
	for n := len(f.Items) - 1; n >= 0; n-- {
		it, err := v.ofFeed(f.Items[n])
		if err != nil {
			return document{}, fmt.Errorf("%w: %w", ErrNotRead, err)
		}
		doc.items = append(doc.items, it)
	}
	v.missed = []missed{
		{f.Cut, "items after the first 10,000 left out"}, {f.Broken, "items left out that could not be read"}, brokenOff(f.Truncated),
	}
	return doc, nil
}

// brokenOff is what is missed of a document without its end.
func brokenOff(truncated bool) missed {
	if truncated {
		return missed{1, "document broken off: what is whole in it is taken"}
	}
	return missed{}
}

// distrust takes ids from items that several had in common, now or before: once shared, an id is no identity for good, though
// but one of the items be left. An item that was published under such an id is known by what it goes by now.
func (v *visit) distrust(f *feed.Feed) {
	published := map[string]bool{} // digests
	for _, id := range f.Shared {
		if h := hash(id); !slices.Contains(v.e.Shared, h) {
			v.e.Shared = append(v.e.Shared, h)
			if digest := v.digestOf(feed.Item{ID: id}.Key()); digest != "" {
				published[digest] = true
			}
		}
	}
	v.e.Shared = v.e.Shared[max(0, len(v.e.Shared)-pollstate.MaxShared):]
	var ids []string
	for _, i := range f.Items {
		if i.ID != "" && len(v.e.Shared) > 0 && slices.Contains(v.e.Shared, hash(i.ID)) {
			ids = append(ids, i.ID)
		}
	}
	if len(ids) > 0 {
		f.Distrust(ids)
	}
	for _, i := range f.Items {
		if len(published) > 0 && i.ID == "" && published[i.Digest()] {
			v.remember(i.Key(), i.Digest())
		}
	}
}
