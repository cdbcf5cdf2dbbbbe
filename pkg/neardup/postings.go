package neardup

import (
	"math/bits"
	"slices"
)

// anchorBits is the width of an anchor: they are the lowest quarter of 32-bit hashes.
const anchorBits = 30

// postings says which rows of a segment have an anchor, exactly and in four
// bytes each. The top bits of the anchor choose a bucket; in the bucket lie,
// sorted, the rest of the anchor above the number of the row. A segment of
// twice the rows has a bit more for the row and so twice the buckets: they
// hold some 200 postings of 500-word articles at any size.
type postings struct {
	rowBits uint8
	starts  []uint32 // of each bucket, and the end of the last
	list    []uint32
}

// postingBits is the width of a posting. The bit that is left free halves the
// buckets, at the price of two bytes a row.
const postingBits = 31

// rowBits is the width of the numbers of so many rows.
func rowBits(rows int) uint8 { return uint8(max(2, bits.Len(uint(max(rows, 1)-1)))) }

func buckets(rowBits uint8) int { return 1 << (anchorBits + rowBits - postingBits) }

// restBits is the width of what the buckets leave of an anchor.
func (p *postings) restBits() uint8 { return postingBits - p.rowBits }

// key is what a posting of the anchor is at least.
func (p *postings) key(anchor uint32) uint32 {
	return anchor << p.rowBits & (1<<postingBits - 1)
}

// row is the row of the i-th posting.
func (p *postings) row(i uint32) uint32 { return p.list[i] & (1<<p.rowBits - 1) }

// newPostings sorts pairs of an anchor, in the high half, and a row. They come
// by rows.
func newPostings(pairs []uint64, rows int) postings {
	p := postings{rowBits: rowBits(rows)}
	p.starts = make([]uint32, buckets(p.rowBits)+1)
	p.list = make([]uint32, len(pairs))
	rest := p.restBits()
	for i, x := range sortAnchors(pairs) {
		anchor := uint32(x >> 32)
		p.list[i] = p.key(anchor) | uint32(x)
		p.starts[anchor>>rest+1] = uint32(i + 1)
	}
	for b := 1; b < len(p.starts); b++ {
		p.starts[b] = max(p.starts[b], p.starts[b-1])
	}
	return p
}

// sortAnchors returns pairs by their high half, without changing the order of
// equals: a radix sort by ten bits at a time, in a third of the time of slices.Sort.
func sortAnchors(pairs []uint64) []uint64 {
	const digit = 10
	from, to := pairs, make([]uint64, len(pairs))
	for shift := 32; shift < 32+anchorBits; shift += digit {
		var next [1<<digit + 1]uint32
		for _, x := range from {
			next[x>>shift&(1<<digit-1)+1]++
		}
		for d := range 1 << digit {
			next[d+1] += next[d]
		}
		for _, x := range from {
			d := x >> shift & (1<<digit - 1)
			to[next[d]] = x
			next[d]++
		}
		if shift == 32 {
			from, to = to, make([]uint64, len(pairs))
		} else {
			from, to = to, from
		}
	}
	return from
}

// probe is where the postings of an anchor begin and what they end before.
type probe struct{ at, end uint32 }

// locate finds the first posting of each anchor. It looks at all buckets, then
// at a window of postings in each: loads that do not wait for one another, so
// that the memory answers ten at a time.
func (p *postings) locate(anchors []uint32, to []probe) {
	rest := p.restBits()
	for i, a := range anchors {
		b := a >> rest
		to[i] = probe{p.starts[b], p.starts[b+1]}
	}
	var seen uint32
	for i, a := range anchors {
		if w, _ := p.window(a, to[i]); len(w) > 0 {
			seen |= w[0] | w[len(w)/2] | w[len(w)-1]
		}
	}
	touched(seen)
	for i, a := range anchors {
		to[i].at = p.lower(a, to[i])
	}
}

// touched keeps the compiler from leaving out loads that only warm the cache.
//
//go:noinline
func touched(uint32) {}

// windowWidth holds the place of an anchor in nine cases of ten: hashes are
// evenly spread, and in a bucket of 256 mostly fall within eight of their place.
const windowWidth = 32

// window is the part of a bucket where an anchor should be, and where it begins.
func (p *postings) window(anchor uint32, in probe) ([]uint32, uint32) {
	n := in.end - in.at
	if n <= windowWidth {
		return p.list[in.at:in.end], in.at
	}
	at := uint32(uint64(n) * uint64(p.key(anchor)) >> postingBits)
	at = in.at + min(max(at, windowWidth/2)-windowWidth/2, n-windowWidth)
	return p.list[at : at+windowWidth], at
}

// lower returns the first posting of a bucket that is not below the anchor's key.
func (p *postings) lower(anchor uint32, in probe) uint32 {
	key := p.key(anchor)
	w, at := p.window(anchor, in)
	below := uint32(0)
	for _, v := range w {
		if v < key {
			below++
		}
	}
	from, to := at+below, at+below
	for step := uint32(windowWidth); below == 0 && from > in.at && p.list[from-1] >= key; step *= 2 {
		from, to = from-min(step, from-in.at), from
	}
	for step := uint32(windowWidth); below == uint32(len(w)) && to < in.end && p.list[to] < key; step *= 2 {
		from, to = to+1, to+min(step, in.end-to)
	}
	if from == to {
		return from
	}
	i, _ := slices.BinarySearch(p.list[from:to], key)
	return from + uint32(i)
}

// has tells whether the posting at a probe is one of the anchor.
func (p *postings) has(anchor uint32, at probe) bool {
	return at.at < at.end && p.list[at.at]>>p.rowBits == p.key(anchor)>>p.rowBits
}
