package deduper

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/fenced"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/announcer"
	"github.com/wirefold/wirefold/services/dedupe/decider"
	"github.com/wirefold/wirefold/services/dedupe/tally"
)

// two decisions, of three events and of one.
var decisions = []*wirefoldv1.Decision{
	{WireSeq: 1, ReceivedAt: timestamppb.Now(), Announcements: []*wirefoldv1.Announcement{
		{Kind: "article", Action: "withdrawn", Id: "a-1", Revision: 2, Topic: "_", Language: "en", Source: "north_example"},
		{Kind: "copy", Action: "withdrawn", Id: "a-2", Revision: 1, Topic: "_", Language: "en", Source: "south_example"},
		{Kind: "copy", Action: "withdrawn", Id: "a-3", Revision: 1, Topic: "_", Language: "en", Source: "west_example"},
	}},
	{WireSeq: 2, ReceivedAt: timestamppb.Now(), Announcements: []*wirefoldv1.Announcement{
		{Kind: "article", Action: "held", Id: "a-4", Revision: 1, Topic: "_", Language: "en", Source: "north_example"},
	}},
}

func newAnnouncing(js jetstream.JetStream, life topology.Life) *announcing {
	r := metrics.New(false)
	return &announcing{
		js: js, life: life, log: zap.NewNop(), seen: settling{Observer: stage.NewMetrics(r).For(announceStage, announceFates)}, tally: tally.New(r, tally.Watch{}),
		announcer: &announcer.Announcer{Deployment: "local", Epoch: life.Epoch, Facts: func(uint64) (*wirefoldv1.Facts, error) { return nil, decider.ErrGone }},
	}
}

func TestAnnouncingGoesOnWhereNewsEnds(t *testing.T) {
	for told := range 5 {
		for _, foreign := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d told, a stranger's message behind them: %v", told, foreign), func(t *testing.T) {
				t.Parallel()
				b := natstest.Start(t)
				js := b.Connect()
				b.Setup(js)
				life, err := topology.ReadLife(natstest.Context(t), js)
				must(t, err)
				var all []*nats.Msg
				for i, d := range decisions {
					data, err := proto.Marshal(d)
					must(t, err)
					put(t, js, &nats.Msg{Subject: topology.SubjectDecisions, Data: data, Header: nats.Header{stage.HeaderEpoch: {life.Epoch}}})
					before := newAnnouncing(js, life)
					events, err := before.announcer.Announce(d)
					must(t, err)
					for _, e := range events {
						all = append(all, before.message(uint64(i+1), d, e))
					}
				}
				for _, msg := range all[:told] {
					put(t, js, msg)
				}
				if foreign {
					put(t, js, &nats.Msg{Subject: "news.article.new.made.up", Header: nats.Header{HeaderState: {"state.article.a-1"}}})
				}
				write(t, js, newAnnouncing(js, life).fencedLog(), func() bool { return len(own(t, js)) >= len(all) })
				if got, want := own(t, js), []string{"1-1", "1-2", "1-3", "2-1"}; !slices.Equal(got, want) {
					t.Errorf("NEWS has %v, want %v", got, want)
				}
			})
		}
	}
}

// own lists the ids of the events on NEWS that are Wirefold's.
func own(t *testing.T, js jetstream.JetStream) (ids []string) {
	for _, msg := range natstest.Read(t, js, topology.News) {
		if msg.Header.Get(HeaderDecision) != "" {
			ids = append(ids, msg.Header.Get(jetstream.MsgIDHeader))
		}
	}
	return ids
}

// write runs a log until what it is to write stands there, and waits for its end.
func write(t *testing.T, js jetstream.JetStream, l fenced.Log, stands func() bool) {
	t.Helper()
	ctx, stop := context.WithCancel(natstest.Context(t))
	ended := make(chan error, 1)
	go func() {
		ended <- fenced.Run(ctx, fenced.Env{JS: js, Log: zap.NewNop(), Metrics: fenced.NewMetrics(metrics.New(false))}, l, func() {})
	}()
	natstest.Eventually(t, "all is written", stands)
	stop()
	must(t, <-ended)
}
