// Package timex finds expressions of time in news text and says what they mean, as TIMEX3 does (ISO 24617-1, the
// values being ISO 8601): "on Monday" under a date of Sunday, 9 January 2022, is 2022-01-10 if it is to come and
// 2022-01-03 if it has been; "this week" is 2022-W01, a week and not a day of it.
//
// It promises, for any text:
//   - spans are code points of the document, in order, not empty, and do not overlap;
//   - a value is one of the forms of TIMEX3: a date as exact as the words (2022-01-10, 2022-01, 2022, 202, 20), a week
//     (2022-W02, 2022-W02-WE), a quarter (2022-Q1), a season (2021-WI), a clock time or part of a day (2022-01-10T15:30,
//     2022-01-10TMO), a duration (P3D, PT2H, PXW where the number is vague), a recurrence, PAST_REF, PRESENT_REF or
//     FUTURE_REF;
//   - no date is invented: with a zero reference "today" and "last week" are left out, and what keeps a meaning
//     without one has an X for each digit not known (XXXX-01-10, XXXX-WXX-1);
//   - time and memory grow linearly with the text.
package timex

import (
	"time"

	"github.com/wirefold/wirefold/pkg/nlp"
)

// The types of TIMEX3.
const (
	Date     = "DATE"
	Clock    = "TIME"
	Duration = "DURATION"
	Set      = "SET"
)

// Time is one expression.
type Time struct {
	Span  nlp.Span
	Type  string // DATE TIME DURATION SET
	Value string // TIMEX3
}

// Find gives the expressions of time of a document in order. The reference is the moment of publication, in the
// publisher's own zone: its calendar day is "today". It may be zero.
func Find(doc *nlp.Document, reference time.Time) []Time {
	s := newScanner(doc, reference)
	var found []Time
	for i := 0; i < len(doc.Tokens); {
		m := s.longest(i)
		if m.end == 0 {
			i++
			continue
		}
		t := Time{Span: nlp.Span{Start: doc.Tokens[i].Span.Start, End: doc.Tokens[m.end-1].Span.End}, Type: m.kind, Value: m.value}
		if n := len(found); n > 0 && m.kind == Clock && m.floating {
			if day, ok := s.joined(found[n-1], i); ok {
				t = Time{Span: nlp.Span{Start: found[n-1].Span.Start, End: t.Span.End}, Type: Clock, Value: day + m.value[dayLen(m.value):]}
				found = found[:n-1]
			}
		}
		if m.value != "" {
			found = append(found, t)
		}
		i = m.end
	}
	return found
}

// joined says that the date d stands right before token i ("on Monday at | 3 p.m."), and gives its day.
func (s *scanner) joined(d Time, i int) (day string, ok bool) {
	if d.Type != Date || dayLen(d.Value) != len(d.Value) {
		return "", false
	}
	k := i - 1
	for k >= 0 && i-k <= 2 && (s.is(k, "at", "around", "about") || s.doc.Tokens[k].Text == ",") {
		k--
	}
	return d.Value, k >= 0 && s.doc.Tokens[k].Span.End == d.Span.End
}

// dayLen is the length of the day at the head of a value, 0 if it has none.
func dayLen(value string) int {
	if len(value) >= 10 && value[4] == '-' && value[5] != 'W' && value[7] == '-' {
		return 10
	}
	return 0
}
