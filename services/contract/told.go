package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/pkg/topic"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/pkg/tracing"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/clean/cleaner"
	"github.com/wirefold/wirefold/services/dedupe/announcer"
	"github.com/wirefold/wirefold/services/dedupe/decider"
	"github.com/wirefold/wirefold/services/extract/extractor"
	"github.com/wirefold/wirefold/services/ingest/receiver"
	"github.com/wirefold/wirefold/services/wirefold/sample"
)

// epoch stands for that of a WIRE in the examples.
const epoch = "example"

// told is the shipped sample and what comes of it.
type told struct {
	wire   []sample.Message
	events []announcer.Event
	dead   []*nats.Msg
}

// tellSample takes the sample through all stages, without a broker: the sample has no operators and no clock but its
// own.
func tellSample() (told, error) {
	messages, err := sample.Messages()
	if err != nil {
		return told{}, err
	}
	out := told{wire: messages}
	facts := map[uint64]*wirefoldv1.Facts{}
	read := func(seq uint64) (*wirefoldv1.Facts, error) {
		if f := facts[seq]; f != nil {
			return f, nil
		}
		return nil, decider.ErrGone
	}
	desk := decider.Decider{Memory: decider.NewMemory(decider.Params{Memory: topology.DefaultMemoryWindow}), Texts: read}
	announce := announcer.Announcer{Deployment: "local", Epoch: epoch, Facts: read}
	work := stages{receiver.New(), cleaner.New(), extractor.New(topic.Builtin())}
	var clock time.Time
	for i, m := range messages {
		in := stage.Message{Subject: m.Subject, Header: m.Header, Data: m.Body, Seq: uint64(i + 1)}
		if at := publishedAt(in); at.After(clock) {
			clock = at
		}
		in.Time = clock.Add(time.Minute)
		turn := decider.Input{WireSeq: in.Seq, ReceivedAt: in.Time, Traceparent: tracing.Derive(epoch, in.Seq)}
		f, err := work.facts(in)
		if err != nil {
			letter, err := bury(in, err)
			if err != nil {
				return told{}, err
			}
			out.dead = append(out.dead, letter)
		} else {
			facts[in.Seq] = f
			turn.Facts, turn.FactsSeq = f, in.Seq
		}
		decision, err := desk.Decide(turn)
		if err != nil {
			return told{}, fmt.Errorf("decide %s: %w", m.Name, err)
		}
		desk.Memory.Apply(decision)
		events, err := announce.Announce(decision)
		if err != nil {
			return told{}, fmt.Errorf("announce %s: %w", m.Name, err)
		}
		out.events = append(out.events, events...)
	}
	return out, nil
}

// stages are those that work on one message.
type stages struct {
	receive *receiver.Receiver
	clean   *cleaner.Cleaner
	extract *extractor.Extractor
}

func (s stages) facts(in stage.Message) (*wirefoldv1.Facts, error) {
	ctx := context.Background()
	article, err := s.receive.Step(ctx, &in)
	if err != nil {
		return nil, err
	}
	cleaned, err := s.clean.Step(ctx, article)
	if err != nil {
		return nil, err
	}
	return s.extract.Step(ctx, cleaned)
}

// publishedAt is when the publisher says that a message was published; zero where it does not.
func publishedAt(in stage.Message) time.Time {
	article, err := receiver.New().Step(context.Background(), &in)
	if err != nil {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, article.GetOrigin().GetPublishedAt())
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

// bury makes the dead letter of what ingest or clean refuse; the examples need no other.
func bury(in stage.Message, cause error) (*nats.Msg, error) {
	reason, ok := stage.PermanentReason(cause)
	if !ok {
		return nil, errors.Join(errors.New("no reason to bury with"), cause)
	}
	return stage.Burial{Stage: "ingest", Epoch: epoch, Message: in, Attempts: 1, Reason: reason, Cause: cause}.Letter()
}

// kindOf reads what an event is of its type, wirefold.<kind>.<action>.v1.
func kindOf(e announcer.Event) (kind, action string) {
	parts := strings.Split(e.Type, ".")
	return parts[1], parts[2]
}

// shortest picks, of each action of a kind, the event with the fewest bytes: examples are for reading.
func (t told) shortest(kind string) []announcer.Event {
	var out []announcer.Event
	for _, action := range subject.Actions(kind) {
		var best *announcer.Event
		for i := range t.events {
			e := &t.events[i]
			if k, a := kindOf(*e); k == kind && a == action && (best == nil || len(e.Data) < len(best.Data)) {
				best = e
			}
		}
		if best != nil {
			out = append(out, *best)
		}
	}
	return out
}
