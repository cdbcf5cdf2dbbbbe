package neardup

import (
	"bytes"
	"runtime"
	"slices"
	"testing"
	"time"
)

const (
	million = 1_000_000
	// millionWords is an article of 3 kB.
	millionWords = 500
)

// madeSketch is the sketch and group of an article of 500 words, without the article:
// one in three takes three quarters of the word sequences of an earlier one,
// one word sequence in twenty is common, and one is the boilerplate of one of
// five hundred sources.
func madeSketch(i int, to []uint32) (s Sketch, group uint32) {
	h := uint32(i)*2654435761 + 12345
	next := func() uint32 { h = mix(h + 1); return h }
	to = to[:0]
	from := newGaps(i)
	if i%3 == 2 && i > 3000 {
		from = newGaps(3 * (int(next()) % (i / 3)))
	}
	for len(to) < maxAnchors {
		a := from.next()
		if r := next(); from.i != i && r%4 == 0 {
			a = next() % sampled / 2
		} else if r%20 == 1 {
			k := 1 + next()%1000
			a = mix(1+next()%k) % sampled / 2
		}
		to = append(to, a)
	}
	to[0] = mix(uint32(i%500)) % sampled / 8
	slices.Sort(to)
	return Sketch{Anchors: slices.Compact(to), Tokens: millionWords}, uint32(from.i)
}

// gaps walks through evenly spread hashes, as far apart as those of 500 words.
type gaps struct {
	i    int
	h, a uint32
}

func newGaps(i int) gaps { return gaps{i: i, h: mix(uint32(i) + 99)} }

func (g *gaps) next() uint32 {
	g.h = mix(g.h + 7)
	g.a += g.h % (2 << 32 / millionWords)
	return g.a % sampled
}

// heap is the memory in use.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkMillion holds an index of a million articles of 3 kB, all received
// in one window, to what is promised of it.
func BenchmarkMillion(b *testing.B) {
	for b.Loop() {
		anchors := make([]uint32, 0, maxAnchors)
		took := make([]time.Duration, million)
		before := heap()
		x := NewIndex(Params{})
		every := x.params.Window / million
		var adding time.Duration
		for i := range million {
			s, group := madeSketch(i, anchors)
			from := time.Now()
			x.Add(uint32(i), group, s, noon.Add(time.Duration(i)*every))
			took[i] = time.Since(from)
			adding += took[i]
		}
		b.ReportMetric(float64(heap()-before)/million, "hot-B/article")
		b.ReportMetric(adding.Seconds()/million*1e6, "add-µs")
		report(b, "add", took)
		last := noon.Add(million * every)
		find(b, x, "hot", last)
		weighing(b, x)

		var file bytes.Buffer
		file.Grow(400 * million)
		from := time.Now()
		if _, err := x.WriteTo(&file); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(from).Seconds(), "write-s")
		from = time.Now()
		y := NewIndex(Params{})
		if _, err := y.ReadFrom(&file); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(from).Seconds(), "read-s")
		file, y = bytes.Buffer{}, nil

		const more = 200_000 // let the window pass, and the merging of days come to its end
		took = took[:more]
		for i := range took {
			id, at := uint32(million+i), last.Add(time.Duration(i)*(x.params.Window*9/8/more))
			from := time.Now()
			x.Add(id, id, Sketch{}, at)
			took[i] = time.Since(from)
		}
		report(b, "thin", took)
		b.ReportMetric(float64(heap()-before-13*more)/million, "cold-B/article")
		find(b, x, "cold", last)
		runtime.KeepAlive(y)
	}
}

// find reports how long it takes to find the texts like a new one.
func find(b *testing.B, x *Index, name string, at time.Time) {
	took := make([]time.Duration, 5000)
	anchors := make([]uint32, 0, maxAnchors)
	found, copies := 0, 0
	for i := range took {
		s, group := madeSketch(million+i, anchors)
		from := time.Now()
		cs := x.Candidates(s, at)
		took[i] = time.Since(from)
		if group >= million {
			continue // an original, or a copy of one that is not indexed
		}
		copies++
		if len(cs) == 0 {
			continue
		}
		if _, first := madeSketch(int(cs[0].ID), anchors); first == group {
			found++
		}
	}
	report(b, name, took)
	b.ReportMetric(float64(found)/float64(copies), name+"-found")
}

// weighing reports how long it takes to tell the boilerplate in a new text.
func weighing(b *testing.B, x *Index) {
	took := make([]time.Duration, 2000)
	hs := make([]uint32, millionWords)
	for i := range took {
		g := newGaps(i)
		for j := range hs {
			g.next()
			hs[j] = g.a
		}
		from := time.Now()
		x.sharing(hs)
		took[i] = time.Since(from)
	}
	report(b, "weigh", took)
}

func report(b *testing.B, name string, took []time.Duration) {
	slices.Sort(took)
	at := func(share float64) float64 { return took[int(share*float64(len(took)-1))].Seconds() * 1e6 }
	b.ReportMetric(at(0.5), name+"-p50-µs")
	b.ReportMetric(at(0.99), name+"-p99-µs")
	b.ReportMetric(at(1), name+"-max-µs")
}
