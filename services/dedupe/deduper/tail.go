package deduper

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
)

// lastOwn is the last message of a log, from tail back, that its own writer put there: it holds the writer's position. It
// is nil when there is none. news.> and state.> are open to publishers: what somebody else put there is passed over.
func lastOwn(ctx context.Context, js jetstream.JetStream, log string, tail uint64, lines *zap.Logger, own func(nats.Header) bool) (*jetstream.RawStreamMsg, error) {
	stream, err := js.Stream(ctx, log)
	if err != nil {
		return nil, fmt.Errorf("look up stream %s: %w", log, err)
	}
	first := stream.CachedInfo().State.FirstSeq
	for seq := tail; seq >= first && seq > 0; seq-- {
		msg, err := stream.GetMsg(ctx, seq)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read %s %d: %w", log, seq, err)
		}
		if own(msg.Header) {
			return msg, nil
		}
		lines.Warn("message passed over: somebody else published it", zap.String("stream", log), zap.Uint64("seq", seq), zap.String("subject", msg.Subject))
	}
	return nil, nil
}
