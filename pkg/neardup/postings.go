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
// hold some 250 postings of 500-word articles at any size.
type postings struct {
	rowBits uint8
	starts  []uint32 // of each bucket, and the end of the last
	list    []uint32
}

// rowBits is the width of the numbers of so many rows.
func rowBits(rows int) uint8 { return uint8(max(2, bits.Len(uint(max(rows, 1)-1)))) }

func buckets(rowBits uint8) int { return 1 << (anchorBits + rowBits - 32) }

// restBits is the width of what the buckets leave of an anchor.
func (p *postings) restBits() uint8 { return 32 - p.rowBits }

// key is what a posting is at least if it has an anchor of this bucket.
func (p *postings) key(anchor uint32) uint32 { return anchor << p.rowBits }

// row is the row of the i-th posting.
func (p *postings) row(i uint32) uint32 { return p.list[i] & (1<<p.rowBits - 1) }

// newPostings sorts pairs of an anchor, in the high half, and a row.
func newPostings(pairs []uint64, rows int) postings {
	p := postings{rowBits: rowBits(rows)}
	p.starts = make([]uint32, buckets(p.rowBits)+1)
	p.list = make([]uint32, len(pairs))
	rest := p.restBits()
	for _, x := range pairs {
		p.starts[uint32(x>>32)>>rest+1]++
	}
	for b := 1; b < len(p.starts); b++ {
		p.starts[b] += p.starts[b-1]
	}
	next := slices.Clone(p.starts)
	for _, x := range pairs {
		b := uint32(x>>32) >> rest
		p.list[next[b]] = p.key(uint32(x>>32)) | uint32(x)
		next[b]++
	}
	for b := range len(p.starts) - 1 {
		slices.Sort(p.list[p.starts[b]:p.starts[b+1]])
	}
	return p
}

// probe is where the postings of an anchor begin and what they end before.
type probe struct{ at, end uint32 }

// locate finds the first posting of each anchor. It looks at all buckets, then
// at one posting in each: loads that do not wait for one another, so that the
// memory answers ten at a time.
func (p *postings) locate(anchors []uint32, to []probe) {
	if len(p.list) == 0 {
		clear(to)
		return
	}
	rest := p.restBits()
	for i, a := range anchors {
		b := a >> rest
		to[i] = probe{p.starts[b], p.starts[b+1]}
	}
	var seen uint32
	for i, a := range anchors {
		if at := p.guess(a, to[i]); at < to[i].end {
			seen |= p.list[at]
		}
	}
	touched(seen)
	for i, a := range anchors {
		if to[i].at < to[i].end {
			to[i].at = p.lower(a, to[i])
		}
	}
}

// touched keeps the compiler from leaving out loads that only warm the cache.
//
//go:noinline
func touched(uint32) {}

// guess is where an anchor should be in its bucket: hashes are evenly spread.
func (p *postings) guess(anchor uint32, in probe) uint32 {
	return in.at + uint32(uint64(in.end-in.at)*uint64(p.key(anchor))>>32)
}

// lower returns the first posting of a bucket that is not below the anchor's
// key. It starts from the guess and widens.
func (p *postings) lower(anchor uint32, in probe) uint32 {
	key := p.key(anchor)
	lo := p.guess(anchor, in)
	hi := lo + 1
	for step := uint32(8); lo > in.at && p.list[lo] >= key; step *= 2 {
		lo -= min(step, lo-in.at)
	}
	for step := uint32(8); hi < in.end && p.list[hi-1] < key; step *= 2 {
		hi += min(step, in.end-hi)
	}
	i, _ := slices.BinarySearch(p.list[lo:hi], key)
	return lo + uint32(i)
}

// has tells whether the posting at a probe is one of the anchor.
func (p *postings) has(anchor uint32, at probe) bool {
	return at.at < at.end && p.list[at.at]>>p.rowBits == p.key(anchor)>>p.rowBits
}
