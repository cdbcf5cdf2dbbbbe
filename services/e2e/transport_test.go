package e2e

import (
	"bytes"
	"context"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/embednats"
	"github.com/wirefold/wirefold/pkg/fenced"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
)

// BenchmarkTransport measures the machinery alone: every hop from WIRE to STATE with steps that do nothing, on copy of 5 kB
// that each make one event. It reports the CPU time of everything in the process, the broker and the publisher included.
func BenchmarkTransport(b *testing.B) {
	const articles = 20_000
	for b.Loop() {
		ns, err := embednats.Start(embednats.Options{Dir: b.TempDir()})
		if err != nil {
			b.Fatal(err)
		}
		nc, err := ns.Connect()
		if err != nil {
			b.Fatal(err)
		}
		js, err := app.NewJetStream(nc)
		if err != nil {
			b.Fatal(err)
		}
		ctx, cancel := context.WithCancel(b.Context())
		if err := topology.Setup(ctx, js, topology.Limits{}, topology.All...); err != nil {
			b.Fatal(err)
		}
		var running sync.WaitGroup
		registry := metrics.New(false)
		env := stage.Env{JS: js, Epoch: "bench", Log: zap.NewNop(), Metrics: stage.NewMetrics(registry)}
		logs := fenced.Env{JS: js, Log: zap.NewNop(), Metrics: fenced.NewMetrics(registry)}
		for _, s := range []stage.Stage[stage.Message, []byte]{
			pass("ingest", topology.IngestQueue, topology.SubjectArticles),
			pass("clean", topology.CleanQueue, topology.SubjectClean),
			pass("extract", topology.ExtractQueue, topology.SubjectFacts),
		} {
			running.Go(func() {
				if err := stage.Run(ctx, env, s); err != nil {
					b.Error(err)
				}
			})
		}
		for _, l := range []fenced.Log{
			passLog(topology.Facts, topology.Decisions, func(int) string { return topology.SubjectDecisions }, 500),
			passLog(topology.Decisions, topology.News, func(int) string { return "news.article.new._.en.example_com" }, 5000),
			passLog(topology.News, topology.State, func(i int) string { return "state.article.a-" + strconv.Itoa(i) }, 5000),
		} {
			running.Go(func() {
				if err := fenced.Run(ctx, logs, l, func() {}); err != nil {
					b.Error(err)
				}
			})
		}
		began, cpu := time.Now(), cpuTime(b)
		body := bytes.Repeat([]byte("x"), 5000)
		for range articles {
			if _, err := js.PublishAsync("wire.example_com", body, jetstream.WithStallWait(time.Minute)); err != nil {
				b.Fatal(err)
			}
		}
		for count(b, js, topology.State) < articles {
			time.Sleep(20 * time.Millisecond)
		}
		b.ReportMetric((cpuTime(b)-cpu).Seconds()*100_000/articles, "cpu-s/100k")
		b.ReportMetric(articles/time.Since(began).Seconds(), "articles/s")
		cancel()
		running.Wait()
		nc.Close()
		ns.Stop()
	}
}

func pass(name string, from topology.Queue, to string) stage.Stage[stage.Message, []byte] {
	return stage.Stage[stage.Message, []byte]{
		Name: name, From: from, To: to,
		Decode: func(m stage.Message) (*stage.Message, error) { return &m, nil },
		Step:   func(_ context.Context, m *stage.Message) (*[]byte, error) { return &m.Data, nil },
		Encode: func(data *[]byte) ([]byte, error) { return *data, nil },
	}
}

// passLog answers every record with one of size bytes.
func passLog(in, out string, subject func(int) string, size int) fenced.Log {
	body := bytes.Repeat([]byte("x"), size)
	next := uint64(1)
	return fenced.Log{
		Name: out, In: in, Out: out,
		Load:     func(context.Context, uint64) (uint64, error) { return 0, nil },
		Fold:     func(fenced.Record) error { return nil },
		Position: func() uint64 { return next },
		Answer: func(_ context.Context, r fenced.Record) ([]*nats.Msg, error) {
			next = r.Seq + 1
			seq := strconv.FormatUint(r.Seq, 10)
			return []*nats.Msg{{Subject: subject(int(r.Seq)), Data: body, Header: nats.Header{
				jetstream.MsgIDHeader: {seq}, stage.HeaderWireSeq: {seq},
			}}}, nil
		},
	}
}

func count(tb testing.TB, js jetstream.JetStream, stream string) uint64 {
	tb.Helper()
	s, err := js.Stream(tb.Context(), stream)
	if err != nil {
		tb.Fatal(err)
	}
	return s.CachedInfo().State.Msgs
}

// cpuTime is the CPU time of the process so far.
func cpuTime(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
