package neardup

import "math/bits"

// mergeWidth is how many segments of about one size make the next larger one
// while their slot is still being filled.
const mergeWidth = 4

// plan begins the next merge, if any: of the segments of a slot that is full,
// hot or cold, and of one being filled some of about one size; then what
// leaves the window next is thinned.
func (x *Index) plan() *merge {
	for from := 0; from < len(x.segments); {
		to := from + 1
		for to < len(x.segments) && together(x.segments[from], x.segments[to]) {
			to++
		}
		if run := x.choose(x.segments[from:to]); run != nil {
			return newMerge(run, run[0].cold)
		}
		from = to
	}
	for i, s := range x.segments {
		if !s.cold && s.thinned == nil && x.leaves(s.slot-1, x.window) {
			return newMerge(x.segments[i:i+1], true)
		}
	}
	return nil
}

// choose returns those of the segments of one slot or day that should be merged.
func (x *Index) choose(run []*segment) []*segment {
	for i := range run {
		if x.filled(run[0]) {
			if n := fitting(run[i:]); n > 1 {
				return run[i : i+n]
			}
		} else if i+mergeWidth <= len(run) {
			if some := run[i : i+mergeWidth]; oneSize(some) && fitting(some) == mergeWidth {
				return some
			}
		}
	}
	return nil
}

// together tells whether segments may be merged: both hot in one slot, or cold on one day.
func together(a, b *segment) bool {
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
