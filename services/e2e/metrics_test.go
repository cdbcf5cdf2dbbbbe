package e2e

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/services/wirefold/sample"
)

const (
	// mostSeries and mostScrape are what a scrape of wirefold run may bring and cost.
	mostSeries = 500
	mostScrape = 15 * time.Millisecond
)

// scrapeOf starts wirefold run and gives its scraper.
func scrapeOf(t *testing.T, flags ...string) scraper {
	t.Helper()
	address := natstest.FreeAddress(t)
	start(t, "wirefold", append([]string{"run", "--http", address, "--nats-listen", natstest.FreeAddress(t)}, flags...)...)
	return scraper{"http://" + address + "/metrics"}
}

func TestMetricsOfTheSample(t *testing.T) {
	s := scrapeOf(t, "--sample")
	first := s.scrape(t, expfmt.TypeTextPlain)
	messages, err := sample.Messages()
	if err != nil {
		t.Fatal(err)
	}
	var last scraped
	var outcomes map[string]float64
	stages := []string{"stage=ingest", "stage=clean", "stage=extract", "stage=dedupe", "stage=announce"}
	for deadline := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		last = s.scrape(t, expfmt.TypeTextPlain)
		outcomes = settledBy(last)
		short := slices.ContainsFunc(stages, func(stage string) bool { return outcomes[stage] < float64(len(messages)) })
		if !short || time.Now().After(deadline) {
			break
		}
	}

	t.Run("the outcomes of each stage add up to the messages of WIRE", func(t *testing.T) {
		for _, stage := range stages {
			if outcomes[stage] != float64(len(messages)) {
				t.Errorf("%s settled %v records of %d", stage, outcomes[stage], len(messages))
			}
		}
		if len(outcomes) != len(stages) {
			t.Errorf("there are other stages: %v", outcomes)
		}
	})
	t.Run("the dead of each stage have their reasons", func(t *testing.T) {
		reasons := last.sum("wirefold_stage_dead_total", "reason")
		for _, m := range last["wirefold_stage_messages_total"].GetMetric() {
			if l := labels(m, "stage"); l == "outcome=dead" && reasons[labels(m, "outcome")] != m.GetCounter().GetValue() {
				t.Errorf("%s: %v dead, %v with a reason", labels(m), m.GetCounter().GetValue(), reasons[labels(m, "outcome")])
			}
		}
	})
	t.Run("nothing is left in hand, and each log writes and has come to the end of its input", func(t *testing.T) {
		natstest.Eventually(t, "the pipeline rests", func() bool {
			now := s.scrape(t, expfmt.TypeTextPlain)
			for _, n := range now.sum("wirefold_stage_inflight") {
				if n != 0 {
					return false
				}
			}
			streams, logs := now.sum("wirefold_jetstream_stream_last_sequence"), now.sum("wirefold_log_position", "log")
			for stream, position := range logs {
				if position == 0 || position != streams[stream] {
					return false
				}
			}
			for _, writes := range now.sum("wirefold_log_writing") {
				if writes != 1 {
					return false
				}
			}
			return len(logs) == 3
		})
	})
	t.Run("each counter stood there before the first message", func(t *testing.T) {
		before := first.counters()
		for series := range last.counters() {
			if _, was := before[series]; !was {
				t.Errorf("%s came into being with its first count", series)
			}
		}
	})
	t.Run("each metric is documented", func(t *testing.T) {
		page, err := os.ReadFile("../../docs/metrics.md")
		if err != nil {
			t.Fatal(err)
		}
		for name, f := range last {
			if !strings.Contains(string(page), "\n| `"+name+"` | ") {
				t.Errorf("docs/metrics.md has no %s: run `make docs`", name)
			}
			if f.GetHelp() == "" {
				t.Errorf("%s has no help", name)
			}
		}
	})
	t.Run("each label value is a token", func(t *testing.T) {
		token := regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$`)
		for name, f := range last {
			for _, m := range f.GetMetric() {
				for _, l := range m.GetLabel() {
					if !token.MatchString(l.GetValue()) {
						t.Errorf("%s has %s=%q", name, l.GetName(), l.GetValue())
					}
				}
			}
		}
	})
	t.Run("histograms are classic", func(t *testing.T) { areHistograms(t, s, false) })
	t.Run("a scrape is small and quick", func(t *testing.T) {
		var took []time.Duration
		series := 0
		for range 20 {
			body, _, d, err := s.get(expfmt.TypeTextPlain)
			if err != nil {
				t.Fatal(err)
			}
			took = append(took, d)
			series = 0
			for line := range strings.Lines(body) {
				if !strings.HasPrefix(line, "#") {
					series++
				}
			}
		}
		slices.Sort(took)
		t.Logf("%d series in %s to %s, median %s", series, took[0], took[len(took)-1], took[len(took)/2])
		if series > mostSeries {
			t.Errorf("there are %d series, more than %d", series, mostSeries)
		}
		// The quickest tells the cost; what the others took longer is others' work on the same cores.
		if took[0] > mostScrape {
			t.Errorf("a scrape takes %s, more than %s", took[0], mostScrape)
		}
	})
}

// settledBy counts what each stage settled; what it gave back comes again.
func settledBy(s scraped) map[string]float64 {
	out := map[string]float64{}
	for _, m := range s["wirefold_stage_messages_total"].GetMetric() {
		if labels(m, "stage") != "outcome=retry" {
			out[labels(m, "outcome")] += m.GetCounter().GetValue()
		}
	}
	return out
}

// areHistograms makes sure that histograms, asked for as Prometheus does, have either native buckets or classic ones.
func areHistograms(t *testing.T, s scraper, native bool) {
	t.Helper()
	seen := 0
	for name, f := range s.scrape(t, expfmt.TypeProtoDelim) {
		for _, m := range f.GetMetric() {
			h := m.GetHistogram()
			if h == nil {
				continue
			}
			seen++
			if (len(h.GetBucket()) > 0) == native || (h.Schema != nil) != native {
				t.Errorf("%s{%s}: native %v, but it has %d classic buckets and the schema %v", name, labels(m), native, len(h.GetBucket()), h.Schema)
			}
		}
	}
	if seen == 0 {
		t.Error("there is no histogram")
	}
}

func TestHistogramsAreNativeWhereTheyAreAskedFor(t *testing.T) {
	areHistograms(t, scrapeOf(t, "--data", t.TempDir(), "--native-histograms"), true)
}

func TestMetricsStandAtZeroWhileTheBrokerIsAwaited(t *testing.T) {
	s := scrapeOf(t, "--data", t.TempDir(), "--nats-url", "nats://"+natstest.FreeAddress(t))
	counters := s.scrape(t, expfmt.TypeTextPlain).counters()
	for series, n := range counters {
		if n != 0 {
			t.Errorf("%s is %v", series, n)
		}
	}
	if len(counters) < 50 {
		t.Errorf("only %d counters stand: %v", len(counters), counters)
	}
}
