package neardup

import "slices"

// place is where a text lies: the number of its segment, in the order of time,
// in the high half and the row there in the low one. Places order as the texts came.
type place uint64

func newPlace(segment uint64, row uint32) place { return place(segment<<32 | uint64(row)) }

func (p place) segment() int { return int(p >> 32) }
func (p place) row() uint32  { return uint32(p) }

// finder looks anchors up, all of them in one segment after the other, and
// keeps its buffers.
type finder struct {
	lists  [][]place
	probes []probe
}

// begin empties the lists of n anchors.
func (f *finder) begin(n int) {
	for len(f.lists) < n {
		f.lists = append(f.lists, nil)
	}
	for i := range f.lists[:n] {
		f.lists[i] = f.lists[i][:0]
	}
	f.probes = slices.Grow(f.probes[:0], n)[:n]
}

// find appends to the list of each anchor the places of the texts that have
// it, oldest first, up to maxPostings.
func (f *finder) find(s *segment, number uint64, anchors []uint32) {
	p := &s.postings
	p.locate(anchors, f.probes)
	for i, a := range anchors {
		list := f.lists[i]
		for at := f.probes[i]; len(list) < maxPostings && p.has(a, at); at.at++ {
			list = append(list, newPlace(number, p.row(at.at)))
		}
		f.lists[i] = list
	}
}

// postings looks anchors up in the hot part of the index or the cold one. The
// lists are good until the next call.
func (x *Index) postings(anchors []uint32, cold bool) [][]place {
	x.finder.begin(len(anchors))
	for n, s := range x.segments {
		if s.cold == cold {
			x.finder.find(s, uint64(n), anchors)
		}
	}
	if !cold {
		for i, a := range anchors {
			if l := x.finder.lists[i]; len(l) < maxPostings {
				l = x.open.find(a, uint64(len(x.segments)), l)
				x.finder.lists[i] = l[:min(len(l), maxPostings)]
			}
		}
	}
	return x.finder.lists[:len(anchors)]
}

// rowsOf returns the rows among which a place is.
func (x *Index) rowsOf(p place) *rows {
	if n := p.segment(); n < len(x.segments) {
		return &x.segments[n].rows
	}
	return &x.open.rows
}

// kept is how many anchors of a text can be found.
func (x *Index) kept(p place) int {
	full := int(x.rowsOf(p).anchors[p.row()])
	if n := p.segment(); n < len(x.segments) && x.segments[n].cold {
		return min(full, coldAnchors)
	}
	return full
}
