package main

import "github.com/wirefold/wirefold/deploy/grafana/board"

// Where alerts begin, in deploy/prometheus/wirefold.rules.yml: nothing is red before.
const (
	lateNews   = 300  // seconds: FreshnessBurn counts what is older
	burning    = .856 // share in time at which FreshnessBurn's quick pair fires: 1 − 14.4 × 1 %
	smoulder   = .94  // … its slow pair: 1 − 6 × 1 %
	silence    = 3    // SourceSilent, in expected intervals
	nearlyFull = .8   // StreamNearlyFull
)

// alerts are Wirefold's, among those of a Prometheus that others share.
const alerts = `alertname=~"StageDown|StageStalled|LagGrowing|FreshnessBurn|DeadLetters|SourceSilent|DuplicateRatioOdd|StreamNearlyFull|ExtractionYieldDrop|AcksPinned|JetStreamAway|ClockSkew"`

// desk is the main dashboard.
func desk() *board.Dashboard {
	d := board.New("wirefold", "Wirefold",
		"Is the desk getting news, and where is it stuck? Read from the top left: age of the news, then where records wait, then the row that explains it.",
		"1h", nil,
		board.NewRow("Is the desk getting news?",
			board.Panels(4, newsAge(), inTime(), articlesAMinute(), storiesAMinute(), largestBacklog(), deadLetters(), silentSources()),
			board.Panels(7, newsAMinute(), newsAgeOverTime()),
			board.Panels(8, waiting(), quietestSources(), alertsOverTime()),
		),
		board.NewRow("Stages: who is slow, who fails?",
			board.Panels(8, throughput(), notOK(), deadByReason()),
			board.Panels(8, stepTime(), stageAge()),
		),
		board.NewRow("JetStream: where does it pile up?",
			board.Panels(8, lag(), inFlight()),
			board.Panels(8, streamFill(), timeToDrain()),
		),
		board.NewRow("News: what goes out?",
			board.Panels(9, freshnessHeatmap(), copiesByRelation()),
			board.Panels(8, factsAnArticle(), languages(), removedLines()),
			board.Panels(8, topSources(), copiesAStory()),
		),
		board.NewRow("Process: what does it cost?",
			board.Panels(7, cpu(), memory(), cpuAnArticle(), goroutines()),
			board.Panels(5, builds()),
		),
	)
	d.Annotations.List = append(d.Annotations.List, board.Annotation{
		Name: "Alerts", Datasource: board.Prometheus, Enable: true, IconColor: act,
		Expr: `max by (alertname) (ALERTS{alertstate="firing", ` + alerts + `})`, Step: "60s",
		TitleFormat: "{{alertname}}", TextFormat: "fires",
	})
	return d
}

// Is the desk getting news?

func newsAge() *board.Panel {
	return board.Stat(4, "Age of news (median)", seconds, fine,
		"Half of the articles of the last 15 minutes stood on NEWS within this time of their receipt on WIRE. Milliseconds at rest, seconds under load. Red from 5 minutes on: see where records wait, below.",
		board.Q("age", `histogram_quantile(0.5, sum by (le) (rate(wirefold_news_freshness_seconds_bucket{since="ingest"}[15m])))`),
	).From(lateNews, act).Absent("no news")
}

func inTime() *board.Panel {
	return board.Stat(3, "Within 5 min", share, act,
		"Share of the articles of the last 15 minutes that stood on NEWS within 5 minutes of their receipt. The goal is 99 %. Orange below 94 % and red below 85.6 %, where the two speeds of FreshnessBurn begin.",
		board.Q("in time", `sum(rate(wirefold_news_freshness_seconds_bucket{since="ingest", le=~"300(\\.0)?"}[15m])) / sum(rate(wirefold_news_freshness_seconds_count{since="ingest"}[15m]))`),
	).From(burning, watch).From(smoulder, fine).Between(0, 1).Absent("no news")
}

func articlesAMinute() *board.Panel {
	return board.Stat(4, "Articles", aMinute, quantity,
		"New articles announced a minute, over the last 15 minutes; copies are not counted. Zero at an hour when there should be news: look at the sources, then at the backlog.",
		board.Q("articles", `60 * sum(rate(wirefold_news_articles_total[15m]))`),
	)
}

func storiesAMinute() *board.Panel {
	return board.Stat(3, "Stories", aMinute, quantity,
		"Stories opened a minute, over the last 15 minutes. Far fewer than articles is usual: many articles tell one story.",
		board.Q("stories", `60 * sum(rate(wirefold_news_events_total{kind="story", action="opened"}[15m]))`),
	)
}

func largestBacklog() *board.Panel {
	return board.Named(4, "Largest backlog", count, quantity,
		"The stage before which most records wait now, and how many. None or a few is good; a number that grows names the place that is stuck. Start more of ingest, clean or extract; for dedupe and its logs see the runbook of LagGrowing.",
		board.Now("{{stage}}", `topk(1, wirefold:stage_lag > 0) or label_replace(vector(0), "stage", "none waits", "", "")`),
	)
}

func deadLetters() *board.Panel {
	return board.Stat(3, "Dead letters, 1 h", count, fine,
		"Records buried on DEAD in the last hour because no stage could read them. None is good. Orange from one: wirefold dead list says why, wirefold dead retry brings them back.",
		board.Q("dead letters", `round(sum(increase(wirefold_stage_dead_total[1h])))`),
	).From(1, watch).Digits(0)
}

func silentSources() *board.Panel {
	return board.Stat(3, "Silent sources", count, fine,
		"Configured sources that sent nothing for three times their expected interval. None is good. Red from one: find it in the list below, and ask whoever feeds it.",
		board.Q("silent", `count((time() - max by (source) (wirefold_source_last_timestamp_seconds)) > 3 * max by (source) (wirefold_source_expected_interval_seconds)) or vector(0)`),
	).From(1, act).Digits(0)
}

func newsAMinute() *board.Panel {
	p := board.Graph(12, "What goes out", aMinute, quantity,
		"Articles, copies and stories announced a minute. The shape of a day is usual; a line that falls to zero while the others go on is not.",
		board.Q("articles", `60 * sum(rate(wirefold_news_articles_total[$__rate_interval]))`),
		board.Q("copies collapsed", `60 * sum(rate(wirefold_news_copies_total[$__rate_interval]))`),
		board.Q("stories opened", `60 * sum(rate(wirefold_news_events_total{kind="story", action="opened"}[$__rate_interval]))`),
	)
	return p.For("articles", board.Colored(originals)).
		For("copies collapsed", board.Colored(copies.of("verbatim"))).
		For("stories opened", board.Colored(quiet))
}

func newsAgeOverTime() *board.Panel {
	const quantile = `histogram_quantile(VALUE, sum by (le) (rate(wirefold_news_freshness_seconds_bucket{since="ingest"}[$__rate_interval])))`
	p := board.Graph(12, "Age of news when it goes out", seconds, quantity,
		"Time from receipt on WIRE to NEWS, of half and of 95 and 99 in 100 articles. The dashed line is the 5 minutes that a desk expects. All rise: the backlog. Only the last rises: single slow articles. A gap: no news.",
		board.Q("50 %", at(quantile, "0.5")), board.Q("95 %", at(quantile, "0.95")), board.Q("99 %", at(quantile, "0.99")),
	).Limit(lateNews, act).Logarithmic().Every("1m")
	return p.For("50 %", board.Colored(quantity)).
		For("95 %", board.Dashed(), board.Colored(quantity)).
		For("99 %", board.Dashed(), board.Colored(quiet))
}

func waiting() *board.Panel {
	return stages.paint(board.Graph(8, "Waiting before each stage", count, quiet,
		"Records that wait before each stage, in the pipeline's order. Near zero is good, a hill that drains is load. The first stage that grows without end is the one that is stuck.",
		inOrder(`wirefold:stage_lag{stage="VALUE"}`, stages)...,
	))
}

func quietestSources() *board.Panel {
	return board.Bars(8, "Quietest sources", times, quantity,
		"How long the quietest configured sources have been silent, in their own expected intervals. Below 1 is punctual. Red from 3, where SourceSilent begins.",
		board.Now("{{source}}", `sort_desc(topk(10, (time() - max by (source) (wirefold_source_last_timestamp_seconds)) / max by (source) (wirefold_source_expected_interval_seconds)))`),
	).From(silence, act).Between(0, silence).Digits(2).Absent("no source is configured")
}

func alertsOverTime() *board.Panel {
	const is = `max by (alertname) (ALERTS{alertstate="VALUE", ` + alerts + `})`
	return board.Timeline(8, "Alerts", anyWords, quiet,
		"Wirefold's alerts over time, pending and firing. One grey band is good. Each alert has a page of the same name among the runbooks.",
		board.Q("{{alertname}}", `2 * `+at(is, "firing")+` or `+at(is, "pending")+
			` or (label_replace(vector(0), "alertname", "all quiet", "", "") unless on () ALERTS{alertstate=~"pending|firing", `+alerts+`})`),
	).Mapped(board.Values(map[int]board.MappingResult{
		0: {Text: "quiet", Color: quiet, Index: 0},
		1: {Text: "pending", Color: watch, Index: 1},
		2: {Text: "firing", Color: act, Index: 2},
	}))
}
