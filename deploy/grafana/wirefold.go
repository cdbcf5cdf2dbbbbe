package main

import (
	"fmt"

	"github.com/wirefold/wirefold/deploy/grafana/board"
)

// Where alerts begin, in deploy/prometheus/wirefold.alerts.yml: nothing is orange or red before.
const (
	lateNews    = 300  // seconds: FreshnessBurn counts what is older
	burning     = .856 // share in time at which FreshnessBurn calls: 1 − 14.4 × 1 %
	smouldering = .94  // … at which it writes a ticket: 1 − 6 × 1 %
	behind      = 300  // seconds of work that wait: LagGrowing
	silence     = 3    // expected intervals: SourceSilent
	filling     = .75  // StreamNearlyFull writes a ticket
	full        = .9   // … and calls
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
			board.Panels(8, stepTime(), slowSteps(), stageAge()),
		),
		board.NewRow("JetStream: where does it pile up?",
			board.Panels(8, lag(), inFlight()),
			board.Panels(8, streamFill(), timeToDrain()),
		),
		board.NewRow("Doors: does copy come in?",
			board.Panels(7, itemsFound(), pollsByOutcome(), feedsByState(), doorRequests()),
		),
		board.NewRow("News: what goes out?",
			board.Panels(9, freshnessHeatmap(), copiesByRelation()),
			board.Panels(8, factsAnArticle(), languages(), removedLines()),
			board.Panels(10, topSources(), copiesAStory()),
		),
		board.NewRow("Process: what does it cost?",
			board.Panels(7, cpu(), memory(), cpuAnArticle(), goroutines()),
			board.Panels(5, builds()),
		),
	)
	d.Annotations.List = append(d.Annotations.List, board.Annotation{
		Name: "Alerts", Datasource: board.Prometheus, Enable: true, IconColor: act,
		Expr: `max by (alertname) (ALERTS{alertstate="firing", severity="page", ` + alerts + `})`, Step: "60s",
		TitleFormat: "{{alertname}}", TextFormat: "fires",
	})
	return d
}

// Is the desk getting news?

func newsAge() *board.Panel {
	return board.Stat(4, "Age of news", seconds, fine,
		"Half of the articles of the last 15 minutes stood on NEWS within this time of their receipt on WIRE. Milliseconds at rest, seconds under load. Red from 5 minutes on: see where records wait, below. No news: none went out, or for 2 minutes none has although records wait.",
		board.Q("age", `histogram_quantile(0.5, sum by (le) (rate(wirefold_news_freshness_seconds_bucket{since="ingest"}[15m])))`+comingOut),
	).From(lateNews, act).Absent("no news", quiet)
}

func inTime() *board.Panel {
	return board.Stat(3, "In 5 min", share, act,
		"Share of the articles of the last 15 minutes that stood on NEWS within 5 minutes of their receipt. The goal is 99 %. Orange below 94 % and red below 85.6 %, where FreshnessBurn writes a ticket and where it calls.",
		board.Q("in time", `sum(rate(wirefold_news_freshness_seconds_bucket{since="ingest", le=~"300(\\.0)?"}[15m])) / sum(rate(wirefold_news_freshness_seconds_count{since="ingest"}[15m]))`+comingOut),
	).From(burning, watch).From(smouldering, fine).Between(0, 1).Absent("no news", quiet)
}

func articlesAMinute() *board.Panel {
	return board.Stat(4, "Articles", aMinute, quantity,
		"New articles announced a minute, over the last 15 minutes; copies are not counted. Zero at an hour when there should be news: look at the sources, then at the backlog.",
		board.Q("articles", `60 * sum(rate(wirefold_news_articles_total[15m]))`),
	).Digits(1)
}

func storiesAMinute() *board.Panel {
	return board.Stat(3, "Stories", aMinute, quantity,
		"Stories opened a minute, over the last 15 minutes. Far fewer than articles is usual: many articles tell one story.",
		board.Q("stories", `60 * sum(rate(wirefold_news_events_total{kind="story", action="opened"}[15m]))`),
	).Digits(1)
}

func largestBacklog() *board.Panel {
	return board.Named(4, "Backlog", count, quantity,
		"The stage before which most records wait now, and how many. None or a few is good; a number that grows names the place that is stuck. Start more of ingest, clean or extract; for dedupe and its logs see the runbook of LagGrowing.",
		board.Now("{{stage}}", `topk(1, max by (stage) (wirefold:stage_lag) > 0) or on () label_replace(`+none+`, "stage", "none waits", "", "")`),
	)
}

func deadLetters() *board.Panel {
	const (
		// All that a process younger than an hour has buried, since what killed the one before is buried at its start, before it
		// is scraped.
		letters = `round(sum(wirefold_stage_dead_total and on (job, instance) process_start_time_seconds > time() - 3600 or increase(wirefold_stage_dead_total[1h])))`
		told    = `label_replace(` + letters + ` and on () ALERTS{alertname="DeadLetters", alertstate="firing", severity="VALUE"}, "told", "VALUE", "", "")`
		usual   = `label_replace(` + letters + `, "told", "usual", "", "")`
	)
	return plain(board.Stat(3, "Dead, 1 h", exactly, quantity,
		"Dead letters of the last hour: records that no stage could read. One in a hundred is daily bread: bad copy. Orange when DeadLetters writes a ticket, red when it calls: wirefold dead list says why, wirefold dead retry brings them back.",
		board.Now("{{told}}", at(told, "page")+` or on () `+at(told, "ticket")+` or on () `+usual),
	)).For("ticket", board.Colored(watch)).For("page", board.Colored(act))
}

func silentSources() *board.Panel {
	return board.Stat(3, "Silent", exactly, fine,
		"Configured sources that sent nothing for three times their expected interval. None is good. Orange from one, where SourceSilent begins: find it in the list below, and ask whoever feeds it.",
		board.Q("silent", `count((time() - max by (source) (wirefold_source_last_timestamp_seconds)) > 3 * max by (source) (wirefold_source_expected_interval_seconds)) or 0 * count(wirefold_source_messages_total)`),
	).From(1, watch)
}

func newsAMinute() *board.Panel {
	p := board.Graph(12, "What goes out", aMinute, quantity,
		"Articles, copies and stories announced a minute. The shape of a day is usual; a line that falls to zero while the others go on is not.",
		board.Q("articles", `60 * sum(rate(wirefold_news_articles_total[$__rate_interval]))`),
		board.Q("copies collapsed", `60 * sum(rate(wirefold_news_copies_total[$__rate_interval]))`),
		board.Q("stories opened", `60 * sum(rate(wirefold_news_events_total{kind="story", action="opened"}[$__rate_interval]))`),
	).Reaching(1)
	return p.For("articles", board.Colored(originals)).
		For("copies collapsed", board.Colored(copies.of("verbatim"))).
		For("stories opened", board.Colored(quiet))
}

func newsAgeOverTime() *board.Panel {
	const quantile = `histogram_quantile(VALUE, sum by (le) (rate(wirefold_news_freshness_seconds_bucket{since="ingest"}[$__rate_interval])))`
	p := board.Graph(12, "Age of news when it goes out", seconds, quantity,
		"Time from receipt on WIRE to NEWS, of half and of 95 and 99 in 100 articles. The red line is the 5 minutes that a desk expects. All rise: the backlog. Only the last rises: single slow articles. A gap: no news.",
		board.Q("50 %", at(quantile, "0.5")), board.Q("95 %", at(quantile, "0.95")), board.Q("99 %", at(quantile, "0.99")),
		board.Q("5 min", fmt.Sprintf("vector(%d)", lateNews)), // a query, for no logarithmic axis reaches to a threshold
	).Logarithmic().Every("1m")
	return p.For("50 %", board.Colored(quantity)).
		For("95 %", board.Dashed(), board.Colored(quantity)).
		For("99 %", board.Dashed(), board.Colored(quiet)).
		For("5 min", board.Dashed(), board.Undotted(), board.Colored(act))
}

func waiting() *board.Panel {
	return stages.paint(board.Graph(8, "Waiting before each stage", count, quiet,
		"Records that wait before each stage, in the pipeline's order. Near zero is good, a hill that drains is load. The first stage that grows without end is the one that is stuck.",
		inOrder(`wirefold:stage_lag{stage="VALUE"}`, stages)...,
	)).Reaching(10)
}

func quietestSources() *board.Panel {
	return board.Bars(9, "Quietest sources", times, quantity,
		"How long the quietest configured sources have been silent, in their own expected intervals. Below 1 is punctual. Orange from 3, where SourceSilent begins.",
		board.Now("{{source}}", `sort_desc(topk(10, (time() - max by (source) (wirefold_source_last_timestamp_seconds)) / max by (source) (wirefold_source_expected_interval_seconds)))`),
	).From(silence, watch).Between(0, silence).Digits(2).Absent("no source is configured", quiet)
}

func alertsOverTime() *board.Panel {
	const (
		when = `max by (alertname) (ALERTS{alertstate="VALUE", ` + alerts + `})`
		page = `max by (alertname) (ALERTS{alertstate="firing", severity="page", ` + alerts + `})`
	)
	p := board.Timeline(7, "Alerts", words, quiet,
		"Wirefold's alerts over time. A pale band, all quiet, to the right end is good. Grey is pending; orange is a ticket, to be looked at today; red calls somebody. Each alert has a page of the same name among the runbooks.",
		board.Q("{{alertname}}", `3 * `+page+` or 2 * `+at(when, "firing")+` or `+at(when, "pending")+
			` or on () label_replace(`+none+`, "alertname", "all quiet", "", "")`),
	).Mapped(board.Values(map[int]board.MappingResult{
		0: {Text: " ", Color: fine, Index: 0}, // its name says it; words would be white on the pale band
		1: {Text: "pending", Color: quiet, Index: 1},
		2: {Text: "ticket", Color: watch, Index: 2},
		3: {Text: "page", Color: act, Index: 3},
	}))
	return p.For("all quiet", board.Filled(15))
}
