package monitoring

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
)

// quiet are the queries that rightly say nothing while `run --sample` goes well, each with its reason.
var quiet = map[string]string{
	"wirefold.json: annotation Alerts": "nothing fires",
}

// TestTheShippedMonitoringSeesTheSample starts everything once: what it finds is told by the tests below it.
func TestTheShippedMonitoringSeesTheSample(t *testing.T) {
	queries := shipped(t)
	s := start(t)

	t.Run("every query returns data", func(t *testing.T) {
		waiting := map[string]string{} // by query: why not yet
		for i, q := range queries {
			if q.Kind != Alert && quiet[q.Where] == "" {
				waiting[fmt.Sprintf("%s (%d): %s", q.Where, i, q.Expr)] = "not asked"
			}
		}
		eventually(t, "every query returns data", func() (bool, string) {
			for i, q := range queries {
				name := fmt.Sprintf("%s (%d): %s", q.Where, i, q.Expr)
				if _, ok := waiting[name]; !ok {
					continue
				}
				if why := s.silent(t, q); why != "" {
					waiting[name] = why
				} else {
					delete(waiting, name)
				}
			}
			return len(waiting) == 0, list(waiting)
		})
	})

	known := s.exported(t)
	t.Run("every query names what there is", func(t *testing.T) {
		for _, q := range queries {
			uses, err := ReadUses(q.Filled(s.values(t, q)[0]))
			if err != nil {
				t.Error(err) // that it parses is tested apart
				continue
			}
			known.check(t, q, uses)
		}
	})

	t.Run("every selector finds series", func(t *testing.T) {
		for _, q := range queries {
			s.selects(t, q)
		}
	})

	t.Run("what is listed as quiet is quiet", func(t *testing.T) {
		for where := range quiet {
			i := slices.IndexFunc(queries, func(q Query) bool { return q.Where == where })
			if i < 0 {
				t.Errorf("there is no %s: take it off the list", where)
			} else if why := s.silent(t, queries[i]); why == "" {
				t.Errorf("%s returns data: take it off the list", where)
			}
		}
	})

	t.Run("no alert is up, nor was", func(t *testing.T) {
		up, err := s.prometheus.Up(t.Context())
		if err != nil || len(up) > 0 {
			t.Errorf("up: %s (%v)", strings.Join(up, "\n"), err)
		}
		fired, err := s.prometheus.Over(t.Context(), `ALERTS{alertstate="firing"}`, s.began)
		if err != nil || len(fired) > 0 {
			t.Errorf("fired: %v (%v)", fired, err)
		}
	})

	t.Run("a scrape is small", func(t *testing.T) {
		points, err := s.prometheus.Now(t.Context(), `max_over_time(scrape_samples_scraped{job="wirefold"}[5m])`)
		if err != nil || len(points) != 1 || points[0].Value > 500 {
			t.Errorf("samples of a scrape: %v (%v), want at most 500", points, err)
		}
		// The quickest tells the cost; what the others took longer is others' work on the same cores.
		points, err = s.prometheus.Now(t.Context(), `min_over_time(scrape_duration_seconds{job="wirefold"}[5m])`)
		if err != nil || len(points) != 1 || points[0].Value > .015 {
			t.Errorf("seconds of a scrape: %v (%v), want at most 0.015", points, err)
		}
	})
}

func list(waiting map[string]string) string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(waiting)) {
		lines = append(lines, name+"\n    "+waiting[name])
	}
	return strings.Join(lines, "\n")
}

// shipped are all queries of deploy/.
func shipped(t *testing.T) []Query {
	t.Helper()
	queries, err := Dashboards(dashboards)
	if err != nil {
		t.Fatal(err)
	}
	rules, _, err := Rules(localConfig)
	if err != nil {
		t.Fatal(err)
	}
	if len(queries) == 0 || len(rules) == 0 {
		t.Fatalf("%d queries of dashboards and %d of rules: is this the right folder?", len(queries), len(rules))
	}
	return append(queries, rules...)
}

// silent says why a query returns no data; empty when it returns some. Of the choices that a dashboard offers, one that
// has data is enough: not every source of the sample has copies.
func (s *stand) silent(t *testing.T, q Query) string {
	why := "its variables have no values"
	for _, values := range s.values(t, q) {
		expr := q.Filled(values)
		ask := s.prometheus.Now
		points, err := ask(t.Context(), expr)
		if !q.Instant {
			points, err = s.prometheus.Over(t.Context(), expr, s.began)
		}
		if err != nil {
			return err.Error()
		}
		if slices.ContainsFunc(points, func(p Point) bool { return !math.IsNaN(p.Value) }) {
			return ""
		}
		why = fmt.Sprintf("%d series, no number: %s", len(points), expr)
	}
	return why
}

// values are the choices to make for the variables of a query's dashboard: of a variable that allows several, all of them
// at once; of others, each.
func (s *stand) values(t *testing.T, q Query) []map[string]string {
	t.Helper()
	all := []map[string]string{q.Placeholders()}
	for _, v := range q.Variables {
		if v.Kind != "query" || !strings.Contains(q.Expr, v.Name) {
			continue
		}
		choices, err := choices(v.Query)
		if err != nil {
			t.Fatal(err)
		}
		points, err := s.prometheus.Now(t.Context(), choices)
		if err != nil {
			t.Fatal(err)
		}
		var offered []string
		for _, p := range points {
			for _, value := range p.Labels {
				offered = append(offered, value)
			}
		}
		switch {
		case v.All != "":
			offered = []string{v.All}
		case v.Multi:
			offered = []string{strings.Join(offered, "|")}
		}
		var next []map[string]string
		for _, before := range all {
			for _, value := range offered {
				one := maps.Clone(before)
				one[v.Name] = value
				next = append(next, one)
			}
		}
		all = next
	}
	if len(all) == 0 {
		return []map[string]string{q.Placeholders()}
	}
	return all
}

// selects tells of selectors that find no series now: a label's value that the code does not have, say. ALERTS has none
// while nothing is wrong.
func (s *stand) selects(t *testing.T, q Query) {
	t.Helper()
	missing := map[string]bool{}
	for _, values := range s.values(t, q) {
		uses, err := ReadUses(q.Filled(values))
		if err != nil {
			t.Error(err)
			return
		}
		missing = map[string]bool{}
		for _, selector := range uses.Selectors {
			if selector.Absent || selector.Metric == "ALERTS" {
				continue
			}
			points, err := s.prometheus.Now(t.Context(), selector.Expr)
			if err != nil {
				t.Errorf("%s: %v", q.Where, err)
			} else if len(points) == 0 {
				missing[selector.Expr] = true
			}
		}
		if len(missing) == 0 {
			return
		}
	}
	for expr := range missing {
		t.Errorf("%s: no series of %s", q.Where, expr)
	}
}
