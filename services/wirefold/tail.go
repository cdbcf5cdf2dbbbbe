package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/ninjs"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/dedupe/deduper"
	"github.com/wirefold/wirefold/services/wirefold/news"
)

type tailCmd struct {
	server  `embed:""`
	All     bool   `help:"Begin with the oldest event that NEWS keeps, not with the last event of each article and story."`
	Format  string `enum:"lines,jsonl,ninjs,cloudevents" default:"lines" help:"How to print. lines: for a person. jsonl: a flat object a line, event, eventId and eventTime before the event's own fields. ninjs: an IPTC ninjs 3.1 item a line for each event of an article; the other events are no items. cloudevents: the events as they are, one a line."`
	JSON    bool   `name:"json" help:"The same as --format cloudevents."`
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
	line, err := c.line(data)
	if err != nil {
		fmt.Fprintf(t.err, "wirefold: %v\n", err)
		return nil
	}
	if line != nil {
		_, err = fmt.Fprintf(t.out, "%s\n", line)
	}
	return err
}

// line is an event in the format; nil for one that has none in it.
func (c tailCmd) line(data []byte) ([]byte, error) {
	format := c.Format
	if c.JSON {
		format = "cloudevents"
	}
	switch format {
	case "cloudevents":
		return data, nil
	case "jsonl":
		return news.Flat(data)
	}
	e, err := news.Read(data)
	if err != nil {
		return nil, err
	}
	if format == "ninjs" {
		item, ok := e.Item()
		if !ok {
			return nil, nil
		}
		return ninjs.Write(item, ninjs.V3)
	}
	return []byte(e.Line()), nil
}
