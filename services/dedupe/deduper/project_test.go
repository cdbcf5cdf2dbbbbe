package deduper

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/nats-io/nats.go"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/topology"
)

func TestProjecting(t *testing.T) {
	event := func(state string) *nats.Msg {
		return &nats.Msg{Subject: "news.article.new._.en.north_example", Header: nats.Header{HeaderDecision: {"1"}, HeaderState: {state}}}
	}
	quote := &nats.Msg{Subject: "news.quote.new._.berg._", Header: nats.Header{HeaderDecision: {"1"}}}
	stranger := &nats.Msg{Subject: "news.made.up", Header: nats.Header{HeaderState: {"nowhere.at.all"}}}

	for _, c := range []struct {
		behaviour string
		state     []*nats.Msg // what is on STATE before
		news      []*nats.Msg
		want      []string // subject and Wirefold-Seq, as they lie on STATE
	}{
		{"the last event of each article and story stays", nil,
			[]*nats.Msg{event("state.article.a"), event("state.story.s"), event("state.article.a")}, []string{"state.story.s 2", "state.article.a 3"}},
		{"quotes have no state", nil, []*nats.Msg{event("state.article.a"), quote, event("state.article.b")}, []string{"state.article.a 1", "state.article.b 3"}},
		{"it goes on where STATE ends", []*nats.Msg{state("state.article.a", "1")},
			[]*nats.Msg{event("state.article.a"), event("state.article.b")}, []string{"state.article.a 1", "state.article.b 2"}},
		{"a stranger's message on NEWS is passed over, wherever it points", nil,
			[]*nats.Msg{stranger, event("state.article.a")}, []string{"state.article.a 2"}},
		{"so are those on STATE, whatever they say", []*nats.Msg{state("state.article.a", "1"), state("state.made.up", "soon"), state("state.made.too", "")},
			[]*nats.Msg{event("state.article.a"), event("state.article.b")}, []string{"state.article.a 1", "state.made.up soon", "state.made.too ", "state.article.b 2"}},
	} {
		t.Run(c.behaviour, func(t *testing.T) {
			t.Parallel()
			b := natstest.Start(t)
			js := b.Connect()
			b.Setup(js)
			for _, msg := range slices.Concat(c.state, c.news) {
				put(t, js, &nats.Msg{Subject: msg.Subject, Header: maps.Clone(msg.Header)})
			}
			read := func() (got []string) {
				for _, msg := range natstest.Read(t, js, topology.State) {
					got = append(got, fmt.Sprint(msg.Subject, " ", msg.Header.Get(HeaderNewsSeq)))
				}
				return got
			}
			last := c.want[len(c.want)-1]
			write(t, js, (&projecting{js: js, log: zap.NewNop()}).fencedLog(), func() bool { return slices.Contains(read(), last) })
			if got := read(); !slices.Equal(got, c.want) {
				t.Errorf("STATE has %q, want %q", got, c.want)
			}
		})
	}
}

func state(subject, newsSeq string) *nats.Msg {
	return &nats.Msg{Subject: subject, Header: nats.Header{HeaderNewsSeq: {newsSeq}}}
}
