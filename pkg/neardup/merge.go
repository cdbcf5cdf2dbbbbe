package neardup

import (
	"math/bits"
	"slices"
)

const (
	// segmentRows bounds a segment. One of hot texts has then 70 MB, and a
	// slot of a million texts four of them.
	segmentRows = 1 << 18
	// mergeStep is how many postings are merged with each Add. All the
	// merging that a text of 64 anchors causes in its life is some 300.
	mergeStep = 1024
	// mergeWidth is how many segments of about one size make the next larger
	// one while their slot is still being filled.
	mergeWidth = 4
)

// merge makes one segment of adjacent ones, a few postings at a time. The
// inputs answer until it is done.
type merge struct {
	inputs    []*segment
	low, high mergePostings
}

func newMerge(inputs []*segment) *merge {
	m := &merge{inputs: slices.Clone(inputs)}
	base := uint32(0)
	for _, s := range inputs {
		m.low.inputs = append(m.low.inputs, mergeInput{postings: s.low, base: base})
		if !s.cold {
			m.high.inputs = append(m.high.inputs, mergeInput{postings: s.high, base: base})
		}
		base += uint32(s.rows.len())
	}
	m.low.begin(int(base))
	if len(m.high.inputs) > 0 {
		m.high.begin(int(base))
	}
	return m
}

// step merges at least so many postings and tells whether all are.
func (m *merge) step(n int) bool {
	if n = m.low.step(n); n <= 0 {
		return false
	}
	return m.inputs[0].cold || m.high.step(n) > 0
}

// finish returns the merged segment. What was removed or grew cold in the
// meantime is so there.
func (m *merge) finish() *segment {
	s := &segment{slot: m.inputs[0].slot, low: m.low.out, high: m.high.out}
	n := 0
	for _, in := range m.inputs {
		n += in.rows.len()
	}
	s.rows.grow(n)
	for _, in := range m.inputs {
		s.rows.append(&in.rows)
	}
	if m.inputs[0].cold {
		s.thin()
	}
	return s
}

// mergePostings merges bucket after bucket.
type mergePostings struct {
	inputs    []mergeInput
	out       postings
	bucket    int
	runs, aux []uint32 // the bucket in hand: a sorted run of each input
	ends      []int    // of the runs
}

// mergeInput is a list and how far it was read.
type mergeInput struct {
	postings
	base   uint32 // what is added to its rows
	bucket int
	at     uint32
}

func (m *mergePostings) begin(rows int) {
	n := 0
	for _, in := range m.inputs {
		n += len(in.list)
	}
	m.out = postings{rowBits: rowBits(rows)}
	m.out.starts = make([]uint32, buckets(m.out.rowBits)+1)
	m.out.list = make([]uint32, 0, n)
}

// step returns what is left of n once so many postings were merged, or all.
func (m *mergePostings) step(n int) int {
	for ; m.bucket < len(m.out.starts)-1; m.bucket++ {
		if n <= 0 {
			return n
		}
		limit := uint32(m.bucket+1) << m.out.restBits()
		m.runs, m.ends = m.runs[:0], m.ends[:0]
		for i := range m.inputs {
			m.runs = m.inputs[i].read(limit, m.out.rowBits, m.runs)
			m.ends = append(m.ends, len(m.runs))
		}
		for len(m.ends) > 1 {
			m.pairUp()
		}
		m.out.list = append(m.out.list, m.runs...)
		m.out.starts[m.bucket+1] = uint32(len(m.out.list))
		n -= 1 + len(m.runs)
	}
	return max(n, 1)
}

// read appends the postings of the anchors below limit in another width of rows.
func (in *mergeInput) read(limit uint32, rowBits uint8, to []uint32) []uint32 {
	for int(in.at) < len(in.list) {
		for in.at >= in.starts[in.bucket+1] {
			in.bucket++
		}
		anchor := uint32(in.bucket)<<in.restBits() | in.list[in.at]>>in.rowBits
		if anchor >= limit {
			break
		}
		to = append(to, anchor<<rowBits|in.row(in.at)+in.base)
		in.at++
	}
	return to
}

// pairUp merges the first run with the second, the third with the fourth.
func (m *mergePostings) pairUp() {
	m.aux = m.aux[:0]
	from, n := 0, 0
	for i := 0; i < len(m.ends); i += 2 {
		middle := m.ends[i]
		end := middle
		if i+1 < len(m.ends) {
			end = m.ends[i+1]
		}
		m.aux = mergeSorted(m.runs[from:middle], m.runs[middle:end], m.aux)
		m.ends[n] = end
		n++
		from = end
	}
	m.ends = m.ends[:n]
	m.runs, m.aux = m.aux, m.runs
}

func mergeSorted(a, b, to []uint32) []uint32 {
	for len(a) > 0 && len(b) > 0 {
		if a[0] < b[0] {
			to, a = append(to, a[0]), a[1:]
		} else {
			to, b = append(to, b[0]), b[1:]
		}
	}
	return append(append(to, a...), b...)
}

// plan chooses the adjacent segments to merge next, if any: those of a slot
// that is full, hot or cold, and of one being filled some of about one size.
func (x *Index) plan() []*segment {
	for from := 0; from < len(x.segments); {
		first := x.segments[from]
		to := from + 1
		for to < len(x.segments) && x.together(first, x.segments[to]) {
			to++
		}
		run := x.segments[from:to]
		if x.filled(first) {
			for i := range run {
				if n := fitting(run[i:]); n > 1 {
					return run[i : i+n]
				}
			}
		} else {
			for i := 0; i+mergeWidth <= len(run); i++ {
				if four := run[i : i+mergeWidth]; oneSize(four) && fitting(four) == mergeWidth {
					return four
				}
			}
		}
		from = to
	}
	return nil
}

// together tells whether segments may be merged: both hot in one slot, or cold on one day.
func (x *Index) together(a, b *segment) bool {
	return a.cold == b.cold && (a.slot == b.slot || a.cold && day(a.slot) == day(b.slot))
}

// filled tells whether no more will come to the slot or day of a segment.
func (x *Index) filled(s *segment) bool {
	if s.cold {
		return x.leaves(day(s.slot)*slotsPerDay+slotsPerDay-1, x.window)
	}
	return s.slot < x.open.slot
}

// fitting is how many of the first segments fit into one.
func fitting(run []*segment) int {
	rows := 0
	for n, s := range run {
		if rows += s.rows.len(); rows > segmentRows {
			return n
		}
	}
	return len(run)
}

// oneSize tells whether segments are equally large but for a factor of four.
func oneSize(run []*segment) bool {
	size := func(s *segment) int { return bits.Len(uint(s.rows.len()/openRows)) / 2 }
	for _, s := range run {
		if size(s) != size(run[0]) {
			return false
		}
	}
	return true
}
