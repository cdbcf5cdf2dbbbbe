package stage_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	dto "github.com/prometheus/client_model/go"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
)

// The stage under test reads words from WIRE or CLEAN and writes them to FACTS, which can be read back.

type word struct{ text string }

func words(from topology.Queue, step func(context.Context, *word) (*word, error)) stage.Stage[word, word] {
	return stage.Stage[word, word]{
		Name: "test", From: from, To: topology.SubjectFacts, Reasons: []string{"no_text"}, Filters: true,
		Decode: func(m stage.Message) (*word, error) {
			if string(m.Data) == "undecodable" {
				return nil, errors.New("no word")
			}
			return &word{string(m.Data)}, nil
		},
		Step:   step,
		Encode: func(w *word) ([]byte, error) { return []byte(w.text), nil },
	}
}

func same(_ context.Context, in *word) (*word, error) { return in, nil }

// bench is a broker with its streams, and a stage's environment.
type bench struct {
	*natstest.Broker
	t        testing.TB
	js       jetstream.JetStream
	env      stage.Env
	registry *metrics.Registry
	logs     *observer.ObservedLogs
}

func newBench(t testing.TB) *bench {
	b := &bench{Broker: natstest.Start(t), t: t}
	b.js = b.Connect()
	b.Setup(b.js)
	life, err := topology.ReadLife(natstest.Context(t), b.js)
	if err != nil {
		t.Fatal(err)
	}
	core, logs := observer.New(zapcore.InfoLevel)
	b.logs, b.registry = logs, metrics.New(false)
	b.env = stage.Env{JS: b.js, Epoch: life.Epoch, Log: zap.New(core), Metrics: stage.NewMetrics(b.registry)}
	return b
}

// over is the environment on a connection of its own.
func (b *bench) over(js jetstream.JetStream) stage.Env {
	env := b.env
	env.JS = js
	return env
}

// run starts a stage and returns its orderly stop.
func run(t testing.TB, env stage.Env, s stage.Stage[word, word]) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := stage.Run(ctx, env, s); err != nil {
			t.Errorf("run: %v", err)
		}
	})
	stop = sync.OnceFunc(func() {
		cancel()
		running.Wait()
	})
	t.Cleanup(stop)
	return stop
}

// publish puts words on WIRE, all at once.
func (b *bench) publish(texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		if _, err := b.js.PublishMsgAsync(&nats.Msg{Subject: "wire.test_example", Data: []byte(text)}, jetstream.WithStallWait(natstest.Patience)); err != nil {
			b.t.Fatal(err)
		}
	}
	select {
	case <-b.js.PublishAsyncComplete():
	case <-natstest.Context(b.t).Done():
		b.t.Fatal("publishing does not end")
	}
}

func numbered(prefix string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = prefix + strconv.Itoa(i)
	}
	return out
}

// answers gives the answers on FACTS by WIRE sequence; those of one sequence must all be the same.
func (b *bench) answers() map[uint64]*jetstream.RawStreamMsg {
	b.t.Helper()
	out := map[uint64]*jetstream.RawStreamMsg{}
	for _, msg := range natstest.Read(b.t, b.js, topology.Facts) {
		seq, err := strconv.ParseUint(msg.Header.Get(stage.HeaderWireSeq), 10, 64)
		if err != nil {
			b.t.Fatalf("answer %d: %v", msg.Sequence, err)
		}
		if first, ok := out[seq]; ok && string(first.Data) != string(msg.Data) {
			b.t.Fatalf("WIRE %d is answered %q and %q", seq, first.Data, msg.Data)
		}
		out[seq] = msg
	}
	return out
}

// awaitAnswers waits until n messages stand on FACTS.
func (b *bench) awaitAnswers(n int) {
	b.t.Helper()
	natstest.Eventually(b.t, fmt.Sprintf("%d answers", n), func() bool { return b.state(topology.Facts).Msgs >= uint64(n) })
}

func (b *bench) state(stream string) jetstream.StreamState {
	b.t.Helper()
	s, err := b.js.Stream(natstest.Context(b.t), stream)
	if err != nil {
		b.t.Fatal(err)
	}
	return s.CachedInfo().State
}

func (b *bench) awaitIdle(q topology.Queue) {
	b.t.Helper()
	natstest.Eventually(b.t, "everything is acknowledged", func() bool {
		c, err := b.js.Consumer(natstest.Context(b.t), q.Stream, q.Durable)
		if err != nil {
			return false // the broker is on its way
		}
		info := c.CachedInfo()
		return info.NumAckPending == 0 && info.NumPending == 0
	})
}

// count reads one counter, told as name{value,value} in the order of the labels' names.
func (b *bench) count(series string) float64 {
	b.t.Helper()
	families, err := b.registry.Gather()
	if err != nil {
		b.t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName()+labels(m) == series {
				return m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
			}
		}
	}
	b.t.Fatalf("no series %s", series)
	return 0
}

func labels(m *dto.Metric) string {
	var values []string
	for _, l := range m.GetLabel() {
		values = append(values, l.GetValue())
	}
	return "{" + strings.Join(values, ",") + "}"
}
