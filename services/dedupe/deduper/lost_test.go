package deduper

import (
	"math"
	"strconv"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
)

func TestFindLoss(t *testing.T) {
	const none = math.MaxUint64
	for _, c := range []struct {
		behaviour              string
		gone                   []uint64 // of the five messages on WIRE
		articles, clean, facts []uint64 // WIRE sequences of the records there
		next, held, read       uint64
		want                   loss
	}{
		{"nothing is lost while WIRE has the message", nil, nil, nil, nil, 1, none, 0, loss{0, 0}},
		{"what left WIRE unread is lost, up to what is there", []uint64{1, 2, 3}, nil, nil, nil, 1, none, 0, loss{3, 0}},
		{"up to WIRE's end where nothing is left", []uint64{1, 2, 3, 4, 5}, nil, nil, nil, 2, none, 0, loss{5, 0}},
		{"nothing behind WIRE's end is lost", []uint64{1, 2, 3, 4, 5}, nil, nil, nil, 6, none, 0, loss{5, 0}},
		{"up to what has come", []uint64{1, 2, 3, 4}, nil, nil, nil, 1, 3, 0, loss{2, 0}},
		{"not while clean has it to do", []uint64{1, 2, 3}, []uint64{3, 1}, nil, nil, 1, none, 0, loss{0, 0}},
		{"not while extract has it to do", []uint64{1, 2, 3}, nil, []uint64{1}, nil, 1, none, 0, loss{0, 0}},
		{"up to the first under way", []uint64{1, 2, 3}, []uint64{3}, []uint64{2}, nil, 1, none, 0, loss{1, 0}},
		{"what was answered before does not count", []uint64{1, 2, 3}, []uint64{1}, nil, nil, 2, none, 0, loss{3, 0}},
		{"it may lie on FACTS unread", []uint64{1, 2, 3}, nil, nil, []uint64{5, 2, 1}, 1, none, 1, loss{3, 3}},
		{"but not when FACTS was read", []uint64{1, 2, 3}, nil, nil, []uint64{5, 4}, 1, 4, 2, loss{3, 0}},
	} {
		t.Run(c.behaviour, func(t *testing.T) {
			t.Parallel()
			b := natstest.Start(t)
			js := b.Connect()
			b.Setup(js)
			for range 5 {
				put(t, js, &nats.Msg{Subject: "wire.north_example", Data: []byte("copy")})
			}
			wire, err := js.Stream(natstest.Context(t), topology.Wire)
			must(t, err)
			for _, seq := range c.gone {
				must(t, wire.DeleteMsg(natstest.Context(t), seq))
			}
			for subject, seqs := range map[string][]uint64{topology.SubjectArticles: c.articles, topology.SubjectClean: c.clean, topology.SubjectFacts: c.facts} {
				for _, seq := range seqs {
					put(t, js, &nats.Msg{Subject: subject, Header: nats.Header{stage.HeaderWireSeq: {strconv.FormatUint(seq, 10)}}})
				}
			}
			got, err := findLoss(natstest.Context(t), js, c.next, c.held, c.read)
			if err != nil || got != c.want {
				t.Errorf("got %+v, %v, want %+v", got, err, c.want)
			}
		})
	}
}

func put(t *testing.T, js jetstream.JetStream, msg *nats.Msg) {
	t.Helper()
	_, err := js.PublishMsg(natstest.Context(t), msg)
	must(t, err)
}
