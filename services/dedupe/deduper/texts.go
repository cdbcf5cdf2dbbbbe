package deduper

import (
	"context"
	"errors"
	"fmt"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/nats-io/nats.go/jetstream"
	"google.golang.org/protobuf/proto"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// recentTexts bounds the cache: most comparisons are with copy of the last hour, at about 10 kB a record 40 MB.
const recentTexts = 4096

// texts reads FACTS again, by sequence. The decider puts in what it reads, so that the announcer behind it seldom asks
// the broker. Safe for concurrent use.
type texts struct {
	stream jetstream.Stream
	recent *lru.Cache[uint64, *wirefoldv1.Facts]
}

func newTexts(ctx context.Context, js jetstream.JetStream) (*texts, error) {
	stream, err := js.Stream(ctx, topology.Facts)
	if err != nil {
		return nil, fmt.Errorf("look up stream %s: %w", topology.Facts, err)
	}
	recent, err := lru.New[uint64, *wirefoldv1.Facts](recentTexts)
	if err != nil {
		return nil, err
	}
	return &texts{stream, recent}, nil
}

func (t *texts) put(seq uint64, f *wirefoldv1.Facts) { t.recent.Add(seq, f) }

// get reads one record; decider.ErrGone when FACTS keeps it no more.
func (t *texts) get(seq uint64) (*wirefoldv1.Facts, error) {
	if f, ok := t.recent.Get(seq); ok {
		return f, nil
	}
	msg, err := t.stream.GetMsg(context.Background(), seq)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, fmt.Errorf("read %s %d again: %w", topology.Facts, seq, decider.ErrGone)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s %d again: %w", topology.Facts, seq, err)
	}
	f := new(wirefoldv1.Facts)
	if err := proto.Unmarshal(msg.Data, f); err != nil {
		return nil, fmt.Errorf("read %s %d again: %w", topology.Facts, seq, err)
	}
	t.put(seq, f)
	return f, nil
}
