package story

import (
	"cmp"
	"math"
	"slices"
)

const (
	// maxStories is the number of open stories having a term above which it no
	// longer finds any; it still counts in the likeness.
	maxStories = 200
	// maxListed is the number above which it is not known any more which they
	// are; those that come after it is rare again are.
	maxListed = 2 * maxStories
)

// dictionary knows, for each term, how many open stories have it and which.
type dictionary struct {
	table
	lists [][]uint32 // places of stories
	free  []uint32   // of lists
}

// listing is a term's. One term in three is of one story, which needs no list.
type listing struct {
	term    uint32
	stories uint32
	at      uint32 // of one story its place, of more their list; nowhere where none is listed
}

const nowhere = math.MaxUint32

// enter lists a story under a term.
func (d *dictionary) enter(term, place uint32) {
	l := d.look(term)
	if l == nil {
		d.put(listing{term, 1, place})
		return
	}
	l.stories++
	switch {
	case l.stories > maxListed:
		d.drop(l)
	case l.stories == 2 && l.at != nowhere:
		l.at = d.room([]uint32{l.at, place})
	case l.at != nowhere:
		d.lists[l.at] = grow(d.lists[l.at], place)
	case l.stories <= maxStories:
		l.at = d.room([]uint32{place})
	}
}

// grow appends in less room ahead than append takes: most lists stay short.
func grow(list []uint32, place uint32) []uint32 {
	if n := len(list); n == cap(list) {
		list = append(make([]uint32, 0, n+n/4+1), list...)
	}
	return append(list, place)
}

func (d *dictionary) room(list []uint32) uint32 {
	if n := len(d.free); n > 0 {
		at := d.free[n-1]
		d.free = d.free[:n-1]
		d.lists[at] = list
		return at
	}
	d.lists = append(d.lists, list)
	return uint32(len(d.lists) - 1)
}

// drop forgets which the stories are.
func (d *dictionary) drop(l *listing) {
	if l.at != nowhere {
		d.lists[l.at] = nil
		d.free = append(d.free, l.at)
		l.at = nowhere
	}
}

// leave takes a story off a term.
func (d *dictionary) leave(term, place uint32) {
	l := d.look(term)
	if l == nil {
		return
	}
	if l.stories == 1 {
		d.remove(term)
		return
	}
	l.stories--
	if l.at == nowhere {
		return
	}
	list := d.lists[l.at]
	if i := slices.Index(list, place); i >= 0 {
		list = slices.Delete(list, i, i+1)
		d.lists[l.at] = list
	}
	if l.stories == 1 || len(list) == 0 {
		d.drop(l)
		if len(list) > 0 {
			l.at = list[0]
		}
	}
}

// count is how many open stories have a term.
func (d *dictionary) count(term uint32) int {
	if l := d.look(term); l != nil {
		return int(l.stories)
	}
	return 0
}

// find returns how many open stories have a term and, if it is rare enough,
// which: as listed.
func (d *dictionary) find(term uint32, one *[1]uint32) (count int, stories []uint32) {
	l := d.look(term)
	switch {
	case l == nil:
		return 0, nil
	case l.stories > maxStories:
		return int(l.stories), nil
	}
	return int(l.stories), d.listed(*l, one)
}

// listed are the stories listed under a term, in order of arrival. One by
// itself is given in the room for it.
func (d *dictionary) listed(l listing, one *[1]uint32) []uint32 {
	switch {
	case l.at == nowhere:
		return nil
	case l.stories == 1:
		one[0] = l.at
		return one[:]
	}
	return d.lists[l.at]
}

// sorted gives all listings, by term ascending.
func (d *dictionary) sorted() []listing {
	out := make([]listing, 0, d.used)
	for _, l := range d.slots {
		if l.stories > 0 {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(a, b listing) int { return cmp.Compare(a.term, b.term) })
	return out
}
