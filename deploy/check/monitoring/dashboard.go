package monitoring

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Variable is a choice that a dashboard offers.
type Variable struct {
	Name  string
	Kind  string // query, custom, datasource, interval, textbox, constant
	Query string
	All   string // what stands for all values, when that can be chosen and is given
	Multi bool
}

// board is what this check reads of a dashboard.
type board struct {
	Panels     []panel
	Templating struct {
		List []struct {
			Name, Type, AllValue string
			Multi                bool
			Query                json.RawMessage // a string, or an object with the string as its query
		}
	}
	Annotations struct {
		List []struct{ Name, Expr string }
	}
}

type panel struct {
	ID      int
	Title   string
	Panels  []panel // of a row that is closed
	Targets []struct {
		Expr    string
		Instant bool
	}
}

// Dashboards reads the queries of all dashboards of a folder.
func Dashboards(folder string) ([]Query, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("list dashboards: %w", err)
	}
	var queries []Query
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read dashboard: %w", err)
		}
		found, err := Dashboard(filepath.Base(path), text)
		if err != nil {
			return nil, err
		}
		queries = append(queries, found...)
	}
	return queries, nil
}

// Dashboard reads the queries of a dashboard: of its panels, variables and annotations.
func Dashboard(name string, text []byte) ([]Query, error) {
	var b board
	if err := json.Unmarshal(text, &b); err != nil {
		return nil, fmt.Errorf("read dashboard %s: %w", name, err)
	}
	var variables []Variable
	var queries []Query
	for _, v := range b.Templating.List {
		variable := Variable{Name: v.Name, Kind: v.Type, All: v.AllValue, Multi: v.Multi}
		var object struct{ Query string }
		if json.Unmarshal(v.Query, &variable.Query) != nil && json.Unmarshal(v.Query, &object) == nil {
			variable.Query = object.Query
		}
		variables = append(variables, variable)
		if v.Type != "query" {
			continue
		}
		expr, err := choices(variable.Query)
		if err != nil {
			return nil, fmt.Errorf("%s: variable %s: %w", name, v.Name, err)
		}
		queries = append(queries, Query{Where: name + ": variable " + v.Name, Expr: expr, Instant: true, Kind: Choice})
	}
	for _, a := range b.Annotations.List {
		if a.Expr != "" {
			queries = append(queries, Query{Where: name + ": annotation " + a.Name, Expr: a.Expr, Kind: Annotation})
		}
	}
	for _, p := range flat(b.Panels) {
		for _, t := range p.Targets {
			queries = append(queries, Query{Where: fmt.Sprintf("%s: panel %d %s", name, p.ID, p.Title), Expr: t.Expr, Instant: t.Instant, Kind: Panel})
		}
	}
	for i := range queries {
		queries[i].Variables = variables
	}
	return queries, nil
}

func flat(panels []panel) []panel {
	var all []panel
	for _, p := range panels {
		all = append(all, p)
		all = append(all, flat(p.Panels)...)
	}
	return all
}

// labelValues is Grafana's function for the values of a label of some series.
var labelValues = regexp.MustCompile(`^label_values\((.+),\s*([a-zA-Z_]\w*)\)$`)

// choices is the PromQL that gives one series for each value of a variable.
func choices(query string) (string, error) {
	m := labelValues.FindStringSubmatch(query)
	if m == nil {
		return "", fmt.Errorf("%q is not of the form label_values(metric, label)", query)
	}
	return "count by (" + m[2] + ") (" + m[1] + ")", nil
}

// Grafana's own variables, as they are for a panel over five minutes of a Prometheus that scrapes each second. The rate's
// interval is long enough for all of the sample.
var macros = strings.NewReplacer(
	"$__rate_interval", "2m", "${__rate_interval}", "2m",
	"$__interval_ms", "1000", "${__interval_ms}", "1000", "$__interval", "1s", "${__interval}", "1s",
	"$__range_ms", "300000", "${__range_ms}", "300000", "$__range_s", "300", "${__range_s}", "300",
	"$__range", "5m", "${__range}", "5m",
)

// Filled gives the expression with macros and variables put in.
func (q Query) Filled(values map[string]string) string {
	expr := macros.Replace(q.Expr)
	for _, v := range q.Variables {
		value, ok := values[v.Name]
		if !ok {
			continue
		}
		name := regexp.MustCompile(`\$` + v.Name + `\b|\$\{` + v.Name + `(:\w+)?\}|\[\[` + v.Name + `\]\]`)
		expr = name.ReplaceAllLiteralString(expr, value)
	}
	return expr
}

// Placeholders are values that parse, for a dashboard that nobody has opened.
func (q Query) Placeholders() map[string]string {
	values := map[string]string{}
	for _, v := range q.Variables {
		values[v.Name] = "any"
		if first, _, _ := strings.Cut(v.Query, ","); v.Kind == "custom" || v.Kind == "interval" || v.Kind == "textbox" || v.Kind == "constant" {
			values[v.Name] = first
		}
	}
	return values
}
