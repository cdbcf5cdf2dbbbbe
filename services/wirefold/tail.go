package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/dedupe/deduper"
	"github.com/wirefold/wirefold/services/wirefold/news"
)

type tailCmd struct {
	server  `embed:""`
	All     bool   `help:"Begin with the oldest event that NEWS keeps, not with the last event of each article and story."`
	JSON    bool   `name:"json" help:"Print the events as they are, a CloudEvent a line."`
	Subject string `arg:"" optional:"" default:"news.>" help:"What to follow; a wildcard is a query: news.event.*.*.rus-usa.>"`
}

// Run reads STATE to its end, then NEWS from the highest Wirefold-Seq on: no gap, no repeat.
func (c tailCmd) Run(ctx context.Context, t terminal) error {
	js, closeConn, err := c.dial("tail")
	if err != nil {
		return err
	}
	defer closeConn()
	from := uint64(1)
	if !c.All {
		if from, err = c.state(ctx, js, t); err != nil {
			return err
		}
	}
	err = c.follow(ctx, js, t, from)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// state tells the last event of each article and story, and gives the NEWS sequence to go on with.
func (c tailCmd) state(ctx context.Context, js jetstream.JetStream, t terminal) (next uint64, err error) {
	stream, err := js.Stream(ctx, topology.News)
	if err != nil {
		return 0, fmt.Errorf("look up stream %s: %w", topology.News, err)
	}
	next = 1
	err = reading{stream: topology.State}.each(ctx, js, func(m jetstream.Msg, _ *jetstream.MsgMetadata) error {
		seq, err := strconv.ParseUint(m.Headers().Get(deduper.HeaderNewsSeq), 10, 64)
		if err != nil {
			return nil // somebody else's message
		}
		next = max(next, seq+1)
		matches, err := c.matches(ctx, stream, seq)
		if err != nil || !matches {
			return err
		}
		return c.print(t, m.Data())
	})
	return next, err
}

// matches says whether the event of that sequence went out on a subject that is followed. STATE does not keep the
// subject; what NEWS has lost already is passed over unless everything is followed.
func (c tailCmd) matches(ctx context.Context, stream jetstream.Stream, seq uint64) (bool, error) {
	if c.Subject == everything {
		return true, nil
	}
	m, err := stream.GetMsg(ctx, seq)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read %s %d: %w", topology.News, seq, err)
	}
	return news.Matches(c.Subject, m.Subject), nil
}

const everything = "news.>"

func (c tailCmd) follow(ctx context.Context, js jetstream.JetStream, t terminal, from uint64) error {
	consumer, err := js.OrderedConsumer(ctx, topology.News, jetstream.OrderedConsumerConfig{
		FilterSubjects: []string{c.Subject}, DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: from,
	})
	if err != nil {
		return fmt.Errorf("follow %s: %w", c.Subject, err)
	}
	messages, err := consumer.Messages()
	if err != nil {
		return fmt.Errorf("follow %s: %w", c.Subject, err)
	}
	defer messages.Stop()
	for {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return fmt.Errorf("follow %s: %w", c.Subject, err)
		}
		if err := c.print(t, m.Data()); err != nil {
			return err
		}
	}
}

func (c tailCmd) print(t terminal, data []byte) error {
	if c.JSON {
		_, err := fmt.Fprintf(t.out, "%s\n", data)
		return err
	}
	e, err := news.Read(data)
	if err != nil {
		fmt.Fprintf(t.err, "wirefold: %v\n", err)
		return nil
	}
	_, err = fmt.Fprintln(t.out, e.Line())
	return err
}
