package deduper

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/wirefold/wirefold/pkg/fenced"
)

func drain(o *order) (out []uint64) {
	for {
		h, ok := o.due()
		if !ok {
			return out
		}
		out = append(out, h.wireSeq)
	}
}

func TestOrder(t *testing.T) {
	for _, c := range []struct {
		behaviour    string
		come         []uint64 // WIRE sequences, on FACTS 1, 2, 3 …
		leave        []uint64
		resume, next uint64
	}{
		{"what comes in order leaves at once", []uint64{5, 6, 7}, []uint64{5, 6, 7}, 4, 8},
		{"an early record waits for its predecessors", []uint64{7, 6, 5}, []uint64{5, 6, 7}, 4, 8},
		{"behind a missing record nothing leaves, and reading resumes at the first that waits", []uint64{5, 7, 8}, []uint64{5}, 2, 6},
		{"a repeat is dropped, early or late", []uint64{6, 6, 5, 5, 6, 7}, []uint64{5, 6, 7}, 7, 8},
		{"what was decided before the start is dropped", []uint64{1, 4, 5}, []uint64{5}, 4, 6},
	} {
		t.Run(c.behaviour, func(t *testing.T) {
			o := newOrder(5, 1)
			var left []uint64
			for i, seq := range c.come {
				o.put(seq, fenced.Record{Seq: uint64(i + 1)})
				left = append(left, drain(o)...)
			}
			if !slices.Equal(left, c.leave) || o.resume() != c.resume || o.next != c.next {
				t.Errorf("left %v, resume %d, next %d; want %v, %d, %d", left, o.resume(), o.next, c.leave, c.resume, c.next)
			}
		})
	}
}

// Whatever the order and however often records come, they leave in order, once; and a decider that died at any point and
// reads again from where its last decision says misses nothing.
func TestOrderSurvivesAnyDeath(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 200 {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
			const n = 60
			var facts []uint64 // WIRE sequences as they lie on FACTS
			for seq := uint64(1); seq <= n; seq++ {
				for range 1 + random.IntN(2) {
					facts = append(facts, seq)
				}
			}
			for i := range facts {
				j := max(0, min(len(facts)-1, i+random.IntN(17)-8))
				facts[i], facts[j] = facts[j], facts[i]
			}
			var left []uint64
			next, resume := uint64(1), uint64(1)
			for len(left) < n {
				o := newOrder(next, resume)
				dies := random.IntN(len(facts)) + 1
				for i := int(resume) - 1; i < len(facts) && dies > 0; i++ {
					dies--
					o.put(facts[i], fenced.Record{Seq: uint64(i + 1)})
					for {
						h, ok := o.due()
						if !ok {
							break
						}
						left = append(left, h.wireSeq)
						next, resume = o.next, o.resume() // as the decision on h says
					}
				}
			}
			for i, seq := range left {
				if seq != uint64(i+1) {
					t.Fatalf("left %v", left)
				}
			}
		})
	}
}
