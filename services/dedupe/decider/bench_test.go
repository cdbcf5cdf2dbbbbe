package decider_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// BenchmarkDecide judges and remembers a stream in which one article in two is a copy, and reports the size of a decision.
func BenchmarkDecide(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	originals := make([]string, 400)
	for i := range originals {
		originals[i] = prose(r, 400)
	}
	store := map[uint64]*wirefoldv1.Facts{}
	d := &decider.Decider{Memory: decider.NewMemory(decider.Params{}), Texts: func(seq uint64) (*wirefoldv1.Facts, error) { return store[seq], nil }}
	now, bytes := morning, 0
	b.ReportAllocs()
	for i := range uint64(b.N) {
		b.StopTimer()
		text := prose(r, 400)
		if i%2 == 0 {
			text = originals[r.IntN(len(originals))]
		}
		f := article(fmt.Sprintf("paper%d_example", r.IntN(300)), fmt.Sprintf("a-%016x", i), "News of "+text[:20], text)
		store[i+1] = f
		b.StartTimer()
		now = now.Add(3 * time.Second)
		decision, err := d.Decide(decider.Input{WireSeq: i + 1, FactsSeq: i + 1, ReceivedAt: now, Facts: f})
		if err != nil {
			b.Fatal(err)
		}
		bytes += proto.Size(decision)
		d.Memory.Apply(decision)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
	b.ReportMetric(float64(bytes)/float64(b.N), "B/decision")
}

// prose makes words with the frequencies of a language, in sentences.
func prose(r *rand.Rand, words int) string {
	zipf := rand.NewZipf(r, 1.1, 3, 20000)
	var s strings.Builder
	for i := range words {
		w := fmt.Sprintf("w%x", zipf.Uint64()*2654435761%0xfffff)
		if i%12 == 0 {
			s.WriteString(". T")
		}
		s.WriteString(" " + w)
	}
	return s.String()
}
