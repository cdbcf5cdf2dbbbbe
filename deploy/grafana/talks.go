package main

import "github.com/wirefold/wirefold/deploy/grafana/board"

// talks is the dashboard of the watched pairs of countries and speakers.
func talks() *board.Dashboard {
	return board.New("wirefold-talks", "Wirefold: the talks",
		"Who speaks, which acts are told between which countries, who acts how toward whom, and how that changes. Counted are announcements in the news, not acts in the world.",
		"24h",
		[]board.Variable{board.LabelValues("dyad", "Between", "wirefold_news_coded_events_total", "dyad").OrAll()},
		board.NewRow("Who speaks, and what is done?",
			board.Panels(4, quotesInRange(), actsInRange(), cooperationShare(), loudestSpeaker(), mostFrequentAct()),
			board.Panels(7, quotesOverTime(), classesOverTime()),
			board.Panels(8, speakers(), actors()),
		),
		board.NewRow("Which acts, between which countries?",
			board.Panels(18, actsMatrix(), actsHeatmap()),
		),
	)
}

var (
	quotesNow = within(`wirefold_news_quotes_total`)
	actsNow   = within(`wirefold_news_acts_total{dyad=~"$dyad"}`)
	codedNow  = within(`wirefold_news_coded_events_total{dyad=~"$dyad"}`)
)

func quotesInRange() *board.Panel {
	return plain(board.Stat(4, "Quotes", exactly, quantity,
		"Quotes announced in the time range, of all speakers.",
		board.Now("quotes", `round(sum(`+quotesNow+`))`)))
}

func actsInRange() *board.Panel {
	return plain(board.Stat(4, "Acts", exactly, quantity,
		"Coded events announced in the time range between the chosen pairs. One happening told by ten articles counts ten times.",
		board.Now("acts", `round(sum(`+codedNow+`))`)))
}

func cooperationShare() *board.Panel {
	return plain(board.Stat(4, "Cooperation", share, quantity,
		"Share of the acts that were cooperation, verbal or material, in PLOVER's classes. The rest was conflict.",
		board.Now("cooperation", `sum(`+within(`wirefold_news_acts_total{dyad=~"$dyad", class="cooperation"}`)+`) / sum(`+actsNow+`)`),
	)).Between(0, 1).Absent("no acts", quiet)
}

func loudestSpeaker() *board.Panel {
	return board.Named(6, "Most quoted", exactly, quantity,
		"The watched speaker with most quotes in the time range, and how many. The list below has the others.",
		board.Now("{{speaker}} ({{country}})", `topk(1, round(sum by (country, speaker) (`+within(`wirefold_news_quotes_total{speaker!="other"}`)+`)))`),
	)
}

func mostFrequentAct() *board.Panel {
	return board.Named(6, "Most frequent act", exactly, quantity,
		"The type of act told most often in the time range between the chosen pairs, in PLOVER's words, and how often.",
		board.Now("{{type}}", `topk(1, round(sum by (type) (`+codedNow+`)))`),
	)
}

func quotesOverTime() *board.Panel {
	p := board.Graph(12, "Quotes by country", anHour, quiet,
		"Quotes an hour by the speaker's country, the other countries together. A country that falls silent while the others are quoted about it is worth a look.",
		board.Q("{{country}}", `3600 * sum by (country) (rate(wirefold_news_quotes_total[$__rate_interval]))`),
	).Shaded().Every(halfHour).Reaching(1)
	return countries.paint(p)
}

func classesOverTime() *board.Panel {
	p := board.Graph(12, "Cooperation and conflict", anHour, quiet,
		"Acts an hour between the chosen pairs, by class. The height is attention, the mix is mood.",
		board.Q("{{class}}", `3600 * sum by (class) (rate(wirefold_news_acts_total{dyad=~"$dyad"}[$__rate_interval]))`),
	).Columned().Every(halfHour).Reaching(1)
	return classes.paint(p)
}

func speakers() *board.Panel {
	p := board.Bars(12, "Who speaks", exactly, quantity,
		"Quotes of the time range by speaker and country, the most quoted first. --watch-speakers names those that are counted by name; the others of a country are other, and those of other countries are left out.",
		board.Now("{{speaker}} ({{country}})", most(10, "country, speaker", "speaker", `wirefold_news_quotes_total{country!="other"}`)),
	)
	return countries[:4].paint(p)
}

func actors() *board.Panel {
	p := board.Bars(12, "Who acts how toward whom", exactly, quantity,
		"Acts of the time range by pair, by who of the two acts (or both), and by class, the most frequent first.",
		board.Now("{{dyad}} {{actor}} {{class}}",
			`sort_desc(label_replace(`+most(10, "dyad, actor, class", "dyad", `wirefold_news_acts_total{dyad=~"$dyad"}`)+`, "actor", "by $1,", "actor", "(.+)"))`),
	)
	return classes.paint(p)
}

func actsMatrix() *board.Panel {
	p := board.Matrix(12, "Acts by type and pair", exactly, quantity,
		"How often each type of act, in PLOVER's words, was told of each pair in the time range. The stronger the blue, the more.",
		"type", "dyad", "Act",
		board.Cells(`round(sum by (type, dyad) (`+codedNow+`))`),
	)
	p.FieldConfig.Defaults.Color = board.FieldColor{Mode: "continuous-blues"}
	return p.Mapped(board.Values(map[int]board.MappingResult{0: {Text: "·"}}))
}

func actsHeatmap() *board.Panel {
	return board.Heatmap(12, "Acts by type, over time", count, count, quantity,
		"How often each type of act was told between the chosen pairs, over time: the stronger, the more. Talks that turn show here as a row that ends and another that begins.",
		board.Q("{{type}}", `sum by (type) (increase(wirefold_news_coded_events_total{dyad=~"$dyad"}[$__rate_interval]))`),
	).Every(halfHour)
}
