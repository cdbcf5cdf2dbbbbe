// Package roster tells of every source what is known of it: when it was heard last, how its feeds are polled and what is wrong
// with them, and how much of its copy is other people's.
//
// It reads what the others keep (the bucket of the doors, WIRE, NEWS) and writes nothing. What it costs goes with the number
// of sources and feeds, not of articles: WIRE is asked for the last message of each subject, NEWS for the number of events on
// each.
package roster

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/sources"
)

// Roster is the sources in the order of their names.
type Roster struct {
	Sources []*Source
	At      time.Time // when it was read
	Since   time.Time // the oldest event that NEWS keeps, over which copies are counted; zero: none
	Broken  error     // states of feeds that could not be read, and are left out; nil: all could
}

// Source is what is known of one.
type Source struct {
	Name     string
	LastItem time.Time     // its last message on WIRE; zero: WIRE keeps none
	Every    time.Duration // the longest it is silent while all is well; 0: nobody waits for it
	Feeds    []Feed        // in the order of their addresses
	Articles int           // article.new of NEWS
	Copies   int           // copy.collapsed of NEWS
}

// Feed is what is known of one feed or sitemap.
type Feed struct {
	Address  string
	Sitemap  bool
	State    string
	LastItem time.Time     // when an item was last found new or revised; zero: never
	Next     time.Time     // the next poll; zero: as soon as may be
	Interval time.Duration // between two polls, as it is adapted now
	Errors   int           // in a row
	Reason   string        // of the last of them
	Error    string        // in words
	Waiting  int           // items found that are not on WIRE yet
	MovedTo  string        // where permanent redirects led
	Note     string        // what an operator should know though nothing failed
}

// The states of a feed. The set is closed; of several that hold the first counts, but for Unlisted, which stands before all.
const (
	Gone     = "gone"    // it says 410, and is asked once in a while
	Robots   = "robots"  // its robots.txt forbids
	Claimed  = "claimed" // an ingest is at work on it
	WebSub   = "websub"  // a hub pushes; it is polled seldom
	Polling  = "polling"
	Waiting  = "waiting"  // in the list, and never polled yet
	Unlisted = "unlisted" // a list is given and it is not in it: it was polled once
)

// States are they, in this order.
var States = []string{Gone, Robots, Claimed, WebSub, Polling, Waiting, Unlisted}

// Question says what is to be told.
type Question struct {
	Source string       // the token of one source; "": of all
	List   sources.List // the sources that are waited for; may be empty
	Now    time.Time
}

// Read asks the broker.
func Read(ctx context.Context, js jetstream.JetStream, q Question) (*Roster, error) {
	r := &reader{Question: q, js: js, sources: map[string]*Source{}, out: Roster{At: q.Now}}
	for _, read := range []func(context.Context) error{r.wire, r.feeds, r.news} {
		if err := read(ctx); err != nil {
			return nil, err
		}
	}
	r.expected()
	for _, s := range r.sources {
		slices.SortFunc(s.Feeds, func(a, b Feed) int { return cmp.Compare(a.Address, b.Address) })
		r.out.Sources = append(r.out.Sources, s)
	}
	slices.SortFunc(r.out.Sources, func(a, b *Source) int { return cmp.Compare(a.Name, b.Name) })
	return &r.out, nil
}

// Silent is how long nothing was heard of it. Without a message on WIRE that is not known.
func (s *Source) Silent(now time.Time) (d time.Duration, known bool) {
	if s.LastItem.IsZero() {
		return 0, false
	}
	return max(0, now.Sub(s.LastItem)), true
}

// Late says whether it is silent for longer than it should be. One that is waited for and of which WIRE keeps nothing is.
func (s *Source) Late(now time.Time) bool {
	silent, known := s.Silent(now)
	return s.Every > 0 && (!known || silent > s.Every)
}

// CopyShare is the share of copies among what it sent, 0 to 1, over what NEWS keeps; unknown where that is nothing.
func (s *Source) CopyShare() (share float64, known bool) {
	all := s.Articles + s.Copies
	if all == 0 {
		return 0, false
	}
	return float64(s.Copies) / float64(all), true
}

// Next is the earliest of its feeds' next polls; zero where none is to come.
func (s *Source) Next() time.Time {
	var next time.Time
	for _, f := range s.Feeds {
		if !f.Next.IsZero() && (next.IsZero() || f.Next.Before(next)) {
			next = f.Next
		}
	}
	return next
}

// Interval is the shortest of its feeds' intervals; 0 where none has one.
func (s *Source) Interval() time.Duration {
	var shortest time.Duration
	for _, f := range s.Feeds {
		if f.Interval > 0 && (shortest == 0 || f.Interval < shortest) {
			shortest = f.Interval
		}
	}
	return shortest
}

// Worst is the feed with the most errors in a row; nil where none has any.
func (s *Source) Worst() *Feed {
	var worst *Feed
	for i, f := range s.Feeds {
		if f.Errors > 0 && (worst == nil || f.Errors > worst.Errors) {
			worst = &s.Feeds[i]
		}
	}
	return worst
}
