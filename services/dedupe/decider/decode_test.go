package decider_test

import (
	"testing"

	"google.golang.org/protobuf/proto"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/decider"
	"github.com/wirefold/wirefold/services/dedupe/dedupetest"
)

// TestAMemoryNeedsNoMoreOfADecision folds a wire from whole decisions and from what DecodeToApply leaves of them, one by
// one and many at once, and compares what the memories then decide.
func TestAMemoryNeedsNoMoreOfADecision(t *testing.T) {
	const wire, further = 3000, 200
	whole, one, many := decider.NewMemory(decider.Params{}), decider.NewMemory(decider.Params{}), decider.NewMemory(decider.Params{})
	var batch []*wirefoldv1.Decision
	left := 0
	for seq := uint64(1); seq <= wire; seq++ {
		made := dedupetest.Decision(seq)
		data := marshal(t, made)
		part, err := decider.DecodeToApply(data)
		if err != nil {
			t.Fatal(err)
		}
		if left += len(made.GetAnnouncements()) - len(part.GetAnnouncements()); len(part.GetArticles()) != len(made.GetArticles()) {
			t.Fatalf("decision %d has %d articles of %d", seq, len(part.GetArticles()), len(made.GetArticles()))
		}
		whole.Apply(made)
		one.Apply(part)
		again, _ := decider.DecodeToApply(data)
		if batch = append(batch, again); len(batch) == 7 {
			many.Apply(batch...)
			batch = nil
		}
	}
	many.Apply(batch...)
	if left == 0 {
		t.Error("nothing was left out")
	}
	for seq := uint64(wire + 1); seq <= wire+further; seq++ {
		f := dedupetest.Facts(seq)
		want := marshal(t, decideWith(t, whole, seq, f))
		for name, m := range map[string]*decider.Memory{"one by one": one, "many at once": many} {
			if string(marshal(t, decideWith(t, m, seq, f))) != string(want) {
				t.Fatalf("%s: decision %d is another", name, seq)
			}
		}
	}
}

func decideWith(t *testing.T, m *decider.Memory, seq uint64, f *wirefoldv1.Facts) *wirefoldv1.Decision {
	d := &decider.Decider{Memory: m, Texts: regenerated}
	decision, err := d.Decide(decider.Input{WireSeq: seq, FactsSeq: seq, ReceivedAt: dedupetest.At(seq), Facts: f})
	if err != nil {
		t.Fatal(err)
	}
	m.Apply(decision)
	return decision
}

// FuzzDecodeToApply: what it leaves out is news, and it refuses what proto.Unmarshal does.
func FuzzDecodeToApply(f *testing.F) {
	for seq := range uint64(3) {
		f.Add(marshal(f, dedupetest.Decision(seq+1)))
	}
	f.Add([]byte{7<<3 | 2, 2, 17<<3 | 2, 9})
	f.Fuzz(func(t *testing.T, data []byte) {
		whole := new(wirefoldv1.Decision)
		wholeErr := proto.Unmarshal(data, whole)
		part, err := decider.DecodeToApply(data)
		if wholeErr != nil {
			return // what was left out may be what is wrong
		}
		if err != nil {
			t.Fatalf("a decision is refused: %v", err)
		}
		whole.Announcements, part.Announcements = nil, nil
		if !proto.Equal(whole, part) {
			t.Error("more than news was left out")
		}
	})
}
