package main

import (
	"strings"

	"github.com/wirefold/wirefold/deploy/grafana/board"
)

// at puts a value into an expression, where it says VALUE.
func at(expr, value string) string { return strings.ReplaceAll(expr, "VALUE", value) }

// inOrder asks for each series by itself, so that they stand in the pipeline's order and not in the alphabet's.
func inOrder(expr string, s series) []board.Query {
	var out []board.Query
	for _, one := range s {
		out = append(out, board.Q(one.name, at(expr, one.name)))
	}
	return out
}
