package main

import (
	"regexp"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
)

var (
	metricName = regexp.MustCompile(`^wirefold_[a-z]+(_[a-z]+)+$`)
	labelValue = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$`)
)

func TestEveryMetricIsNamedAndToldAlikeAndBeginsAtZero(t *testing.T) {
	catalogue, err := readCatalogue(withSources())
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range catalogue {
		if !strings.HasPrefix(name, "wirefold_") {
			continue // Go's and the process's
		}
		if !metricName.MatchString(name) {
			t.Errorf("%s is not named wirefold_<area>_<thing>_<unit>", name)
		}
		if counts := m.GetType() == dto.MetricType_COUNTER; counts != strings.HasSuffix(name, "_total") {
			t.Errorf("%s is a %s: counters, and nothing else, end with _total", name, strings.ToLower(m.GetType().String()))
		}
		if help := m.GetHelp(); len(help) < 10 || !strings.HasSuffix(help, ".") {
			t.Errorf("%s: its help is no sentence: %q", name, help)
		}
		for label, values := range m.values {
			for _, v := range values {
				if !labelValue.MatchString(v) {
					t.Errorf("%s: %s=%q is no token", name, label, v)
				}
			}
		}
		for _, series := range m.GetMetric() {
			if series.GetCounter().GetValue() != 0 || series.GetHistogram().GetSampleCount() != 0 || series.GetSummary().GetSampleCount() != 0 {
				t.Errorf("%s does not begin at zero: %v", name, series)
			}
		}
	}
	if len(catalogue) < 20 {
		t.Errorf("there are only %d metrics", len(catalogue))
	}
}
