package main

import (
	"encoding/json"
	"testing"

	"github.com/wirefold/wirefold/deploy/grafana/board"
)

// A file is a dashboard as the code has it and as Grafana reads it.
type file struct {
	*board.Dashboard
	tree map[string]any
}

func read(t *testing.T, d *board.Dashboard) file {
	t.Helper()
	text, err := encode(d)
	if err != nil {
		t.Fatal(err)
	}
	f := file{Dashboard: d}
	if err := json.Unmarshal(text, &f.tree); err != nil {
		t.Fatal(err)
	}
	return f
}

// An invariant holds for every dashboard, and is shown to see a dashboard that breaks it.
type invariant struct {
	holds   string
	faults  func(file) []string
	breaks  string
	broken  func(*board.Dashboard)
	damaged func(tree map[string]any) // where the code cannot even say it
}

func TestDashboards(t *testing.T) {
	var all []invariant
	all = append(all, layout...)
	all = append(all, reading...)
	all = append(all, colouring...)
	for _, i := range all {
		t.Run(i.holds, func(t *testing.T) {
			for _, d := range dashboards() {
				for _, fault := range i.faults(read(t, d)) {
					t.Errorf("%s: %s", d.UID, fault)
				}
			}
			d := desk()
			if i.broken != nil {
				i.broken(d)
			}
			f := read(t, d)
			if i.damaged != nil {
				i.damaged(f.tree)
			}
			if len(i.faults(f)) == 0 {
				t.Errorf("it does not see %s", i.breaks)
			}
		})
	}
}

// panel finds a panel by its title.
func panel(d *board.Dashboard, title string) *board.Panel {
	for _, p := range d.Panels {
		if p.Title == title {
			return p
		}
	}
	return &board.Panel{}
}

// shown are the panels that show something: all but the titles of rows.
func (f file) shown() []*board.Panel {
	var out []*board.Panel
	for _, p := range f.Panels {
		if p.Type != "row" {
			out = append(out, p)
		}
	}
	return out
}

// walk calls do with every key of a tree that has a string, and the key that it lies under.
func walk(tree any, under string, do func(under, key, value string)) {
	switch node := tree.(type) {
	case map[string]any:
		for key, value := range node {
			if text, ok := value.(string); ok {
				do(under, key, text)
			} else {
				do(under, key, "")
				walk(value, key, do)
			}
		}
	case []any:
		for _, value := range node {
			walk(value, under, do)
		}
	}
}
