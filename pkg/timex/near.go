package timex

import (
	"fmt"
	"strings"
	"time"

	"github.com/wirefold/wirefold/pkg/nlp"
)

// A date in news is seldom whole. What is missing is filled in from the reference and from the side of it on which
// the clause lies: what has happened is behind, what "will" or is "to" happen lies ahead.

// dayNear is the weekday d (Monday 1) nearest to the reference on the clause's side; the reference's own weekday is
// that day itself.
func (s *scanner) dayNear(d, start, end int) string {
	if !s.known {
		return fmt.Sprintf("XXXX-WXX-%d", d)
	}
	away := (d - isoWeekday(s.ref) + 7) % 7
	if away > 0 && s.side(start, end) <= 0 {
		away -= 7
	}
	return s.ref.AddDate(0, 0, away).Format("2006-01-02")
}

// monthDay fills in the year of a month and day: the clause's side if it has one, else the nearest.
func (s *scanner) monthDay(m time.Month, day, start, end int) string {
	if t := time.Date(2000, m, day, 0, 0, 0, 0, time.UTC); t.Day() != day {
		return "" // 31 June
	}
	if !s.known {
		return fmt.Sprintf("XXXX-%02d-%02d", m, day)
	}
	side := s.side(start, end)
	var best time.Time
	for year := s.ref.Year() - 1; year <= s.ref.Year()+1; year++ {
		t := time.Date(year, m, day, 0, 0, 0, 0, time.UTC)
		if side > 0 && t.Before(s.ref) || side < 0 && t.After(s.ref) {
			continue
		}
		if best.IsZero() || t.Sub(s.ref).Abs() < best.Sub(s.ref).Abs() {
			best = t
		}
	}
	return best.Format("2006-01-02")
}

// monthNear fills in the year of a month: the coming one ahead, else the last one, this month being both.
func (s *scanner) monthNear(m time.Month, start, end int) string {
	if !s.known {
		return fmt.Sprintf("XXXX-%02d", m)
	}
	year := s.ref.Year()
	if ahead := s.side(start, end) > 0; ahead && m < s.ref.Month() {
		year++
	} else if !ahead && m > s.ref.Month() {
		year--
	}
	return fmt.Sprintf("%04d-%02d", year, m)
}

// side tells where the clause around tokens [start, end) lies: 1 ahead, -1 behind, 0 not said. It looks at the
// nearest verb-like cue, at most ten tokens back and four ahead, within the sentence.
func (s *scanner) side(start, end int) int {
	sentence := s.doc.Tokens[start].Sentence
	for k := start - 1; k >= 0 && k >= start-10 && s.doc.Tokens[k].Sentence == sentence; k-- {
		w := s.low[k]
		switch {
		case aheadCues[w], deadlineCues[w] && start-k <= 4 && !s.is(start-1, "on"): // "by Friday", not "by telephone on Friday"
			return 1
		case w == "to" && s.is(k-1, "is", "are", "due", "set", "expected", "scheduled", "plans", "planned", "going", "about"):
			return 1
		case behindCues[w]:
			return -1
		// With a capital it is no verb: "the United States".
		case len(w) > 4 && strings.HasSuffix(w, "ed") && s.doc.Tokens[k].Kind == nlp.Word && w[0] == s.doc.Tokens[k].Text[0] && !s.is(k-1, "be", "are", "is"):
			return -1
		}
	}
	for k := end; k < len(s.low) && k < end+4 && s.doc.Tokens[k].Sentence == sentence; k++ {
		if s.is(k, "will", "would", "'ll", "’ll") {
			return 1
		}
		if behindCues[s.low[k]] {
			return -1
		}
	}
	return 0
}

var aheadCues = set("will", "'ll", "’ll", "would", "scheduled", "expected", "due", "upcoming", "shall", "expects", "ahead", "plans", "planned", "forthcoming", "deadline", "starting")
var deadlineCues = set("by", "until")
var behindCues = set("said", "told", "was", "were", "had", "met", "took", "held", "began", "came", "went", "made", "gave", "says", "since", "did", "left", "won", "lost", "saw", "spoke", "sent", "fell", "rose", "has", "have")

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

func isoWeekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// week is the ISO week of a day.
func week(t time.Time) string {
	y, w := t.ISOWeek()
	return fmt.Sprintf("%04d-W%02d", y, w)
}
