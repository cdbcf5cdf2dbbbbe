package main

import (
	"fmt"
	"slices"

	"github.com/wirefold/wirefold/deploy/grafana/board"
)

// begin is where alerts write a ticket, and where they call.
var begin = map[board.Color][]float64{
	watch: {smouldering, behind, silence, filling, 1}, // 1: a source is silent
	act:   {lateNews, burning, full},
}

var colouring = []invariant{
	{
		holds: "colours are of the table", faults: unknownColours,
		breaks: "a threshold in pink", broken: func(d *board.Dashboard) { panel(d, "Articles").From(7, "pink") },
	},
	{
		holds: "a colour means one thing on a panel", faults: sharedColours,
		breaks: "two stages in one colour", broken: func(d *board.Dashboard) {
			panel(d, "Records settled").ForMatching("ingest", board.Colored(stages.of("clean")))
		},
	},
	{
		holds: "every panel has thresholds of its own, in order", faults: noThresholds,
		breaks: "Grafana's default thresholds", broken: func(d *board.Dashboard) {
			panel(d, "Articles").FieldConfig.Defaults.Thresholds.Steps = nil
		},
	},
	{
		holds: "orange and red begin or end where an alert does", faults: alarmedElsewhere,
		breaks: "red from 80 on, for some", broken: func(d *board.Dashboard) {
			panel(d, "Articles").For("articles", board.Stepped(quantity, board.Up(80, act)))
		},
	},
}

func palette() []string {
	out := []string{"transparent"}
	for _, c := range []board.Color{quantity, fine, watch, act, quiet, originals} {
		out = append(out, string(c))
	}
	for _, s := range []series{copies, stages, logs, kinds, countries, classes} {
		for _, one := range s {
			out = append(out, string(one.color))
		}
	}
	return out
}

func unknownColours(f file) (faults []string) {
	known := palette()
	walk(f.tree, "", func(under, key, value string) {
		isColor := key == "color" || key == "fixedColor" || key == "iconColor" || key == "fill" && under == "color"
		if isColor && value != "" && !slices.Contains(known, value) {
			faults = append(faults, fmt.Sprintf("%q under %s", value, under))
		}
	})
	return faults
}

// sharedColours are those that two full lines share; dashed ones go with a full one.
func sharedColours(f file) (faults []string) {
	for _, p := range f.shown() {
		dashes := map[string]bool{}
		for _, o := range p.FieldConfig.Overrides {
			for _, s := range o.Properties {
				dashes[o.Matcher.Options] = dashes[o.Matcher.Options] || s.ID == "custom.lineStyle"
			}
		}
		taken := map[board.Color]string{}
		for _, o := range p.FieldConfig.Overrides {
			for _, s := range o.Properties {
				c, ok := s.Value.(board.FieldColor)
				if !ok || dashes[o.Matcher.Options] {
					continue
				}
				if other := taken[c.Fixed]; other != "" {
					faults = append(faults, fmt.Sprintf("%q: %s and %s are %s", p.Title, other, o.Matcher.Options, c.Fixed))
				}
				taken[c.Fixed] = o.Matcher.Options
			}
		}
	}
	return faults
}

func noThresholds(f file) (faults []string) {
	for _, p := range f.shown() {
		steps := p.FieldConfig.Defaults.Thresholds.Steps
		if len(steps) == 0 || steps[0].Value != nil {
			faults = append(faults, fmt.Sprintf("%q has no colour below all thresholds", p.Title))
			continue
		}
		for i, s := range steps[1:] {
			if s.Value == nil || i > 0 && *s.Value <= *steps[i].Value {
				faults = append(faults, fmt.Sprintf("%q: its thresholds are out of order", p.Title))
			}
		}
	}
	return faults
}

func alarmedElsewhere(f file) (faults []string) {
	for _, p := range f.shown() {
		all := []board.Thresholds{p.FieldConfig.Defaults.Thresholds}
		for _, o := range p.FieldConfig.Overrides {
			for _, s := range o.Properties {
				if thresholds, ok := s.Value.(board.Thresholds); ok {
					all = append(all, thresholds)
				}
			}
		}
		for _, thresholds := range all {
			for i, s := range thresholds.Steps {
				values, alarm := begin[s.Color]
				if !alarm {
					continue
				}
				begins := s.Value != nil && slices.Contains(values, *s.Value)
				ends := i+1 < len(thresholds.Steps) && slices.Contains(values, *thresholds.Steps[i+1].Value)
				if !begins && !ends {
					faults = append(faults, fmt.Sprintf("%q is %s from no alert's value", p.Title, s.Color))
				}
			}
		}
	}
	return faults
}
