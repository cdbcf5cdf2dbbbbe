package neardup

import "slices"

// coldAnchors is how many anchors of a text are kept in the cold. An article
// of which a third was taken shares seven of them with the copy, and fewer
// than the two that are asked for in one case of three hundred.
const coldAnchors = 20

// segment holds texts received in one slot of time, or cold ones of a day,
// oldest first. It is not written to any more but for removals.
type segment struct {
	slot     int64
	cold     bool
	rows     rows
	postings postings
	thinned  *merge // what it will be in the cold, made ahead of time
}

// rows are texts by ascending id; 13 bytes each.
type rows struct {
	ids, groups []uint32
	at          []uint32 // Unix seconds
	anchors     []uint8  // how many the sketch has
	gone        []uint64 // a bit for each row that was removed, as far as there are any
}

func (r *rows) len() int { return len(r.ids) }

func (r *rows) add(id, group, at uint32, anchors int) {
	r.ids = append(r.ids, id)
	r.groups = append(r.groups, group)
	r.at = append(r.at, at)
	r.anchors = append(r.anchors, uint8(anchors))
}

// append adds the rows of a later segment.
func (r *rows) append(o *rows) {
	n := r.len()
	r.ids = append(r.ids, o.ids...)
	r.groups = append(r.groups, o.groups...)
	r.at = append(r.at, o.at...)
	r.anchors = append(r.anchors, o.anchors...)
	for row := range o.len() {
		if o.isGone(uint32(row)) {
			r.markGone(n + row)
		}
	}
}

func (r *rows) grow(n int) {
	r.ids, r.groups = slices.Grow(r.ids, n), slices.Grow(r.groups, n)
	r.at, r.anchors = slices.Grow(r.at, n), slices.Grow(r.anchors, n)
}

// remove marks the row of an id as gone, if there is one.
func (r *rows) remove(id uint32) {
	if row, ok := slices.BinarySearch(r.ids, id); ok {
		r.markGone(row)
	}
}

func (r *rows) markGone(row int) {
	for len(r.gone) <= row/64 {
		r.gone = append(r.gone, 0)
	}
	r.gone[row/64] |= 1 << (row % 64)
}

func (r *rows) isGone(row uint32) bool {
	return int(row/64) < len(r.gone) && r.gone[row/64]>>(row%64)&1 != 0
}
