package stage_test

import (
	"bytes"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/topology"
)

// BenchmarkRun is what a stage costs beside its step, broker included: records of 5 kB from WIRE to FACTS.
func BenchmarkRun(b *testing.B) {
	bench := newBench(b)
	body := bytes.Repeat([]byte("wire "), 1000)
	for range b.N {
		if _, err := bench.js.PublishMsgAsync(&nats.Msg{Subject: "wire.test_example", Data: body}, jetstream.WithStallWait(natstest.Patience)); err != nil {
			b.Fatal(err)
		}
	}
	<-bench.js.PublishAsyncComplete()
	b.ReportAllocs()
	b.ResetTimer()
	before := natstest.CPUTime()
	run(b, bench.env, words(topology.IngestQueue, same))
	bench.awaitAnswers(b.N)
	bench.awaitIdle(topology.IngestQueue)
	b.ReportMetric(float64((natstest.CPUTime()-before).Microseconds())/float64(b.N), "cpu-µs/record")
}
