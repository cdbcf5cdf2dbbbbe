// Package quantity finds amounts in news text: how many of what. "an estimated 100,000 troops" is 100000 troops,
// roughly; "$1.5 billion" is 1500000000 USD; "5 percent" is 5 percent.
//
// It promises, for any text:
//   - spans are code points of the document, in order, not empty, and do not overlap;
//   - a value is finite and not negative, and there is no quantity without a unit: a bare number, an ordinal, a year,
//     a date or a length of time (package timex) is none;
//   - money has its ISO 4217 code as unit, shares are "percent", things counted keep the noun of the text;
//   - time and memory grow linearly with the text.
package quantity

import (
	"strings"

	"github.com/wirefold/wirefold/pkg/nlp"
)

// Quantity is one amount.
type Quantity struct {
	Span   nlp.Span
	Value  float64
	Unit   string
	Approx bool // "about", "an estimated", "more than": the text does not stand for the exact number
}

// Find gives the amounts of a document in order.
func Find(doc *nlp.Document) []Quantity {
	r := reader{doc: doc, low: make([]string, len(doc.Tokens))}
	for i, t := range doc.Tokens {
		r.low[i] = strings.ToLower(t.Text)
	}
	var found []Quantity
	for i := 0; i < len(doc.Tokens); {
		q, end := r.amount(i)
		if end == 0 {
			i++
			continue
		}
		from := i
		for n := r.hedge(from); n > 0; n = r.hedge(from) {
			from, q.Approx = from-n, true
		}
		q.Span = nlp.Span{Start: doc.Tokens[from].Span.Start, End: doc.Tokens[end-1].Span.End}
		if n := len(found); n == 0 || found[n-1].Span.End <= q.Span.Start {
			found = append(found, q)
		}
		i = end
	}
	return found
}

// reader holds the document's tokens in lower case.
type reader struct {
	doc *nlp.Document
	low []string
}

func (r *reader) at(i int) string {
	if i < 0 || i >= len(r.low) {
		return ""
	}
	return r.low[i]
}

// amount reads a number with its unit at token i; end is 0 if there is none.
func (r *reader) amount(i int) (q Quantity, end int) {
	currency := currencySigns[r.doc.Tokens[i].Text]
	k := i
	if currency != "" {
		k++
	}
	// Eight tokens hold the longest number that news writes out; the bound keeps the walk linear.
	value, used := Number(r.low[k:min(k+8, len(r.low))])
	if used == 0 || r.partOfLarger(k, k+used) {
		return q, 0
	}
	q.Value = value
	k += used
	if currency != "" {
		q.Unit = currency
		return q, k
	}
	if code := currencyNames[r.at(k)]; code != "" {
		q.Unit = code
		return q, k + 1
	}
	switch r.at(k) {
	case "%", "percent", "pct":
		q.Unit = "percent"
		return q, k + 1
	case "per":
		if r.at(k+1) == "cent" {
			q.Unit = "percent"
			return q, k + 2
		}
		return q, 0
	case "u.s.", "us", "canadian", "australian":
		if strings.HasPrefix(r.at(k+1), "dollar") {
			q.Unit = map[string]string{"u.s.": "USD", "us": "USD", "canadian": "CAD", "australian": "AUD"}[r.at(k)]
			return q, k + 2
		}
	}
	return r.counted(q, k)
}

// counted looks for the thing counted: a plural noun, with at most three words before it ("100,000 Russian troops",
// "two more armoured divisions").
func (r *reader) counted(q Quantity, k int) (Quantity, int) {
	for n := 0; n < 4 && k+n < len(r.low); n++ {
		t := r.doc.Tokens[k+n]
		w := r.low[k+n]
		if t.Kind != nlp.Word || len(w) < 2 || stops[w] || timeUnits[w] || t.Sentence != r.doc.Tokens[k-1].Sentence {
			return q, 0
		}
		if plural(w) && q.Value != 1 && (w == r.doc.Tokens[k+n].Text || n > 0) {
			words := make([]string, 0, n+1)
			for j := k; j <= k+n; j++ {
				words = append(words, r.doc.Tokens[j].Text)
			}
			q.Unit = strings.Join(words, " ")
			return q, k + n + 1
		}
	}
	return q, 0
}

// partOfLarger says that the number [start, end) is a piece of a date, time, score, range or designation ("T-72",
// "2022-01-10", "9/11") and so no amount by itself.
func (r *reader) partOfLarger(start, end int) bool {
	joint := func(i int) bool {
		switch r.at(i) {
		case "-", "/", ":", "–":
			return true
		}
		return false
	}
	touches := func(i int) bool {
		return i > 0 && i < len(r.doc.Tokens) && r.doc.Tokens[i-1].Span.End == r.doc.Tokens[i].Span.Start
	}
	if joint(start-1) && touches(start) || joint(end) && touches(end) && touches(end+1) {
		return true
	}
	if v, ok := digits(r.low[start]); ok && end == start+1 && len(r.low[start]) == 4 && v >= 1900 && v < 2100 && !strings.Contains(r.low[start], ".") {
		return !approximators[r.at(start-1)] && r.at(start-1) != "than"
	}
	return false
}

// hedge measures what softens the number before token i, in tokens.
func (r *reader) hedge(i int) int {
	a, b, c := r.at(i-1), r.at(i-2), r.at(i-3)
	switch {
	case (a == "estimated" || a == "approximate") && (b == "an" || b == "the"):
		return 2
	case a == "than" && (b == "more" || b == "less" || b == "fewer"), a == "to" && b == "up", a == "least" && b == "at", a == "most" && b == "at":
		return 2
	case (a == "as") && (b == "many" || b == "much") && c == "as":
		return 3
	case approximators[a]:
		return 1
	}
	return 0
}

// plural is a guess by ending; news counts in regular plurals, the others are listed.
func plural(w string) bool {
	if irregular[w] {
		return true
	}
	return len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && !strings.HasSuffix(w, "is")
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var (
	approximators = set("about around approximately roughly nearly almost some over estimated circa")
	irregular     = set("people men women children police personnel aircraft infantry cattle feet")
	timeUnits     = set("second seconds minute minutes hour hours day days night nights week weeks fortnight month months quarter quarters year years decade decades century centuries weekend weekends am pm")
	stops         = set(`the a an of in on at to for by with from and or but as that which who is are was were be been has have had
		will would could should may might than then if when while his her its their this these those such says does his 's ’s not after before between`)
	currencySigns = map[string]string{"$": "USD", "US$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₽": "RUB", "₴": "UAH"}
	currencyNames = map[string]string{"dollar": "USD", "dollars": "USD", "euro": "EUR", "euros": "EUR", "pounds": "GBP", "yen": "JPY", "yuan": "CNY", "rubles": "RUB", "roubles": "RUB", "hryvnia": "UAH", "hryvnias": "UAH", "rupees": "INR", "francs": "CHF"}
)
