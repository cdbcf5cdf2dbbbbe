package fenced_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/fenced"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/topology"
)

// gauges reads all gauges, told as name{value,value} in the order of the labels' names.
func gauges(t *testing.T, r *metrics.Registry) map[string]int {
	t.Helper()
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			var values []string
			for _, l := range m.GetLabel() {
				values = append(values, l.GetValue())
			}
			out[fmt.Sprintf("%s%v", f.GetName(), values)] = int(m.GetGauge().GetValue())
		}
	}
	return out
}

const position, writing = "wirefold_log_position[test FACTS]", "wirefold_log_writing[test]"

// tells waits until a writer tells what is wanted.
func (w *writer) tells(t *testing.T, who string, wantPosition, wantWriting int) {
	t.Helper()
	natstest.Eventually(t, fmt.Sprintf("%s tells position %d and writing %d", who, wantPosition, wantWriting), func() bool {
		is := gauges(t, w.seen)
		return is[position] == wantPosition && is[writing] == wantWriting
	})
}

func TestALogTellsNothingButZeroBeforeItRuns(t *testing.T) {
	r := metrics.New(false)
	fenced.NewMetrics(r).For(new(ledger).log())
	if is := fmt.Sprint(gauges(t, r)); is != fmt.Sprintf("map[%s:0 %s:0]", position, writing) {
		t.Errorf("it tells %s", is)
	}
}

func TestAWriterAndOneThatStandsByTellTheSamePosition(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const n = 3000
	one := start(t, b.Connect(), new(ledger).log())
	b.publish(n)
	b.awaitAnswered(n)
	one.tells(t, "the writer", n, 1)
	b.publish(2)
	one.tells(t, "the writer of records without an answer", n+2, 1)

	two := start(t, b.Connect(), new(ledger).log())
	<-two.ready
	b.publish(1000)
	b.awaitAnswered(n + 1002)
	active, other := one, two
	if one.logged("another writer owns the log, standing by") > 0 {
		active, other = two, one
	}
	active.tells(t, "the writer", n+1002, 1)
	other.tells(t, "the one that stands by", n+1002, 0)
	b.publish(300)
	active.tells(t, "the writer", n+1302, 1)
	other.tells(t, "the one that follows", n+1302, 0)
	if err := active.stop(); err != nil {
		t.Fatal(err)
	}
	active.tells(t, "the writer that stopped", n+1302, 0)
	b.publish(3)
	other.tells(t, "the one that took over", n+1305, 1)
}

func TestThePositionMovesWhileThereIsAlwaysAnAnswerUnderWay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const n = 50
	b.publish(n)
	r := metrics.New(false)
	next, moved := uint64(1), false
	l := new(ledger).log()
	l.Position = func() uint64 { return next }
	l.Answer = func(_ context.Context, record fenced.Record) ([]*nats.Msg, error) {
		time.Sleep(20 * time.Millisecond) // the answers before are stored meanwhile, and the next input is here already
		moved = moved || gauges(t, r)[position] > 0
		next = record.Seq + 1
		return []*nats.Msg{nats.NewMsg(topology.SubjectDecisions)}, nil
	}
	ctx, stop := context.WithCancel(natstest.Context(t))
	l.Stored = func(seq uint64, _ *nats.Msg) {
		if seq == n {
			stop()
		}
	}
	if err := fenced.Run(ctx, fenced.Env{JS: b.js, Log: zap.NewNop(), Metrics: fenced.NewMetrics(r)}, l, func() {}); err != nil {
		t.Fatal(err)
	}
	if !moved {
		t.Error("it stands at 0 until there is nothing left to answer")
	}
}
