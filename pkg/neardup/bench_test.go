package neardup

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// prose writes a 3 kB article from a vocabulary of 4,000 words, with common
// words among them; every third is a lightly edited copy of an earlier one.
func prose(i int) string {
	if i%3 == 2 {
		return strings.Replace(prose(i-2), "ka", "ki", 3) + " Reported by the desk."
	}
	h := uint32(i)*2654435761 + 1
	var b strings.Builder
	for n := 0; b.Len() < 3000; n++ {
		h = mix(h + uint32(n))
		switch {
		case n%14 == 13:
			b.WriteString(". ")
		case h%5 < 2:
			b.WriteString([]string{"the ", "of ", "and ", "in ", "that "}[h%13%5])
		default:
			w := h % 4000
			fmt.Fprintf(&b, "%c%s%s ", 'b'+w%19, []string{"ka", "lo", "mer", "tin", "so"}[w/19%5], []string{"ran", "del", "pos", "ti", "vem", "nor", "gas", "lum"}[w/95%8])
		}
	}
	return b.String()
}

// BenchmarkStream is what a decider does for each article of 3 kB: parse,
// sketch, look up, verify the candidates and add.
func BenchmarkStream(b *testing.B) {
	const kept = 3000
	bodies := make([]string, kept)
	for i := range bodies {
		bodies[i] = prose(i)
	}
	x := NewIndex(Params{})
	texts := make([]Text, kept)
	b.ReportAllocs()
	n, copies := 0, 0
	for b.Loop() {
		i := n % kept
		if i == 0 {
			x = NewIndex(Params{})
		}
		at := noon.Add(time.Duration(i) * time.Second)
		texts[i] = Parse("", bodies[i], at)
		s := NewSketch(texts[i])
		group := uint32(i)
		for _, c := range x.Candidates(s, at) {
			if _, ok := x.Compare(texts[i], texts[c.ID]); ok {
				group = c.ID
				copies++
				break
			}
		}
		x.Add(uint32(i), group, s, at)
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "articles/s")
	b.ReportMetric(float64(copies)/float64(n), "copies/article")
}
