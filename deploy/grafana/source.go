package main

import "github.com/wirefold/wirefold/deploy/grafana/board"

// source is the dashboard of one source.
func source() *board.Dashboard {
	return board.New("wirefold-source", "Wirefold: one source",
		"One source: does it send, how much, how late, and how much of it is its own.",
		"24h",
		[]board.Variable{board.LabelValues("source", "Source", "wirefold_source_messages_total", "source")},
		board.NewRow("Does $source send?",
			board.Panels(4, isItSilent(), lastSeen(), expectedInterval(), sourceMessages(), ownShare(), sourceDelay()),
			board.Panels(7, messagesOverTime(), silenceOverTime()),
		),
		board.NewRow("What comes from $source?",
			board.Panels(7, originalsAndCopies(), delayOverTime(), shareOfAll()),
		),
	)
}

const (
	silentFor = `(time() - max(wirefold_source_last_timestamp_seconds{source="$source"}))`
	expected  = `max(wirefold_source_expected_interval_seconds{source="$source"})`
)

func isItSilent() *board.Panel {
	return board.Stat(4, "Is it silent?", times, fine,
		"Silent when nothing came for three times the expected interval, where SourceSilent begins. Then ask whoever feeds it. Sources without an expected interval are not watched: the file of --sources names those that are.",
		board.Q("silence", silentFor+` / `+expected),
	).From(silence, watch).Mapped(
		board.Under(0, silence, board.MappingResult{Text: "sends", Color: fine, Index: 0}),
		board.Beyond(silence, board.MappingResult{Text: "silent", Color: watch, Index: 1}),
	).Absent("not watched", quiet)
}

func lastSeen() *board.Panel {
	return board.Stat(4, "Last message", seconds, quantity,
		"Time since its last message on WIRE. Compare it with the expected interval on the right.",
		board.Q("since", silentFor),
	).Absent("not watched", quiet)
}

func expectedInterval() *board.Panel {
	return plain(board.Stat(4, "Expected every", seconds, quiet,
		"How often it should send, as the file of --sources says. Change it there when SourceSilent cries too early or too late.",
		board.Q("every", expected),
	)).Absent("not watched", quiet)
}

func sourceMessages() *board.Panel {
	return plain(board.Stat(4, "Messages", exactly, quantity,
		"Messages taken from WIRE in the time range.",
		board.Now("messages", `round(sum(`+within(`wirefold_source_messages_total{source="$source"}`)+`))`),
	))
}

func ownShare() *board.Panel {
	return plain(board.Stat(4, "Of its own", share, originals,
		"Share of what became news that was an article of its own, and not a copy of another's. Agencies are near 100 %, papers that reprint them far below.",
		board.Now("of its own", `sum(`+within(`wirefold_source_articles_total{source="$source", as="original"}`)+`) / sum(`+within(`wirefold_source_articles_total{source="$source"}`)+`)`),
	)).Between(0, 1).Absent("no news", quiet)
}

func sourceDelay() *board.Panel {
	return plain(board.Stat(4, "Mean delay", seconds, quantity,
		"Mean time in the range from publication, as the source says it, to receipt on WIRE. Minutes are good; hours mean that it is polled too seldom, sends old copy, or has a wrong clock. One old article weighs much.",
		board.Now("delay", `sum(`+within(`wirefold_source_delay_seconds_sum{source="$source"}`)+`) / sum(`+within(`wirefold_source_delay_seconds_count{source="$source"}`)+`)`),
	)).Absent("no dates", quiet)
}

func messagesOverTime() *board.Panel {
	return board.Graph(12, "Messages over time", anHour, quantity,
		"Messages an hour. Compare the hours of today with those of yesterday: an hour without any may be a night.",
		board.Q("messages", `3600 * sum(rate(wirefold_source_messages_total{source="$source"}[$__rate_interval]))`),
	).Columned().Every(halfHour).Unnamed().Reaching(1)
}

func silenceOverTime() *board.Panel {
	p := board.Graph(12, "Silence", seconds, quantity,
		"Time since the last message, over time: teeth of a saw. The dashed line is three times the expected interval, where SourceSilent begins. Empty for a source that is not watched.",
		board.Q("since the last message", silentFor), board.Q("silent from", `3 * `+expected),
	)
	return p.For("silent from", board.Dashed(), board.Colored(watch))
}

func originalsAndCopies() *board.Panel {
	p := board.Graph(8, "Originals and copies", anHour, quiet,
		"Its articles an hour: of their own, and copies of others'. A source that turns from one to the other has changed its agency or its feed.",
		board.Q("original", `3600 * sum(rate(wirefold_source_articles_total{source="$source", as="original"}[$__rate_interval]))`),
		board.Q("copy", `3600 * sum(rate(wirefold_source_articles_total{source="$source", as="copy"}[$__rate_interval]))`),
	).Columned().Every(halfHour).Reaching(1)
	return p.For("original", board.Colored(originals)).For("copy", board.Colored(copies.of("verbatim")))
}

func delayOverTime() *board.Panel {
	return board.Graph(8, "Mean delay over time", seconds, quantity,
		"Mean time from publication to receipt, over time. Steps are changes of how it is fed. A gap: no dated news.",
		board.Q("delay", `sum(rate(wirefold_source_delay_seconds_sum{source="$source"}[$__rate_interval])) / sum(rate(wirefold_source_delay_seconds_count{source="$source"}[$__rate_interval]))`),
	).Every(halfHour).Unnamed().Reaching(60)
}

func shareOfAll() *board.Panel {
	return board.Graph(8, "Share of all messages", share, quantity,
		"Its share of everything on WIRE. One that grows at once may flood the desk; one that falls at once may be half broken.",
		board.Q("share", `sum(rate(wirefold_source_messages_total{source="$source"}[$__rate_interval])) / clamp_min(sum(rate(wirefold_source_messages_total[$__rate_interval])), 1e-9)`),
	).Every(halfHour).Unnamed().Reaching(.1)
}

// plain is a stat without a line: for what is asked of the range as a whole, or does not change.
func plain(p *board.Panel) *board.Panel {
	o := p.Options.(board.StatOptions)
	o.GraphMode = "none"
	p.Options = o
	return p
}
