package main

import (
	"fmt"

	"github.com/wirefold/wirefold/deploy/grafana/board"
)

// Stages: who is slow, who fails?

func throughput() *board.Panel {
	return steps.paint(board.Graph(8, "Records settled", aMinute, quiet,
		"Records a minute that each stage settled, whatever became of them. The lines lie on one another when nothing is stuck; one that falls below the line before it is the slow stage.",
		inOrder(`60 * sum(rate(wirefold_stage_messages_total{stage="VALUE"}[$__rate_interval]))`, steps)...,
	)).Reaching(1)
}

func notOK() *board.Panel {
	return steps.paint(board.Graph(8, "Share not ok", share, quiet,
		"Share of the records of each stage that were buried or given back to be tried again. Zero is good; filtered and settled records are not counted, they are meant. Read the reasons on the right.",
		inOrder(`sum(rate(wirefold_stage_messages_total{stage="VALUE", outcome=~"dead|retry"}[$__rate_interval])) / clamp_min(sum(rate(wirefold_stage_messages_total{stage="VALUE"}[$__rate_interval])), 1e-9)`, steps)...,
	)).Reaching(.01)
}

func deadByReason() *board.Panel {
	return board.Bars(8, "Dead letters by stage and reason", exactly, quantity,
		"Records buried in the time range, by stage and reason, the most frequent first. Short bars of one reason are bad copy; many of one reason at once are a change at a source, or ours: wirefold dead show tells one whole.",
		board.Now("{{stage}} {{reason}}", most(8, "stage, reason", "stage", "wirefold_stage_dead_total")),
	)
}

func stepTime() *board.Panel {
	const quantile = `histogram_quantile(%v, sum by (le) (rate(wirefold_stage_step_seconds_bucket{stage="VALUE"}[$__rate_interval])))`
	half, most := inOrder(fmt.Sprintf(quantile, .5), steps), inOrder(fmt.Sprintf(quantile, .99), steps)
	for i := range most {
		most[i].LegendFormat += " 99 %"
	}
	p := board.Graph(12, "Time of one step", seconds, quiet,
		"Time that a step takes for one record, without the broker: half of the records (full line) and 99 in 100 (dashed). Steady is good; a stage whose full line rises has met other copy or has too little CPU.",
		append(half, most...)...,
	).Logarithmic().Every("1m")
	return steps.paint(p).ForMatching("99 %$", board.Dashed())
}

func stageAge() *board.Panel {
	return steps.paint(board.Graph(12, "Age of the record settled last", seconds, quiet,
		"Seconds from WIRE's receipt of a record to its settling, of the last one at each stage. A step between two stages is the time lost between them. The dashed line is the 5 minutes that a desk expects.",
		inOrder(`max(wirefold_stage_age_seconds{stage="VALUE"})`, steps)...,
	)).Reaching(1).Limit(lateNews, act)
}
