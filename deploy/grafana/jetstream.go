package main

import "github.com/wirefold/wirefold/deploy/grafana/board"

// JetStream: where does it pile up? Every process exports the same figures, asked of the stream's leader: max, not sum.

func lag() *board.Panel {
	const unanswered = `clamp_min(max(wirefold_jetstream_stream_last_sequence and on (stream) wirefold_log_position{log="VALUE"}) - max(wirefold_log_position{log="VALUE"}), 0)`
	p := board.Graph(12, "Lag of consumers and logs", count, quiet,
		"What JetStream has not delivered yet to ingest, clean and extract, and what the logs of dedupe (decide, announce, project) have not answered yet. Near zero is good. The same as above, of what each is made.",
		append(inOrder(`max(wirefold_jetstream_consumer_pending{consumer="VALUE"})`, durables), inOrder(unanswered, logs)...)...,
	).Reaching(10)
	return append(durables[:len(durables):len(durables)], logs...).paint(p)
}

func inFlight() *board.Panel {
	again := inOrder(`max(wirefold_jetstream_consumer_redelivered{consumer="VALUE"})`, durables)
	for i := range again {
		again[i].LegendFormat += " again"
	}
	p := board.Graph(12, "In flight and redelivered", count, quiet,
		"Records that JetStream delivered and that are not acknowledged yet (full line), and those of them that came more than once (dashed). Redelivered ones fall back to zero when they are settled: a line that stays is a record that nobody finishes.",
		append(inOrder(`max(wirefold_jetstream_consumer_ack_pending{consumer="VALUE"})`, durables), again...)...,
	).Reaching(10)
	return durables.paint(p).ForMatching("again$", board.Dashed())
}

func timeToDrain() *board.Panel {
	return stages.paint(board.Graph(12, "Time to drain", seconds, quiet,
		"How long each stage needs for what waits before it, at its pace of the last 5 minutes. Seconds are good. The dashed line is the 5 minutes from which LagGrowing looks. A stage that settles nothing is taken to settle one record a minute.",
		inOrder(`wirefold:stage_lag{stage="VALUE"} / on (stage) clamp_min(wirefold:stage_settled:rate5m or on (stage) 0 * wirefold:stage_lag, 1 / 60)`, stages)...,
	)).Reaching(1).Limit(behind, watch)
}

func streamFill() *board.Panel {
	p := board.Bars(12, "How full the streams are", share, quantity,
		"Bytes of each stream as a share of its bound. A full WIRE refuses its publishers, a full ARTICLES, CLEAN or FACTS stops the stage before it: orange from 75 %, red from 90 %, as StreamNearlyFull. The others drop their oldest: DEAD may lose letters, and is orange from 75 %; NEWS, STATE and DECISIONS may well stand at 100 %.",
		board.Now("{{stream}}", `sort_desc(max by (stream) (wirefold_jetstream_stream_bytes) / max by (stream) (wirefold_jetstream_stream_max_bytes))`),
	).From(filling, watch).From(full, act).Between(0, 1).Digits(1)
	return p.ForMatching("^(NEWS|STATE|DECISIONS)$", board.Stepped(quantity)).
		For("DEAD", board.Stepped(quantity, board.Up(filling, watch)))
}
