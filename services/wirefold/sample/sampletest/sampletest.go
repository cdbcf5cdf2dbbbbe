// Package sampletest folds the shipped sample into its events without a broker, the same at every call: what is written
// about the sample's news can stand in golden files.
package sampletest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topic"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/clean/cleaner"
	"github.com/wirefold/wirefold/services/dedupe/announcer"
	"github.com/wirefold/wirefold/services/dedupe/decider"
	"github.com/wirefold/wirefold/services/extract/extractor"
	"github.com/wirefold/wirefold/services/ingest/receiver"
	"github.com/wirefold/wirefold/services/wirefold/sample"
)

// begin is when the first message came; the others follow, one a minute.
var begin = time.Date(2022, time.January, 27, 9, 0, 0, 0, time.UTC)

// Events are those of the whole sample, in order, with the subjects they go out on. Who gets them must not change them.
func Events(t testing.TB) []announcer.Event {
	t.Helper()
	events, err := fold()
	if err != nil {
		t.Fatalf("fold the sample: %v", err)
	}
	return events
}

var fold = sync.OnceValues(func() ([]announcer.Event, error) {
	messages, err := sample.Messages()
	if err != nil {
		return nil, err
	}
	var (
		steps = pipeline{receiver.New(), cleaner.New(), extractor.New(topic.Builtin())}
		texts = map[uint64]*wirefoldv1.Facts{}
		text  = func(seq uint64) (*wirefoldv1.Facts, error) {
			if f := texts[seq]; f != nil {
				return f, nil
			}
			return nil, decider.ErrGone
		}
		desk   = decider.Decider{Memory: decider.NewMemory(decider.Params{}), Texts: text}
		teller = announcer.Announcer{Deployment: "local", Epoch: "sample", Facts: text}
		events []announcer.Event
	)
	for i, m := range messages {
		in := stage.Message{Subject: m.Subject, Header: m.Header, Data: m.Body, Seq: uint64(i + 1), Time: begin.Add(time.Duration(i) * time.Minute)}
		turn := decider.Input{WireSeq: in.Seq, ReceivedAt: in.Time}
		// A message that becomes a dead letter is decided too.
		if facts, err := steps.facts(&in); err == nil {
			texts[in.Seq] = facts
			turn.FactsSeq, turn.Facts = in.Seq, facts
		}
		decision, err := desk.Decide(turn)
		if err != nil {
			return nil, fmt.Errorf("decide %s: %w", m.Name, err)
		}
		desk.Memory.Apply(decision)
		told, err := teller.Announce(decision)
		if err != nil {
			return nil, fmt.Errorf("announce %s: %w", m.Name, err)
		}
		events = append(events, told...)
	}
	return events, nil
})

// pipeline is what ingest, clean and extract do to a message.
type pipeline struct {
	receive *receiver.Receiver
	clean   *cleaner.Cleaner
	extract *extractor.Extractor
}

func (p pipeline) facts(in *stage.Message) (*wirefoldv1.Facts, error) {
	ctx := context.Background()
	article, err := p.receive.Step(ctx, in)
	if err != nil {
		return nil, err
	}
	cleaned, err := p.clean.Step(ctx, article)
	if err != nil {
		return nil, err
	}
	return p.extract.Step(ctx, cleaned)
}
