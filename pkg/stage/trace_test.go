package stage_test

import (
	"context"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/pkg/tracing"
)

// TestEveryAnswerCarriesItsTrace covers answers of every kind, and the log line of a burial.
func TestEveryAnswerCarriesItsTrace(t *testing.T) {
	const own, name = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "0af7651916cd43dd8448eb211c80319c"
	b := newBench(t)
	s := words(topology.IngestQueue, func(_ context.Context, in *word) (*word, error) {
		if in.text == "filtered" {
			return nil, nil
		}
		return in, nil
	})
	s.Traceparent = func(m stage.Message) string { return m.Header.Get("own") }
	rows := []struct {
		why, in, own string
		buried       bool
	}{
		{why: "a record", in: "word"},
		{why: "one with a trace of its own", in: "word", own: own},
		{why: "one that is filtered out", in: "filtered"},
		{why: "one that is buried", in: "undecodable", buried: true},
		{why: "one that is buried and has a trace of its own", in: "undecodable", own: own, buried: true},
	}
	for _, r := range rows {
		header := nats.Header{"own": {r.own}, stage.HeaderWalk: {"publisher 2022-03-05T12:00:00Z 1ms"}}
		if _, err := b.js.PublishMsg(natstest.Context(t), &nats.Msg{Subject: "wire.test_example", Data: []byte(r.in), Header: header}); err != nil {
			t.Fatal(err)
		}
	}
	stop := run(t, b.env, s)
	b.awaitAnswers(len(rows))
	stop()
	told := map[uint64]string{}
	for _, line := range b.logs.FilterMessage("record buried").All() {
		fields := line.ContextMap()
		told[fields["seq"].(uint64)] = fields["trace"].(string)
	}
	for i, r := range rows {
		seq := uint64(i + 1)
		header := b.answers()[seq].Header
		want, id := r.own, name
		if want == "" {
			want = tracing.Derive(b.env.Epoch, seq)
			id = want[3:35]
		}
		if got := header.Get(stage.HeaderTraceparent); got != want {
			t.Errorf("%s carries %q, want %q", r.why, got, want)
		}
		if walk := stage.ReadWalk(header.Get(stage.HeaderWalk)); len(walk) != 1 || walk[0].Stage != "test" {
			t.Errorf("%s: a publisher's own walk counts, or the stage's is missing: %v", r.why, walk)
		}
		if !r.buried {
			id = ""
		}
		if told[seq] != id {
			t.Errorf("%s: the log names the trace %q, want %q", r.why, told[seq], id)
		}
	}
}

func TestBehindWireTheWalkGoesOn(t *testing.T) {
	b := newBench(t)
	for _, settled := range []string{"", "filtered"} {
		header := nats.Header{stage.HeaderWireSeq: {"1"}, stage.HeaderEpoch: {b.env.Epoch}, stage.HeaderWalk: {"ingest 2022-03-05T12:00:00Z 1ms"}}
		if settled != "" {
			header[stage.HeaderWireSeq], header[stage.HeaderSettled] = []string{"2"}, []string{settled}
		}
		if _, err := b.js.PublishMsg(natstest.Context(t), &nats.Msg{Subject: topology.SubjectClean, Data: []byte("word"), Header: header}); err != nil {
			t.Fatal(err)
		}
	}
	stop := run(t, b.env, words(topology.ExtractQueue, same))
	b.awaitAnswers(2)
	stop()
	for seq, answer := range b.answers() {
		if walk := stage.ReadWalk(answer.Header.Get(stage.HeaderWalk)); len(walk) != 2 || walk[0].Stage != "ingest" || walk[1].Stage != "test" {
			t.Errorf("WIRE %d: %v", seq, walk)
		}
	}
}
