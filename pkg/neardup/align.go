package neardup

import "math/bits"

const (
	// maxRepeats bounds how many places of one shingle in the original are tried.
	maxRepeats = 16
	// maxGap is the longest stretch between two runs, in words, that an editor's
	// change explains; beyond it the passages stand by themselves.
	maxGap = 12
	// minPassage is the shortest passage, in matched words, that counts: three
	// and four words in a row are shared by any two reports of one happening.
	minPassage = 7
)

// run is a sequence of n words that both texts have.
type run struct{ c, o, n int }

// passage is a chain of runs with small gaps between them.
type passage struct {
	runs     []run
	words    int  // matched
	shuffled bool // the runs follow each other in the copy only
}

func (p passage) first() run { return p.runs[0] }
func (p passage) last() run  { return p.runs[len(p.runs)-1] }

// align tiles the copy with runs found in the original, greedily from the
// left, and joins neighbouring runs to passages.
func align(copy, original Text) []passage {
	c, o := copy.tokens, original.tokens
	runs := tile(copy, original)
	var out []passage
	for i := 0; i < len(runs); {
		p := passage{runs: []run{runs[i]}, words: runs[i].n}
		for i++; i < len(runs); i++ {
			last, next := p.last(), runs[i]
			gapC, gapO := next.c-last.c-last.n, next.o-last.o-last.n
			if gapC > maxGap || gapO < 0 || gapO > maxGap {
				break
			}
			for _, r := range matchGap(c, o, last, next) {
				p.runs = append(p.runs, r)
				p.words += r.n
			}
			p.runs = append(p.runs, next)
			p.words += next.n
		}
		out = append(out, p)
	}
	return settle(out)
}

// settle keeps the chains long enough to be passages. Shorter ones that stand
// close together in the copy and come from one place of the original are
// passages too: sentences whose parts were put in another order.
func settle(chains []passage) []passage {
	var out []passage
	for i := 0; i < len(chains); {
		if chains[i].words >= minPassage {
			out = append(out, chains[i])
			i++
			continue
		}
		p := passage{shuffled: true}
		lowest, highest, n := chains[i].first().o, 0, 0
		for ; i < len(chains) && chains[i].words < minPassage; i++ {
			c := chains[i]
			from, to := min(lowest, c.first().o), max(highest, c.last().o)
			if n > 0 && (c.first().c-p.last().c-p.last().n > maxLoose || to-from > maxShuffled) {
				break
			}
			p.runs, p.words, n = append(p.runs, c.runs...), p.words+c.words, n+1
			lowest, highest = from, to
		}
		if n >= minShuffled {
			out = append(out, p)
		}
	}
	return out
}

const (
	// minShuffled chains, at most maxLoose words apart in the copy and within
	// maxShuffled words of the original, are no accident: reports of one
	// happening share short sequences, but far apart and from all over.
	minShuffled = 4
	maxLoose    = 3
	maxShuffled = 150
)

func tile(copy, original Text) []run {
	c, o, hc, ho := copy.tokens, original.tokens, copy.shingles, original.shingles
	t := newPositions(ho)
	var runs []run
	doneC, lastO := 0, 0
	for i := 0; i < len(hc); {
		best := run{}
		tried := 0
		for p := t.first(hc[i]); p >= 0 && tried < maxRepeats; p = t.next(p) {
			if ho[p] != hc[i] {
				continue
			}
			tried++
			n := alike(c[i:], o[p:])
			if n > best.n || n == best.n && best.o < lastO && p >= lastO {
				best = run{i, p, n}
			}
		}
		if best.n == 0 {
			i++
			continue
		}
		for best.c > doneC && best.o > 0 && c[best.c-1].folded == o[best.o-1].folded {
			best.c, best.o, best.n = best.c-1, best.o-1, best.n+1
		}
		runs = append(runs, best)
		i = best.c + best.n
		doneC, lastO = i, best.o+best.n
	}
	return runs
}

// alike counts the words that a and b begin with alike.
func alike(a, b []token) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i].folded != b[i].folded {
			return i
		}
	}
	return n
}

// matchGap pairs equal words between two runs, in order.
func matchGap(c, o []token, last, next run) []run {
	var out []run
	j := last.o + last.n
	for i := last.c + last.n; i < next.c; i++ {
		for k := j; k < next.o; k++ {
			if c[i].folded == o[k].folded {
				if n := len(out); n > 0 && out[n-1].c+out[n-1].n == i && out[n-1].o+out[n-1].n == k {
					out[n-1].n++
				} else {
					out = append(out, run{i, k, 1})
				}
				j = k + 1
				break
			}
		}
	}
	return out
}

// misspelt tells that two words may be one, misread or spelt otherwise: about
// as long, and with nearly the same letters. A number misread is another
// number, and two common words are two.
func misspelt(a, b token) bool {
	if (a.kind|b.kind)&(number|ideogram) != 0 || a.kind&b.kind&(common|calendar) != 0 {
		return false
	}
	la, lb := int(a.end-a.start), int(b.end-b.start)
	d := la - lb
	return la >= 3 && lb >= 3 && -2 <= d && d <= 2 && bits.OnesCount32(a.letters^b.letters) <= 2+min(la, lb)/7
}

// positions is a hash table from shingles to the places that have them, in order.
type positions struct {
	heads, chain []int32
	mask         uint32
}

func newPositions(hs []uint32) positions {
	size := 16
	for size < 2*len(hs) {
		size *= 2
	}
	t := positions{make([]int32, size), make([]int32, len(hs)), uint32(size - 1)}
	for i := len(hs) - 1; i >= 0; i-- {
		b := hs[i] & t.mask
		t.chain[i] = t.heads[b]
		t.heads[b] = int32(i + 1)
	}
	return t
}

func (t positions) first(h uint32) int { return int(t.heads[h&t.mask]) - 1 }
func (t positions) next(p int) int     { return int(t.chain[p]) - 1 }
