package neardup

import "slices"

const (
	// segmentRows bounds a segment: one of hot texts has then 60 MB, one of cold
	// ones the texts of a day at a million in four days.
	segmentRows = 1 << 18
	// mergeStep is how many postings are merged with each Add. All the
	// merging that a text of 500 words causes in its life is some 300.
	mergeStep = 1024
)

// merge makes one segment of adjacent ones, a few postings at a time. The
// inputs answer until it is done.
type merge struct {
	inputs []*segment
	out    *segment
	lists  []mergeInput
	bucket int
	runs   []uint32 // the bucket in hand: a sorted run of each input
	aux    []uint32
	ends   []int   // of the runs
	taken  []uint8 // postings of each row, where only the lowest are kept
}

// mergeInput is how far the postings of an input were read.
type mergeInput struct {
	*postings
	base   uint32 // what is added to its rows
	bucket int
	at     uint32
}

// newMerge begins to merge. If cold, what is made is thinned.
func newMerge(inputs []*segment, cold bool) *merge {
	m := &merge{inputs: slices.Clone(inputs), out: &segment{slot: inputs[0].slot, cold: cold}}
	rows, n := 0, 0
	for _, s := range inputs {
		m.lists = append(m.lists, mergeInput{postings: &s.postings, base: uint32(rows)})
		rows += s.rows.len()
		n += len(s.postings.list)
	}
	if cold && !inputs[0].cold {
		m.taken = make([]uint8, rows)
		n = 0
		for _, s := range inputs {
			for _, k := range s.rows.anchors {
				n += min(int(k), coldAnchors)
			}
		}
	}
	width := rowBits(rows)
	m.out.postings = postings{rowBits: width, starts: make([]uint32, buckets(width)+1), list: make([]uint32, 0, n)}
	return m
}

// thins tells that hot texts are made cold.
func (m *merge) thins() bool { return m.taken != nil }

// step merges at least n postings, and tells whether all are.
func (m *merge) step(n int) bool {
	p := &m.out.postings
	for ; m.bucket < len(p.starts)-1; m.bucket++ {
		if n <= 0 {
			return false
		}
		m.runs, m.ends = m.runs[:0], m.ends[:0]
		for i := range m.lists {
			from := len(m.runs)
			if m.runs = m.lists[i].read(uint32(m.bucket), p, m.runs); len(m.runs) > from {
				m.ends = append(m.ends, len(m.runs))
			}
		}
		n -= 1 + len(m.runs)
		for len(m.ends) > 2 {
			m.pairUp()
		}
		p.list = m.emit(p.list)
		p.starts[m.bucket+1] = uint32(len(p.list))
	}
	return true
}

// finish returns the merged segment.
func (m *merge) finish() *segment {
	n := 0
	for _, in := range m.inputs {
		n += in.rows.len()
	}
	m.out.rows.grow(n)
	for _, in := range m.inputs {
		m.out.rows.append(&in.rows)
	}
	return m.out
}

// read appends what belongs into a bucket of others.
func (in *mergeInput) read(bucket uint32, of *postings, to []uint32) []uint32 {
	list, rest, limit := in.list, in.restBits(), (bucket+1)<<of.restBits()
	for int(in.at) < len(list) {
		for in.at >= in.starts[in.bucket+1] {
			in.bucket++
		}
		anchor := uint32(in.bucket)<<rest | list[in.at]>>in.rowBits
		if anchor >= limit {
			break
		}
		to = append(to, of.key(anchor)|in.row(in.at)+in.base)
		in.at++
	}
	return to
}

// pairUp merges the first run with the second, the third with the fourth.
func (m *merge) pairUp() {
	m.aux = m.aux[:0]
	from, n := 0, 0
	for i := 0; i < len(m.ends); i += 2 {
		middle := m.ends[i]
		end := m.ends[min(i+1, len(m.ends)-1)]
		m.aux = mergeSorted(m.runs[from:middle], m.runs[middle:end], m.aux)
		m.ends[n] = end
		n++
		from = end
	}
	m.ends = m.ends[:n]
	m.runs, m.aux = m.aux, m.runs
}

// emit appends the last two runs merged, of each row as much as is kept.
func (m *merge) emit(to []uint32) []uint32 {
	from, middle := len(to), len(m.runs)
	if len(m.ends) > 0 {
		middle = m.ends[0]
	}
	to = mergeSorted(m.runs[:middle], m.runs[middle:], to)
	if !m.thins() {
		return to
	}
	n := from
	mask := uint32(1)<<m.out.postings.rowBits - 1
	for _, p := range to[from:] {
		if m.taken[p&mask] < coldAnchors {
			m.taken[p&mask]++
			to[n] = p
			n++
		}
	}
	return to[:n]
}

// mergeSorted appends a and b, merged. Which of them is next cannot be
// foreseen: it is written so that the processor need not.
func mergeSorted(a, b, to []uint32) []uint32 {
	n := len(to)
	to = slices.Grow(to, len(a)+len(b))
	out := to[n : n+len(a)+len(b)]
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		x, y := a[i], b[j]
		first := 0
		if x < y {
			first = 1
		}
		out[i+j] = min(x, y)
		i += first
		j += 1 - first
	}
	copy(out[i+j:], a[i:])
	copy(out[i+j:], b[j:])
	return to[:n+len(out)]
}
