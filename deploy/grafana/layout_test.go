package main

import (
	"fmt"
	"slices"

	"github.com/wirefold/wirefold/deploy/grafana/board"
)

// fold is how many grid units Grafana shows at 1440×900 under its own bars: (900 − 130) / 38.
const fold = 20

// first is what answers the first question of the main dashboard.
var first = []string{
	"Age of news", "In 5 min", "Articles", "Stories", "Backlog", "Dead, 1 h", "Silent",
	"What goes out", "Age of news when it goes out", "Waiting before each stage", "Quietest sources", "Alerts",
}

var layout = []invariant{
	{
		holds: "no panel lies on another", faults: overlaps,
		breaks: "a panel moved onto its neighbour", broken: func(d *board.Dashboard) { d.Panels[2].GridPos.X-- },
	},
	{
		holds: "panels lie within the grid", faults: outside,
		breaks: "a panel too wide", broken: func(d *board.Dashboard) { d.Panels[1].GridPos.W = 25 },
	},
	{
		holds: "each line fills the width", faults: ragged,
		breaks: "a panel too narrow", broken: func(d *board.Dashboard) { d.Panels[1].GridPos.W-- },
	},
	{
		holds: "ids are unique", faults: repeated,
		breaks: "an id given twice", broken: func(d *board.Dashboard) { d.Panels[2].ID = d.Panels[1].ID },
	},
	{
		holds: "panels are listed as they are read, each row before its own", faults: disordered,
		breaks: "two panels exchanged", broken: func(d *board.Dashboard) { d.Panels[0], d.Panels[1] = d.Panels[1], d.Panels[0] },
	},
	{
		holds: "the first row is above the fold", faults: below,
		breaks: "a line of panels made taller", broken: func(d *board.Dashboard) { panel(d, "Alerts").GridPos.H++ },
	},
	{
		holds: "what answers the first question is on the first screen", faults: missing,
		breaks: "its panel moved down", broken: func(d *board.Dashboard) { panel(d, "In 5 min").GridPos.Y = fold },
	},
	{
		holds: "a dashboard has few panels", faults: crowded,
		breaks: "forty panels", broken: func(d *board.Dashboard) { d.Panels = slices.Repeat(d.Panels, 2) },
	},
}

func overlaps(f file) (faults []string) {
	taken := map[[2]int]string{}
	for _, p := range f.Panels {
		for x := p.GridPos.X; x < p.GridPos.X+p.GridPos.W; x++ {
			for y := p.GridPos.Y; y < p.GridPos.Y+p.GridPos.H; y++ {
				if other, ok := taken[[2]int{x, y}]; ok {
					faults = append(faults, fmt.Sprintf("%q lies on %q at %d, %d", p.Title, other, x, y))
				}
				taken[[2]int{x, y}] = p.Title
			}
		}
	}
	return faults
}

func outside(f file) (faults []string) {
	for _, p := range f.Panels {
		g := p.GridPos
		if g.X < 0 || g.Y < 0 || g.W < 1 || g.H < 1 || g.X+g.W > board.Columns {
			faults = append(faults, fmt.Sprintf("%q lies at %+v", p.Title, g))
		}
	}
	return faults
}

func ragged(f file) (faults []string) {
	width := map[int]int{}
	for _, p := range f.Panels {
		width[p.GridPos.Y] += p.GridPos.W
	}
	for y, w := range width {
		if w != board.Columns {
			faults = append(faults, fmt.Sprintf("the line at %d is %d wide", y, w))
		}
	}
	return faults
}

func repeated(f file) (faults []string) {
	ids := map[int]string{}
	for _, p := range f.Panels {
		if other, ok := ids[p.ID]; ok || p.ID <= 0 {
			faults = append(faults, fmt.Sprintf("%q and %q have the id %d", p.Title, other, p.ID))
		}
		ids[p.ID] = p.Title
	}
	return faults
}

func disordered(f file) (faults []string) {
	if f.Panels[0].Type != "row" {
		faults = append(faults, "it does not begin with a row")
	}
	for i, p := range f.Panels[1:] {
		a, b := f.Panels[i].GridPos, p.GridPos
		if b.Y < a.Y || b.Y == a.Y && b.X <= a.X {
			faults = append(faults, fmt.Sprintf("%q comes after %q", p.Title, f.Panels[i].Title))
		}
	}
	return faults
}

func below(f file) (faults []string) {
	for _, p := range f.Panels[1:] {
		if p.Type == "row" {
			break
		}
		if end := p.GridPos.Y + p.GridPos.H; end > fold {
			faults = append(faults, fmt.Sprintf("%q ends at %d", p.Title, end))
		}
	}
	return faults
}

func missing(f file) (faults []string) {
	if f.UID != "wirefold" {
		return nil
	}
	for _, title := range first {
		if p := panel(f.Dashboard, title); p.Type == "" || p.GridPos.Y >= fold {
			faults = append(faults, fmt.Sprintf("%q is not on the first screen", title))
		}
	}
	return faults
}

func crowded(f file) (faults []string) {
	if n := len(f.shown()); n > 38 {
		faults = append(faults, fmt.Sprintf("%d panels", n))
	}
	return faults
}
