package neardup

import "time"

// evidence is what the alignment of two texts tells, in the terms that the
// rules are written in.
type evidence struct {
	ofCopy, ofOriginal   float64 // covered share of own substance, 0..1
	copyOwn, originalOwn float64 // weight of the own substance
	matched              int     // words in aligned passages that agree
	longest              int     // words of the longest run outside quotation marks
	edits                int     // words in the gaps of passages, both sides
	agree, conflict      float64 // numbers and names in passages: that agree, that were exchanged
	namesC, namesO       float64 // share of each side's names and numbers outside quotes that passages cover
	title                float64 // share of the shorter title's words in the other, 0..1
	apart                time.Duration
	timed                bool
}

// Weights of words in a text's own substance. Quoted words are evidence of a
// common speaker, not of a common author; common words carry little.
const (
	weightCommon   = 0.3
	weightQuoted   = 0.1
	weightIdeogram = 0.5
)

func weight(t token) float64 {
	w := 1.0
	if t.is(common) {
		w = weightCommon
	}
	if t.is(ideogram) {
		w *= weightIdeogram
	}
	if t.is(quoted) {
		w *= weightQuoted
	}
	return w
}

// weigh sums up an alignment. freq are the boilerplate weights of the copy's words.
func weigh(c, o Text, ps []passage, freq []float32) evidence {
	var e evidence
	coveredC, coveredO := make([]bool, len(c.tokens)), make([]bool, len(o.tokens))
	freqO := make([]float32, len(o.tokens))
	for i := range freqO {
		freqO[i] = 1
	}
	for _, p := range ps {
		e.matched += p.words
		for i, r := range p.runs {
			plain := 0
			for k := range r.n {
				tc := c.tokens[r.c+k]
				coveredC[r.c+k], coveredO[r.o+k] = true, true
				freqO[r.o+k] = freq[r.c+k]
				if !tc.is(quoted) {
					plain++
					if tc.is(number | name) {
						e.agree++
					}
				}
			}
			e.longest = max(e.longest, plain)
			if i > 0 {
				e.gap(c.tokens, o.tokens, p.runs[i-1], r)
			}
		}
	}
	var got, names, gotNames float64
	e.copyOwn, got, names, gotNames = substance(c.tokens, coveredC, freq)
	e.ofCopy, e.namesC = share(got, e.copyOwn), share(gotNames, names)
	e.originalOwn, got, names, gotNames = substance(o.tokens, coveredO, freqO)
	e.ofOriginal, e.namesO = share(got, e.originalOwn), share(gotNames, names)
	e.title = titles(c.title, o.title)
	if e.timed = !c.publishedAt.IsZero() && !o.publishedAt.IsZero(); e.timed {
		e.apart = c.publishedAt.Sub(o.publishedAt).Abs()
	}
	return e
}

// gap counts what was changed between two runs of one passage: a number or
// name on both sides that differs was exchanged, and speaks for a form.
func (e *evidence) gap(c, o []token, last, next run) {
	var numbers, names [2]int
	side := func(ts []token, i int) {
		for _, t := range ts {
			if t.is(quoted) {
				continue
			}
			e.edits++
			switch {
			case t.is(number):
				numbers[i]++
			case t.is(name):
				names[i]++
			}
		}
	}
	side(c[last.c+last.n:next.c], 0)
	side(o[last.o+last.n:next.o], 1)
	e.conflict += float64(min(numbers[0], numbers[1]) + min(names[0], names[1]))
}

func substance(ts []token, covered []bool, freq []float32) (all, got, names, gotNames float64) {
	for i, t := range ts {
		w := weight(t) * float64(freq[i])
		all += w
		if covered[i] {
			got += w
		}
		if t.is(number|name) && !t.is(quoted) {
			names++
			if covered[i] {
				gotNames++
			}
		}
	}
	return
}

func share(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

// titles gives the share of the shorter title's words that the other has too.
func titles(a, b []uint32) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return 0
	}
	n := 0
	for _, w := range a {
		for _, v := range b {
			if v == w {
				n++
				break
			}
		}
	}
	return float64(n) / float64(len(a))
}
