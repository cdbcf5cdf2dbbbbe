package neardup

import "slices"

// openRows closes the open segment. It costs 20 bytes a posting, 2.5 MB when
// full, and is sealed in about a millisecond.
const openRows = 2048

// open is the segment that takes the next text: its postings are in the order
// they came, and are found through hash chains.
type open struct {
	slot        int64
	rows        rows
	pairs       []uint64 // the anchor in the high half, the row in the low one
	heads, next []uint32 // chains over pairs, 1-based
}

func (o *open) add(id, group, at uint32, anchors []uint32) {
	row := uint64(o.rows.len())
	o.rows.add(id, group, at, len(anchors))
	for _, a := range anchors {
		o.pairs = append(o.pairs, uint64(a)<<32|row)
		o.next = append(o.next, 0)
		if len(o.pairs) > len(o.heads) {
			o.grow()
			continue
		}
		o.chain(len(o.pairs) - 1)
	}
}

// grow doubles the table of chains and enters all postings anew.
func (o *open) grow() {
	o.heads = make([]uint32, max(1024, 2*len(o.heads)))
	for i := range o.pairs {
		o.chain(i)
	}
}

func (o *open) chain(i int) {
	head := &o.heads[uint32(o.pairs[i]>>32)&uint32(len(o.heads)-1)]
	o.next[i] = *head
	*head = uint32(i + 1)
}

// reset empties the segment and keeps its memory.
func (o *open) reset(slot int64) {
	o.slot = slot
	o.rows = rows{ids: o.rows.ids[:0], groups: o.rows.groups[:0], at: o.rows.at[:0], anchors: o.rows.anchors[:0]}
	o.pairs, o.next = o.pairs[:0], o.next[:0]
	clear(o.heads)
}

// find appends the rows that have an anchor, oldest first.
func (o *open) find(anchor uint32, number uint64, to []place) []place {
	if len(o.pairs) == 0 {
		return to
	}
	from := len(to)
	for i := o.heads[anchor&uint32(len(o.heads)-1)]; i != 0; i = o.next[i-1] {
		if p := o.pairs[i-1]; uint32(p>>32) == anchor {
			to = append(to, newPlace(number, uint32(p)))
		}
	}
	slices.Reverse(to[from:])
	return to
}

// seal returns a segment of the same texts.
func (o *open) seal() *segment {
	s := &segment{slot: o.slot, postings: newPostings(o.pairs, o.rows.len())}
	s.rows.grow(o.rows.len())
	s.rows.append(&o.rows)
	return s
}
