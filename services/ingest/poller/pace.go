package poller

import (
	"cmp"
	"hash/fnv"
	"math"
	"strconv"
	"time"

	"github.com/wirefold/wirefold/pkg/fetch"

	"github.com/wirefold/wirefold/services/ingest/pollstate"
)

const (
	// firstInterval is what a feed begins with, within its bounds: half way between a busy desk and a quiet one.
	firstInterval = 5 * time.Minute

	// whole is how often at least a feed is asked for all of it, for servers that say "not modified" of what was.
	whole = 24 * time.Hour

	// longestWish bounds what a server may ask for by Retry-After.
	longestWish = 24 * time.Hour
)

// pace decides when a feed is polled next. Times are spread by up to a tenth, always later and the same for the same seed,
// feed and time, so that feeds that were polled together drift apart, and nobody is asked sooner than it wants.
type pace struct {
	least, most time.Duration
	seed        string // with the feed's key
}

// answered sets the next poll after an answer in order: news shorten the interval by half, none lengthen it by half. What
// the publisher asks for (ttl, Cache-Control) is the least, up to the upper bound. A hub that pushes leaves the upper bound,
// but after a poll that found news: the hub had not pushed them.
func (p pace) answered(s *pollstate.State, news bool, asked time.Duration, now time.Time) {
	interval := cmp.Or(time.Duration(s.Interval), firstInterval)
	first := s.Polled.IsZero()
	if !first {
		if news {
			interval /= 2
		} else {
			interval += interval / 2
		}
	}
	interval = min(max(interval, p.least), p.most)
	s.Interval = pollstate.Duration(interval.Round(time.Second))
	if s.Pushed.After(now) && (first || !news) {
		interval = p.most
	}
	s.Next = p.spread(s.Next, now, max(interval, min(asked, p.most)))
	s.Polled, s.Errors, s.Reason, s.Error, s.Gone = now, 0, "", "", time.Time{}
}

// backoff is how long a feed is left alone after its first error of a reason, and at most; it doubles in between. One of the
// reasons not here is a trouble that passes, and begins with the bounds of polling.
var backoff = map[string]struct{ first, most time.Duration }{
	fetch.Gone:             {7 * 24 * time.Hour, 7 * 24 * time.Hour}, // stopped, but for one look a week
	fetch.Robots:           {24 * time.Hour, 24 * time.Hour},         // robots.txt is believed for a day
	fetch.NotFound:         {15 * time.Minute, 24 * time.Hour},
	fetch.Refused:          {15 * time.Minute, 6 * time.Hour},
	fetch.ForbiddenAddress: {15 * time.Minute, 6 * time.Hour},
	fetch.Redirects:        {15 * time.Minute, 6 * time.Hour},
	fetch.Type:             {15 * time.Minute, 6 * time.Hour},
	fetch.TooLarge:         {15 * time.Minute, 6 * time.Hour},
	fetch.Ratio:            {15 * time.Minute, 6 * time.Hour},
	pollstate.NotFeed:      {15 * time.Minute, 6 * time.Hour},
}

// failed sets the next poll after an error. An outage that passes is noticed within the upper bound, or an hour.
func (p pace) failed(s *pollstate.State, reason, words string, retryAfter time.Duration, now time.Time) {
	s.Errors++
	s.Reason, s.Error = reason, words
	if reason != fetch.Gone {
		s.Gone = time.Time{}
	} else if s.Gone.IsZero() {
		s.Gone = now
	}
	b, ok := backoff[reason]
	switch {
	case !ok:
		b.first, b.most = max(p.least, 10*time.Second), max(p.most, time.Hour)
	case reason != fetch.Gone && reason != fetch.Robots:
		// Once, such an answer is often a page of a cache or of works on the server: a busy feed is asked again as soon as a quiet one.
		b.first = min(b.first, p.most)
	}
	wait := doubled(b.first, s.Errors-1, b.most)
	s.Next = p.spread(s.Next, now, max(wait, min(retryAfter, longestWish)))
}

// doubled doubles a time n times, up to most.
func doubled(first time.Duration, n int, most time.Duration) time.Duration {
	if n > 30 {
		return most
	}
	return min(time.Duration(math.Min(float64(first)*math.Pow(2, float64(n)), float64(most))), most)
}

// spread adds up to a tenth.
func (p pace) spread(before, now time.Time, wait time.Duration) time.Time {
	return now.Add(wait + time.Duration(float64(wait)*0.1*share(p.seed, strconv.FormatInt(before.UnixNano(), 36))))
}

// share gives a number from 0 up to 1, the same for the same strings.
func share(parts ...string) float64 {
	h := fnv.New64a()
	for _, s := range parts {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	// FNV's high bits hardly differ for strings that differ at their end: mix them (splitmix64).
	x := h.Sum64()
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return float64((x^x>>31)>>11) / (1 << 53)
}
