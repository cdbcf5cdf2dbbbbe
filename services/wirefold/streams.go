package main

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// each gives the messages that a stream holds now to take, in their order.
func each(ctx context.Context, js jetstream.JetStream, stream, filter string, from jetstream.DeliverPolicy, seq uint64, headersOnly bool,
	take func(jetstream.Msg, *jetstream.MsgMetadata) error) error {
	s, err := js.Stream(ctx, stream)
	if err != nil {
		return fmt.Errorf("look up stream %s: %w", stream, err)
	}
	if s.CachedInfo().State.Msgs == 0 {
		return nil
	}
	config := jetstream.OrderedConsumerConfig{FilterSubjects: []string{filter}, DeliverPolicy: from, OptStartSeq: seq, HeadersOnly: headersOnly}
	return walk(ctx, s, config, s.CachedInfo().State.LastSeq, take)
}

// walk reads a stream up to the sequence last, or to its end where that is nearer.
func walk(ctx context.Context, s jetstream.Stream, config jetstream.OrderedConsumerConfig, last uint64,
	take func(jetstream.Msg, *jetstream.MsgMetadata) error) error {
	name := s.CachedInfo().Config.Name
	config.InactiveThreshold = time.Minute
	consumer, err := s.OrderedConsumer(ctx, config)
	if err != nil {
		return fmt.Errorf("read stream %s: %w", name, err)
	}
	if info := consumer.CachedInfo(); info != nil && info.NumPending == 0 {
		return nil
	}
	messages, err := consumer.Messages()
	if err != nil {
		return fmt.Errorf("read stream %s: %w", name, err)
	}
	defer messages.Stop()
	for {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return fmt.Errorf("read stream %s: %w", name, err)
		}
		meta, err := m.Metadata()
		if err != nil {
			return fmt.Errorf("read stream %s: %w", name, err)
		}
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
