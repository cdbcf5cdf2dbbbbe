package stage

import (
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/topology"
)

// Outcome is what became of a record: a closed set.
type Outcome string

// The outcomes.
const (
	OK       Outcome = "ok"       // its record was published
	Settled  Outcome = "settled"  // it came settled and walked on
	Filtered Outcome = "filtered" // the step had nothing to pass on
	Dead     Outcome = "dead"     // buried
	Retry    Outcome = "retry"    // given back, to be tried again
)

// Fates are what can become of a stage's records: the label sets that its metrics start with.
type Fates struct {
	Outcomes []Outcome
	Reasons  []string // to be buried for
}

// Metrics are the stage metrics; all stages of a process share one.
type Metrics struct {
	messages *prometheus.CounterVec
	dead     *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	inflight *prometheus.GaugeVec
	age      *prometheus.GaugeVec
}

// NewMetrics registers the stage metrics.
func NewMetrics(r *metrics.Registry) *Metrics {
	return &Metrics{
		messages: r.CounterVec("wirefold_stage_messages_total", "Records settled by a stage, by outcome.", "stage", "outcome"),
		dead:     r.CounterVec("wirefold_stage_dead_total", "Records buried on dead.>, by reason.", "stage", "reason"),
		seconds: r.HistogramVec("wirefold_stage_step_seconds", "Seconds that one step took, without the broker.",
			// 100 µs for a no-op to 5 s, where AckWait would run out without progress.
			[]float64{.0001, .0003, .001, .003, .01, .03, .1, .3, 1, 5}, "stage"),
		inflight: r.GaugeVec("wirefold_stage_inflight", "Records in hand.", "stage"),
		age:      r.GaugeVec("wirefold_stage_age_seconds", "Seconds from WIRE's receipt of the record that the stage settled last to its settling there.", "stage"),
	}
}

// Observer counts for one stage. Its label sets start at zero.
type Observer struct {
	stage   string
	reasons []string
	metrics *Metrics
	seconds prometheus.Observer
	flight  prometheus.Gauge
	age     prometheus.Gauge
}

// For makes the observer of one stage.
func (m *Metrics) For(stage string, fates Fates) *Observer {
	for _, outcome := range fates.Outcomes {
		m.messages.WithLabelValues(stage, string(outcome))
	}
	for _, reason := range fates.Reasons {
		m.dead.WithLabelValues(stage, reason)
	}
	return &Observer{
		stage: stage, reasons: fates.Reasons, metrics: m,
		seconds: m.seconds.WithLabelValues(stage), flight: m.inflight.WithLabelValues(stage), age: m.age.WithLabelValues(stage),
	}
}

// Time observes a step that began at start.
func (o *Observer) Time(start time.Time) { o.seconds.Observe(time.Since(start).Seconds()) }

// InHand tells how many records are in hand.
func (o *Observer) InHand(n int) { o.flight.Set(float64(n)) }

// Done counts a record that WIRE received at received and that is settled now. A clock behind the broker's gives no age.
func (o *Observer) Done(outcome Outcome, received time.Time) {
	o.metrics.messages.WithLabelValues(o.stage, string(outcome)).Inc()
	if !received.IsZero() {
		o.age.Set(max(time.Since(received), 0).Seconds())
	}
}

// Forget tells that nothing is in hand and that no record was settled here: what a writer that now stands by settled
// last is another's past, and its age would stand as if the stage were late.
func (o *Observer) Forget() {
	o.flight.Set(0)
	o.age.Set(0)
}

// Buried counts a dead letter.
func (o *Observer) Buried(reason string) { o.metrics.dead.WithLabelValues(o.stage, reason).Inc() }

// retried counts a record that was given back.
func (o *Observer) retried() { o.metrics.messages.WithLabelValues(o.stage, string(Retry)).Inc() }

// fates are what the runner can make of a stage's records. On WIRE nothing stands settled.
func (s Stage[In, Out]) fates() Fates {
	f := Fates{
		Outcomes: []Outcome{OK, Dead, Retry},
		Reasons:  slices.Concat(runnerReasons, s.Reasons),
	}
	if s.From.Stream != topology.Wire {
		f.Outcomes = append(f.Outcomes, Settled)
	}
	if s.Filters {
		f.Outcomes = append(f.Outcomes, Filtered)
	}
	return f
}

// Observer counts for the stage; made before the stage runs, its label sets stand at zero from then on.
func (s Stage[In, Out]) Observer(m *Metrics) *Observer { return m.For(s.Name, s.fates()) }
