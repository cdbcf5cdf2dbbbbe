package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/wirefold/wirefold/deploy/grafana/board"
)

// react are the kinds of panels that Grafana 11 to 13 have; graph, singlestat and table-old went with Angular.
var react = []string{"row", "stat", "timeseries", "bargauge", "heatmap", "table", "state-timeline"}

var units = []board.Unit{seconds, share, count, exactly, size, aMinute, anHour, times, cores, words}

// labels are the values of labels whose sets are closed.
var labels = map[string][]string{
	"stage":    {"ingest", "clean", "extract", "dedupe", "announce", "project"},
	"consumer": {"ingest", "clean", "extract"},
	"log":      {"decide", "announce", "project"},
	"relation": {"exact", "verbatim", "edited", "excerpt"},
	"kind":     {"entity", "quote", "time", "quantity", "event"},
	"class":    {"cooperation", "conflict"},
	"service":  {"ingest", "clean", "extract", "dedupe", "run"},
	"stream":   {"WIRE", "ARTICLES", "CLEAN", "FACTS", "DECISIONS", "NEWS", "STATE", "DEAD"},
	"country":  {"nato", "usa", "ukr", "rus", "other"}, // of the pairs watched by default
}

var reading = []invariant{
	{
		holds: "every panel has a unit of the list", faults: oddUnits,
		breaks: "a unit that Grafana does not know", broken: func(d *board.Dashboard) { panel(d, "Articles").FieldConfig.Defaults.Unit = "articles" },
	},
	{
		holds: "every panel is described in sentences", faults: undescribed,
		breaks: "a description without an end", broken: func(d *board.Dashboard) { panel(d, "Articles").Description = "Articles" },
	},
	{
		holds: "every panel is read by Grafana 11 to 13", faults: angular,
		breaks: "a panel of Angular's", broken: func(d *board.Dashboard) { panel(d, "Articles").Type = "singlestat" },
	},
	{
		holds: "all that asks, asks the data source chosen", faults: otherSources,
		breaks: "a query with a data source of its own", broken: func(d *board.Dashboard) { panel(d, "Articles").Targets[0].Datasource.UID = "p1" },
	},
	{
		holds: "no file asks for inputs", faults: inputs,
		breaks: "a file exported for sharing", damaged: func(tree map[string]any) { tree["__inputs"] = []any{} },
	},
	{
		holds: "queries have names of their own", faults: sameRef,
		breaks: "two queries A", broken: func(d *board.Dashboard) { panel(d, "What goes out").Targets[1].RefID = "A" },
	},
	{
		holds: "legends name labels that the query keeps", faults: lostLabels,
		breaks: "a label that was summed away", broken: func(d *board.Dashboard) { panel(d, "Articles").Targets[0].LegendFormat = "{{language}}" },
	},
	{
		holds: "overrides match series that there are", faults: idleOverrides,
		breaks: "an override for a series that was renamed", broken: func(d *board.Dashboard) {
			panel(d, "Records settled").ForMatching("decide", board.Colored(quiet))
		},
	},
	{
		holds: "nothing is told where nothing is known", faults: madeUp,
		breaks: "a zero of its own", broken: func(d *board.Dashboard) {
			panel(d, "Silent").Targets[0].Expr += " or vector(0)"
		},
	},
	{
		holds: "titles are unique", faults: sameTitle,
		breaks: "two panels Articles", broken: func(d *board.Dashboard) { panel(d, "Stories").Title = "Articles" },
	},
}

func oddUnits(f file) (faults []string) {
	for _, p := range f.shown() {
		if u := p.FieldConfig.Defaults.Unit; !slices.Contains(units, u) {
			faults = append(faults, fmt.Sprintf("%q is in %q", p.Title, u))
		}
		for _, o := range p.FieldConfig.Overrides {
			for _, s := range o.Properties {
				if u, ok := s.Value.(board.Unit); ok && !slices.Contains(units, u) {
					faults = append(faults, fmt.Sprintf("%q is partly in %q", p.Title, u))
				}
			}
		}
	}
	return faults
}

func undescribed(f file) (faults []string) {
	for _, p := range f.shown() {
		d := p.Description
		if len(d) < 40 || !strings.HasSuffix(d, ".") || !unicode.IsUpper([]rune(d)[0]) {
			faults = append(faults, fmt.Sprintf("%q is described as %q", p.Title, d))
		}
	}
	return faults
}

func angular(f file) (faults []string) {
	for _, p := range f.Panels {
		if !slices.Contains(react, p.Type) {
			faults = append(faults, fmt.Sprintf("%q is a %s", p.Title, p.Type))
		}
	}
	return faults
}

func otherSources(f file) (faults []string) {
	for _, p := range f.shown() {
		if p.Datasource == nil || *p.Datasource != board.Prometheus {
			faults = append(faults, fmt.Sprintf("%q", p.Title))
		}
		if len(p.Targets) == 0 {
			faults = append(faults, fmt.Sprintf("%q asks nothing", p.Title))
		}
		for _, q := range p.Targets {
			if q.Datasource != board.Prometheus {
				faults = append(faults, fmt.Sprintf("%q, query %s", p.Title, q.RefID))
			}
		}
	}
	for _, v := range f.Templating.List {
		if v.Type == "query" && (v.Datasource == nil || *v.Datasource != board.Prometheus) {
			faults = append(faults, "variable "+v.Name)
		}
	}
	for _, a := range f.Annotations.List {
		if a.BuiltIn == 0 && a.Datasource != board.Prometheus {
			faults = append(faults, "annotation "+a.Name)
		}
	}
	return faults
}

func inputs(f file) (faults []string) {
	walk(f.tree, "", func(_, key, _ string) {
		if strings.HasPrefix(key, "__") {
			faults = append(faults, key)
		}
	})
	return faults
}

func sameRef(f file) (faults []string) {
	for _, p := range f.shown() {
		have := map[string]bool{}
		for _, q := range p.Targets {
			if q.RefID == "" || have[q.RefID] {
				faults = append(faults, fmt.Sprintf("%q has two queries %q", p.Title, q.RefID))
			}
			have[q.RefID] = true
		}
	}
	return faults
}

var (
	placeholder = regexp.MustCompile(`{{(\w+)}}`)
	grouping    = regexp.MustCompile(`by \(([\w, ]+)\)`)
	replaced    = regexp.MustCompile(`, "(\w+)", "([\w ]+)", "", ""\)`) // the end of a label_replace that gives all one value
)

// kept are the labels that a query's answer has.
func kept(expr string) []string {
	var out []string
	for _, g := range grouping.FindAllStringSubmatch(expr, -1) {
		out = append(out, strings.Split(g[1], ", ")...)
	}
	for _, r := range replaced.FindAllStringSubmatch(expr, -1) {
		out = append(out, r[1])
	}
	if strings.Contains(expr, "wirefold:stage_lag") {
		out = append(out, "stage")
	}
	return out
}

func lostLabels(f file) (faults []string) {
	for _, p := range f.shown() {
		for _, q := range p.Targets {
			for _, l := range placeholder.FindAllStringSubmatch(q.LegendFormat, -1) {
				if !slices.Contains(kept(q.Expr), l[1]) {
					faults = append(faults, fmt.Sprintf("%q: the answer of %s has no %s", p.Title, q.RefID, l[1]))
				}
			}
		}
	}
	return faults
}

// names are what the series of a panel can be called, as far as their labels are closed, and the columns of a table.
func names(p *board.Panel) []string {
	var out []string
	for _, q := range p.Targets {
		legends := []string{q.LegendFormat}
		for _, l := range placeholder.FindAllStringSubmatch(q.LegendFormat, -1) {
			var next []string
			for _, value := range labels[l[1]] {
				for _, legend := range legends {
					next = append(next, strings.ReplaceAll(legend, l[0], value))
				}
			}
			if len(next) > 0 { // else the label is open, and stays a placeholder
				legends = next
			}
		}
		out = append(out, legends...)
	}
	for _, q := range p.Targets {
		for _, r := range replaced.FindAllStringSubmatch(q.Expr, -1) {
			out = append(out, r[2])
		}
	}
	for _, t := range p.Transformations {
		switch o := t.Options.(map[string]any); t.ID {
		case "organize":
			for _, name := range o["renameByName"].(map[string]string) {
				out = append(out, name)
			}
		case "groupingToMatrix":
			out = append(out, fmt.Sprint(o["rowField"], `\`, o["columnField"]))
		}
	}
	return out
}

func idleOverrides(f file) (faults []string) {
	for _, p := range f.shown() {
		for _, o := range p.FieldConfig.Overrides {
			matches := func(name string) bool { return name == o.Matcher.Options }
			if o.Matcher.ID == "byRegexp" {
				matches = regexp.MustCompile(strings.Trim(o.Matcher.Options, "/")).MatchString
			}
			if !slices.ContainsFunc(names(p), matches) {
				faults = append(faults, fmt.Sprintf("%q: no series is called %s", p.Title, o.Matcher.Options))
			}
		}
	}
	return faults
}

// madeUp are panels of one answer that give it also when Prometheus sees no Wirefold: all is well, it would say.
func madeUp(f file) (faults []string) {
	for _, p := range f.shown() {
		if p.Type != "stat" && p.Type != "state-timeline" {
			continue
		}
		for _, q := range p.Targets {
			if strings.Contains(q.Expr, "vector(") {
				faults = append(faults, fmt.Sprintf("%q makes up a number: %s", p.Title, q.Expr))
			}
		}
	}
	return faults
}

func sameTitle(f file) (faults []string) {
	have := map[string]bool{}
	for _, p := range f.Panels {
		if have[p.Title] || p.Title == "" {
			faults = append(faults, fmt.Sprintf("%q", p.Title))
		}
		have[p.Title] = true
	}
	return faults
}
