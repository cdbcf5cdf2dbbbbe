package neardup

import "time"

// evidence is what the alignment of two texts tells, in the terms that the
// rules are written in.
type evidence struct {
	ofCopy, ofOriginal   float64 // covered share of own substance, 0..1
	copyOwn, originalOwn float64 // weight of the own substance, about its words
	passages             int
	matched              int     // words of the copy in aligned runs
	longest              int     // words of the longest run outside quotation marks
	edits                int     // words in the gaps of passages, both sides
	agree, conflict      float64 // numbers and names in passages: that agree, that were exchanged
	namesC, namesO       float64 // share of each side's names that the other has anywhere
	numbersC, numbersO   float64 // the same of numbers
	leadC, leadO         float64 // covered share of each side's first words
	title                float64 // share of the shorter title's words in the other, 0..1
	untitled             bool    // one of the two has no title
	apart                time.Duration
	timed                bool
}

// Weights of words in a text's own substance. Quoted words are evidence of a
// common speaker, not of a common author; common words carry little.
const (
	weightCommon    = 0.3
	weightQuoted    = 0.1
	weightFurniture = 0.05
	weightIdeogram  = 0.5
)

// leadWeight is the length of a lead, in weight: some 40 words.
const leadWeight = 25

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
	if t.is(furniture) {
		w *= weightFurniture
	}
	return w
}

// side is one text of a comparison and what of it was found in the other.
type side struct {
	tokens  []token
	covered []bool
	freq    []float32 // boilerplate weights
}

func newSide(ts []token, freq []float32) side {
	return side{ts, make([]bool, len(ts)), freq}
}

// weigh sums up an alignment. freq are the boilerplate weights of the copy's words.
func weigh(c, o Text, ps []passage, freq []float32) evidence {
	var e evidence
	a, b := newSide(c.tokens, freq), newSide(o.tokens, make([]float32, len(o.tokens)))
	for i := range b.freq {
		b.freq[i] = 1
	}
	e.passages = len(ps)
	for n, p := range ps {
		e.matched += p.words
		if n > 0 {
			e.between(a, b, ps[n-1].last(), p.first())
		}
		for i, r := range p.runs {
			plain := 0
			for k := range r.n {
				a.covered[r.c+k], b.covered[r.o+k] = true, true
				b.freq[r.o+k] = freq[r.c+k]
				if t := c.tokens[r.c+k]; !t.is(quoted | furniture) {
					plain++
					if t.is(number | name) {
						e.agree++
					}
				}
			}
			e.longest = max(e.longest, plain)
			if i > 0 {
				e.gap(a, b, p.runs[i-1], r)
			}
		}
	}
	e.copyOwn, e.ofCopy, e.leadC = a.substance()
	e.originalOwn, e.ofOriginal, e.leadO = b.substance()
	e.namesC, e.namesO = shared(c.tokens, o.tokens, name)
	e.numbersC, e.numbersO = shared(c.tokens, o.tokens, number)
	e.title = titles(c.title, o.title)
	e.untitled = len(c.title) == 0 || len(o.title) == 0
	if e.timed = !c.publishedAt.IsZero() && !o.publishedAt.IsZero(); e.timed {
		e.apart = c.publishedAt.Sub(o.publishedAt).Abs()
	}
	return e
}

// gap weighs what was changed between two runs of one passage. A misspelt
// word is covered; a number or name that differs on both sides was exchanged,
// and speaks for a form.
func (e *evidence) gap(a, b side, last, next run) {
	for i := last.c + last.n; i < next.c; i++ {
		for j := last.o + last.n; j < next.o; j++ {
			if !b.covered[j] && misspelt(a.tokens[i], b.tokens[j]) {
				a.covered[i], b.covered[j] = true, true
				break
			}
		}
	}
	var numbers, names [2]int
	count := func(s side, from, to, which int) {
		for i := from; i < to; i++ {
			t := s.tokens[i]
			if s.covered[i] || t.is(quoted|furniture) {
				continue
			}
			e.edits++
			switch {
			case t.is(number):
				numbers[which]++
			case t.is(name):
				names[which]++
			}
		}
	}
	count(a, last.c+last.n, next.c, 0)
	count(b, last.o+last.n, next.o, 1)
	e.conflict += float64(min(numbers[0], numbers[1]) + min(names[0], names[1]))
}

// between weighs what lies between two passages that follow each other in both
// texts: the slot of a form may hold a list. It counts half, since an editor
// also drops one paragraph and adds another.
func (e *evidence) between(a, b side, last, next run) {
	const maxSlot = 60
	c, o := next.c-last.c-last.n, next.o-last.o-last.n
	if c <= 0 || o <= 0 || c > maxSlot || o > maxSlot {
		return
	}
	was := e.conflict
	edits := e.edits
	e.gap(a, b, last, next)
	e.conflict, e.edits = was+(e.conflict-was)/2, edits
}

// substance weighs a text's own words, and the share covered of all and of the lead.
func (s side) substance() (all, covered, lead float64) {
	var got, leadAll, leadGot float64
	for i, t := range s.tokens {
		w := weight(t) * float64(s.freq[i])
		all += w
		if s.covered[i] {
			got += w
		}
		if all < leadWeight {
			leadAll, leadGot = all, got
		}
	}
	return all, share(got, all), share(leadGot, leadAll)
}

// shared gives the share of each side's words of a kind, outside quotation
// marks and furniture, that the other side has anywhere; 1 where it has none.
func shared(a, b []token, k kind) (ofA, ofB float64) {
	seen := make(map[uint32]uint8, 64)
	for i, ts := range [][]token{a, b} {
		for _, t := range ts {
			if t.is(k) && !t.is(quoted|furniture) {
				seen[t.folded] |= 1 << i
			}
		}
	}
	var n [4]int
	for _, s := range seen {
		n[s]++
	}
	ofA, ofB = 1, 1
	if m := n[1] + n[3]; m > 0 {
		ofA = float64(n[3]) / float64(m)
	}
	if m := n[2] + n[3]; m > 0 {
		ofB = float64(n[3]) / float64(m)
	}
	return ofA, ofB
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
