package neardup

import (
	"fmt"
	"slices"
)

// check tells what is wrong with a segment that was read after those the index
// already has. What passes cannot lead a lookup or a merge astray.
func (x *Index) check(s *segment) error {
	next, at := uint64(0), int64(0)
	if n := len(x.segments); n > 0 {
		before := x.segments[n-1]
		last := before.rows.len() - 1
		next, at = uint64(before.rows.ids[last])+1, int64(before.rows.at[last])
		if s.cold && !before.cold {
			return fmt.Errorf("%w: a cold segment after a hot one", ErrDamaged)
		}
	}
	for row, id := range s.rows.ids {
		t := int64(s.rows.at[row])
		if uint64(id) < next || t < at || s.rows.anchors[row] > maxAnchors {
			return fmt.Errorf("%w: text %d after %d", ErrDamaged, id, next)
		}
		if slot := t / x.slot; slot != s.slot && !(s.cold && day(slot) == day(s.slot)) {
			return fmt.Errorf("%w: text %d is not of its slot", ErrDamaged, id)
		}
		next, at = uint64(id)+1, t
	}
	if next > x.next || at > x.now {
		return fmt.Errorf("%w: a text after the last", ErrDamaged)
	}
	kept := slices.Clone(s.rows.anchors)
	if s.cold {
		for row, n := range kept {
			kept[row] = min(n, coldAnchors)
		}
	}
	if !s.postings.correct(kept) {
		return fmt.Errorf("%w: postings", ErrDamaged)
	}
	return nil
}

// correct tells whether postings are in order and each row has as many as
// given, which are counted down.
func (p *postings) correct(counts []uint8) bool {
	from := p.starts[0]
	if from != 0 || p.starts[len(p.starts)-1] != uint32(len(p.list)) {
		return false
	}
	for _, end := range p.starts[1:] {
		if end < from || end > uint32(len(p.list)) {
			return false
		}
		for i := from; i < end; i++ {
			row := p.row(i)
			if i > from && p.list[i] <= p.list[i-1] || p.list[i]>>postingBits != 0 || row >= uint32(len(counts)) || counts[row] == 0 {
				return false
			}
			counts[row]--
		}
		from = end
	}
	for _, n := range counts {
		if n != 0 {
			return false
		}
	}
	return true
}
