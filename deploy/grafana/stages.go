package main

import "github.com/wirefold/wirefold/deploy/grafana/board"

// Stages: who is slow, who fails?

func throughput() *board.Panel {
	return stages.paint(board.Graph(8, "Records settled", aMinute, quiet,
		"Records a minute that each stage settled, whatever became of them. The lines lie on one another when nothing is stuck; one that falls below the line before it is the slow stage.",
		board.Q("{{stage}}", `60 * sum by (stage) (rate(wirefold_stage_messages_total[$__rate_interval]))`),
	))
}

func notOK() *board.Panel {
	return stages.paint(board.Graph(8, "Share not ok", share, quiet,
		"Share of the records of each stage that were buried or given back to be tried again. Zero is good; filtered and settled records are not counted, they are meant. Read the reasons on the right.",
		board.Q("{{stage}}", `sum by (stage) (rate(wirefold_stage_messages_total{outcome=~"dead|retry"}[$__rate_interval])) / clamp_min(sum by (stage) (rate(wirefold_stage_messages_total[$__rate_interval])), 1e-9)`),
	))
}

func deadByReason() *board.Panel {
	return board.Bars(8, "Dead letters by stage and reason", count, watch,
		"Records buried in the time range, by stage and reason, the most frequent first. Short bars of one reason are bad copy; many of one reason at once are a change at a source, or ours: wirefold dead show tells one whole.",
		board.Now("{{stage}}: {{reason}}", `sort_desc(topk(8, sum by (stage, reason) (round(increase(wirefold_stage_dead_total[$__range])))))`),
	).Digits(0)
}

func stepTime() *board.Panel {
	const quantile = `histogram_quantile(VALUE, sum by (stage, le) (rate(wirefold_stage_step_seconds_bucket[$__rate_interval])))`
	p := board.Graph(12, "Time of one step", seconds, quiet,
		"Time that a step takes for one record, without the broker: half of the records (full line) and 99 in 100 (dashed). Steady is good; a stage whose full line rises has met other copy or has too little CPU.",
		board.Q("{{stage}} 50 %", at(quantile, "0.5")), board.Q("{{stage}} 99 %", at(quantile, "0.99")),
	).Logarithmic().Every("1m")
	return stages.paint(p).ForMatching("99 %$", board.Dashed())
}

func stageAge() *board.Panel {
	return stages.paint(board.Graph(12, "Age of the record settled last", seconds, quiet,
		"Seconds from WIRE's receipt of a record to its settling, of the last one at each stage. A step between two stages is the time lost between them. The dashed line is the 5 minutes that a desk expects.",
		board.Q("{{stage}}", `max by (stage) (wirefold_stage_age_seconds)`),
	)).Limit(lateNews, act)
}
