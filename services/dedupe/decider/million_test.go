package decider_test

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/decider"
	"github.com/wirefold/wirefold/services/dedupe/dedupetest"
)

// BenchmarkMillion folds the decisions on a million articles, which are then all in the hot window, saves and restores
// the memory, and judges further articles with both. With -short there is a twentieth of each.
func BenchmarkMillion(b *testing.B) {
	million, further := uint64(dedupetest.Million), uint64(20_000)
	if testing.Short() {
		million, further = million/20, further/20
	}
	for b.Loop() {
		file := filepath.Join(b.TempDir(), "memory.snap")
		before := heap()
		judged := liveMemory(b, million, further, before, file)
		restoredMemory(b, million, before, file, judged)
	}
}

// liveMemory folds and saves a memory, judges further articles with it, and gives the decisions on the first of them.
func liveMemory(b *testing.B, million, further uint64, before int64, file string) [][]byte {
	m := decider.NewMemory(decider.Params{})
	fold := foldMade(b, m, million)
	b.ReportMetric(fold.Wall.Seconds(), "s/fold")
	b.ReportMetric(float64(fold.CPU.Nanoseconds())/1e3/float64(million), "cpu-µs/folded")
	b.ReportMetric(float64(heap()-before)/float64(million), "B/article-and-stories")
	save := dedupetest.Measure(func() { saveTo(b, m, file) })
	b.ReportMetric(save.Wall.Seconds(), "s/save")
	b.ReportMetric(save.CPU.Seconds(), "cpu-s/save")
	info, err := os.Stat(file)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/1e6, "MB/snapshot")

	d := &decider.Decider{Memory: m, Texts: regenerated}
	var took []time.Duration
	var decisions [][]byte
	var cpu time.Duration
	for next := million + 1; next <= million+further; {
		var facts []*wirefoldv1.Facts // of a thousand articles, made beforehand
		for seq := next; seq < next+1000 && seq <= million+further; seq++ {
			facts = append(facts, dedupetest.Facts(seq))
		}
		cpu += dedupetest.Measure(func() {
			for _, f := range facts {
				began := time.Now()
				decision := decide(b, d, next, f)
				m.Apply(decision)
				took = append(took, time.Since(began))
				if next++; len(decisions) < 500 {
					decisions = append(decisions, marshal(b, decision))
				}
			}
		}).CPU
	}
	slices.Sort(took)
	milliseconds := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1))].Microseconds()) / 1e3
	}
	b.ReportMetric(float64(further)/cpu.Seconds(), "articles/cpu-s")
	b.ReportMetric(milliseconds(.5), "ms/p50")
	b.ReportMetric(milliseconds(.99), "ms/p99")
	b.ReportMetric(milliseconds(1), "ms/max")
	return decisions
}

// restoredMemory restores what was saved, compares its decisions, and tells what is whose in its heap.
func restoredMemory(b *testing.B, million uint64, before int64, file string, judged [][]byte) {
	var m *decider.Memory
	restore := dedupetest.Measure(func() { m = restoreFrom(b, file) })
	b.ReportMetric(restore.Wall.Seconds(), "s/restore")
	b.ReportMetric(restore.CPU.Seconds(), "cpu-s/restore")
	if m.Len() != int(million) {
		b.Fatalf("%d articles are remembered of %d", m.Len(), million)
	}
	d := &decider.Decider{Memory: m, Texts: regenerated}
	for i, want := range judged {
		seq := million + 1 + uint64(i)
		decision := decide(b, d, seq, dedupetest.Facts(seq))
		if !bytes.Equal(marshal(b, decision), want) {
			b.Fatalf("decision %d of a memory restored is another", seq)
		}
		m.Apply(decision)
	}
	d.Memory, d = nil, nil
	open, all := int64(m.OpenStories()), heap()
	m.DropStories()
	rest := heap()
	b.ReportMetric(float64(rest-before)/float64(m.Len()), "B/article")
	b.ReportMetric(float64(all-rest)/float64(open), "B/open-story")
	m.DropIndex()
	b.ReportMetric(float64(heap()-before)/float64(m.Len()), "B/article-but-index")
	runtime.KeepAlive(m)
}

// foldMade folds the decisions made for a wire, and tells how long that took, their making aside.
func foldMade(b *testing.B, m *decider.Memory, last uint64) (took dedupetest.Cost) {
	const batch = 20_000
	for from := uint64(1); from <= last; from += batch {
		made := make([][]byte, min(batch, last-from+1))
		var makers sync.WaitGroup
		for part := range runtime.GOMAXPROCS(0) {
			makers.Go(func() {
				for i := part; i < len(made); i += runtime.GOMAXPROCS(0) {
					made[i] = marshal(b, dedupetest.Decision(from+uint64(i)))
				}
			})
		}
		makers.Wait()
		one := dedupetest.Measure(func() {
			for some := range slices.Chunk(made, 256) {
				var decisions []*wirefoldv1.Decision
				for _, data := range some {
					decision, err := decider.DecodeToApply(data)
					if err != nil {
						b.Fatal(err)
					}
					decisions = append(decisions, decision)
				}
				m.Apply(decisions...)
			}
		})
		took.Wall, took.CPU = took.Wall+one.Wall, took.CPU+one.CPU
	}
	return took
}

func regenerated(seq uint64) (*wirefoldv1.Facts, error) { return dedupetest.Facts(seq), nil }

func decide(b *testing.B, d *decider.Decider, seq uint64, f *wirefoldv1.Facts) *wirefoldv1.Decision {
	decision, err := d.Decide(decider.Input{WireSeq: seq, FactsSeq: seq, ReceivedAt: dedupetest.At(seq), Facts: f})
	if err != nil {
		b.Fatal(err)
	}
	return decision
}

func saveTo(b *testing.B, m *decider.Memory, path string) {
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	if err := m.Save(file, &wirefoldv1.Snapshot{}); err != nil {
		b.Fatal(err)
	}
	if err := file.Close(); err != nil {
		b.Fatal(err)
	}
}

func restoreFrom(b *testing.B, path string) *decider.Memory {
	file, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	m, err := decider.Restore(file, decider.Params{}, anyHead)
	if err != nil {
		b.Fatal(err)
	}
	return m
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
