package monitoring

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// metrics are the labels of each metric that there is.
type metrics map[string]map[string]bool

// exported are the metrics of the process, of the rules, and what Prometheus itself says of a scrape.
func (s *stand) exported(t *testing.T) metrics {
	t.Helper()
	series, err := s.prometheus.Series(t.Context(), `{job="wirefold"}`, `{__name__=~"wirefold:.+"}`)
	if err != nil {
		t.Fatal(err)
	}
	known := metrics{"ALERTS": {"alertname": true, "alertstate": true}} // there is none while nothing is wrong
	_, rules, err := Rules(localConfig)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		for label := range r.Labels {
			known["ALERTS"][label] = true
		}
	}
	for _, labels := range series {
		name := labels["__name__"]
		if known[name] == nil {
			known[name] = map[string]bool{}
		}
		for label := range labels {
			known[name][label] = true
		}
	}
	return known
}

// check tells of metrics and labels that nobody exports: of a selector's own, and of those by which its values are
// grouped or joined.
func (m metrics) check(t *testing.T, q Query, uses Uses) {
	t.Helper()
	labels := map[string]bool{}
	for _, s := range uses.Selectors {
		if m[s.Metric] == nil {
			t.Errorf("%s names %s, which nobody exports", q.Where, s.Metric)
			return
		}
		for _, label := range s.Labels {
			if !m[s.Metric][label] {
				t.Errorf("%s names label %s of %s, which has none", q.Where, label, s.Metric)
			}
		}
		for label := range m[s.Metric] {
			labels[label] = true
		}
	}
	for _, label := range uses.Groups {
		if !labels[label] {
			t.Errorf("%s groups or joins by %s, which none of its metrics has", q.Where, label)
		}
	}
}

func TestEveryMetricThatIsAskedForIsDescribed(t *testing.T) {
	text, err := os.ReadFile(top + "/docs/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range shipped(t) {
		uses, err := ReadUses(q.Filled(q.Placeholders()))
		if err != nil {
			t.Errorf("%s: %v", q.Where, err)
			continue
		}
		for _, s := range uses.Selectors {
			if !strings.HasPrefix(s.Metric, "wirefold_") {
				continue
			}
			if !slices.ContainsFunc(families(s.Metric), func(name string) bool { return strings.Contains(string(text), "`"+name+"`") }) {
				t.Errorf("%s names %s, which docs/metrics.md does not describe", q.Where, s.Metric)
			}
		}
	}
}

// families are the names under which a series may be described: its own, and that of the histogram or summary it is of.
func families(metric string) []string {
	names := []string{metric}
	for _, part := range []string{"_bucket", "_sum", "_count"} {
		if whole, ok := strings.CutSuffix(metric, part); ok {
			names = append(names, whole)
		}
	}
	return names
}
