package main

import "github.com/wirefold/wirefold/deploy/grafana/board"

// What colours mean, on every panel of every dashboard. Named ones are Grafana's and change with the theme.
const (
	quantity board.Color = "blue"    // how much of something, neither good nor bad
	fine     board.Color = "green"   // as it should be
	watch    board.Color = "orange"  // look at it today
	act      board.Color = "red"     // an alert asks for a hand, from the same value on
	quiet    board.Color = "#8a8f98" // nothing, other, unknown: grey on both themes

	originals   board.Color = "blue"
	cooperation board.Color = "blue"
	conflict    board.Color = "orange"
)

// copies are shades of one hue, from the surest copy to the loosest.
var copies = series{
	{"exact", "dark-purple"}, {"verbatim", "purple"}, {"edited", "light-purple"}, {"excerpt", "super-light-purple"},
}

// stages have six colours that stay apart for colour-blind readers: the two nearest are 0.12 apart in Oklab as a
// protanope or a deuteranope sees them, and each has a contrast of 2.2 or more on Grafana's dark and light panels.
var stages = series{
	{"ingest", "#12a58a"}, {"clean", "#236ee7"}, {"extract", "#dc9e18"},
	{"dedupe", "#b81494"}, {"announce", "#c78de2"}, {"project", "#8f5f3d"},
}

// durables are the consumers of the stages, named as they are.
var durables = stages[:3]

// logs are dedupe's, coloured as the stages that they are.
var logs = series{{"decide", stages.of("dedupe")}, {"announce", stages.of("announce")}, {"project", stages.of("project")}}

// classes of acts. Conflict is no red: it asks for no hand.
var classes = series{{"cooperation", cooperation}, {"conflict", conflict}}

// kinds of facts take the colours of the stages: no panel shows both.
var kinds = series{
	{"entity", stages[0].color}, {"quote", stages[1].color}, {"time", stages[2].color},
	{"quantity", stages[3].color}, {"event", stages[4].color},
}

type series []struct {
	name  string
	color board.Color
}

func (s series) of(name string) board.Color {
	for _, one := range s {
		if one.name == name {
			return one.color
		}
	}
	return quiet
}

// paint gives each series of a panel its colour; a name may go on after a blank: "ingest p50".
func (s series) paint(p *board.Panel) *board.Panel {
	for _, one := range s {
		p.ForMatching("^"+one.name+"( |$)", board.Colored(one.color))
	}
	return p
}
