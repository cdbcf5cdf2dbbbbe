package main

import (
	"fmt"
	"strings"

	"github.com/wirefold/wirefold/deploy/grafana/board"
)

// at puts a value into an expression, where it says VALUE.
func at(expr, value string) string { return strings.ReplaceAll(expr, "VALUE", value) }

// most asks for the n largest sums of a counter's increase over the time range, by labels, and says none of the label where
// nothing was counted.
func most(n int, by, label, counter string) string {
	return fmt.Sprintf(`sort_desc(topk(%d, round(sum by (%s) (increase(%s[$__range]))) > 0) or on () label_replace(vector(0), "%s", "none", "", ""))`,
		n, by, counter, label)
}

// inOrder asks for each series by itself, so that they stand in the pipeline's order and not in the alphabet's.
func inOrder(expr string, s series) []board.Query {
	var out []board.Query
	for _, one := range s {
		out = append(out, board.Q(one.name, at(expr, one.name)))
	}
	return out
}
