package story

import (
	"maps"
	"math"
	"slices"
)

const (
	// maxStories is the number of open stories having a term above which it no
	// longer finds any; it still counts in the likeness.
	maxStories = 200
	// maxListed bounds a listing; the room above maxStories lets a term find
	// stories again after others have closed.
	maxListed = 2 * maxStories
)

// dictionary knows, for each term, how many open stories have it and which.
type dictionary struct {
	terms map[uint32]listing
	lists [][]uint32 // places of stories
	free  []uint32   // of lists
}

// listing is a term's. Two terms in three are of one story; those need no list.
type listing struct {
	stories uint32
	at      uint32 // of one story its place, else of the list; nowhere where the one is not known any more
}

const nowhere = math.MaxUint32

// enter lists a story under a term.
func (d *dictionary) enter(term, place uint32) {
	l := d.terms[term]
	switch l.stories++; l.stories {
	case 1:
		l.at = place
	case 2:
		var list []uint32
		if l.at != nowhere {
			list = append(list, l.at)
		}
		l.at = d.room(append(list, place))
	default:
		if len(d.lists[l.at]) < maxListed {
			d.lists[l.at] = append(d.lists[l.at], place)
		}
	}
	d.terms[term] = l
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

// leave takes a story off a term.
func (d *dictionary) leave(term, place uint32) {
	l := d.terms[term]
	switch l.stories {
	case 0:
		return
	case 1:
		delete(d.terms, term)
		return
	}
	l.stories--
	list := &d.lists[l.at]
	if i := slices.Index(*list, place); i >= 0 {
		*list = slices.Delete(*list, i, i+1)
	}
	if l.stories == 1 {
		at := l.at
		l.at = nowhere
		if len(*list) > 0 {
			l.at = (*list)[0]
		}
		*list, d.free = nil, append(d.free, at)
	}
	d.terms[term] = l
}

// stories counts the open stories that have a term.
func (d *dictionary) stories(term uint32) int { return int(d.terms[term].stories) }

// find calls found for the stories that a term finds, if it is rare enough.
func (d *dictionary) find(term uint32, found func(place uint32)) {
	if d.stories(term) <= maxStories {
		d.listed(term, found)
	}
}

// listed calls found for the stories that are listed under a term.
func (d *dictionary) listed(term uint32, found func(place uint32)) {
	switch l := d.terms[term]; {
	case l.stories > 1:
		for _, p := range d.lists[l.at] {
			found(p)
		}
	case l.stories == 1 && l.at != nowhere:
		found(l.at)
	}
}

// sorted gives all terms, ascending.
func (d *dictionary) sorted() []uint32 { return slices.Sorted(maps.Keys(d.terms)) }
