package fenced

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirefold/wirefold/pkg/metrics"
)

// Metrics are the metrics of fenced logs; all logs of a process share one.
type Metrics struct {
	position *prometheus.GaugeVec
	writing  *prometheus.GaugeVec
}

// NewMetrics registers the metrics of fenced logs.
func NewMetrics(r *metrics.Registry) *Metrics {
	return &Metrics{
		position: r.GaugeVec("wirefold_log_position", "Sequence in the log's input stream up to which all is answered, by this process or another.", "log", "stream"),
		writing:  r.GaugeVec("wirefold_log_writing", "1 while this process writes the log, or has not been refused yet; 0 while it reads it, or stands by for the one that writes.", "log"),
	}
}

// Observer tells of one log. Its label sets start at zero.
type Observer struct{ position, writing prometheus.Gauge }

// For makes the observer of a log.
func (m *Metrics) For(l Log) Observer {
	return Observer{m.position.WithLabelValues(l.Name, l.In), m.writing.WithLabelValues(l.Name)}
}

// answered tells the position: next is the input sequence that is not answered yet.
func (o Observer) answered(next uint64) { o.position.Set(float64(max(next, 1) - 1)) }
