package deduper

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// decisionCounts tell what WIRE's messages were found to be.
type decisionCounts struct {
	verdicts map[string]prometheus.Counter
	stale    prometheus.Counter
	lost     prometheus.Counter
}

func newDecisionCounts(r *metrics.Registry) *decisionCounts {
	verdicts := r.CounterVec("wirefold_dedupe_decisions_total", "WIRE messages answered, by what they were found to be.", "verdict")
	c := &decisionCounts{
		verdicts: map[string]prometheus.Counter{},
		stale:    r.Counter("wirefold_dedupe_stale_total", "Older versions that arrived late and were not announced."),
		lost:     r.Counter("wirefold_dedupe_expired_total", "WIRE messages that were gone before they were read."),
	}
	for _, v := range decider.Verdicts() {
		c.verdicts[string(v)] = verdicts.WithLabelValues(string(v))
	}
	return c
}

// settled counts a decision that stands in the log.
func (c *decisionCounts) settled(u underway) {
	c.verdicts[u.verdict].Inc()
	if u.verdict == string(decider.Stale) {
		c.stale.Inc()
	}
	c.lost.Add(float64(u.expired))
}
