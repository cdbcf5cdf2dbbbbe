package fenced_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/fenced"
	"github.com/wirefold/wirefold/pkg/topology"
)

// BenchmarkRun is what a fenced log costs beside its thinking, broker included: records of 5 kB answered by as many.
func BenchmarkRun(b *testing.B) {
	bench := newBench(b)
	body := bytes.Repeat([]byte("wire "), 1000)
	for range b.N {
		if _, err := bench.js.PublishMsgAsync(&nats.Msg{Subject: topology.SubjectFacts, Data: body}, jetstream.WithStallWait(natstest.Patience)); err != nil {
			b.Fatal(err)
		}
	}
	<-bench.js.PublishAsyncComplete()
	next := uint64(1)
	l := new(ledger).log()
	l.Position = func() uint64 { return next }
	l.Answer = func(_ context.Context, r fenced.Record) ([]*nats.Msg, error) {
		next = r.Seq + 1
		return []*nats.Msg{{Subject: topology.SubjectDecisions, Data: r.Data}}, nil
	}
	b.ReportAllocs()
	b.ResetTimer()
	before := natstest.CPUTime()
	start(b, bench.js, l)
	natstest.Eventually(b, "all is answered", func() bool { return bench.lastSeq() >= b.N })
	b.ReportMetric(float64((natstest.CPUTime()-before).Microseconds())/float64(b.N), "cpu-µs/record")
}
