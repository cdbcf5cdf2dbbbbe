package main

import "github.com/wirefold/wirefold/deploy/grafana/board"

// What colours mean, on every panel of every dashboard. Named ones are Grafana's and change with the theme.
const (
	quantity board.Color = "blue"    // how much of something, neither good nor bad
	fine     board.Color = "green"   // as it should be
	watch    board.Color = "orange"  // an alert writes a ticket, from the same value on: look at it today
	act      board.Color = "red"     // an alert calls somebody, from the same value on
	quiet    board.Color = "#8a8f98" // nothing, other, unknown: grey on both themes

	originals board.Color = "blue" // copies are purple
)

// copies are shades of one hue, from the surest copy to the loosest, stacked in this order.
var copies = series{
	{"exact", "dark-purple"}, {"verbatim", "purple"}, {"edited", "light-purple"}, {"excerpt", "super-light-purple"},
}

// Six colours that stay apart for colour-blind readers: the two nearest are 0.12 apart in Oklab as a protanope or a
// deuteranope sees them, and each has a contrast of 2.2 or more on Grafana's dark and light panels (measured in a test).
const (
	teal     board.Color = "#12a58a"
	azure    board.Color = "#236ee7"
	amber    board.Color = "#dc9e18"
	magenta  board.Color = "#b81494"
	lavender board.Color = "#c78de2"
	umber    board.Color = "#8f5f3d"
)

var stages = series{
	{"ingest", teal}, {"clean", azure}, {"extract", amber}, {"dedupe", magenta}, {"announce", lavender}, {"project", umber},
}

// steps are the stages that count their records; project counts none.
var steps = stages[:5]

// services are the processes of the stages, dedupe with its three logs.
var services = stages[:4]

// durables are the consumers of JetStream, named as their stages.
var durables = stages[:3]

// logs are dedupe's, coloured as the stages that they are.
var logs = series{{"decide", stages.of("dedupe")}, {"announce", stages.of("announce")}, {"project", stages.of("project")}}

// kinds of facts are quantities, in two blues and grey; quotes and quantities are dashed.
var kinds = series{
	{"entity", quantity}, {"quote", quantity}, {"time", "super-light-blue"}, {"quantity", "super-light-blue"}, {"event", quiet},
}

// countries and classes of acts take the colours of the stages, which stand on another dashboard. A conflict is not red, and
// no country's: it asks for no hand, and takes no side.
var (
	countries = series{{"nato", teal}, {"usa", azure}, {"ukr", amber}, {"rus", magenta}, {"other", quiet}}
	classes   = series{{"cooperation", lavender}, {"conflict", umber}}
)

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

// paint gives each series of a panel its colour, by a word of its name: "ingest 99 %", "lavrov (rus)".
func (s series) paint(p *board.Panel) *board.Panel {
	for _, one := range s {
		p.ForMatching(`\b`+one.name+`\b`, board.Colored(one.color))
	}
	return p
}
