package tagger

// edge stands for the word before the first and behind the last.
var edge = word{lower: fnv("\x00edge"), exact: fnv("\x00edge"), shape: fnv("\x00edge")}

func (x *Extractor) at(i int) *word {
	if i < 0 || i >= len(x.tokens) {
		return &edge
	}
	return &x.tokens[i]
}

// around is the word k places from i, within i's sentence.
func (x *Extractor) around(i, k int) *word {
	step := 1
	if k < 0 {
		step = -1
	}
	for n := 0; n != k; n += step {
		if step > 0 && x.at(i).closes || step < 0 && x.at(i).opens {
			return &edge
		}
		i += step
	}
	return x.at(i)
}

// add appends a feature: the template's number and what it has seen, mixed so
// that all bits of the 32 depend on both.
func (x *Extractor) add(template, value uint64) {
	h := (value ^ template*0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9
	h ^= h >> 31
	x.out = append(x.out, uint32((h*0x94D049BB133111EB)>>32))
}

func pair(a, b uint64) uint64 { return a*0x9E3779B97F4A7C15 ^ b ^ b<<17 }

// Features of token i, which is a candidate. The slice is valid until the next call.
func (x *Extractor) Features(i int) []uint32 {
	x.out = x.out[:0]
	x.findRun(i)
	w, b, n := &x.tokens[i], x.around(i, -1), x.around(i, 1)
	bb, nn := x.around(i, -2), x.around(i, 2)

	x.add(0, 0)
	x.add(1, w.lower)
	x.add(2, w.exact)
	x.add(3, b.lower)
	x.add(4, n.lower)
	x.add(5, bb.lower)
	x.add(6, nn.lower)
	x.add(7, pair(b.lower, w.lower))
	x.add(8, pair(w.lower, n.lower))
	x.add(9, pair(b.lower, n.lower))
	x.add(10, w.shape)
	x.add(11, pair(pair(b.shape, w.shape), n.shape))
	x.add(12, w.suf2)
	x.add(13, w.suf3)
	x.add(14, w.suf4)
	x.add(15, w.pre3)
	x.add(16, pair(bb.lower, b.lower))
	x.add(17, pair(n.lower, nn.lower))

	x.run(i, w)
	x.lists(w, b, n)
	return x.out
}

// run adds what is known of the run of capitals that the token stands in: the
// words before and behind it are often what tells its class.
func (x *Extractor) run(i int, w *word) {
	left, right := x.around(x.runFirst, -1), x.around(x.runLast, 1)
	first, last := x.at(x.runFirst), x.at(x.runLast)
	place := uint64(min(i-x.runFirst, 3)<<4 | min(x.runLast-i, 3))
	x.add(20, left.lower)
	x.add(21, right.lower)
	x.add(22, pair(left.lower, place))
	x.add(23, pair(right.lower, place))
	x.add(24, first.lower)
	x.add(25, last.lower)
	x.add(26, place)
	x.add(27, pair(last.suf3, place))
	x.add(28, pair(left.lower, right.lower))
	x.add(29, pair(x.around(x.runLast, 2).lower, right.lower))

	state := uint64(w.usage) << 3
	if w.opens {
		state |= 1
	}
	if w.shout {
		state |= 2
	}
	if w.capital {
		state |= 4
	}
	x.add(30, state)
	x.add(31, pair(state, w.shape))
	x.add(32, pair(state, place))
	x.add(33, pair(uint64(x.around(i, 1).usage), state))
}

// lists adds what the gazetteer knows.
func (x *Extractor) lists(w, b, n *word) {
	mask := uint64(w.kinds) << 1
	if w.inside {
		mask |= 1
	}
	x.add(40, mask)
	x.add(41, pair(mask, w.shape))
	x.add(42, pair(uint64(b.kinds), mask))
	x.add(43, pair(mask, uint64(n.kinds)))
	x.add(44, pair(mask, uint64(w.usage)<<1|uint64(b2i(w.opens))))
	x.add(45, pair(mask, b.lower))
	x.add(46, pair(mask, n.lower))
	for k := w.kinds; k != 0; k &= k - 1 {
		x.add(47, uint64(k&-k)<<1|mask&1)
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// findRun finds the capitals around token i, connectors between them included.
func (x *Extractor) findRun(i int) {
	if x.runFirst <= i && i <= x.runLast && x.runLast > 0 {
		return
	}
	x.runFirst, x.runLast = i, i
	for k := i; !x.at(k).closes && x.at(k+1).candidate; k++ {
		x.runLast = k + 1
	}
	for k := i; !x.at(k).opens && x.at(k-1).candidate; k-- {
		x.runFirst = k - 1
	}
}
