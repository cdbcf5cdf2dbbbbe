package timex

import (
	"fmt"
	"strconv"
	"strings"
)

// clock reads "10:30", "3 p.m.", "3pm", "noon", "midnight", with a zone and a date that follow: "9 a.m. EST on Friday".
func (s *scanner) clock(i int) match {
	hour, minute, end, ok := s.hour(i)
	if !ok {
		return match{}
	}
	for s.is(end, "gmt", "utc", "est", "edt", "et", "cet", "msk", "bst", "pst", "pdt", "local", "moscow") || s.is(end, "time") && end > i+1 {
		end++
	}
	part := fmt.Sprintf("T%02d:%02d", hour, minute)
	k := end
	if s.is(k, "on", ",") {
		k++
	}
	for _, r := range []rule{(*scanner).weekday, (*scanner).monthFirst, (*scanner).dayFirst, (*scanner).deictic} {
		if k >= len(s.low) {
			break
		}
		if m := r(s, k); m.end > 0 && dayLen(m.value) == 10 && len(m.value) == 10 {
			return match{end: m.end, kind: Clock, value: m.value + part}
		}
	}
	day := "XXXX-XX-XX"
	if s.known {
		day = s.ref.Format("2006-01-02")
	}
	return match{end: end, kind: Clock, value: day + part, floating: true}
}

// hour reads the time of day at token i.
func (s *scanner) hour(i int) (hour, minute, end int, ok bool) {
	switch {
	case s.is(i, "noon"):
		return 12, 0, i + 1, true
	case s.is(i, "midnight"):
		return 0, 0, i + 1, true
	case !s.number(i):
		return 0, 0, 0, false
	}
	w := s.low[i]
	half := ""
	for _, h := range []string{"am", "pm"} {
		if strings.HasSuffix(w, h) {
			w, half = strings.TrimSuffix(w, h), h
		}
	}
	end = i + 1
	if half == "" {
		if s.is(end, "am", "pm", "a.m", "p.m") {
			half = s.low[end][:1] + "m"
			end++
		}
	}
	h, m, colon := strings.Cut(w, ":")
	if !colon {
		m = "0"
	}
	if !oneOrTwoDigits(h) || !oneOrTwoDigits(m) || colon && len(m) != 2 {
		return 0, 0, 0, false
	}
	hour, _ = strconv.Atoi(h) // one or two ASCII digits
	minute, _ = strconv.Atoi(m)
	if half == "" && !(colon && (s.is(i-1, "at", "by", "until", "around", "from", "about", "before", "after", "since") || s.is(end, "gmt", "utc", "est", "et", "local", "moscow", "on"))) {
		return 0, 0, 0, false
	}
	if half != "" && (hour < 1 || hour > 12) || hour > 24 || minute > 59 {
		return 0, 0, 0, false
	}
	if half == "pm" && hour < 12 {
		hour += 12
	} else if half == "am" && hour == 12 {
		hour = 0
	}
	return hour, minute, end, true
}

func oneOrTwoDigits(s string) bool {
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	return (len(s) == 1 || len(s) == 2) && digit(s[0]) && digit(s[len(s)-1])
}

// partOfDay adds "morning", "night" to a date before it: "Monday night".
func (s *scanner) partOfDay(m match) match {
	if m.kind != Date || dayLen(m.value) != 10 || len(m.value) != 10 && !strings.HasPrefix(m.value, "XXXX-WXX") {
		return m
	}
	if code, ok := dayParts[s.at(m.end)]; ok {
		return match{end: m.end + 1, kind: Clock, value: m.value + code}
	}
	return m
}
