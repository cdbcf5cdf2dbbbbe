package timex

import (
	"fmt"
	"time"
)

// deictic reads the words that point from the reference: "today", "yesterday", "tomorrow", "tonight".
func (s *scanner) deictic(i int) match {
	away, kind, part := 0, Date, ""
	end := i + 1
	switch {
	case s.is(i, "the") && s.is(i+1, "day") && s.is(i+2, "before") && s.is(i+3, "yesterday"):
		away, end = -2, i+4
	case s.is(i, "the") && s.is(i+1, "day") && s.is(i+2, "after") && s.is(i+3, "tomorrow"):
		away, end = 2, i+4
	case s.is(i, "today"):
	case s.is(i, "yesterday"):
		away = -1
	case s.is(i, "tomorrow"):
		away = 1
	case s.is(i, "tonight"):
		kind, part = Clock, "TNI"
	case s.is(i, "overnight"):
		away, kind, part = -1, Clock, "TNI"
	default:
		return match{}
	}
	if !s.known {
		return match{end: end}
	}
	return match{end: end, kind: kind, value: s.ref.AddDate(0, 0, away).Format("2006-01-02") + part}
}

// vague reads the references without a date.
func (s *scanner) vague(i int) match {
	date := func(n int, value string) match { return match{end: i + n, kind: Date, value: value} }
	the := 0
	if s.is(i, "the") {
		the = 1
	}
	k := i + the
	switch {
	case s.is(i, "now", "currently", "nowadays") && !s.is(i+1, "-"):
		return date(1, "PRESENT_REF")
	case s.is(i, "recently", "lately"):
		return date(1, "PAST_REF")
	case s.is(i, "soon") && !s.is(i+1, "as", "after"):
		return date(1, "FUTURE_REF")
	case s.is(i, "earlier") && s.is(i+1, ",") && s.doc.Sentences[s.doc.Tokens[i].Sentence].First == i:
		return date(1, "PAST_REF")
	case the == 1 && s.is(k, "past") && !s.noun(k+1):
		return date(2, "PAST_REF")
	case the == 1 && s.is(k, "future") && !s.is(k+1, "of"):
		return date(2, "FUTURE_REF")
	case the == 1 && s.is(k, "near") && s.is(k+1, "future"):
		return date(3, "FUTURE_REF")
	case s.is(k, "recent") && vagueUnits[s.at(k+1)]:
		return date(the+2, "PAST_REF")
	case s.is(k, "coming") && vagueUnits[s.at(k+1)]:
		return date(the+2, "FUTURE_REF")
	}
	return match{}
}

var vagueUnits = set("days", "weeks", "months", "years", "decades", "hours")

// noun says that token i is a word that "past" would qualify.
func (s *scanner) noun(i int) bool {
	return i < len(s.low) && s.low[i][0] >= 'a' && s.low[i][0] <= 'z' && !s.is(i, "and", "or", "but", "is", "was", "that", "to", "when", "has", "have", "with", "as", "he", "she", "they", "it")
}

// shift is how far a word points: "last" -1, "this" 0, "next" 1.
func shift(word string) int {
	switch word {
	case "last", "previous", "past":
		return -1
	case "next", "coming":
		return 1
	}
	return 0
}

// relative reads "last week", "this month", "next Monday", "the past three years", "later this year".
func (s *scanner) relative(i int) match {
	k := i
	if s.is(k, "the") {
		k++
	}
	if !s.is(k, "last", "this", "next", "past", "previous", "coming") {
		return match{}
	}
	word := s.low[k]
	n := shift(word)
	k++
	if word == "this" && s.is(k, "past", "coming") {
		n, k = shift(s.low[k]), k+1
	}
	if m := s.span(k, word); m.end > 0 {
		return m
	}
	if s.is(i, "the") && (word == "this" || word == "coming") || word == "past" && !s.is(k, "decade", "century", "year", "month", "week", "weekend", "season") {
		return match{}
	}
	value, ok := s.named(k, n, word)
	if !ok {
		return match{}
	}
	if !s.known {
		return match{end: k + 1}
	}
	return value
}

// span reads the rest of "the past three years", "the next few days", "the past decade": a length, not a date.
func (s *scanner) span(k int, word string) match {
	if word == "this" {
		return match{}
	}
	if value, used := s.count(k); used > 0 {
		if u, ok := units[s.at(k+used)]; ok {
			return match{end: k + used + 1, kind: Duration, value: length(value, u)}
		}
		return match{}
	}
	if s.is(k, "few", "several", "couple") {
		end := k + 1
		if s.is(end, "of") {
			end++
		}
		if u, ok := units[s.at(end)]; ok {
			return match{end: end + 1, kind: Duration, value: vagueLength(u)}
		}
	}
	if u, ok := units[s.at(k)]; ok && word == "past" && s.low[k] != "weekend" {
		return match{end: k + 1, kind: Duration, value: length(1, u)}
	}
	return match{}
}

// named is the calendar unit at token k, n units away from the reference's.
func (s *scanner) named(k, n int, word string) (match, bool) {
	date := func(value string) (match, bool) { return match{end: k + 1, kind: Date, value: value}, true }
	if k >= len(s.low) {
		return match{}, false
	}
	first := time.Date(s.ref.Year(), s.ref.Month(), 1, 0, 0, 0, 0, time.UTC)
	w := s.low[k]
	if d, ok := s.day(k); ok && len(w) > 5 {
		// The weekday of the last, this or the next calendar week; "this" is never behind where "coming" says so.
		return date(s.ref.AddDate(0, 0, d-isoWeekday(s.ref)+7*n).Format("2006-01-02"))
	}
	if m, ok := s.month(k); ok && len(w) > 2 {
		year := s.ref.Year()
		if n < 0 && m >= s.ref.Month() {
			year--
		} else if n > 0 && m <= s.ref.Month() {
			year++
		}
		return date(fmt.Sprintf("%04d-%02d", year, m))
	}
	if code, ok := seasons[w]; ok {
		return date(fmt.Sprintf("%04d-%s", s.ref.Year()+s.seasonShift(code, n), code))
	}
	if code, ok := dayParts[w]; ok {
		switch {
		case word == "this":
			return match{end: k + 1, kind: Clock, value: s.ref.Format("2006-01-02") + code}, true
		case word == "last" && (w == "night" || w == "evening"):
			return match{end: k + 1, kind: Clock, value: s.ref.AddDate(0, 0, -1).Format("2006-01-02") + code}, true
		}
		return match{}, false
	}
	switch w {
	case "week":
		return date(week(s.ref.AddDate(0, 0, 7*n)))
	case "weekend":
		return date(week(s.ref.AddDate(0, 0, 7*n)) + "-WE")
	case "month":
		return date(first.AddDate(0, n, 0).Format("2006-01"))
	case "quarter":
		t := first.AddDate(0, 3*n, 0)
		return date(fmt.Sprintf("%04d-Q%d", t.Year(), (int(t.Month())+2)/3))
	case "year":
		return date(fmt.Sprintf("%04d", s.ref.Year()+n))
	case "decade":
		return date(fmt.Sprintf("%03d", s.ref.Year()/10+n))
	case "century":
		return date(fmt.Sprintf("%02d", s.ref.Year()/100+n))
	}
	return match{}, false
}

// seasonShift is the year of "last summer", "next fall" relative to the reference's: northern seasons, each named
// after the year it begins in.
func (s *scanner) seasonShift(code string, n int) int {
	begins := map[string]time.Month{"SP": 3, "SU": 6, "FA": 9, "WI": 12}[code]
	switch {
	case n < 0 && s.ref.Month() < begins+3:
		return -1
	case n > 0 && s.ref.Month() >= begins:
		return 1
	}
	return 0
}

// quarter reads "the third quarter of 2021", "fourth quarter", "the second half of 2021".
func (s *scanner) quarter(i int) match {
	k := i
	if s.is(k, "the") {
		k++
	}
	n := ordinals[s.at(k)]
	if s.is(k+1, "-") {
		k++
	}
	letter, most := "Q", 4
	if s.is(k+1, "half") {
		letter, most = "H", 2
	} else if !s.is(k+1, "quarter") {
		return match{}
	}
	if n < 1 || n > most {
		return match{}
	}
	if year, end := s.yearAfter(k + 2); end > 0 {
		return match{end: end, kind: Date, value: fmt.Sprintf("%04d-%s%d", year, letter, n)}
	}
	if letter == "H" {
		return match{} // of a match, of a book
	}
	if !s.known {
		return match{end: k + 2, kind: Date, value: fmt.Sprintf("XXXX-Q%d", n)}
	}
	year := s.ref.Year()
	if (int(s.ref.Month())+2)/3 < n && s.side(i, k+2) <= 0 {
		year--
	}
	return match{end: k + 2, kind: Date, value: fmt.Sprintf("%04d-Q%d", year, n)}
}
