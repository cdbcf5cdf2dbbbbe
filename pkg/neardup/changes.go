package neardup

// stretch is a half-open range of words of one text.
type stretch struct{ from, to int }

func (s stretch) empty() bool { return s.from >= s.to }

// passage counts the runs of a passage and what was changed between them.
func (e *evidence) passage(a, b side, p passage) {
	e.matched += p.words
	if p.shuffled {
		e.edits += len(p.runs) // each cut is a change
	}
	for i, r := range p.runs {
		plain := 0
		for k := range r.n {
			a.covered[r.c+k], b.covered[r.o+k] = true, true
			b.freq[r.o+k] = a.freq[r.c+k]
			if t := a.tokens[r.c+k]; !t.is(quoted | furniture) {
				plain++
				if t.is(number | name) {
					e.agree++
				}
				if t.is(number) {
					e.figures = append(e.figures, t.folded)
				}
			}
		}
		e.longest = max(e.longest, plain)
		if i > 0 && !p.shuffled {
			last := p.runs[i-1]
			e.gap(a, b, stretch{last.c + last.n, r.c}, stretch{last.o + last.n, r.o})
		}
	}
}

// gap weighs what was changed between two runs of one passage. A misspelt
// word is covered; a number or name that differs on both sides was exchanged,
// and speaks for a form.
func (e *evidence) gap(a, b side, c, o stretch) {
	pair(a, b, c, o)
	e.agreements(a, b, c, o)
	e.misread += misspellings(a, b, c, o)
	was, is := left(a, c), left(b, o)
	e.edits += was.words + is.words
	e.exchange(was, is, 1)
}

// tally counts what of a stretch is not covered.
type tally struct {
	words, numbers, names, dates int
	days                         int    // of the numbers, those beside a day or month
	day                          uint32 // the last of them
}

// list tells a stretch that is mostly names and figures.
func (t tally) list() bool { return 3*(t.numbers+t.names) >= t.words }

// exchange notes the numbers and names that stand in one stretch where others
// stand in the other.
func (e *evidence) exchange(was, is tally, weight float64) {
	if !e.follows(was.day, is.day) {
		// Datelines, or a day corrected.
		was.dates, was.numbers, is.numbers = 0, was.numbers-was.days, is.numbers-is.days
	}
	numbers, names := float64(min(was.numbers, is.numbers)), float64(min(was.names, is.names))
	e.conflict += weight * (numbers + names)
	e.renamed += weight * names
	e.moved += weight * float64(min(was.dates, is.dates))
}

func left(s side, r stretch) (n tally) {
	for i := r.from; i < r.to; i++ {
		t := s.tokens[i]
		if s.covered[i] || t.is(quoted|furniture) {
			continue
		}
		n.words++
		if dated(s.tokens, i) {
			n.dates++
			if t.is(number) {
				n.days++
				n.day = t.letters
			}
		}
		switch {
		case t.is(number):
			n.numbers++
		case t.is(name):
			n.names++
		}
	}
	return n
}

// drift is how far a misspelt word may stand from where its other form does: a
// misread space makes one word of two.
const drift = 4

func abs(n int) int { return max(n, -n) }

// misspellings covers the words of two stretches that are misspelt forms of each
// other and stand in about the same place, and counts them.
func misspellings(a, b side, c, o stretch) int {
	n := 0
	for i := c.from; i < c.to; i++ {
		at := o.from + i - c.from
		for j := max(o.from, at-drift); j < min(o.to, at+drift+1) && !a.covered[i]; j++ {
			if !b.covered[j] && misspelt(a.tokens[i], b.tokens[j]) {
				a.covered[i], b.covered[j] = true, true
				n++
			}
		}
	}
	return n
}

// pair covers the words that two stretches have in common, in any order.
func pair(a, b side, c, o stretch) {
	for i := c.from; i < c.to; i++ {
		for j := o.from; j < o.to && !a.covered[i]; j++ {
			if !b.covered[j] && a.tokens[i].folded == b.tokens[j].folded {
				a.covered[i], b.covered[j] = true, true
			}
		}
	}
}

// maxSlot bounds the stretch between two passages that is looked into, in words.
const maxSlot = 60

// slot returns the stretches of both texts before the n-th passage, or after
// the last; ok is false where they do not answer each other.
func slot(ps []passage, n, lenC, lenO int) (c, o stretch, ok bool) {
	c, o = stretch{0, lenC}, stretch{0, lenO}
	if n > 0 && ps[n-1].shuffled || n < len(ps) && ps[n].shuffled {
		return c, o, false
	}
	if n > 0 {
		last := ps[n-1].last()
		c.from, o.from = last.c+last.n, last.o+last.n
	}
	if n < len(ps) {
		next := ps[n].first()
		c.to, o.to = next.c, next.o
	}
	if n == 0 {
		c.from, o.from = max(c.from, c.to-maxSlot), max(o.from, o.to-maxSlot)
	} else {
		c.to, o.to = min(c.to, c.from+maxSlot), min(o.to, o.from+maxSlot)
	}
	return c, o, !c.empty() && !o.empty()
}

// slot weighs what lies between two passages that follow each other in both
// texts, or around them. Where most of the words are the same in another order
// a sentence was reworked; two lists are the slot of a form, and what they
// exchange counts half, since an editor also drops one and adds another.
func (e *evidence) slot(a, b side, c, o stretch) {
	if reworked(a, b, c, o) {
		pair(a, b, c, o)
		e.agreements(a, b, c, o)
		e.misread += misspellings(a, b, c, o)
		was, is := left(a, c), left(b, o)
		was.names = 0 // put elsewhere, or in other words
		e.exchange(was, is, 0.5)
		return
	}
	if c.from == 0 || c.to == len(a.tokens) {
		e.edge(a, b, c, o)
		return
	}
	if c.to-c.from == maxSlot || o.to-o.from == maxSlot {
		return
	}
	if was, is := left(a, c), left(b, o); was.list() && is.list() {
		e.exchange(was, is, 0.5)
	}
}

const (
	// minReworked and shareReworked are the content words that a reworked
	// stretch shares: at least six, and six in ten of the shorter side. Two
	// reporters on one happening share three or four in ten.
	minReworked   = 6
	shareReworked = 0.6
)

// reworked tells that two stretches have most of their content words in common.
func reworked(a, b side, c, o stretch) bool {
	content := func(s side, r stretch) (n int) {
		for i := r.from; i < r.to; i++ {
			if !s.covered[i] && !s.tokens[i].is(common|quoted|furniture) {
				n++
			}
		}
		return n
	}
	same := 0
	for i := c.from; i < c.to; i++ {
		if a.covered[i] || a.tokens[i].is(common|quoted|furniture) {
			continue
		}
		for j := o.from; j < o.to; j++ {
			if b.covered[j] {
				continue
			}
			if s, t := a.tokens[i], b.tokens[j]; s.folded == t.folded || abs((i-c.from)-(j-o.from)) <= drift && misspelt(s, t) {
				same++
				break
			}
		}
	}
	return same >= minReworked && float64(same) >= shareReworked*float64(min(content(a, c), content(b, o)))
}
