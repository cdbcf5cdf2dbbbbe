package timex

import (
	"fmt"
	"strconv"
)

// duration reads "three days", "10-hour", "half an hour", "several weeks", "a year and a half".
func (s *scanner) duration(i int) match {
	if s.is(i, "half") && s.is(i+1, "a", "an") {
		if u, ok := units[s.at(i+2)]; ok {
			return match{end: i + 3, kind: Duration, value: length(.5, u)}
		}
	}
	value, used := s.amount(i)
	if used == 0 {
		return match{}
	}
	k := i + used
	if s.is(k, "-") {
		k++
	} else if s.is(k, "more", "consecutive", "straight", "full", "whole", "long", "calendar", "working") {
		k++
	}
	u, ok := units[s.at(k)]
	if !ok || s.is(k+1, "-") && s.is(k+2, "old") || s.is(k, "second") && !s.is(k-1, "-") || s.is(k, "quarter", "quarters", "weekend") {
		return match{}
	}
	end := k + 1
	if value == 1 && used == 1 && s.is(i, "a", "an") {
		if s.is(end, "and") && s.is(end+1, "a") && s.is(end+2, "half") {
			return match{end: end + 3, kind: Duration, value: length(1.5, u)}
		}
		if !s.measures(i, end) {
			return match{}
		}
	}
	if value < 0 {
		return match{end: end, kind: Duration, value: vagueLength(u)}
	}
	return match{end: end, kind: Duration, value: length(value, u)}
}

// measures tells "within a year" from "$5 a year" and "a day of joy".
func (s *scanner) measures(i, end int) bool {
	return s.is(i-1, "for", "in", "within", "after", "over", "about", "nearly", "almost", "than", "least", "under", "around", "just", "only", "every") ||
		s.is(end, "later", "earlier", "before", "after", "long", "-")
}

// amount reads how many: a number, an article (1), or a vague word (-1).
func (s *scanner) amount(i int) (value float64, used int) {
	if v, n := s.count(i); n > 0 {
		return v, n
	}
	switch {
	case s.is(i, "a") && s.is(i+1, "few", "couple"):
		if s.is(i+2, "of") {
			return -1, 3
		}
		return -1, 2
	case s.is(i, "a", "an"):
		return 1, 1
	case s.is(i, "several", "many", "few"):
		return -1, 1
	}
	return 0, 0
}

// ago reads "three decades ago", "a year earlier", "two weeks from now": a date as exact as its unit.
func (s *scanner) ago(i int) match {
	value, used := s.amount(i)
	if used == 0 {
		return match{}
	}
	k := i + used
	u, ok := units[s.at(k)]
	if !ok {
		return match{}
	}
	sign, end := -1, k+2
	switch {
	case s.is(k+1, "ago"):
	case s.is(k+1, "earlier") && u.letter == "Y" && value == 1:
	case s.is(k+1, "from") && s.is(k+2, "now"), s.is(k+1, "from") && s.is(k+2, "today"):
		sign, end = 1, k+3
	default:
		return match{}
	}
	if value < 0 {
		return match{end: end, kind: Date, value: map[int]string{-1: "PAST_REF", 1: "FUTURE_REF"}[sign]}
	}
	if !s.known || value > 1e4 {
		return match{end: end}
	}
	return s.away(end, sign, value, s.low[k], u)
}

// away is the date that lies value units off the reference.
func (s *scanner) away(end, sign int, value float64, name string, u unit) match {
	n := sign * int(value*u.times)
	m := match{end: end, kind: Date}
	switch {
	case u.clock:
		m.value = map[int]string{-1: "PAST_REF", 1: "FUTURE_REF"}[sign]
	case u.letter == "D":
		m.value = s.ref.AddDate(0, 0, n).Format("2006-01-02")
	case u.letter == "W":
		m.value = week(s.ref.AddDate(0, 0, 7*n))
	case u.letter == "M":
		m.value = s.ref.AddDate(0, n, 1-s.ref.Day()).Format("2006-01")
	default:
		year := s.ref.Year() + n
		if year < 1 {
			return match{end: end, kind: Date, value: "PAST_REF"}
		}
		m.value = fmt.Sprintf("%04d", year)
		if name == "decade" || name == "decades" {
			m.value = m.value[:3]
		} else if name == "century" || name == "centuries" {
			m.value = m.value[:2]
		}
	}
	if len(m.value) > 10 || n > 1e6 {
		return match{end: end}
	}
	return m
}

// set reads recurrences: "daily", "every two weeks", "each Thursday", "twice a week".
func (s *scanner) set(i int) match {
	if v, ok := recurrences[s.low[i]]; ok {
		return match{end: i + 1, kind: Set, value: v}
	}
	found := func(end int, value string) match { return match{end: end, kind: Set, value: value} }
	switch {
	case s.is(i, "every", "each"):
		k := i + 1
		value, used := 1.0, 0
		if s.is(k, "other") {
			value, used = 2, 1
		} else if v, n := s.count(k); n > 0 {
			value, used = v, n
		}
		k += used
		if d, ok := s.day(k); ok && used == 0 {
			return found(k+1, fmt.Sprintf("XXXX-WXX-%d", d))
		}
		if m, ok := s.month(k); ok && used == 0 {
			return found(k+1, fmt.Sprintf("XXXX-%02d", m))
		}
		if u, ok := units[s.at(k)]; ok && s.low[k] != "second" {
			return found(k+1, length(value, u))
		}
	case s.is(i, "once", "twice") && s.is(i+1, "a", "an", "every", "each"):
		if u, ok := units[s.at(i+2)]; ok {
			return found(i+3, length(1, u))
		}
	}
	return match{}
}

var recurrences = map[string]string{
	"daily": "P1D", "nightly": "P1D", "weekly": "P1W", "monthly": "P1M", "quarterly": "P3M", "yearly": "P1Y", "annually": "P1Y", "hourly": "PT1H",
}

// length writes a duration. Halves of a year, day, hour or minute go into the next smaller unit (P2Y6M), others stay
// decimal, as ISO 8601 allows.
func length(n float64, u unit) string {
	n *= u.times
	p := "P"
	if u.clock {
		p = "PT"
	}
	whole := float64(int64(min(n, 1e15)))
	half, ok := map[string]string{"Y": "6M", "D": "T12H", "H": "30M"}[u.letter]
	if u.clock && u.letter == "M" {
		half, ok = "30S", true
	}
	if n-whole == .5 && ok {
		if whole == 0 {
			return p + half
		}
		return p + strconv.FormatFloat(whole, 'f', -1, 64) + u.letter + half
	}
	return p + strconv.FormatFloat(n, 'f', -1, 64) + u.letter
}

// vagueLength is a duration whose number is not told.
func vagueLength(u unit) string {
	switch {
	case u.clock:
		return "PTX" + u.letter
	case u.times == 10:
		return "PXDE"
	case u.times == 100:
		return "PXCE"
	}
	return "PX" + u.letter
}
