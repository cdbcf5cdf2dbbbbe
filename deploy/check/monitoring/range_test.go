package monitoring

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestPanelsCountWhatCameInTheRange asks what a panel of a count asks, of counters with a past.
func TestPanelsCountWhatCameInTheRange(t *testing.T) {
	queries, err := Dashboards(dashboards)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(queries, func(q Query) bool {
		return strings.HasPrefix(q.Where, "wirefold-source.json: panel") && strings.HasSuffix(q.Where, " Messages")
	})
	if i < 0 {
		t.Fatal("no panel counts the messages of a source")
	}
	expr := strings.NewReplacer("$__range_s", "10800", "$__range", "3h").Replace(queries[i].Expr)
	for _, row := range []struct {
		why    string
		values string // a minute apart, for twelve hours
		start  string // of the process, in seconds
		want   int
	}{
		{"a counter that is older than the range counts what it grew by", "0+1x720", "0x720", 180},
		{"also when it was not scraped as the range began", "0+1x520 _x20 541+1x179", "0x520 _x20 0x179", 180},
		{"also when its process began anew in the range", "0+1x660 1+1x59", "0x660 39600x59", 180},
		{"one that is younger than the range counts from zero, not from when it was first seen", "_x700 5+1x20", "_x700 41900x20", 25},
		{"one that is older and was first seen in the range counts from then", "_x700 5000+1x20", "_x700 0x20", 21}, // and half a minute before
	} {
		t.Run(row.why, func(t *testing.T) {
			file := write(t, t.TempDir(), "range.test.yml", fmt.Appendf(nil, `
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - {series: 'wirefold_source_messages_total{job="wirefold", instance="a", source="$source"}', values: %q}
      - {series: 'process_start_time_seconds{job="wirefold", instance="a"}', values: %q}
    promql_expr_test: [{expr: %q, eval_time: 12h, exp_samples: [{labels: '{}', value: %d}]}]
`, row.values, row.start, expr, row.want))
			if out, err := exec.CommandContext(t.Context(), tool(t, "promtool"), "test", "rules", file).CombinedOutput(); err != nil {
				text, _ := os.ReadFile(file)
				t.Errorf("%v\n%s\n%s", err, out, text)
			}
		})
	}
}
