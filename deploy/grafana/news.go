package main

import "github.com/wirefold/wirefold/deploy/grafana/board"

// News: what goes out?

func freshnessHeatmap() *board.Panel {
	return board.Heatmap(14, "Age of news, each article counted", seconds, count, quantity,
		"Articles by their age from receipt to NEWS, over time: the stronger, the more. One strong band at the bottom is good. A second band above it is a group that took another way: a restart, a slow stage, a backlog.",
		board.Buckets(`sum by (le) (increase(wirefold_news_freshness_seconds_bucket{since="ingest"}[$__rate_interval]))`),
	).Every("1m")
}

func copiesByRelation() *board.Panel {
	return copies.paint(board.Graph(10, "Copies collapsed, by relation", aMinute, quiet,
		"Copies announced a minute, by what they are to their original: exact, verbatim (trivial changes), edited, an excerpt. A jump against the usual share of copies is what DuplicateRatioOdd looks for.",
		inOrder(`60 * sum(rate(wirefold_news_copies_total{relation="VALUE"}[$__rate_interval]))`, copies)...,
	)).Stacked().Reaching(1)
}

func factsAnArticle() *board.Panel {
	p := kinds.paint(board.Graph(8, "Facts in an article", count, quiet,
		"Names, quotes, times, amounts and events that extract finds in one article, on average. Steady is good; one that falls to nothing is a broken extractor or copy of another kind (ExtractionYieldDrop). A gap: no articles.",
		inOrder(`sum(rate(wirefold_extract_facts_total{kind="VALUE"}[$__rate_interval])) / sum(rate(wirefold_extract_articles_total[$__rate_interval]))`, kinds)...,
	)).Every("1m").Reaching(1)
	return p.ForMatching(`\bquote\b`, board.Dashed()).ForMatching(`\bquantity\b`, board.Dashed())
}

func languages() *board.Panel {
	return board.Bars(8, "Languages", exactly, quantity,
		"New articles of the time range by language, the most frequent first. A language that is missing means a source that is missing.",
		board.Now("{{language}}", most(9, "language", "language", "wirefold_news_articles_total")),
	)
}

func removedLines() *board.Panel {
	return board.Bars(8, "Lines taken out, by reason", exactly, quantity,
		"Lines that clean took out of the copy in the time range, by reason: what was furniture of the page and not the article. A reason that grows at once is a source that changed its pages.",
		board.Now("{{reason}}", most(9, "reason", "reason", "wirefold_clean_removed_total")),
	)
}

func topSources() *board.Panel {
	p := board.Table(14, "Top sources", exactly, quantity,
		"The sources with most messages in the time range, and what became of them: articles of their own, or copies of others'. Delay is the mean time from publication to receipt. A source leads to its own dashboard.",
		[]board.Column{board.Called("source", "Source"), board.Called("Value #A", "Messages"), board.Called("Value #B", "Originals"), board.Called("Value #C", "Copies"), board.Called("Value #D", "Delay")},
		board.Cells(`topk(8, round(sum by (source) (`+within("wirefold_source_messages_total")+`)))`),
		board.Cells(`round(sum by (source) (`+within(`wirefold_source_articles_total{as="original"}`)+`))`),
		board.Cells(`round(sum by (source) (`+within(`wirefold_source_articles_total{as="copy"}`)+`))`),
		board.Cells(`sum by (source) (`+within("wirefold_source_delay_seconds_sum")+`) / sum by (source) (`+within("wirefold_source_delay_seconds_count")+`)`),
	).Sorted("Messages", true).Absent("–", quiet)
	return p.For("Delay", board.In(seconds)).For("Source", board.Wide(200), board.Leading("This source",
		"/d/wirefold-source?var-source=${__value.raw}&var-datasource=${datasource}&${__url_time_range}"))
}

func copiesAStory() *board.Panel {
	return board.Bars(10, "Copies in a story that ended", exactly, copies.of("verbatim"),
		"Stories that closed or merged away in the time range, by the number of copies in them. Many without copies and a few with many is usual. A story closes after days of silence: none is usual for a young system.",
		storySizes()...,
	)
}

// storySizes parts the buckets of the histogram from one another, each under its own name.
func storySizes() []board.Query {
	var out []board.Query
	before := ""
	for _, b := range []struct{ name, le string }{
		{"none", `0(\\.0)?`}, {"1", `1(\\.0)?`}, {"2 to 3", `3(\\.0)?`}, {"4 to 10", `10(\\.0)?`},
		{"11 to 30", `30(\\.0)?`}, {"31 to 100", `100(\\.0)?`}, {"more", `\\+Inf`},
	} {
		upTo := `sum(` + within(`wirefold_news_story_copies_bucket{le=~"`+b.le+`"}`) + `)`
		out = append(out, board.Now(b.name, `round(`+upTo+before+`)`))
		before = ` - ` + upTo
	}
	return out
}
