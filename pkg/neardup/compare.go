package neardup

import (
	"slices"
)

// Compare aligns a text with an earlier one and reports whether it is a copy
// of it. The rarity of words comes from the index as it stands.
func (x *Index) Compare(copy, original Text) (Match, bool) {
	if copy.offTopic && original.offTopic && titles(copy.title, original.title) == 0 {
		// One text under two headlines that is about neither.
		return Match{}, false
	}
	if same(copy, original) {
		return Match{Relation: Exact, Score: 1, OfCopy: 1, OfOriginal: 1, Rule: "same_words", Spans: whole(copy, original)}, true
	}
	ps := align(copy, original)
	if scant(ps) {
		return Match{}, false
	}
	e := weigh(copy, original, ps, x.frequencies(copy))
	m, ok := judge(e)
	if ok {
		m.Spans = spans(copy.tokens, original.tokens, ps)
	}
	return m, ok
}

// same tells that two bodies have the same words and numbers.
func same(a, b Text) bool {
	return len(a.tokens) > 0 && a.rest == b.rest &&
		slices.EqualFunc(a.tokens, b.tokens, func(s, t token) bool { return s.exact == t.exact })
}

func whole(c, o Text) []Aligned {
	return spans(c.tokens, o.tokens, []passage{{runs: []run{{0, 0, len(c.tokens)}}}})
}

// spans gives the runs of passages in code points, cut where a word was only
// equal after its spelling was folded.
func spans(c, o []token, ps []passage) []Aligned {
	var out []Aligned
	for _, p := range ps {
		for _, r := range p.runs {
			for i := 0; i < r.n; i++ {
				from := i
				for i < r.n && c[r.c+i].exact == o[r.o+i].exact {
					i++
				}
				if i > from {
					out = append(out, Aligned{int(c[r.c+from].start), int(c[r.c+i-1].end), int(o[r.o+from].start), int(o[r.o+i-1].end)})
				}
			}
		}
	}
	return out
}
