package main

import "github.com/wirefold/wirefold/deploy/grafana/board"

// Process: what does it cost? In the stack, service is the stage that the process does; a single process is called run.

func cpu() *board.Panel {
	return services.paint(board.Graph(6, "CPU", cores, quantity,
		"Processor time that each process takes, in cores. High under load is meant; high without throughput is not.",
		board.Q("{{service}} {{instance}}", `sum by (service, instance) (rate(process_cpu_seconds_total{job="wirefold"}[$__rate_interval]))`),
	).Shaded())
}

func memory() *board.Panel {
	return services.paint(board.Graph(6, "Memory", size, quantity,
		"Resident memory of each process. dedupe grows with the articles that it remembers and then stays; one that grows without end is a fault.",
		board.Q("{{service}} {{instance}}", `max by (service, instance) (process_resident_memory_bytes{job="wirefold"})`),
	).Shaded())
}

func cpuAnArticle() *board.Panel {
	return board.Graph(6, "CPU an article", seconds, quantity,
		"Processor time of all processes for one message of WIRE, over the last 15 minutes. It tells how much more one machine can take. A gap: no messages.",
		board.Q("CPU an article", `sum(rate(process_cpu_seconds_total{job="wirefold"}[15m])) / (sum(rate(wirefold_stage_messages_total{stage="ingest"}[15m])) > 0)`),
	).Unnamed()
}

func goroutines() *board.Panel {
	return services.paint(board.Graph(6, "Goroutines", count, quantity,
		"Goroutines of each process. A few hundred are usual; a number that only grows is a leak.",
		board.Q("{{service}} {{instance}}", `max by (service, instance) (go_goroutines{job="wirefold"})`),
	).Shaded())
}

func builds() *board.Panel {
	p := board.Table(24, "Processes", seconds, quantity,
		"What runs: each process, its version, the Go it was built with, and since when. All should have one version. The youngest come first: one that is there again and again restarts.",
		[]board.Column{board.Called("service", "Service"), board.Called("instance", "Process"), board.Called("version", "Version"), board.Called("go", "Go"), board.Called("Value", "Running for")},
		board.Cells(`(time() - max by (job, service, instance) (process_start_time_seconds{job="wirefold"})) * on (job, instance) group_left (version, go) wirefold_build_info`),
	)
	return p.Sorted("Running for", false)
}
