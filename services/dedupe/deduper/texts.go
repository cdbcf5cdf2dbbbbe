package deduper

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/nats-io/nats.go/jetstream"
	"google.golang.org/protobuf/proto"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// recentBytes bounds the cache, in bytes of the records as FACTS has them: most comparisons are with copy of the last hour,
// 6,000 records of about 10 kB. By bytes and not by records, or a run of the longest copy would fill the memory.
const recentBytes = 64 << 20

// texts reads FACTS again, by sequence. The decider puts in what it reads, so that the announcer behind it seldom asks
// the broker. Safe for concurrent use.
type texts struct {
	stream jetstream.Stream
	*textCache
}

func newTexts(ctx context.Context, js jetstream.JetStream) (*texts, error) {
	stream, err := js.Stream(ctx, topology.Facts)
	if err != nil {
		return nil, fmt.Errorf("look up stream %s: %w", topology.Facts, err)
	}
	cache, err := newTextCache()
	return &texts{stream, cache}, err
}

// get reads one record; decider.ErrGone when FACTS keeps it no more.
func (t *texts) get(seq uint64) (*wirefoldv1.Facts, error) {
	if f, ok := t.known(seq); ok {
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

// textCache holds the records seen last.
type textCache struct {
	mu     sync.Mutex
	recent *simplelru.LRU[uint64, recentText]
	bytes  int
}

type recentText struct {
	facts *wirefoldv1.Facts
	bytes int
}

func newTextCache() (c *textCache, err error) {
	c = new(textCache)
	// The number of records is no bound: no record is smaller than 16 bytes.
	c.recent, err = simplelru.NewLRU(recentBytes/16, func(_ uint64, r recentText) { c.bytes -= r.bytes })
	return c, err
}

func (c *textCache) put(seq uint64, f *wirefoldv1.Facts) {
	size := proto.Size(f)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.recent.Remove(seq)
	c.recent.Add(seq, recentText{f, size})
	for c.bytes += size; c.bytes > recentBytes; {
		c.recent.RemoveOldest()
	}
}

func (c *textCache) known(seq uint64) (*wirefoldv1.Facts, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.recent.Get(seq)
	return r.facts, ok
}
