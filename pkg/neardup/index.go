package neardup

import (
	"cmp"
	"math"
	"slices"
	"time"
)

const (
	// segmentsPerWindow is the grain of expiry: a text may be found up to a
	// sixteenth of the window longer than promised, never shorter.
	segmentsPerWindow = 16
	// segmentDocs closes a segment early, to keep its open part small (16,384
	// sketches of 64 anchors are 12 MB) and its sorting short.
	segmentDocs = 1 << 14
	// maxPostings bounds how deep the list of one anchor is read.
	maxPostings = 256
	// maxPerGroup bounds how many members of one group are proposed: the best
	// few stand for all.
	maxPerGroup = 3
)

// Index finds earlier texts by their sketches.
type Index struct {
	params   Params
	now      int64 // latest time seen, Unix seconds
	begun    bool
	segments []*segment
	first    int // number of the oldest segment held
	places   map[uint32]place
	docs     int
	freq     frequency
}

// place is where a text lies: the segment's number and the row there.
type place struct{ segment, row uint32 }

// NewIndex returns an empty index.
func NewIndex(p Params) *Index {
	return &Index{params: p.withDefaults(), places: map[uint32]place{}}
}

// Add enters a text under a number of the caller's. group is the number of the
// group it joined, its own if it is an original; word sequences are counted
// once a group, so that a story copied two hundred times stays rare. at is
// when it was received; texts expire by the latest such time. Adding a number
// again replaces it.
func (x *Index) Add(id, group uint32, s Sketch, at time.Time) {
	x.Remove(id)
	x.advance(at.Unix())
	seg := x.open()
	x.places[id] = place{uint32(x.first + len(x.segments) - 1), uint32(len(seg.rows))}
	seg.add(row{id: id, group: group, at: at.Unix(), anchors: uint16(min(len(s.Anchors), math.MaxUint16))}, s.Anchors)
	x.docs++
	x.freq.forget()
}

// Remove takes a text out of the index; a number not there is ignored.
func (x *Index) Remove(id uint32) {
	p, ok := x.places[id]
	if !ok {
		return
	}
	x.segments[int(p.segment)-x.first].rows[p.row].gone = true
	delete(x.places, id)
	x.docs--
	x.freq.forget()
}

// advance moves the latest time on and drops the segments it leaves behind.
func (x *Index) advance(at int64) {
	if !x.begun || at > x.now {
		x.now, x.begun = at, true
	}
	limit := x.now - int64(x.params.Window/time.Second)
	for len(x.segments) > 0 && x.segments[0].last < limit {
		for _, r := range x.segments[0].rows {
			if !r.gone {
				delete(x.places, r.id)
				x.docs--
			}
		}
		x.segments = slices.Delete(x.segments, 0, 1)
		x.first++
	}
}

// open returns the segment that takes the next text.
func (x *Index) open() *segment {
	grain := max(int64(x.params.Window/time.Second)/segmentsPerWindow, 1)
	if n := len(x.segments); n > 0 {
		s := x.segments[n-1]
		if x.now-s.begin < grain && len(s.rows) < segmentDocs {
			s.last = x.now
			return s
		}
		s.seal()
	}
	s := &segment{begin: x.now, last: x.now}
	x.segments = append(x.segments, s)
	return s
}

// Candidates returns the texts received within the window of at that share the
// most with s, best first, earlier before later among equals.
func (x *Index) Candidates(s Sketch, at time.Time) []Candidate {
	type found struct {
		row    *row
		weight float64
	}
	byPlace := map[place]int{}
	var all []found
	window := int64(x.params.Window / time.Second)
	for _, a := range s.Anchors {
		hits := x.postings(a)
		w := x.rarity(hits)
		if w == 0 {
			continue
		}
		for _, h := range hits {
			r := &x.segments[int(h.segment)-x.first].rows[h.row]
			if d := at.Unix() - r.at; d > window || -d > window {
				continue
			}
			i, ok := byPlace[h]
			if !ok {
				i = len(all)
				byPlace[h] = i
				all = append(all, found{row: r})
			}
			all[i].weight += w
		}
	}
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.row.at, b.row.at), cmp.Compare(a.row.id, b.row.id))
	})
	perGroup := map[uint32]int{}
	var out []Candidate
	for _, f := range all {
		if len(out) == x.params.MaxCandidates {
			break
		}
		if perGroup[f.row.group]++; perGroup[f.row.group] > maxPerGroup {
			continue
		}
		most := float64(min(len(s.Anchors), int(f.row.anchors)))
		out = append(out, Candidate{ID: f.row.id, Shared: min(1, f.weight/most)})
	}
	return out
}

// postings returns the texts that have an anchor, oldest first, at most maxPostings.
func (x *Index) postings(anchor uint32) []place {
	var out []place
	for i, s := range x.segments {
		out = s.find(anchor, uint32(x.first+i), out)
		if len(out) >= maxPostings {
			return out[:maxPostings]
		}
	}
	return out
}

// rarity weighs an anchor by the number of groups that have it: 1 for one
// group, falling to 0 where it is boilerplate.
func (x *Index) rarity(hits []place) float64 {
	n := x.groups(hits)
	if n == 0 || n > x.params.MaxGroups {
		return 0
	}
	return 1 / (1 + math.Log2(float64(n)))
}

// groups counts the groups among postings, up to one more than MaxGroups.
func (x *Index) groups(hits []place) int {
	var seen [64]uint32
	n := 0
next:
	for _, h := range hits {
		g := x.segments[int(h.segment)-x.first].rows[h.row].group
		for _, o := range seen[:n] {
			if o == g {
				continue next
			}
		}
		if n == len(seen) || n > x.params.MaxGroups {
			break
		}
		seen[n] = g
		n++
	}
	return n
}
