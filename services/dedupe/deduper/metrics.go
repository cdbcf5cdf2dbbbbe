package deduper

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// newsMetrics tell what became of the copy.
type newsMetrics struct {
	verdicts  map[string]prometheus.Counter
	stale     prometheus.Counter
	lost      prometheus.Counter
	published prometheus.Observer
	ingested  prometheus.Observer
}

func newNewsMetrics(r prometheus.Registerer) *newsMetrics {
	verdicts := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "wirefold_dedupe_decisions_total", Help: "WIRE messages answered, by what they were found to be.",
	}, []string{"verdict"})
	stale := prometheus.NewCounter(prometheus.CounterOpts{
		Name: "wirefold_dedupe_stale_total", Help: "Older versions that arrived late and were not announced.",
	})
	lost := prometheus.NewCounter(prometheus.CounterOpts{
		Name: "wirefold_dedupe_expired_total", Help: "WIRE messages that were gone before they were read.",
	})
	freshness := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "wirefold_news_freshness_seconds", Help: "Age of an article when its article.new stands on NEWS, since it was published or ingested.",
		// From a pipeline at rest (10 ms) over the five minutes a desk expects to a day.
		Buckets: []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 15, 60, 300, 900, 3600, 21600, 86400},
	}, []string{"since"})
	r.MustRegister(verdicts, stale, lost, freshness)
	m := &newsMetrics{
		verdicts: map[string]prometheus.Counter{}, stale: stale, lost: lost,
		published: freshness.WithLabelValues("publish"), ingested: freshness.WithLabelValues("ingest"),
	}
	for _, v := range decider.Verdicts() {
		m.verdicts[string(v)] = verdicts.WithLabelValues(string(v))
	}
	return m
}

func (m *newsMetrics) decided(d *wirefoldv1.Decision) {
	m.verdicts[d.GetVerdict()].Inc()
	if d.GetVerdict() == string(decider.Stale) {
		m.stale.Inc()
	}
}

func (m *newsMetrics) expired(n uint64) { m.lost.Add(float64(n)) }

// fresh observes an article.new. A clock that runs ahead counts as no age.
func (m *newsMetrics) fresh(a announced) {
	now := time.Now()
	m.ingested.Observe(max(now.Sub(a.receivedAt), 0).Seconds())
	if !a.published.IsZero() {
		m.published.Observe(max(now.Sub(a.published), 0).Seconds())
	}
}
