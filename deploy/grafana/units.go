package main

import "github.com/wirefold/wirefold/deploy/grafana/board"

// The units of all panels. Those with a colon are Grafana's custom ones.
const (
	seconds board.Unit = "s"           // 42 ms, 5 mins
	share   board.Unit = "percentunit" // of 1
	count   board.Unit = "short"       // 1.2 K: on axes, and where a glance is enough
	exactly board.Unit = "locale"      // 1,234
	size    board.Unit = "bytes"       // in powers of 1024
	aMinute board.Unit = "suffix:/min"
	anHour  board.Unit = "suffix:/h"
	times   board.Unit = "suffix:×"
	cores   board.Unit = "suffix:cores"
	words   board.Unit = "string"
)
