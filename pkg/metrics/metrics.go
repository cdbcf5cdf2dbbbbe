// Package metrics is a process's registry of metrics, and the one way to make them.
//
// All metrics are made alike: named wirefold_<area>_<thing>_<unit>, with labels from closed sets, standing at zero from
// the start of the process (a counter that appears with its first count has no increase to show). Asking again for a
// metric that is there gives the same one, so services that share a process share it; asking for another one under its
// name is a mistake in the code, and panics as the client library does.
package metrics

import (
	"errors"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Registry holds the metrics of a process. It is a prometheus.Registerer, for collectors that are no part of it.
type Registry struct {
	*prometheus.Registry
	native bool
}

// New makes an empty registry. With native, histograms have native buckets and no classic ones: Prometheus before 3.0
// drops the classic buckets of a histogram that has both.
func New(native bool) *Registry {
	return &Registry{prometheus.NewRegistry(), native}
}

// Handler answers a scrape, in the form the scraper asks for: text, or protobuf, which alone tells native histograms. A
// metric that cannot be read fails the scrape, so that `up` tells of it.
func (r *Registry) Handler() http.Handler {
	return promhttp.HandlerFor(r.Registry, promhttp.HandlerOpts{})
}

// Counter makes a counter without labels.
func (r *Registry) Counter(name, help string) prometheus.Counter {
	return register(r, prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help}))
}

// CounterVec makes counters with labels. The caller makes each of its label sets at the start.
func (r *Registry) CounterVec(name, help string, labels ...string) *prometheus.CounterVec {
	return register(r, prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels))
}

// GaugeVec makes gauges with labels. The caller makes each of its label sets at the start.
func (r *Registry) GaugeVec(name, help string, labels ...string) *prometheus.GaugeVec {
	return register(r, prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels))
}

// HistogramVec makes histograms with labels. The caller makes each of its label sets at the start. The buckets are the
// classic ones.
func (r *Registry) HistogramVec(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	return register(r, prometheus.NewHistogramVec(r.histogram(name, help, buckets), labels))
}

// SummaryVec makes sums and counts with labels, without quantiles. The caller makes each of its label sets at the start.
func (r *Registry) SummaryVec(name, help string, labels ...string) *prometheus.SummaryVec {
	return register(r, prometheus.NewSummaryVec(prometheus.SummaryOpts{Name: name, Help: help}, labels))
}

const (
	// bucketFactor is the growth from one native bucket to the next: a quantile is off by 5 % at most.
	bucketFactor = 1.1

	// maxNativeBuckets bounds a native histogram: of factor 1.1 (2^(1/8), the next finer that there is) 160 span six
	// decades, as from 10 µs to 10 s.
	maxNativeBuckets = 160

	// minNativeReset is how long a native histogram that is full grows coarser rather than to begin anew: an hour, as
	// the library's documentation proposes, keeps most rates whole.
	minNativeReset = time.Hour
)

func (r *Registry) histogram(name, help string, buckets []float64) prometheus.HistogramOpts {
	if !r.native {
		return prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}
	}
	return prometheus.HistogramOpts{
		Name: name, Help: help, NativeHistogramBucketFactor: bucketFactor,
		NativeHistogramMaxBucketNumber: maxNativeBuckets, NativeHistogramMinResetDuration: minNativeReset,
	}
}

// register adds a collector, or gives the one that is there.
func register[C prometheus.Collector](r *Registry, c C) C {
	err := r.Register(c)
	if again := (prometheus.AlreadyRegisteredError{}); errors.As(err, &again) {
		return again.ExistingCollector.(C)
	}
	if err != nil {
		panic(err)
	}
	return c
}
