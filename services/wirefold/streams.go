package main

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// reading is how a stream is read.
type reading struct {
	stream      string
	since       time.Time // zero: from its beginning
	headersOnly bool
}

// each gives what the stream holds now, message after message.
func (r reading) each(ctx context.Context, js jetstream.JetStream, take func(jetstream.Msg, *jetstream.MsgMetadata) error) error {
	if err := r.read(ctx, js, take); err != nil {
		return fmt.Errorf("read stream %s: %w", r.stream, err)
	}
	return nil
}

func (r reading) read(ctx context.Context, js jetstream.JetStream, take func(jetstream.Msg, *jetstream.MsgMetadata) error) error {
	s, err := js.Stream(ctx, r.stream)
	if err != nil || s.CachedInfo().State.Msgs == 0 {
		return err
	}
	last := s.CachedInfo().State.LastSeq
	config := jetstream.OrderedConsumerConfig{HeadersOnly: r.headersOnly}
	if !r.since.IsZero() {
		config.DeliverPolicy, config.OptStartTime = jetstream.DeliverByStartTimePolicy, &r.since
	}
	consumer, err := s.OrderedConsumer(ctx, config)
	if err != nil {
		return err
	}
	if consumer.CachedInfo().NumPending == 0 {
		return nil
	}
	messages, err := consumer.Messages()
	if err != nil {
		return err
	}
	defer messages.Stop()
	for {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return err
		}
		meta, err := m.Metadata()
		if err != nil {
			return err
		}
		// What came meanwhile is not read; a last message that went away meanwhile is not waited for.
		if meta.Sequence.Stream > last {
			return nil
		}
		if err := take(m, meta); err != nil {
			return err
		}
		if meta.NumPending == 0 || meta.Sequence.Stream == last {
			return nil
		}
	}
}
