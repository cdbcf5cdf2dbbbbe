package story

import "hash/maphash"

// table is a hash table of listings by term: open addressing with linear
// probing, so that a look-up costs one access to memory where a map takes
// three. An article asks for the rarity of some 400 terms. The seed keeps
// chosen words from falling together; where entries stand is never told.
type table struct {
	slots []listing // a power of two of them; empty where stories is 0
	used  int
	seed  maphash.Seed
}

// newTable has room for n terms.
func newTable(n int) table {
	size := 16
	for !roomy(n, size) {
		size *= 2
	}
	return table{slots: make([]listing, size), seed: maphash.MakeSeed()}
}

// roomy keeps the table at most three quarters full: longer runs cost more than
// the memory is worth.
func roomy(used, size int) bool { return 4*used <= 3*size }

// home is where a term stands if nothing is in its way.
func (t *table) home(term uint32) int {
	return int(maphash.Comparable(t.seed, term)) & (len(t.slots) - 1)
}

// look returns the listing of a term, nil if there is none. It is good until
// the next put or remove.
func (t *table) look(term uint32) *listing {
	for i := t.home(term); ; i = (i + 1) & (len(t.slots) - 1) {
		switch l := &t.slots[i]; {
		case l.stories == 0:
			return nil
		case l.term == term:
			return l
		}
	}
}

// put enters a listing whose term has none.
func (t *table) put(l listing) {
	if !roomy(t.used+1, len(t.slots)) {
		old := t.slots
		t.slots = make([]listing, 2*len(old))
		for _, o := range old {
			if o.stories > 0 {
				t.place(o)
			}
		}
	}
	t.place(l)
	t.used++
}

func (t *table) place(l listing) {
	i := t.home(l.term)
	for t.slots[i].stories > 0 {
		i = (i + 1) & (len(t.slots) - 1)
	}
	t.slots[i] = l
}

// remove takes a term out, and moves up what stood behind it because of it.
func (t *table) remove(term uint32) {
	mask := len(t.slots) - 1
	gap := t.home(term)
	for t.slots[gap].term != term {
		gap = (gap + 1) & mask
	}
	for i := (gap + 1) & mask; t.slots[i].stories > 0; i = (i + 1) & mask {
		if home := t.home(t.slots[i].term); (i-home)&mask >= (i-gap)&mask {
			t.slots[gap] = t.slots[i]
			gap = i
		}
	}
	t.slots[gap] = listing{}
	t.used--
}
