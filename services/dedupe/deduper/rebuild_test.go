package deduper

import (
	"context"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/fenced"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"

	"github.com/wirefold/wirefold/services/dedupe/decider"
	"github.com/wirefold/wirefold/services/dedupe/dedupetest"
)

// BenchmarkRebuild starts dedupe on a DECISIONS of a million articles: without a snapshot, which it then writes, and with
// it. With -short there is a twentieth of them.
func BenchmarkRebuild(b *testing.B) {
	million := uint64(dedupetest.Million)
	if testing.Short() {
		million /= 20
	}
	broker := natstest.Start(b)
	js := broker.Connect()
	broker.Setup(js)
	life := topology.Life{Epoch: "e1", First: 1}
	publishMade(b, js, life, million)
	file := newSnapshotFile(filepath.Join(b.TempDir(), "memory.snap"))
	for b.Loop() {
		runtime.GC()
		wall, cpu := rebuild(b, js, life, file, million)
		b.ReportMetric(wall.Seconds(), "s/from-log")
		b.ReportMetric(cpu.Seconds(), "cpu-s/from-log")
		b.ReportMetric(float64(million)/wall.Seconds(), "decisions/s")
		runtime.GC()
		wall, cpu = rebuild(b, js, life, file, million)
		b.ReportMetric(wall.Seconds(), "s/from-snapshot")
		b.ReportMetric(cpu.Seconds(), "cpu-s/from-snapshot")
	}
}

// rebuild tells how long dedupe takes until its memory stands, and lets it rest.
func rebuild(b *testing.B, js jetstream.JetStream, life topology.Life, file snapshotFile, million uint64) (wall, cpu time.Duration) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r := metrics.New(false)
	d := &deciding{
		js: js, life: life, params: decider.Params{}, snapshot: file, log: zap.NewNop(),
		seen: settling{Observer: stage.NewMetrics(r).For(StageName, decideFates)},
	}
	began, used := time.Now(), natstest.CPUTime()
	err := fenced.Run(ctx, fenced.Env{JS: js, Log: zap.NewNop(), Metrics: fenced.NewMetrics(r)}, d.fencedLog(), func() {
		wall, cpu = time.Since(began), natstest.CPUTime()-used
		cancel()
	})
	file.writing.Wait()
	if err != nil || d.decider.Memory.WireSeq() != million {
		b.Fatalf("the memory stands at %d, %v; want %d", d.decider.Memory.WireSeq(), err, million)
	}
	return wall, cpu
}

// publishMade fills FACTS with empty records and DECISIONS with those made on them.
func publishMade(b *testing.B, js jetstream.JetStream, life topology.Life, million uint64) {
	const batch = 5000
	for from := uint64(1); from <= million; from += batch {
		made := make([][]byte, min(batch, million-from+1))
		var makers sync.WaitGroup
		for part := range runtime.GOMAXPROCS(0) {
			makers.Go(func() {
				for i := part; i < len(made); i += runtime.GOMAXPROCS(0) {
					data, err := proto.Marshal(dedupetest.Decision(from + uint64(i)))
					if err != nil {
						b.Error(err)
					}
					made[i] = data
				}
			})
		}
		makers.Wait()
		for i, data := range made {
			seq := strconv.FormatUint(from+uint64(i), 10)
			header := nats.Header{stage.HeaderWireSeq: {seq}, stage.HeaderEpoch: {life.Epoch}}
			for _, m := range []*nats.Msg{
				{Subject: topology.SubjectFacts, Header: header},
				{Subject: topology.SubjectDecisions, Header: header, Data: data},
			} {
				if _, err := js.PublishMsgAsync(m, jetstream.WithStallWait(time.Minute)); err != nil {
					b.Fatal(err)
				}
			}
		}
		select {
		case <-js.PublishAsyncComplete():
		case <-time.After(time.Minute):
			b.Fatal("the broker does not store what is published")
		}
	}
}
