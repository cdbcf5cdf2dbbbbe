package story

import (
	"bytes"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"
)

// openStories is how many stories are open at 330,000 articles a day, of which
// half are copies and two in three of the rest follow no other.
const openStories = 500_000

// features draws an article's terms with the frequencies of a language: a
// vocabulary that grows with the stream, Zipf's law with exponent 1 about.
func features(r *rand.Rand, zipf *rand.Zipf, at Moment) Features {
	f := Features{At: at}
	for len(f.Words) < maxWords {
		f.Words = append(f.Words, uint32(zipf.Uint64()+40)*2654435761)
	}
	f.Names = append(f.Names, f.Words[:10]...)
	for len(f.Names) < 14 {
		f.Names = append(f.Names, uint32(zipf.Uint64()+40)*2654435761)
	}
	r.Shuffle(len(f.Words), func(i, j int) { f.Words[i], f.Words[j] = f.Words[j], f.Words[i] })
	return f
}

func filled(n int) (x *Index, next func() Features) {
	r := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(r, 1.07, 60, 1_000_000)
	i := 0
	next = func() Features {
		i++
		at := noon.Add(time.Duration(i) * 200 * time.Millisecond)
		return features(r, zipf, Moment{Received: at, Published: at.Add(-time.Duration(r.IntN(3600)) * time.Second)})
	}
	x = New(Params{})
	for id := range n {
		x.Add(uint64(id+1), next())
	}
	return x, next
}

// BenchmarkMemory reports what an open story of one article holds.
func BenchmarkMemory(b *testing.B) {
	for b.Loop() {
		before := inUse()
		x, _ := filled(openStories)
		b.ReportMetric(float64(inUse()-before)/openStories, "B/story")
		b.ReportMetric(float64(x.terms.used)/openStories, "terms/story")
		runtime.KeepAlive(x)
	}
}

func inUse() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func BenchmarkIndex(b *testing.B) {
	x, next := filled(openStories)
	id := uint64(openStories)
	b.Run("Add", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			id++
			x.Add(id, next())
		}
	})
	b.Run("Best", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			x.Best(next())
		}
	})
	b.Run("Close", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			id++
			x.Add(id, next())
			x.Close(id)
		}
	})
	var saved bytes.Buffer
	b.Run("WriteTo", func(b *testing.B) {
		for b.Loop() {
			saved.Reset()
			if _, err := x.WriteTo(&saved); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(saved.Len())/float64(x.Len()), "B/story")
	})
	b.Run("ReadFrom", func(b *testing.B) {
		for b.Loop() {
			if _, err := New(Params{}).ReadFrom(bytes.NewReader(saved.Bytes())); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkNewFeatures(b *testing.B) {
	var s strings.Builder
	for i := 0; s.Len() < 3000; i++ {
		s.WriteString(generated(i))
		s.WriteString(". ")
	}
	text := s.String()[:3000]
	b.ReportAllocs()
	for b.Loop() {
		NewFeatures("Ferry aground off Ulvsund", text, nil, receivedAt(noon))
	}
}
