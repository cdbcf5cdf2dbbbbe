package poller

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/metrics"

	"github.com/wirefold/wirefold/services/ingest/pollstate"
)

// What may come of a poll.
const (
	pollRead      = "read"      // it was read
	pollUnchanged = "unchanged" // not modified, or the same bytes
	pollThrottled = "throttled" // 429
	pollRobots    = "robots"    // its robots.txt says no
	pollGone      = "gone"      // 410
	pollFailed    = "failed"
)

// What may become of an item that a poll shows.
const (
	itemNew     = "new"
	itemRevised = "revised"
	itemKnown   = "known"
	itemDropped = "dropped" // there was nothing to publish
)

// Metrics are the poller's.
type Metrics struct {
	polls, items metrics.Counters
	feeds        map[string]prometheus.Gauge
	refused      prometheus.Gauge
}

// NewMetrics registers them.
func NewMetrics(r *metrics.Registry) *Metrics {
	m := &Metrics{
		polls: r.Counters("wirefold_poll_total", "Polls of feeds and sitemaps, by what came of them. Pages are none.", "outcome",
			pollRead, pollUnchanged, pollThrottled, pollRobots, pollGone, pollFailed),
		items: r.Counters("wirefold_poll_items_total", "Items of the feeds and sitemaps that were read; dropped are those of which there was nothing to publish.", "outcome",
			itemNew, itemRevised, itemKnown, itemDropped),
		feeds: map[string]prometheus.Gauge{},
	}
	feeds := r.GaugeVec("wirefold_poll_feeds", "Feeds and sitemaps of the list, by the condition they were found in last. Of several ingests each tells of all.", "state")
	for _, c := range []string{pollstate.OK, pollstate.Failing, pollstate.Gone} {
		m.feeds[c] = feeds.WithLabelValues(c)
	}
	m.refused = r.GaugeVec("wirefold_sources_refused",
		"1 while the file of --sources, as it was changed, is not understood and the former list is in use; else 0.").WithLabelValues()
	return m
}

// condition moves a feed from one condition to another; "" is none.
func (m *Metrics) condition(from, to string) {
	if g := m.feeds[from]; g != nil {
		g.Dec()
	}
	if g := m.feeds[to]; g != nil {
		g.Inc()
	}
}

func pollOutcome(reason string) string {
	switch reason {
	case fetch.Throttled:
		return pollThrottled
	case fetch.Robots:
		return pollRobots
	case fetch.Gone:
		return pollGone
	}
	return pollFailed
}
