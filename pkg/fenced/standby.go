package fenced

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// standBy follows the log until it stood still while input went unanswered.
func (w *writer) standBy(ctx context.Context) error {
	it, err := w.read(ctx, w.Out, w.last+1)
	if err != nil {
		return err
	}
	defer it.Stop()
	moved := time.Now()
	for {
		msg, err := it.Next(jetstream.NextMaxWait(tickEvery))
		switch {
		case err == nil:
			if err := w.foldOne(msg); err != nil {
				return err
			}
			moved = time.Now()
			continue
		case ctx.Err() != nil:
			return ctx.Err()
		case !errors.Is(err, nats.ErrTimeout):
			return fmt.Errorf("follow %s: %w", w.Out, err)
		}
		if time.Since(moved) < standStill {
			continue
		}
		in, err := w.info(ctx, w.In)
		if err != nil {
			return err
		}
		if in.State.LastSeq >= w.Position() {
			return nil
		}
	}
}
