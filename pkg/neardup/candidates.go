package neardup

import (
	"cmp"
	"math"
	"slices"
	"time"
)

const (
	// maxPerGroup bounds how many members of one group are proposed: the best
	// few stand for all, and the earliest, which copies on one page would crowd
	// out, for what the original said at first.
	maxPerGroup = 3
	// minShared is how many anchors a candidate shares, if it has as many. With
	// a million texts indexed one anchor in eight is also that of a stranger by
	// accident, and each text would have its fill of them.
	minShared = 2
	// mostGroups bounds the groups that are counted of one anchor.
	mostGroups = 64
)

// Candidates returns the texts received within Keep of at that share the most
// with s, best first, earlier before later among equals.
//
// An anchor weighs by how many groups have it: in the window for the texts of
// the window, which therefore are found as if there were no cold, and in all
// for the cold ones. These have few anchors left, each of which stands for as
// many more as were dropped.
func (x *Index) Candidates(s Sketch, at time.Time) []Candidate {
	anchors := s.valid()
	f := found{of: map[place]int{}}
	groups := make([]groupSet, len(anchors))
	known := sharedShingles{shingles: slices.Clone(anchors)}
	for i, hits := range x.postings(anchors, false) {
		groups[i].add(x, hits)
		known.groups = append(known.groups, groups[i].n)
		f.add(hits, x.rarity(groups[i].n))
	}
	x.freq.anchors = known
	if len(x.segments) > 0 && x.segments[0].cold {
		for i, hits := range x.postings(anchors, true) {
			groups[i].add(x, hits)
			f.add(hits, x.rarity(groups[i].n))
		}
	}
	return x.best(f.texts, len(anchors), at.Unix())
}

// best ranks what was found for a sketch of so many anchors.
func (x *Index) best(texts []foundText, anchors int, at int64) []Candidate {
	n := 0
	for _, t := range texts {
		rows, row := x.rowsOf(t.place), t.place.row()
		full, kept := int(rows.anchors[row]), x.kept(t.place)
		if d := at - int64(rows.at[row]); d > x.keep || -d > x.keep || t.shared < min(minShared, anchors, kept) {
			continue
		}
		t.weight *= float64(full) / float64(kept)
		texts[n] = t
		n++
	}
	texts = texts[:n]
	slices.SortFunc(texts, func(a, b foundText) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.place, b.place))
	})
	earliest := map[uint32]place{}
	for _, t := range texts {
		group := x.rowsOf(t.place).groups[t.place.row()]
		if p, ok := earliest[group]; !ok || t.place < p {
			earliest[group] = t.place
		}
	}
	perGroup := map[uint32]int{}
	var out []Candidate
	for _, t := range texts {
		if len(out) == x.params.MaxCandidates {
			break
		}
		rows, row := x.rowsOf(t.place), t.place.row()
		group := rows.groups[row]
		if t.place != earliest[group] {
			if perGroup[group] == maxPerGroup-1 {
				continue
			}
			perGroup[group]++
		}
		most := float64(min(anchors, int(rows.anchors[row])))
		out = append(out, Candidate{ID: rows.ids[row], Shared: min(1, t.weight/most)})
	}
	return out
}

// found sums up what was found of each text.
type found struct {
	of    map[place]int
	texts []foundText
}

type foundText struct {
	place  place
	weight float64
	shared int // anchors
}

func (f *found) add(hits []place, weight float64) {
	if weight == 0 {
		return
	}
	for _, p := range hits {
		i, ok := f.of[p]
		if !ok {
			i = len(f.texts)
			f.of[p] = i
			f.texts = append(f.texts, foundText{place: p})
		}
		f.texts[i].weight += weight
		f.texts[i].shared++
	}
}

// rarity weighs an anchor by the number of groups that have it: 1 for one
// group, falling to 0 where it is boilerplate.
func (x *Index) rarity(groups int) float64 {
	if groups == 0 || groups > x.params.MaxGroups {
		return 0
	}
	return 1 / (1 + math.Log2(float64(groups)))
}

// groupSet is the groups that have an anchor, up to one more than MaxGroups.
type groupSet struct {
	seen [mostGroups]uint32
	n    int
}

func (g *groupSet) add(x *Index, hits []place) {
	for _, p := range hits {
		if g.n > x.params.MaxGroups {
			return
		}
		group := x.rowsOf(p).groups[p.row()]
		if !slices.Contains(g.seen[:g.n], group) {
			g.seen[g.n] = group
			g.n++
		}
	}
}
