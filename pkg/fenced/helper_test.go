package fenced_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/fenced"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/topology"
)

// The log under test answers FACTS on DECISIONS: an input with none, one or two records, by its sequence.

func share(in uint64) int { return int((in + 1) % 3) }

// ledger is the memory of the log under test: how far it answered.
type ledger struct {
	in     uint64                                     // the last input answered, or being answered
	told   int                                        // how many of its answers stand
	answer func(context.Context, fenced.Record) error // what else to do for an answer
}

func (l *ledger) log() fenced.Log {
	return fenced.Log{
		Name: "test", In: topology.Facts, Out: topology.Decisions,
		Load: func(context.Context, uint64) (uint64, error) {
			l.in, l.told = 0, 0
			return 0, nil
		},
		Decode: func(r fenced.Record) any {
			if len(r.Header.Values("Answer")) == 0 {
				return nil // a stranger's
			}
			var told ledger
			if _, err := fmt.Sscanf(r.Header.Get("Answer"), "%d-%d", &told.in, &told.told); err != nil {
				return err
			}
			return told
		},
		Fold: func(r fenced.Record) error {
			switch told := r.Decoded.(type) {
			case error:
				return told
			case ledger:
				l.in, l.told = told.in, told.told
			}
			return nil
		},
		Position: func() uint64 {
			if l.in > 0 && l.told < share(l.in) {
				return l.in
			}
			return l.in + 1
		},
		Answer: func(ctx context.Context, r fenced.Record) ([]*nats.Msg, error) {
			if l.answer != nil {
				if err := l.answer(ctx, r); err != nil {
					return nil, err
				}
			}
			if r.Seq != l.in {
				l.in, l.told = r.Seq, 0
			}
			var out []*nats.Msg
			for l.told < share(r.Seq) {
				l.told++
				out = append(out, &nats.Msg{Subject: topology.SubjectDecisions, Header: nats.Header{"Answer": {fmt.Sprintf("%d-%d", r.Seq, l.told)}}})
			}
			return out, nil
		},
	}
}

// expected are the answers to inputs 1 to n, in order.
func expected(n int) []string {
	var out []string
	for in := uint64(1); in <= uint64(n); in++ {
		for i := range share(in) {
			out = append(out, fmt.Sprintf("%d-%d", in, i+1))
		}
	}
	return out
}

type bench struct {
	*natstest.Broker
	t  testing.TB
	js jetstream.JetStream
}

func newBench(t testing.TB) *bench {
	b := &bench{Broker: natstest.Start(t), t: t}
	b.js = b.Connect()
	b.Setup(b.js, topology.DedupePart)
	return b
}

// publish puts n more inputs on FACTS.
func (b *bench) publish(n int) {
	b.t.Helper()
	for range n {
		if _, err := b.js.PublishMsgAsync(nats.NewMsg(topology.SubjectFacts), jetstream.WithStallWait(natstest.Patience)); err != nil {
			b.t.Fatal(err)
		}
	}
	select {
	case <-b.js.PublishAsyncComplete():
	case <-natstest.Context(b.t).Done():
		b.t.Fatal("publishing does not end")
	}
}

func (b *bench) stream(name string) jetstream.Stream {
	b.t.Helper()
	s, err := b.js.Stream(natstest.Context(b.t), name)
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

func (b *bench) lastSeq() int { return int(b.stream(topology.Decisions).CachedInfo().State.LastSeq) }

// awaitAnswered waits until inputs 1 to n are answered, and makes sure that each is once and in order.
func (b *bench) awaitAnswered(n int) {
	b.t.Helper()
	want := expected(n)
	natstest.Eventually(b.t, fmt.Sprintf("%d answers", len(want)), func() bool { return b.lastSeq() >= len(want) })
	b.mustHave(want)
}

func (b *bench) mustHave(want []string) {
	b.t.Helper()
	got := slices.DeleteFunc(natstest.Read(b.t, b.js, topology.Decisions), func(m *jetstream.RawStreamMsg) bool {
		return len(m.Header.Values("Answer")) == 0
	})
	if len(got) != len(want) {
		b.t.Errorf("%d answers stand, want %d", len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		if is := got[i].Header.Get("Answer"); is != want[i] {
			b.t.Fatalf("record %d answers %s, want %s", i+1, is, want[i])
		}
	}
}

// writer is a running writer.
type writer struct {
	stop   func() error // ends it, orderly
	stored atomic.Int64
	logs   *observer.ObservedLogs
	seen   *metrics.Registry
	ready  chan struct{}
}

func (w *writer) logged(message string) int { return w.logs.FilterMessage(message).Len() }

// env is what a log runs in that nobody watches.
func env(js jetstream.JetStream) fenced.Env {
	return fenced.Env{JS: js, Log: zap.NewNop(), Metrics: fenced.NewMetrics(metrics.New(false))}
}

func start(t testing.TB, js jetstream.JetStream, l fenced.Log) *writer {
	t.Helper()
	core, logs := observer.New(zapcore.InfoLevel)
	w := &writer{logs: logs, seen: metrics.New(false), ready: make(chan struct{})}
	stored := l.Stored
	l.Stored = func(seq uint64, msg *nats.Msg) {
		w.stored.Add(1)
		if stored != nil {
			stored(seq, msg)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		err := fenced.Run(ctx, fenced.Env{JS: js, Log: zap.New(core), Metrics: fenced.NewMetrics(w.seen)}, l, sync.OnceFunc(func() { close(w.ready) }))
		if ctx.Err() == nil {
			t.Errorf("the writer ends by itself: %v", err)
		}
		ended <- err
	}()
	w.stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() { w.stop() })
	return w
}

// endsWith runs a log that must end by itself with an error.
func endsWith(t *testing.T, js jetstream.JetStream, l fenced.Log) error {
	t.Helper()
	ended := make(chan error, 1)
	ctx := natstest.Context(t)
	go func() { ended <- fenced.Run(ctx, env(js), l, func() {}) }()
	err := <-ended
	if err == nil || ctx.Err() != nil {
		t.Fatalf("it does not end by itself: %v", err)
	}
	return err
}

// A writer to be killed runs in a process of its own: this test's binary, started again.
const childURL = "WIREFOLD_TEST_CHILD_URL"

func TestMain(m *testing.M) {
	url := os.Getenv(childURL)
	if url == "" {
		os.Exit(m.Run())
	}
	js, _, err := natstest.Dial(url)
	if err == nil {
		err = errors.Join(fenced.Run(context.Background(), env(js), new(ledger).log(), func() {}), errors.New("ended"))
	}
	fmt.Fprintln(os.Stderr, strconv.Quote(err.Error()))
	os.Exit(1)
}
