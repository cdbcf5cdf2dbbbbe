package neardup

import (
	"math"
	"slices"
	"time"
)

const (
	// slotsPerWindow is the grain of expiry: a text is counted, and may be
	// found in full, up to a sixteenth of the window longer than promised,
	// never shorter.
	slotsPerWindow = 16
	// slotsPerDay is the grain of the cold: by default its segments have a day.
	slotsPerDay = 4
	// maxPostings bounds how deep the list of one anchor is read.
	maxPostings = 256
)

// Index finds earlier texts by their sketches.
//
// Time is cut into slots. A slot's texts lie in segments of its own, which are
// merged in the course of Adds until there is one; when the slot has left the
// window they are thinned, then merged by days, and dropped after Keep. No
// answer depends on how far merging has come.
type Index struct {
	params             Params
	window, keep, slot int64 // seconds

	now      int64      // latest time seen, Unix seconds
	next     uint64     // the lowest number not yet given
	segments []*segment // oldest first, the cold ones before the hot
	open     open
	merging  *merge
	changed  bool // there may be something to merge

	finder finder
	freq   frequency
}

// NewIndex returns an empty index.
func NewIndex(p Params) *Index {
	p = p.withDefaults()
	window := max(int64(p.Window/time.Second), 1)
	return &Index{
		params: p, window: window, keep: max(int64(p.Keep/time.Second), window), slot: max(window/slotsPerWindow, 1),
	}
}

// Add enters a text under a number of the caller's. Numbers ascend: one that is
// not above all earlier ones is ignored. group is the number of the group the
// text joined, its own if it is an original; word sequences are counted once a
// group, so that a story copied two hundred times stays rare. at is when it was
// received; time is the latest such time seen, so a text that comes with an
// earlier one counts as received at that.
func (x *Index) Add(id, group uint32, s Sketch, at time.Time) {
	if uint64(id) < x.next {
		return
	}
	x.next = uint64(id) + 1
	x.advance(at)
	x.open.add(id, group, uint32(x.now), s.valid())
	if x.open.rows.len() >= openRows {
		x.seal()
	}
	x.tidy()
	x.freq.forget()
}

// advance moves time on: it closes the slot, thins and drops what it leaves behind.
func (x *Index) advance(at time.Time) {
	x.now = max(x.now, min(at.Unix(), math.MaxUint32))
	if slot := x.now / x.slot; slot != x.open.slot {
		x.seal()
		x.open.slot, x.changed = slot, true
	}
	for from := 0; from < len(x.segments); from++ {
		if s := x.segments[from]; !s.cold && x.leaves(s.slot, x.window) {
			x.thin(from)
		}
	}
	for len(x.segments) > 0 && x.leaves(day(x.segments[0].slot)*slotsPerDay+slotsPerDay-1, x.keep) {
		if x.merging != nil && x.merging.inputs[0] == x.segments[0] {
			x.merging = nil
		}
		x.segments = slices.Delete(x.segments, 0, 1)
		x.changed = true
	}
}

// thin puts a segment into the cold.
func (x *Index) thin(i int) {
	s := x.segments[i]
	m := s.thinned
	if x.merging != nil && slices.Contains(x.merging.inputs, s) {
		if x.merging.thins() {
			m = x.merging
		}
		x.merging = nil
	}
	if m == nil {
		m = newMerge(x.segments[i:i+1], true)
	}
	for !m.step(mergeStep) {
	}
	x.segments[i], x.changed = m.finish(), true
}

// day is the day of a slot.
func day(slot int64) int64 { return slot / slotsPerDay }

// leaves tells whether all of a slot is longer ago than after.
func (x *Index) leaves(slot, after int64) bool { return (slot+1)*x.slot+after <= x.now }

// seal closes the open segment.
func (x *Index) seal() {
	if x.open.rows.len() == 0 {
		return
	}
	x.segments = append(x.segments, x.open.seal())
	x.open.reset(x.open.slot)
	x.changed = true
}

// tidy goes on with the merge in hand, or begins the next.
func (x *Index) tidy() {
	if x.merging == nil && x.changed {
		x.merging, x.changed = x.plan(), false
	}
	m := x.merging
	if m == nil || !m.step(mergeStep) {
		return
	}
	x.merging, x.changed = nil, true
	if m.thins() {
		m.inputs[0].thinned = m
		return
	}
	i := slices.Index(x.segments, m.inputs[0])
	x.segments = slices.Replace(x.segments, i, i+len(m.inputs), m.finish())
}
