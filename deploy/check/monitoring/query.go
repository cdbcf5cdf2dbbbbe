package monitoring

import (
	"fmt"
	"strings"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/promql/parser"
)

// Query is one PromQL expression of a dashboard or a rule.
type Query struct {
	Where     string     // the file, and the panel or rule
	Expr      string     // with Grafana's macros and variables as they stand there
	Instant   bool       // asked for now, not over a range
	Variables []Variable // of its dashboard
	Kind      Kind
}

// Kind is what a query is for.
type Kind string

// The kinds of queries.
const (
	Panel      Kind = "panel"
	Choice     Kind = "variable" // its values are offered for choice
	Annotation Kind = "annotation"
	Recording  Kind = "recording rule"
	Alert      Kind = "alert"
)

var promQL = parser.NewParser(parser.Options{})

// Selector is a vector selector: a metric and what its labels must be.
type Selector struct {
	Metric string
	Labels []string // named in its matchers
	Expr   string   // the selector alone, without range and offset
	Absent bool     // it stands inside absent(), where no data is good news
}

// Uses is what an expression asks for.
type Uses struct {
	Selectors []Selector
	Groups    []string // labels named by by, on, group_left and their like, but for those that label_replace makes
}

// ReadUses parses an expression without macros and variables.
func ReadUses(expr string) (Uses, error) {
	root, err := promQL.ParseExpr(expr)
	if err != nil {
		return Uses{}, fmt.Errorf("parse %s: %w", expr, err)
	}
	var uses Uses
	made := map[string]bool{}
	parser.Inspect(root, func(node parser.Node, path []parser.Node) error {
		switch n := node.(type) {
		case *parser.VectorSelector:
			s := selector(n)
			s.Absent = within(path, "absent", "absent_over_time")
			uses.Selectors = append(uses.Selectors, s)
		case *parser.AggregateExpr:
			uses.Groups = append(uses.Groups, n.Grouping...)
		case *parser.BinaryExpr:
			if n.VectorMatching != nil {
				uses.Groups = append(uses.Groups, n.VectorMatching.MatchingLabels...)
				uses.Groups = append(uses.Groups, n.VectorMatching.Include...)
			}
		case *parser.Call:
			if name := n.Func.Name; name == "label_replace" || name == "label_join" {
				made[strings.Trim(n.Args[1].String(), `"`)] = true
			}
		}
		return nil
	})
	kept := uses.Groups[:0]
	for _, g := range uses.Groups {
		if !made[g] {
			kept = append(kept, g)
		}
	}
	uses.Groups = kept
	return uses, nil
}

func selector(v *parser.VectorSelector) Selector {
	s := Selector{Metric: v.Name}
	for _, m := range v.LabelMatchers {
		switch {
		case m.Name != model.MetricNameLabel:
			s.Labels = append(s.Labels, m.Name)
		case s.Metric == "":
			s.Metric = m.Value
		}
	}
	plain := parser.VectorSelector{Name: v.Name, LabelMatchers: v.LabelMatchers}
	s.Expr = plain.String()
	return s
}

func within(path []parser.Node, functions ...string) bool {
	for _, node := range path {
		call, ok := node.(*parser.Call)
		if !ok {
			continue
		}
		for _, f := range functions {
			if call.Func.Name == f {
				return true
			}
		}
	}
	return false
}
