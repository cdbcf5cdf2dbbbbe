package main

import "github.com/wirefold/wirefold/deploy/grafana/board"

// The units of all panels. Those with a colon are Grafana's custom ones.
const (
	seconds  board.Unit = "s"
	share    board.Unit = "percentunit" // of 1
	count    board.Unit = "short"
	size     board.Unit = "bytes" // in powers of 1024
	aMinute  board.Unit = "suffix:/min"
	anHour   board.Unit = "suffix:/h"
	times    board.Unit = "suffix:×"
	each     board.Unit = "suffix:an article"
	cores    board.Unit = "suffix:cores"
	anyWords board.Unit = "string"
)
