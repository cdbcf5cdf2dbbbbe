package metrics_test

import (
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"

	"github.com/wirefold/wirefold/pkg/metrics"
)

// scrape asks as a scraper that takes protobuf does, and gives the metric families by name.
func scrape(t *testing.T, r *metrics.Registry) map[string]*dto.MetricFamily {
	t.Helper()
	request := httptest.NewRequest("GET", "/metrics", nil)
	request.Header.Set("Accept", string(expfmt.NewFormat(expfmt.TypeProtoDelim)))
	answer := httptest.NewRecorder()
	r.Handler().ServeHTTP(answer, request)
	format := expfmt.ResponseFormat(answer.Header())
	if format.FormatType() != expfmt.TypeProtoDelim {
		t.Fatalf("it answers %d in %s:\n%s", answer.Code, format, answer.Body)
	}
	families := map[string]*dto.MetricFamily{}
	for d := expfmt.NewDecoder(answer.Body, format); ; {
		f := new(dto.MetricFamily)
		if err := d.Decode(f); err == io.EOF {
			return families
		} else if err != nil {
			t.Fatal(err)
		}
		families[f.GetName()] = f
	}
}

// text asks as curl does.
func text(r *metrics.Registry) string {
	answer := httptest.NewRecorder()
	r.Handler().ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	return answer.Body.String()
}

func TestCountersOfAClosedSet(t *testing.T) {
	r := metrics.New(false)
	copies := r.Counters("wirefold_test_copies_total", "Copies, by relation.", "relation", "exact", "edited", "other")
	want := func(when string, exact, edited, other string) {
		t.Helper()
		lines := text(r)
		for value, n := range map[string]string{"exact": exact, "edited": edited, "other": other} {
			if line := `wirefold_test_copies_total{relation="` + value + `"} ` + n + "\n"; !strings.Contains(lines, line) {
				t.Errorf("%s, there is no %sin\n%s", when, line, lines)
			}
		}
	}
	want("before the first count", "0", "0", "0")
	copies.Of("exact").Inc()
	copies.Of("https://example.com/a?b=c").Inc()
	copies.Of("").Inc()
	want("after one that is known and two that are not", "1", "0", "2")
}

func TestAMetricThatIsThereIsTheSameOne(t *testing.T) {
	r := metrics.New(false)
	for range 2 {
		r.Process("dev")
		r.Counter("wirefold_test_a_total", "A.").Inc()
		r.CounterVec("wirefold_test_d_total", "D.", "x").WithLabelValues("y").Inc()
		r.GaugeVec("wirefold_test_e", "E.", "x").WithLabelValues("y").Inc()
		r.HistogramVec("wirefold_test_f_seconds", "F.", []float64{1}, "x").WithLabelValues("y").Observe(1)
		r.SummaryVec("wirefold_test_g_seconds", "G.", "x").WithLabelValues("y").Observe(1)
		r.Counters("wirefold_test_h_total", "H.", "x", "y").Of("y").Inc()
	}
	lines := text(r)
	for _, line := range []string{
		"wirefold_test_a_total 2", `wirefold_test_d_total{x="y"} 2`,
		`wirefold_test_e{x="y"} 2`, `wirefold_test_f_seconds_sum{x="y"} 2`, `wirefold_test_g_seconds_count{x="y"} 2`, `wirefold_test_h_total{x="y"} 2`,
	} {
		if !strings.Contains(lines, line+"\n") {
			t.Errorf("there is no %s", line)
		}
	}
}

func TestAnotherMetricUnderTheSameNameIsAMistakeInTheCode(t *testing.T) {
	for says, again := range map[string]func(*metrics.Registry){
		"another label": func(r *metrics.Registry) { r.CounterVec("wirefold_test_total", "Help.", "y") },
		"another help":  func(r *metrics.Registry) { r.CounterVec("wirefold_test_total", "Another help.", "x") },
		"another type":  func(r *metrics.Registry) { r.GaugeVec("wirefold_test_total", "Help.", "x") },
	} {
		t.Run(says, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("it is taken")
				}
			}()
			r := metrics.New(false)
			r.CounterVec("wirefold_test_total", "Help.", "x")
			again(r)
		})
	}
}

func TestHistogramsHaveEitherClassicBucketsOrNativeOnes(t *testing.T) {
	for _, native := range []bool{false, true} {
		r := metrics.New(native)
		r.HistogramVec("wirefold_test_seconds", "Seconds.", []float64{.1, 1}, "x").WithLabelValues("y").Observe(.5)
		for name, f := range scrape(t, r) {
			h := f.GetMetric()[0].GetHistogram()
			if h.GetSampleCount() != 1 || (len(h.GetBucket()) > 0) == native || (len(h.GetPositiveSpan()) > 0) != native {
				t.Errorf("native %v: %s is %v", native, name, h)
			}
		}
	}
}

func TestANativeHistogramStaysSmallWhateverComes(t *testing.T) {
	r := metrics.New(true)
	h := r.HistogramVec("wirefold_test_seconds", "Seconds.", nil).WithLabelValues()
	for v := 1e-9; v < 1e9; v *= 1.01 {
		h.Observe(v)
	}
	if n := len(scrape(t, r)["wirefold_test_seconds"].GetMetric()[0].GetHistogram().GetPositiveDelta()); n == 0 || n > 200 {
		t.Errorf("it has %d buckets", n)
	}
}

func TestAProcessTellsWhatItIs(t *testing.T) {
	r := metrics.New(false)
	r.Process("1.2.3")
	families := scrape(t, r)
	for _, name := range []string{
		"wirefold_build_info", "go_goroutines", "go_threads", "go_memory_classes_heap_objects_bytes", "go_gc_heap_goal_bytes",
		"process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds", "process_start_time_seconds",
	} {
		if families[name] == nil {
			t.Errorf("there is no %s", name)
		}
	}
	for _, name := range []string{"go_memstats_heap_alloc_bytes", "go_gc_duration_seconds", "process_network_receive_bytes_total"} {
		if families[name] != nil {
			t.Errorf("there is %s, which nobody asks for", name)
		}
	}
	if !strings.Contains(text(r), `version="1.2.3"`) {
		t.Error("the version is not told")
	}
}
