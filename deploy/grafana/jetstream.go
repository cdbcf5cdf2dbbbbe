package main

import "github.com/wirefold/wirefold/deploy/grafana/board"

// JetStream: where does it pile up? Every process exports the same figures, asked of the stream's leader: max, not sum.

func lag() *board.Panel {
	p := board.Graph(12, "Lag of consumers and logs", count, quiet,
		"What JetStream has not delivered yet to ingest, clean and extract, and what the logs of dedupe (decide, announce, project) have not answered yet. Near zero is good. The same as above, of what each is made.",
		board.Q("{{consumer}}", `max by (stream, consumer) (wirefold_jetstream_consumer_pending)`),
		board.Q("{{log}}", `clamp_min(max by (stream) (wirefold_jetstream_stream_last_sequence) - on (stream) group_right () max by (log, stream) (wirefold_log_position), 0)`),
	)
	return append(durables[:len(durables):len(durables)], logs...).paint(p)
}

func inFlight() *board.Panel {
	p := board.Graph(12, "In flight and redelivered", count, quiet,
		"Records that JetStream delivered and that are not acknowledged yet (full line), and those of them that came more than once (dashed). Redelivered ones fall back to zero when they are settled: a line that stays is a record that nobody finishes.",
		board.Q("{{consumer}}", `max by (stream, consumer) (wirefold_jetstream_consumer_ack_pending)`),
		board.Q("{{consumer}} again", `max by (stream, consumer) (wirefold_jetstream_consumer_redelivered)`),
	)
	return durables.paint(p).ForMatching("again$", board.Dashed())
}

func timeToDrain() *board.Panel {
	return stages.paint(board.Graph(12, "Time to drain", seconds, quiet,
		"How long each stage needs for what waits before it, at its pace of the last 5 minutes. Seconds are good. A day stands for a day or more, also for a stage that settles nothing.",
		board.Q("{{stage}}", `clamp_max(wirefold:stage_lag / on (stage) clamp_min(sum by (stage) (rate(wirefold_stage_messages_total[5m])), 1e-9), 86400)`),
	))
}

func streamFill() *board.Panel {
	return board.Bars(12, "How full the streams are", share, quantity,
		"Bytes of each stream as a share of its bound. NEWS, STATE, DECISIONS and DEAD drop their oldest when full and may stand near it; WIRE, ARTICLES, CLEAN and FACTS stop the stage before them. Red from 80 %, where StreamNearlyFull begins.",
		board.Now("{{stream}}", `sort_desc(max by (stream) (wirefold_jetstream_stream_bytes) / max by (stream) (wirefold_jetstream_stream_max_bytes))`),
	).From(nearlyFull, act).Between(0, 1)
}
