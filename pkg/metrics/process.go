package metrics

import (
	"regexp"
	"runtime"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// goRuntime are the figures of Go's runtime beside goroutines and threads: the heap's objects, live or not yet swept, and
// the size at which the next collection begins.
var goRuntime = regexp.MustCompile(`^(/memory/classes/heap/objects:bytes|/gc/heap/goal:bytes)$`)

// Process adds what is told of every process: what was built, Go's runtime and the operating system's view.
func (r *Registry) Process(version string) {
	r.GaugeVec("wirefold_build_info", "1, with what was built as labels.", "version", "go").
		WithLabelValues(version, runtime.Version()).Set(1)
	register(r, without{collectors.NewProcessCollector(collectors.ProcessCollectorOpts{})})
	register(r, without{collectors.NewGoCollector(
		collectors.WithGoCollectorMemStatsMetricsDisabled(), // the same figures by their older names
		collectors.WithoutGoCollectorRuntimeMetrics(regexp.MustCompile(`.*`)),
		collectors.WithGoCollectorRuntimeMetrics(collectors.GoRuntimeMetricsRule{Matcher: goRuntime}),
	)})
}

// leftOut are metrics that the collectors give and nobody asks for: pauses of the garbage collector as a summary, which
// cannot be added up over processes; what wirefold_build_info says; and the traffic of the whole machine under a
// process's name.
var leftOut = []string{
	"go_gc_duration_seconds", "go_info", "go_memstats_last_gc_time_seconds",
	"process_network_receive_bytes_total", "process_network_transmit_bytes_total", "process_virtual_memory_max_bytes",
}

// without is a collector without the metrics that are left out.
type without struct{ prometheus.Collector }

// Describe gives what is described of the others.
func (w without) Describe(out chan<- *prometheus.Desc) {
	pass(w.Collector.Describe, out, func(d *prometheus.Desc) *prometheus.Desc { return d })
}

// Collect gives the others.
func (w without) Collect(out chan<- prometheus.Metric) {
	pass(w.Collector.Collect, out, prometheus.Metric.Desc)
}

func pass[T any](give func(chan<- T), out chan<- T, described func(T) *prometheus.Desc) {
	all := make(chan T)
	go func() {
		defer close(all)
		give(all)
	}()
	for one := range all {
		if !isLeftOut(described(one)) {
			out <- one
		}
	}
}

func isLeftOut(d *prometheus.Desc) bool {
	said := d.String() // the library tells a description's name in no other way
	for _, name := range leftOut {
		if strings.Contains(said, `fqName: "`+name+`"`) {
			return true
		}
	}
	return false
}
