package fenced

import (
	"context"
	"errors"
	"time"
)

// standBy follows the log until it stood still while input went unanswered.
func (w *writer) standBy(ctx context.Context) error {
	log := w.readLog()
	defer log.close()
	var still time.Time // since when input is seen unanswered and the log does not move
	var looked, told time.Time
	for {
		if time.Since(told) >= tickEvery {
			told = time.Now()
			w.seen.answered(w.Position())
		}
		record, err := log.next(ctx, tickEvery)
		switch {
		case err == nil:
			if err := w.foldOne(record); err != nil {
				return err
			}
			still = time.Time{}
			continue
		case ctx.Err() != nil:
			return ctx.Err()
		case !errors.Is(err, errNothing):
			return err
		}
		if time.Since(looked) < tickEvery/2 {
			continue
		}
		looked = time.Now()
		idle, err := w.idle(ctx)
		switch {
		case err != nil:
			return err
		case idle:
			still = time.Time{}
		case still.IsZero():
			still = looked
		case looked.Sub(still) >= standStill:
			return nil
		}
	}
}

// idle says that there is nothing to take over: the input is answered, or the log moves and the news of it is on its way.
func (w *writer) idle(ctx context.Context) (bool, error) {
	out, err := w.info(ctx, w.Out)
	if err != nil {
		return false, err
	}
	in, err := w.info(ctx, w.In)
	if err != nil {
		return false, err
	}
	return in.State.LastSeq < w.Position() || out.State.LastSeq > w.last, nil
}
