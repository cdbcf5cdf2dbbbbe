// Package bookmark remembers how far files were published that were not published to their end, so that the next try goes
// on there, from whatever machine.
//
// A mark lies in JetStream's key-value bucket [topology.FilesBucket] under the file's fingerprint. It promises that what
// is behind its position was not told as published; what of that reached WIRE all the same, [Shelf.Known] tells.
package bookmark

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/wirefold/copydesk"
)

// Mark is how far a file was published.
type Mark struct {
	Position copydesk.Position `json:"position"`
	Tally    Tally             `json:"tally"`

	// Wire was the last sequence of WIRE when the file was begun: all that was published of it lies above.
	Wire uint64 `json:"wire"`
}

// Tally counts what became of the items before the position.
type Tally struct {
	Published int            `json:"published"`
	Repeated  int            `json:"repeated"` // of those, which WIRE had already
	Refused   int            `json:"refused"`  // cannot be read, or the broker does not take them
	Passed    map[string]int `json:"passed"`   // why they hold no article, and how many
}

// Shelf keeps marks.
type Shelf struct {
	kv jetstream.KeyValue
	js jetstream.JetStream
}

// Open opens the shelf of a broker.
func Open(ctx context.Context, js jetstream.JetStream) (*Shelf, error) {
	kv, err := js.KeyValue(ctx, topology.FilesBucket)
	if err != nil {
		return nil, fmt.Errorf("open bucket %s: %w: `wirefold setup` makes it", topology.FilesBucket, err)
	}
	return &Shelf{kv, js}, nil
}

// Find gives the mark of a file, and whether there is one. For a file without, it is one at the beginning.
func (s *Shelf) Find(ctx context.Context, key string) (Mark, bool, error) {
	entry, err := s.kv.Get(ctx, key)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		wire, err := s.js.Stream(ctx, topology.Wire)
		if err != nil {
			return Mark{}, false, fmt.Errorf("look up stream %s: %w", topology.Wire, err)
		}
		return Mark{Wire: wire.CachedInfo().State.LastSeq}, false, nil
	}
	if err != nil {
		return Mark{}, false, fmt.Errorf("read mark %s: %w", key, err)
	}
	var m Mark
	if err := json.Unmarshal(entry.Value(), &m); err != nil {
		return Mark{}, false, fmt.Errorf("read mark %s: %w", key, err)
	}
	return m, true, nil
}

// Keep keeps a file's mark in place of the one before.
func (s *Shelf) Keep(ctx context.Context, key string, m Mark) error {
	value, err := json.Marshal(m)
	if err == nil {
		_, err = s.kv.Put(ctx, key, value)
	}
	if err != nil {
		return fmt.Errorf("keep mark %s: %w", key, err)
	}
	return nil
}

// Drop forgets a file.
func (s *Shelf) Drop(ctx context.Context, key string) error {
	if err := s.kv.Purge(ctx, key); err != nil {
		return fmt.Errorf("drop mark %s: %w", key, err)
	}
	return nil
}

// Known gives the sequences of the messages on WIRE above a sequence, by their Nats-Msg-Ids.
func (s *Shelf) Known(ctx context.Context, above uint64) (map[string]uint64, error) {
	known := map[string]uint64{}
	err := s.above(ctx, above, func(m jetstream.Msg, seq uint64) {
		if id := m.Headers().Get(jetstream.MsgIDHeader); id != "" {
			known[id] = seq
		}
	})
	if err != nil {
		return nil, fmt.Errorf("read stream %s above %d: %w", topology.Wire, above, err)
	}
	return known, nil
}

func (s *Shelf) above(ctx context.Context, above uint64, take func(jetstream.Msg, uint64)) error {
	wire, err := s.js.Stream(ctx, topology.Wire)
	if err != nil {
		return err
	}
	last := wire.CachedInfo().State.LastSeq
	if last <= above {
		return nil
	}
	consumer, err := wire.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{
		HeadersOnly: true, DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: above + 1,
	})
	if err != nil || consumer.CachedInfo().NumPending == 0 {
		return err
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
		if meta.Sequence.Stream <= last { // what comes from now on, this process sends itself
			take(m, meta.Sequence.Stream)
		}
		if meta.Sequence.Stream >= last || meta.NumPending == 0 {
			return nil
		}
	}
}

// block is how much of a file's begin and end goes into its fingerprint: a crawler's archives differ in their first
// record, which names the file.
const block = 64 << 10

// Key is the key of a file: its size, begin and end, and how it is published, which is also where: an epoch of WIRE.
func Key(file io.ReaderAt, size int64, how ...string) (string, error) {
	h := sha256.New()
	fmt.Fprintf(h, "%d %q", size, how)
	for _, at := range []int64{0, max(0, size-block)} {
		if _, err := io.Copy(h, io.NewSectionReader(file, at, block)); err != nil {
			return "", fmt.Errorf("take fingerprint: %w", err)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}
