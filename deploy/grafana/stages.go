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
	return steps.paint(board.Graph(8, "Time of a step, median", seconds, quiet,
		"Half of the records of a stage take no longer than this, without the broker. Steady is good; a line that rises and stays has met other copy or has too little CPU.",
		stepQuantile(.5)...,
	)).Logarithmic().Every("1m")
}

func slowSteps() *board.Panel {
	return steps.paint(board.Graph(8, "Time of a step, slowest 1 %", seconds, quiet,
		"One record in a hundred takes longer than this. Jumps are single long articles; a line that rises with its median is the whole stage. From 5 seconds on a record is given to another worker unless progress is told.",
		stepQuantile(.99)...,
	)).Logarithmic().Every("1m")
}

func stepQuantile(q float64) []board.Query {
	return inOrder(fmt.Sprintf(`histogram_quantile(%v, sum by (le) (rate(wirefold_stage_step_seconds_bucket{stage="VALUE"}[$__rate_interval])))`, q), steps)
}

func stageAge() *board.Panel {
	return steps.paint(board.Graph(8, "Age of the record settled last", seconds, quiet,
		"Seconds from WIRE's receipt of a record to its settling, of the last one at each stage. A step between two stages is the time lost between them. A dashed line comes into sight at the 5 minutes that a desk expects.",
		inOrder(`max(wirefold_stage_age_seconds{stage="VALUE"})`, steps)...,
	)).Reaching(1).Limit(lateNews, act)
}
