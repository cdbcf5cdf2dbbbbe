package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/topology"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/dedupe/decider"
	"github.com/wirefold/wirefold/services/ingest/receiver"
)

// operator are the flags of an operator's decision.
type operator struct {
	server  `embed:""`
	Timeout time.Duration `default:"30s" help:"How long to wait for what comes of it."`
}

type detachCmd struct {
	operator `embed:""`
	ID       string `arg:"" help:"Id of the article, a- and 16 hex digits."`
}

func (d detachCmd) Run(ctx context.Context, t terminal) error {
	return d.decide(ctx, t, "it is no copy of anything, is withdrawn, or is not known", receiver.Detach, d.ID)
}

type joinCmd struct {
	operator `embed:""`
	ID       string `arg:"" help:"Id of the article that is a copy, a- and 16 hex digits."`
	Original string `arg:"" help:"Id of the article that it is a copy of, or of another copy of that."`
}

func (j joinCmd) Run(ctx context.Context, t terminal) error {
	return j.decide(ctx, t, "they are one group already, one of them is withdrawn, or is not known", receiver.Join, j.ID, j.Original)
}

// decide sends a decision through WIRE, waits until dedupe has taken it, and tells what came of it.
func (o operator) decide(ctx context.Context, t terminal, refusal, verb string, articles ...string) error {
	msg, err := receiver.EncodeCommand(verb, articles...)
	if err != nil {
		return err
	}
	js, closeConn, err := o.dial(verb)
	if err != nil {
		return err
	}
	defer closeConn()
	wait, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	decision, err := send(wait, js, msg)
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s: sent, but not decided within %s: is dedupe running? It stays on WIRE and will be", verb, o.Timeout)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", verb, err)
	}
	switch decider.Verdict(decision.GetVerdict()) {
	case decider.Command:
	case decider.Refused:
		return fmt.Errorf("%s: WIRE %d was refused: %s", verb, decision.GetWireSeq(), refusal)
	default:
		return fmt.Errorf("%s: WIRE %d was not read: see `wirefold dead list`", verb, decision.GetWireSeq())
	}
	fmt.Fprintf(t.out, "WIRE %d decided\n", decision.GetWireSeq())
	for i, a := range decision.GetAnnouncements() {
		fmt.Fprintf(t.out, "  %d-%d  %s %s  %s%s\n", decision.GetWireSeq(), i+1, a.GetKind(), a.GetAction(), a.GetId(), joinedTo(a))
	}
	return nil
}

func joinedTo(a *wirefoldv1.Announcement) string {
	if o := a.GetJoin().GetOriginalId(); o != "" {
		return fmt.Sprintf("  (%s of %s)", a.GetJoin().GetRelation(), o)
	}
	return ""
}

// send publishes a message and waits for the decision on it.
func send(ctx context.Context, js jetstream.JetStream, msg *nats.Msg) (*wirefoldv1.Decision, error) {
	decisions, err := js.Stream(ctx, topology.Decisions)
	if err != nil {
		return nil, fmt.Errorf("look up stream %s: %w", topology.Decisions, err)
	}
	from := decisions.CachedInfo().State.LastSeq + 1
	receipt, err := js.PublishMsg(ctx, msg)
	if err != nil {
		return nil, fmt.Errorf("publish on %s: %w", msg.Subject, err)
	}
	consumer, err := decisions.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: from,
	})
	if err != nil {
		return nil, fmt.Errorf("follow %s: %w", topology.Decisions, err)
	}
	messages, err := consumer.Messages()
	if err != nil {
		return nil, fmt.Errorf("follow %s: %w", topology.Decisions, err)
	}
	defer messages.Stop()
	for {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return nil, fmt.Errorf("follow %s: %w", topology.Decisions, err)
		}
		d := new(wirefoldv1.Decision)
		// What does not read as one is somebody else's message.
		if proto.Unmarshal(m.Data(), d) == nil && d.GetWireSeq() >= receipt.Sequence {
			return d, nil
		}
	}
}
