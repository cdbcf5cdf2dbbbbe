package metrics

import (
	"regexp"
	"runtime"

	"github.com/prometheus/client_golang/prometheus/collectors"
)

// goRuntime are the figures of Go's runtime beside goroutines, threads and pauses of the garbage collector: the heap's
// objects, live or not yet swept, and the size at which the next collection begins.
var goRuntime = regexp.MustCompile(`^(/memory/classes/heap/objects:bytes|/gc/heap/goal:bytes)$`)

// Process adds what is told of every process: what was built, Go's runtime and the operating system's view.
func (r *Registry) Process(version string) {
	r.GaugeVec("wirefold_build_info", "1, with what was built as labels.", "version", "go").
		WithLabelValues(version, runtime.Version()).Set(1)
	register(r, collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	register(r, collectors.NewGoCollector(
		collectors.WithGoCollectorMemStatsMetricsDisabled(), // the same figures by their older names
		collectors.WithoutGoCollectorRuntimeMetrics(regexp.MustCompile(`.*`)),
		collectors.WithGoCollectorRuntimeMetrics(collectors.GoRuntimeMetricsRule{Matcher: goRuntime}),
	))
}
