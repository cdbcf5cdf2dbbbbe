package stage_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
)

func TestAStageBeginsWithWhatCanBecomeOfItsRecords(t *testing.T) {
	const reasons = "crash_loop no_text panic step_failed too_large undecodable"
	for _, row := range []struct {
		says     string
		from     topology.Queue
		filters  bool
		outcomes string
	}{
		{"the first stage meets nothing settled", topology.IngestQueue, false, "dead ok retry"},
		{"a later one does", topology.CleanQueue, false, "dead ok retry settled"},
		{"one that filters says so", topology.CleanQueue, true, "dead filtered ok retry settled"},
	} {
		t.Run(row.says, func(t *testing.T) {
			r := metrics.New(false)
			s := words(row.from, same)
			s.Filters = row.filters
			s.Observer(stage.NewMetrics(r))
			families, err := r.Gather()
			if err != nil {
				t.Fatal(err)
			}
			values := map[string][]string{}
			for _, f := range families {
				for _, m := range f.GetMetric() {
					if m.GetCounter().GetValue() != 0 || m.GetHistogram().GetSampleCount() != 0 || m.GetGauge().GetValue() != 0 {
						t.Errorf("%s does not begin at zero: %v", f.GetName(), m)
					}
					for _, l := range m.GetLabel() {
						values[l.GetName()] = append(values[l.GetName()], l.GetValue())
					}
				}
			}
			for label, want := range map[string]string{"outcome": row.outcomes, "reason": reasons, "stage": "test"} {
				slices.Sort(values[label])
				if got := strings.Join(slices.Compact(values[label]), " "); got != want {
					t.Errorf("%s is one of %s, want %s", label, got, want)
				}
			}
		})
	}
}
