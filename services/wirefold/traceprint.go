package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/wirefold/wirefold/pkg/topology"
)

// onWire is the first line of a turn.
const onWire = "published"

// walkOrder is the order of a turn's lines. Their times are none: the stages' clocks may differ.
var walkOrder = []string{onWire, "ingest", "clean", "extract", "dedupe", "announce"}

func (t *trace) print(to terminal) {
	fmt.Fprintf(to.out, "%s  %s\n", t.article, t.title)
	for _, seq := range slices.Sorted(maps.Keys(t.turns)) {
		fmt.Fprintln(to.out)
		t.turns[seq].print(to)
	}
}

// print tells a turn: what was published, when each stage was done with it and how long that took, and when the first of
// its events was out.
func (u *turn) print(to terminal) {
	slices.SortStableFunc(u.lines, func(a, b traced) int {
		return slices.Index(walkOrder, a.stage) - slices.Index(walkOrder, b.stage)
	})
	stage := ""
	var out *traced
	for i, l := range u.lines {
		name := l.stage
		if name == stage {
			name = "" // one more of the same stage
		}
		stage = l.stage
		if l.stage == onWire {
			fmt.Fprintf(to.out, "%-9s %-23s  %s\n", name, moment(l.at), kept(l))
			continue
		}
		if out == nil && l.stream == topology.News {
			out = &u.lines[i]
		}
		took := ""
		if l.took > 0 {
			took = fmt.Sprintf("took %7s", readable(l.took))
		}
		fmt.Fprintln(to.out, strings.TrimRight(fmt.Sprintf("%-9s %10s %12s  %s", name, u.since(l.at), took, kept(l)), " "))
	}
	if out != nil && !u.at.IsZero() {
		fmt.Fprintf(to.out, "%-9s %10s  published to news\n", "total", readable(out.at.Sub(u.at)))
	}
}

func kept(l traced) string {
	if l.stream == "" {
		return ""
	}
	return fmt.Sprintf("%-9s %7d  %s", l.stream, l.seq, l.what)
}

func moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02 15:04:05.000")
}

// since tells a time as its distance from WIRE's receipt.
func (u *turn) since(at time.Time) string {
	if u.at.IsZero() || at.IsZero() {
		return moment(at)
	}
	d := at.Sub(u.at)
	if d < 0 {
		return readable(d) // by a clock that is behind the broker's
	}
	return "+" + readable(d)
}

// readable tells a duration so that those below one another compare.
func readable(d time.Duration) string {
	switch abs := d.Abs(); {
	case abs < time.Second:
		return fmt.Sprintf("%.1fms", float64(d)/float64(time.Millisecond))
	case abs < time.Minute:
		return fmt.Sprintf("%.2fs", d.Seconds())
	}
	return d.Round(time.Second).String()
}
