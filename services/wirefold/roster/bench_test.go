package roster

import (
	"fmt"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/ingest/pollstate"
)

// BenchmarkRead reads the roster of 10,000 sources with a feed of 30 items each.
func BenchmarkRead(b *testing.B) {
	const many = 10_000
	broker := natstest.Start(b)
	js := broker.Connect()
	broker.Setup(js, topology.All...)
	ctx := b.Context()
	store, err := pollstate.Open(ctx, js)
	if err != nil {
		b.Fatal(err)
	}
	seen := make([]pollstate.Seen, 30)
	for i := range seen {
		seen[i] = pollstate.Seen{Key: fmt.Sprintf("%016x", i), Digest: fmt.Sprintf("%016x", i)}
	}
	for n := range many {
		source := fmt.Sprintf("paper-%d_example", n)
		for _, on := range []string{"wire." + source, "news.article.new._.en." + source, "news.copy.collapsed._.en." + source} {
			if _, err := js.PublishMsgAsync(nats.NewMsg(on)); err != nil {
				b.Fatal(err)
			}
		}
		e, err := store.Get(ctx, source, "https://"+source+"/")
		if err != nil {
			b.Fatal(err)
		}
		e.Seen, e.Next = seen, time.Now()
		if err := store.Put(ctx, e); err != nil {
			b.Fatal(err)
		}
	}
	<-js.PublishAsyncComplete()
	b.ReportAllocs()
	for b.Loop() {
		r, err := Read(ctx, js, Question{Now: time.Now()})
		if err != nil || len(r.Sources) != many {
			b.Fatalf("%d sources, %v", len(r.Sources), err)
		}
	}
}
