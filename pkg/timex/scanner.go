package timex

import (
	"strings"
	"time"

	"github.com/wirefold/wirefold/pkg/nlp"
	"github.com/wirefold/wirefold/pkg/quantity"
)

// match is what a rule found: tokens up to end (0: nothing), and their meaning. An empty value is an expression
// that is understood and means nothing without a reference.
type match struct {
	end      int
	kind     string
	value    string
	floating bool // a clock time whose day is only supposed
}

// scanner holds a document as the rules see it.
type scanner struct {
	doc   *nlp.Document
	low   []string // tokens in lower case, abbreviations without their stop
	ref   time.Time
	known bool // there is a reference
}

func newScanner(doc *nlp.Document, ref time.Time) *scanner {
	s := &scanner{doc: doc, low: make([]string, len(doc.Tokens)), known: !ref.IsZero()}
	s.ref = time.Date(ref.Year(), ref.Month(), ref.Day(), 0, 0, 0, 0, time.UTC)
	for i, t := range doc.Tokens {
		w := t.Text
		if t.Kind == nlp.Word || t.Kind == nlp.Number {
			w = strings.ToLower(w)
			if len(w) > 1 {
				w = strings.TrimSuffix(w, ".")
			}
		}
		s.low[i] = w
	}
	return s
}

type rule func(*scanner, int) match

// The order settles ties: of two matches of the same length the earlier rule's counts.
var rules = []rule{
	(*scanner).clock, (*scanner).numericDate, (*scanner).weekday, (*scanner).monthFirst, (*scanner).dayFirst,
	(*scanner).relative, (*scanner).ago, (*scanner).set, (*scanner).duration, (*scanner).decade, (*scanner).century,
	(*scanner).quarter, (*scanner).year, (*scanner).deictic, (*scanner).vague,
}

// longest is the longest match at token i, with what qualifies it ("early 2022", "nearly two years") taken in.
func (s *scanner) longest(i int) match {
	start := s.qualifier(i)
	best := s.plain(i)
	if start > i {
		if m := s.plain(start); m.end > best.end && m.kind != Clock && s.starts(start) {
			best = m
		}
	}
	if best.end == 0 || best.value == "" {
		return best
	}
	return s.partOfDay(best)
}

func (s *scanner) plain(i int) match {
	var best match
	if i >= len(s.low) || !opens[s.low[i]] && !s.number(i) {
		return best
	}
	for _, r := range rules {
		if m := r(s, i); m.end > best.end {
			best = m
		}
	}
	return best
}

// qualifier skips words that belong to an expression without changing its value and gives the token after them.
func (s *scanner) qualifier(i int) int {
	k := i
	if s.is(k, "the") {
		k++
	}
	switch {
	case s.is(k, "beginning", "start", "end", "middle", "close", "eve", "rest", "week") && s.is(k+1, "of"):
		return k + 2
	case s.is(k, "early", "late", "mid", "earlier", "later"):
		if s.is(k+1, "-") || s.is(k+1, "in", "on") {
			return k + 2
		}
		return k + 1
	case s.is(i, "more", "less", "fewer") && s.is(i+1, "than"), s.is(i, "at") && s.is(i+1, "least"), s.is(i, "up") && s.is(i+1, "to"):
		return i + 2
	case s.is(i+1, "the"): // "over the past year": a preposition
		return i
	case s.is(i, "nearly", "almost", "about", "around", "over", "approximately", "roughly", "some", "only", "under", "within", "just"):
		return i + 1
	}
	return i
}

// starts says that the expression at token i may bear a qualifier: it must not itself begin with a preposition.
func (s *scanner) starts(i int) bool { return i < len(s.low) && !s.is(i, "in", "on", "at", "of") }

// is says that token i is one of words.
func (s *scanner) is(i int, words ...string) bool {
	if i < 0 || i >= len(s.low) {
		return false
	}
	for _, w := range words {
		if s.low[i] == w {
			return true
		}
	}
	return false
}

// capital says that token i is written with a capital, as the names of months and days are.
func (s *scanner) capital(i int) bool {
	return i >= 0 && i < len(s.low) && s.doc.Tokens[i].Text != "" && s.doc.Tokens[i].Text[0] >= 'A' && s.doc.Tokens[i].Text[0] <= 'Z'
}

// touching says that token i follows the one before it without a blank.
func (s *scanner) touching(i int) bool {
	return i > 0 && i < len(s.low) && s.doc.Tokens[i-1].Span.End == s.doc.Tokens[i].Span.Start
}

func (s *scanner) number(i int) bool {
	return i < len(s.low) && s.doc.Tokens[i].Kind == nlp.Number
}

// count reads a number at token i: "two", "2 1/2", "a hundred". The look-ahead is bounded, so a text of number words
// is still read in linear time.
func (s *scanner) count(i int) (value float64, used int) {
	if i >= len(s.low) {
		return 0, 0
	}
	return quantity.Number(s.low[i:min(i+8, len(s.low))])
}

// small reads an integer of at most max digits out of token i, with an ordinal's ending allowed ("10th").
func (s *scanner) small(i, maxDigits int) (int, bool) {
	if !s.number(i) {
		return 0, false
	}
	w := s.low[i]
	for _, end := range []string{"st", "nd", "rd", "th"} {
		w = strings.TrimSuffix(w, end)
	}
	if w == "" || len(w) > maxDigits {
		return 0, false
	}
	n := 0
	for k := 0; k < len(w); k++ {
		if w[k] < '0' || w[k] > '9' {
			return 0, false
		}
		n = 10*n + int(w[k]-'0')
	}
	return n, true
}
