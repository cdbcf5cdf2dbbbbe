package websub

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirefold/wirefold/pkg/metrics"
)

// Outcomes of pushes.
const (
	pushTaken   = "taken"
	pushIgnored = "ignored" // not signed as it should be, taken before, or no feed
)

// Metrics are what a subscriber tells.
type Metrics struct {
	leases prometheus.Gauge
	pushes metrics.Counters
}

// NewMetrics registers them.
func NewMetrics(r *metrics.Registry) *Metrics {
	return &Metrics{
		leases: r.GaugeVec("wirefold_websub_leases", "Feeds that a hub pushes now, of all processes.").WithLabelValues(),
		pushes: r.Counters("wirefold_websub_pushes_total", "Bodies that hubs pushed, by what became of them.", "outcome", pushTaken, pushIgnored),
	}
}
