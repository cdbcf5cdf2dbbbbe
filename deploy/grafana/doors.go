package main

import "github.com/wirefold/wirefold/deploy/grafana/board"

// Doors: does copy come in? What publishers send over NATS themselves comes by no door, and is in none of these.

func itemsFound() *board.Panel {
	const items = `60 * sum(rate(wirefold_poll_items_total{outcome="VALUE"}[$__rate_interval]))`
	p := board.Graph(6, "Items in feeds", aMinute, quantity,
		"Items a minute that feeds and sitemaps brought for the first time, or anew because their copy changed, and those that were dropped because there was nothing to read in them. What is known already is not shown. A line at nothing at an hour of news: see the polls, on the right.",
		board.Q("new", at(items, "new")), board.Q("revised", at(items, "revised")), board.Q("dropped", at(items, "dropped")),
	).Reaching(1)
	return p.For("new", board.Colored(quantity)).
		For("revised", board.Dashed(), board.Colored(quantity)).
		For("dropped", board.Dashed(), board.Colored(quiet))
}

func pollsByOutcome() *board.Panel {
	return board.Bars(6, "Polls by outcome", exactly, quantity,
		"Polls of feeds and sitemaps in the time range, by what came of them, the most frequent first. Most should bring nothing new: a feed is asked more often than it has news. Many errors at once are our network; of one source, wirefold sources tells the last error.",
		board.Now("{{outcome}}", most(6, "outcome", "outcome", "wirefold_poll_total")),
	)
}

func feedsByState() *board.Panel {
	return board.Bars(6, "Feeds by state", exactly, quantity,
		"Feeds and sitemaps of the list as they were found at their last poll. Some that fail are daily bread; wirefold sources lists them with their errors. Those that are gone say so themselves, and are asked once a week: take them off the list.",
		board.Now("{{state}}", `sort_desc(max by (state) (wirefold_poll_feeds))`),
	)
}

func doorRequests() *board.Panel {
	return board.Bars(6, "Requests at the door", exactly, quantity,
		"HTTP requests to the door in the time range, by how they were answered, the most frequent first. Denied ones had no token or a wrong one, wrong ones a body or address that is none, limited ones came too fast. Unavailable: WIRE took nothing, see the streams.",
		board.Now("{{outcome}}", most(6, "outcome", "outcome", "wirefold_door_requests_total")),
	)
}
