package neardup

import (
	"slices"
	"time"
)

// evidence is what the alignment of two texts tells, in the terms that the
// rules are written in.
type evidence struct {
	ofCopy, ofOriginal   float64       // covered share of own substance, 0..1
	copyOwn, originalOwn float64       // weight of the own substance, about its words
	inserted, around     float64       // own words of the copy between its passages, and before and after them, by weight
	left                 float64       // words of the original past its dateline that the copy lacks, by weight
	taken                float64       // own words of the copy that are covered, by weight
	replaced             float64       // own words between passages for which the other text has others in the same place, by weight
	furnished            bool          // one side is mostly page furniture
	passages, jumps      int           // passages, and those that go back in the original
	matched              int           // words of the copy in aligned runs
	longest              int           // words of the longest run outside quotation marks
	edits                int           // words in the gaps of passages, both sides
	misread              int           // words in the gaps that are one but for a few letters
	agree, conflict      float64       // numbers and names in passages: that agree, that were exchanged
	renamed              float64       // of the exchanged ones, the names
	moved                float64       // days and months that were exchanged, or the figures beside them
	figures              []uint32      // the numbers that agree in passages, without repeats
	namesC, namesO       float64       // share of each side's names that the other has anywhere
	numbersC, numbersO   float64       // the same of numbers
	leadC, leadO         float64       // covered share of each side's first words
	title                float64       // share of the shorter title's words in the other, 0..1
	untitled             bool          // one of the two has no title
	retimed              bool          // each title names a day that the other does not
	apart                time.Duration // between their publications, 0 if not known
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

// weight is what a word counts for. It is asked ten times a word in a comparison.
func weight(t token) float64 { return weights[t.kind&(common|ideogram|quoted|furniture)] }

var weights = func() (w [furniture << 1]float64) {
	for k := range w {
		w[k] = 1
		for _, part := range []struct {
			kind
			share float64
		}{{common, weightCommon}, {ideogram, weightIdeogram}, {quoted, weightQuoted}, {furniture, weightFurniture}} {
			if kind(k)&part.kind != 0 {
				w[k] *= part.share
			}
		}
	}
	return w
}()

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
	e := evidence{passages: len(ps), apart: between(c.publishedAt, o.publishedAt)}
	a, b := newSide(c.tokens, freq), newSide(o.tokens, make([]float32, len(o.tokens)))
	for i := range b.freq {
		b.freq[i] = 1
	}
	for _, p := range ps {
		e.passage(a, b, p)
	}
	for n := 0; n <= len(ps); n++ {
		if c, o, ok := slot(ps, n, len(a.tokens), len(b.tokens)); ok {
			e.slot(a, b, c, o)
		}
	}
	slices.Sort(e.figures)
	e.figures = slices.Compact(e.figures)
	e.copyOwn, e.ofCopy, e.leadC = a.substance()
	e.originalOwn, e.ofOriginal, e.leadO = b.substance()
	e.taken = e.ofCopy * e.copyOwn
	for i := 1; i < len(ps); i++ {
		if last, next := ps[i-1].last(), ps[i].first(); next.o < last.o+last.n {
			e.jumps++
		} else {
			e.replaced += min(a.lacking(last.c+last.n, next.c), b.lacking(last.o+last.n, next.o))
		}
	}
	begin, end := ps[0].first().c, len(a.tokens)
	if p := ps[len(ps)-1].last(); p.c+p.n < end {
		end = p.c + p.n
	}
	e.inserted = a.lacking(begin, end)
	e.around = a.lacking(0, begin) + a.lacking(end, len(a.tokens))
	e.left = b.lacking(min(datelineWords, len(b.tokens)), len(b.tokens))
	e.furnished = a.furnished() || b.furnished()
	e.namesC, e.namesO = shared(c.names, o.names)
	e.numbersC, e.numbersO = shared(c.numbers, o.numbers)
	e.title = titles(c.title, o.title)
	e.retimed = retimed(c.titleDays, o.titleDays)
	e.untitled = len(c.title) == 0 || len(o.title) == 0
	return e
}

// misdated is the time by which a copy cannot precede what it was compared
// with: longer than an index keeps texts.
const misdated = 30 * 24 * time.Hour

// between is the time between two publications, 0 if it is not known: the copy
// came later, and if it says that it is much older it has a wrong date.
func between(copy, original time.Time) time.Duration {
	if copy.IsZero() || original.IsZero() || original.Sub(copy) > misdated {
		return 0
	}
	return copy.Sub(original).Abs()
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

// datelineWords is the length of a byline and dateline.
const datelineWords = 15

// lacking weighs the words of a stretch that are not covered.
func (s side) lacking(from, to int) (w float64) {
	for i := from; i < to; i++ {
		if !s.covered[i] {
			w += weight(s.tokens[i]) * float64(s.freq[i])
		}
	}
	return w
}

// furnished tells that most words of a text are page furniture.
func (s side) furnished() bool {
	n := 0
	for _, t := range s.tokens {
		if t.is(furniture) {
			n++
		}
	}
	return 2*n > len(s.tokens)
}

// shared gives the share of each of two ascending lists that the other has too;
// 1 of one that is empty.
func shared(a, b []uint32) (ofA, ofB float64) {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			i, j, n = i+1, j+1, n+1
		}
	}
	ofA, ofB = 1, 1
	if len(a) > 0 {
		ofA = share(float64(n), float64(len(a)))
	}
	if len(b) > 0 {
		ofB = share(float64(n), float64(len(b)))
	}
	return ofA, ofB
}

func share(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

// titles gives the share of the shorter title's words that the other has too;
// titles of one or two words name a column rather than an article and count half.
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
	if len(a) < 3 {
		return float64(n) / float64(2*len(a))
	}
	return float64(n) / float64(len(a))
}
