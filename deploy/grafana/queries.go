package main

import (
	"fmt"
	"strings"

	"github.com/wirefold/wirefold/deploy/grafana/board"
)

// halfHour is the smallest step of graphs that open on a day: with less, few messages an hour are noise.
const halfHour = "30m"

// none is a zero where Prometheus sees Wirefold and has its rules. Without them it is no answer: all may be well, or nothing.
const none = `0 * max(wirefold:stage_lag)`

// comingOut holds while news is announced, or no stage has had records waiting for a whole minute. What is measured on news that came out says nothing of what
// does not: without it the age of the last quarter of an hour would look well for a quarter of an hour of standstill.
const comingOut = ` and on () (sum(rate(wirefold_stage_messages_total{stage="announce"}[2m])) > 0 or max(min_over_time(wirefold:stage_lag[1m])) == 0)`

// at puts a value into an expression, where it says VALUE.
func at(expr, value string) string { return strings.ReplaceAll(expr, "VALUE", value) }

// within counts over the time range. Where process and counter are both younger than the range it counts from zero:
// increase would leave out what the counter stood at when Prometheus first saw it, which of a sample played at the start is
// all. An hour before the range is looked through for the counter, so that a gap in the scrapes makes no old one young.
func within(counter string) string {
	return fmt.Sprintf(`((%[1]s unless present_over_time(%[1]s[1h] offset $__range)) and on (job, instance) process_start_time_seconds > time() - $__range_s or increase(%[1]s[$__range]))`, counter)
}

// most asks for the n largest sums of a counter over the time range, by labels, and says none of the label where nothing was
// counted.
func most(n int, by, label, counter string) string {
	return fmt.Sprintf(`sort_desc(topk(%d, round(sum by (%s) (%s)) > 0) or on () label_replace(%s, "%s", "none", "", ""))`,
		n, by, within(counter), none, label)
}

// inOrder asks for each series by itself, so that they stand in the pipeline's order and not in the alphabet's.
func inOrder(expr string, s series) []board.Query {
	var out []board.Query
	for _, one := range s {
		out = append(out, board.Q(one.name, at(expr, one.name)))
	}
	return out
}
