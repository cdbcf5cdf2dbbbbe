package stage_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
)

// What WIRE took fits its dead letter, also where its headers fill what JetStream stores of headers: the largest are
// left out, and named.
func TestALetterHasRoomForItsOwnHeaders(t *testing.T) {
	const full = 64 << 10
	for _, r := range []struct {
		why    string
		header nats.Header
		left   []string
	}{
		{"a header of 63 KiB goes", nats.Header{"X-Own": {strings.Repeat("x", full-100)}, "Content-Type": {"text/plain"}}, []string{"X-Own"}},
		{"the largest of two goes", nats.Header{"A": {strings.Repeat("x", full/2)}, "B": {strings.Repeat("x", full/2-100)}}, []string{"A"}},
		{"of many values all go", nats.Header{"A": {strings.Repeat("x", full/2), strings.Repeat("x", full/2-100)}, "B": {"b"}}, []string{"A"}},
		{"a fact of the article goes like any other", nats.Header{"Wirefold-Title": {strings.Repeat("x", full-100)}}, []string{"Wirefold-Title"}},
		{"another's reason does not stand in the way", nats.Header{stage.HeaderReason: {strings.Repeat("x", full-100)}}, nil},
		{"62 KiB stay", nats.Header{"X-Own": {strings.Repeat("x", 62<<10)}}, nil},
	} {
		t.Run(r.why, func(t *testing.T) {
			b := newBench(t)
			on := &nats.Msg{Subject: "wire.test_example", Header: r.header, Data: []byte("word")}
			ack, err := b.js.PublishMsg(natstest.Context(t), on)
			if err != nil {
				t.Fatalf("publish: %v", err)
			}
			m := stage.Message{Subject: on.Subject, Header: on.Header, Data: on.Data, Seq: ack.Sequence}
			burial := stage.Burial{Stage: "test", Epoch: "epoch", Message: m, Attempts: 1, Reason: "panic", Cause: errors.New(strings.Repeat("e", 2000))}
			letter, err := burial.Letter()
			if err != nil {
				t.Fatal(err)
			}
			if err := stage.Bury(natstest.Context(t), b.js, burial); err != nil {
				t.Fatalf("bury: %v", err)
			}
			for _, name := range r.left {
				if _, there := letter.Header[name]; there {
					t.Errorf("%s is still there", name)
				}
				if said := letter.Header.Get(stage.HeaderError); !strings.Contains(said, name) {
					t.Errorf("the letter does not say that %s was left out: %.300s", name, said)
				}
			}
			for name := range r.header {
				if _, there := letter.Header[name]; !there && !strings.Contains(strings.Join(r.left, " "), name) {
					t.Errorf("%s went too", name)
				}
			}
			if n := b.state(topology.Dead).Msgs; n != 1 {
				t.Errorf("%d dead letters", n)
			}
		})
	}
}
