package stage

import (
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Outcomes of a record, a closed set.
const (
	outcomeOK       = "ok"       // its record was published
	outcomeSettled  = "settled"  // it came settled and walked on
	outcomeFiltered = "filtered" // the step had nothing to pass on
	outcomeDead     = "dead"     // buried
	outcomeRetry    = "retry"    // given back, to be tried again
)

// Metrics are the stage metrics; all stages of a process share one.
type Metrics struct {
	messages *prometheus.CounterVec
	dead     *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	inflight *prometheus.GaugeVec
}

// NewMetrics registers the stage metrics.
func NewMetrics(r prometheus.Registerer) *Metrics {
	m := &Metrics{
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirefold_stage_messages_total", Help: "Records settled by a stage, by outcome.",
		}, []string{"stage", "outcome"}),
		dead: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirefold_stage_dead_total", Help: "Records buried on dead.>, by reason.",
		}, []string{"stage", "reason"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "wirefold_stage_step_seconds", Help: "Time of one step, without the broker.",
			// 50 µs for a no-op to 5 s, where AckWait would run out without progress.
			Buckets: []float64{.00005, .0002, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1, 5},
		}, []string{"stage"}),
		inflight: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "wirefold_stage_inflight", Help: "Records in hand.",
		}, []string{"stage"}),
	}
	r.MustRegister(m.messages, m.dead, m.seconds, m.inflight)
	return m
}

// Observer counts for one stage. Its label sets start at zero.
type Observer struct {
	metrics *Metrics
	stage   string
	reasons []string
	seconds prometheus.Observer
	flight  prometheus.Gauge
	outcome map[string]prometheus.Counter
}

// For makes the observer of one stage with its closed set of reasons.
func (m *Metrics) For(stage string, reasons []string) *Observer {
	o := &Observer{
		metrics: m, stage: stage, reasons: slices.Concat(runnerReasons, reasons),
		seconds: m.seconds.WithLabelValues(stage), flight: m.inflight.WithLabelValues(stage),
		outcome: map[string]prometheus.Counter{},
	}
	for _, name := range []string{outcomeOK, outcomeSettled, outcomeFiltered, outcomeDead, outcomeRetry} {
		o.outcome[name] = m.messages.WithLabelValues(stage, name)
	}
	for _, reason := range o.reasons {
		m.dead.WithLabelValues(stage, reason)
	}
	return o
}

// Time observes a step that began at start.
func (o *Observer) Time(start time.Time) { o.seconds.Observe(time.Since(start).Seconds()) }

// OK counts a record that was published.
func (o *Observer) OK() { o.outcome[outcomeOK].Inc() }

// Settled counts a record that came settled.
func (o *Observer) Settled() { o.outcome[outcomeSettled].Inc() }

// Dead counts a buried record.
func (o *Observer) Dead(reason string) {
	o.outcome[outcomeDead].Inc()
	o.metrics.dead.WithLabelValues(o.stage, reason).Inc()
}
