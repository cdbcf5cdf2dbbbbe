package story

import (
	"math/rand/v2"
	"testing"
)

func TestATableHoldsWhatAMapDoes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	tab, want := newTable(0), map[uint32]listing{}
	for range 100_000 {
		term := uint32(r.IntN(3000)) // few enough to be put and removed again and again
		switch l := tab.look(term); {
		case l == nil:
			if _, ok := want[term]; ok {
				t.Fatalf("term %d is lost", term)
			}
			l := listing{term, 1 + r.Uint32N(9), r.Uint32()}
			tab.put(l)
			want[term] = l
		case *l != want[term]:
			t.Fatalf("term %d is %v, want %v", term, *l, want[term])
		default:
			tab.remove(term)
			delete(want, term)
		}
		if tab.used != len(want) {
			t.Fatalf("%d terms used, want %d", tab.used, len(want))
		}
	}
	for term, w := range want {
		if l := tab.look(term); l == nil || *l != w {
			t.Fatalf("at the end term %d is %v, want %v", term, l, w)
		}
	}
}
