package monitoring

import (
	"slices"
	"testing"
)

func TestEveryQueryParses(t *testing.T) {
	for _, q := range shipped(t) {
		if _, err := ReadUses(q.Filled(q.Placeholders())); err != nil {
			t.Errorf("%s: %v", q.Where, err)
		}
	}
}

func TestReadUses(t *testing.T) {
	for _, row := range []struct {
		does, expr string
		selectors  []string
		labels     []string
		absent     []bool
		groups     []string
	}{
		{"a selector names its metric and its labels", `a{x="1",y!~"2"}`, []string{`a{x="1",y!~"2"}`}, []string{"x", "y"}, []bool{false}, nil},
		{"range and offset are no part of a selector", `rate(a{x="1"}[5m] offset 1d)`, []string{`a{x="1"}`}, []string{"x"}, []bool{false}, nil},
		{"a subquery's selector is one, too", `max_over_time(sum(a)[1h:1m])`, []string{"a"}, nil, []bool{false}, nil},
		{"what absent() asks for need not be there", `absent(a) or b`, []string{"a", "b"}, nil, []bool{true, false}, nil},
		{"grouping and joining name labels", `sum by (x) (a) * on (y) group_left (z) b`, []string{"a", "b"}, nil, []bool{false, false}, []string{"y", "z", "x"}},
		{"a label that is made need not be there", `sum by (s) (label_replace(a, "s", "$1", "x", "(.*)"))`, []string{"a"}, nil, []bool{false}, nil},
		{"a metric may be named by its label", `{__name__="a",x="1"}`, []string{`{__name__="a",x="1"}`}, []string{"x"}, []bool{false}, nil},
	} {
		t.Run(row.does, func(t *testing.T) {
			uses, err := ReadUses(row.expr)
			if err != nil {
				t.Fatal(err)
			}
			var selectors, labels []string
			var absent []bool
			for _, s := range uses.Selectors {
				selectors, labels, absent = append(selectors, s.Expr), append(labels, s.Labels...), append(absent, s.Absent)
			}
			if !slices.Equal(selectors, row.selectors) || !slices.Equal(labels, row.labels) || !slices.Equal(absent, row.absent) || !slices.Equal(uses.Groups, row.groups) {
				t.Errorf("%q %q %v %q", selectors, labels, absent, uses.Groups)
			}
		})
	}
}

func TestADashboardIsReadWhole(t *testing.T) {
	queries, err := Dashboard("d.json", []byte(`{
		"templating": {"list": [
			{"name": "s", "type": "query", "query": {"query": "label_values(a{x=\"1\"}, s)"}, "multi": true},
			{"name": "n", "type": "custom", "query": "5,10"},
			{"name": "datasource", "type": "datasource", "query": "prometheus"}
		]},
		"annotations": {"list": [{"name": "built in"}, {"name": "alerts", "expr": "ALERTS"}]},
		"panels": [
			{"id": 1, "title": "open", "targets": [{"expr": "topk($n, rate(a{s=~\"$s\"}[$__rate_interval]))", "instant": true}]},
			{"id": 2, "title": "row", "panels": [{"id": 3, "title": "closed", "targets": [{"expr": "increase(b{s=\"${s:regex}\"}[$__range])"}]}]}
		]
	}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`d.json: variable s | count by (s) (a{x="1"})`,
		`d.json: annotation alerts | ALERTS`,
		`d.json: panel 1 open | topk(5, rate(a{s=~"any"}[2m]))`,
		`d.json: panel 3 closed | increase(b{s="any"}[5m])`,
	}
	var got []string
	for _, q := range queries {
		got = append(got, q.Where+" | "+q.Filled(q.Placeholders()))
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}
