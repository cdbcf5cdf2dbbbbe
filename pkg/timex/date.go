package timex

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// monthFirst reads "Jan. 10, 2022", "January 10", "January 2022", "January".
func (s *scanner) monthFirst(i int) match {
	m, ok := s.month(i)
	if !ok {
		return match{}
	}
	k := i + 1
	if s.is(k, "the") {
		k++
	}
	if day, ok := s.small(k, 2); ok && day >= 1 && day <= 31 && !s.is(k+1, "%", "percent") {
		if year, end := s.yearAfter(k + 1); end > 0 {
			return dated(end, year, m, day)
		}
		return match{end: k + 1, kind: Date, value: s.monthDay(m, day, i, k+1)}
	}
	k = i + 1
	if s.is(k, "of", ",") {
		k++
	}
	if year, ok := s.plainYear(k); ok {
		return match{end: k + 1, kind: Date, value: fmt.Sprintf("%04d-%02d", year, m)}
	}
	if s.is(i+1, "this", "last", "next") && s.is(i+2, "year") && s.known {
		return match{end: i + 3, kind: Date, value: fmt.Sprintf("%04d-%02d", s.ref.Year()+shift(s.low[i+1]), m)}
	}
	// Alone, "may" and "march" are verbs as well and "jan" may be a person.
	full := len(s.low[i]) > 3 || s.doc.Tokens[i].Text[len(s.doc.Tokens[i].Text)-1] == '.'
	if !full && s.low[i] != "may" || (s.low[i] == "may" || s.low[i] == "march" || s.low[i] == "august" || s.low[i] == "april" || s.low[i] == "june") &&
		!s.is(i-1, "in", "since", "until", "by", "of", "during", "from", "to", "through", "early", "late", "mid", "-", "before", "after", "and", "for") {
		return match{}
	}
	return match{end: i + 1, kind: Date, value: s.monthNear(m, i, i+1)}
}

// dayFirst reads "10 January 2022", "10th of January", "the 10th of January".
func (s *scanner) dayFirst(i int) match {
	k := i
	if s.is(k, "the") {
		k++
	}
	day, ok := s.small(k, 2)
	if !ok || day < 1 || day > 31 {
		return match{}
	}
	k++
	if s.is(k, "of") {
		k++
	}
	m, ok := s.month(k)
	if !ok {
		return match{}
	}
	if year, end := s.yearAfter(k + 1); end > 0 {
		return dated(end, year, m, day)
	}
	return match{end: k + 1, kind: Date, value: s.monthDay(m, day, i, k+1)}
}

// numericDate reads 2022-01-10 and, with the year last, 01/10/2022: month first, as American agencies write, unless
// only the other order is a date.
func (s *scanner) numericDate(i int) match {
	if dots := strings.Split(s.at(i), "."); len(dots) == 3 && s.number(i) && len(dots[2]) == 4 { // 10.01.2022 is one token
		var n [3]int
		for k, part := range dots {
			n[k], _ = strconv.Atoi(part) // what is no number is 0, and no date
		}
		return dated(i+1, n[2], time.Month(n[1]), n[0])
	}
	if !s.number(i) || !s.is(i+1, "-", "/") || s.low[i+1] != s.at(i+3) || !s.touching(i+1) || !s.touching(i+2) || !s.touching(i+4) {
		return match{}
	}
	a, okA := s.small(i, 4)
	b, okB := s.small(i+2, 2)
	c, okC := s.small(i+4, 4)
	if !okA || !okB || !okC {
		return match{}
	}
	switch {
	case len(s.low[i]) == 4:
		return dated(i+5, a, time.Month(b), c)
	case len(s.low[i+4]) == 4 && a > 12:
		return dated(i+5, c, time.Month(b), a)
	case len(s.low[i+4]) == 4:
		return dated(i+5, c, time.Month(a), b)
	}
	return match{}
}

func (s *scanner) at(i int) string {
	if i < len(s.low) {
		return s.low[i]
	}
	return ""
}

// weekday reads "Monday", "Monday, Jan. 10".
func (s *scanner) weekday(i int) match {
	if d, ok := weekdayPlurals[s.low[i]]; ok && s.capital(i) {
		return match{end: i + 1, kind: Set, value: fmt.Sprintf("XXXX-WXX-%d", d)}
	}
	d, ok := s.day(i)
	if !ok {
		return match{}
	}
	k := i + 1
	if s.is(k, ",") {
		k++
	}
	for _, r := range []rule{(*scanner).monthFirst, (*scanner).dayFirst, (*scanner).numericDate} {
		if m := r(s, min(k, len(s.low)-1)); k < len(s.low) && m.end > k+1 && dayLen(m.value) == 10 {
			return m
		}
	}
	if len(s.low[i]) <= 5 && s.low[i] != "monday" {
		return match{}
	}
	return match{end: i + 1, kind: Date, value: s.dayNear(d, i, i+1)}
}

// decade reads "1990s", "the '90s", "the nineties".
func (s *scanner) decade(i int) match {
	k := i
	if s.is(k, "the") {
		k++
	}
	w := s.at(k)
	switch {
	case len(w) == 5 && s.number(k) && w[3:] == "0s" && (w[0] == '1' || w[0] == '2'):
		return match{end: k + 1, kind: Date, value: w[:3]}
	case s.is(k, "'", "’", "‘") && len(s.at(k+1)) == 3 && s.touching(k+1) && strings.HasSuffix(s.low[k+1], "0s"):
		return match{end: k + 2, kind: Date, value: "19" + s.low[k+1][:1]}
	case k > i && decadeWords[w] > 0:
		return match{end: k + 1, kind: Date, value: fmt.Sprintf("19%d", decadeWords[w])}
	}
	return match{}
}

// century reads "the 20th century", "nineteenth century".
func (s *scanner) century(i int) match {
	k := i
	if s.is(k, "the") {
		k++
	}
	n, ok := s.small(k, 2)
	if !ok {
		n = ordinals[s.at(k)]
	}
	if s.is(k+1, "-") {
		k++
	}
	if n < 2 || n > 30 || !s.is(k+1, "century") {
		return match{}
	}
	return match{end: k + 2, kind: Date, value: fmt.Sprintf("%02d", n-1)}
}

// year reads a year that stands alone, in digits or, in broadcast scripts, in words ("nineteen ninety-six").
func (s *scanner) year(i int) match {
	k := i
	if s.is(k, "fiscal") {
		k++
	}
	if y, ok := s.plainYear(k); ok && !s.counts(k) {
		return match{end: k + 1, kind: Date, value: fmt.Sprintf("%04d", y)}
	}
	if s.is(i, "nineteen") {
		k := i + 1
		tens, used := s.count(k)
		if s.is(k+1, "-") && used == 1 && tens >= 20 {
			if ones, n := s.count(k + 2); n == 1 && ones < 10 {
				tens, used = tens+ones, 3
			}
		}
		if used > 0 && tens >= 10 && tens < 100 && tens == float64(int(tens)) {
			return match{end: k + used, kind: Date, value: fmt.Sprintf("19%02d", int(tens))}
		}
	}
	return match{}
}

// counts says that the four digits at i are a number of something rather than a year.
func (s *scanner) counts(i int) bool {
	if i > 0 && s.is(i-1, "$", "£", "€", "#", "some", "about", "nearly", "than", "least", "roughly", "approximately", "up", "-", "/", "No") && !s.is(i-2, "mid", "early", "late") {
		return true
	}
	if s.is(i+1, "%", "percent", "per", "people", "troops", "soldiers", "men", "women", "km", "kilometres", "kilometers", "miles", "metres", "meters", "dollars",
		"tons", "tonnes", "hours", "days", "civilians", "refugees", "others", "workers", "members", "words", "hrs", "gmt", "local", "utc") {
		return true
	}
	return s.is(i+1, "/", ":", "-") && s.touching(i+1) && s.number(i+2) && len(s.at(i+2)) < 4
}

func (s *scanner) plainYear(i int) (int, bool) {
	if !s.number(i) || len(s.low[i]) != 4 {
		return 0, false
	}
	y, ok := s.small(i, 4)
	return y, ok && y >= 1500 && y < 2100
}

// yearAfter reads ", 2022" or "2022" at token i.
func (s *scanner) yearAfter(i int) (year, end int) {
	k := i
	if s.is(k, ",", "of") {
		k++
	}
	if y, ok := s.plainYear(k); ok {
		return y, k + 1
	}
	return 0, 0
}

func (s *scanner) month(i int) (time.Month, bool) {
	if i >= len(s.low) || !s.capital(i) {
		return 0, false
	}
	m, ok := months[s.low[i]]
	return m, ok
}

func (s *scanner) day(i int) (int, bool) {
	if i < 0 || i >= len(s.low) || !s.capital(i) {
		return 0, false
	}
	d, ok := weekdays[s.low[i]]
	return d, ok
}

// dated is a full date, nothing where the calendar has no such day.
func dated(end, year int, month time.Month, day int) match {
	d := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if d.Day() != day || d.Month() != month {
		return match{}
	}
	return match{end: end, kind: Date, value: d.Format("2006-01-02")}
}
