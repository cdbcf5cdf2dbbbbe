package neardup

import "slices"

// coldAnchors is how many anchors of a text are kept in the cold. An article
// of which a third was taken shares seven of them with the copy, and fewer
// than the two that are asked for in one case of three hundred.
const coldAnchors = 20

// segment holds texts received in one slot of time, or cold ones of a day,
// oldest first. It is not written to any more.
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
	r.ids = append(r.ids, o.ids...)
	r.groups = append(r.groups, o.groups...)
	r.at = append(r.at, o.at...)
	r.anchors = append(r.anchors, o.anchors...)
}

func (r *rows) grow(n int) {
	r.ids, r.groups = slices.Grow(r.ids, n), slices.Grow(r.groups, n)
	r.at, r.anchors = slices.Grow(r.at, n), slices.Grow(r.anchors, n)
}
