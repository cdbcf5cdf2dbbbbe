package websub_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/ingest/poller"
	"github.com/wirefold/wirefold/services/ingest/websub"
)

const (
	source = "reuters_com"
	feed   = "https://www.reuters.example/world.xml"
	topic  = "https://www.reuters.example/topic"
)

// feeds are those of a poller.
type feeds struct {
	mu       sync.Mutex
	unlisted bool
	hub      poller.Hub // as the feed says
	taken    []string   // bodies
	pushed   time.Time
	fails    error // of the next one taken
}

func (f *feeds) Hubs() []poller.Hub {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.hub.Address == "" {
		return nil // not visited yet
	}
	return []poller.Hub{f.hub}
}

func (f *feeds) Pushable(s, address string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return !f.unlisted && s == source && address == feed
}

func (f *feeds) Take(_ context.Context, s, address string, body []byte, contentType string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if s != source || address != feed || contentType != "application/rss+xml" {
		return fmt.Errorf("took %s of %s as %s", address, s, contentType)
	}
	if err := f.fails; err != nil {
		f.fails = nil
		return err
	}
	f.taken = append(f.taken, string(body))
	return nil
}

func (f *feeds) Leased(_ context.Context, _, _ string, until time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pushed = until
	return nil
}

func (f *feeds) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

// until is the end of the push as the poller knows it.
func (f *feeds) until() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.pushed
}

func (f *feeds) bodies() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.taken)
}

// clock is the time of all processes of a test.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// stand is a broker, a clock, and the processes that share them.
type stand struct {
	t     *testing.T
	js    jetstream.JetStream
	clock *clock
}

func newStand(t *testing.T) *stand {
	t.Helper()
	b := natstest.Start(t)
	s := &stand{t: t, js: b.Connect(), clock: &clock{now: time.Date(2022, 1, 10, 10, 0, 0, 0, time.UTC)}}
	b.Setup(s.js, topology.IngestPart, topology.Part{Doors: true})
	return s
}

// process is a subscriber with its door and its feeds.
type process struct {
	*websub.Subscriber
	feeds    *feeds
	registry *metrics.Registry
	stop     func()
}

// start starts a process; its door has an address that others reach.
func (s *stand) start() *process {
	s.t.Helper()
	address := natstest.FreeAddress(s.t)
	p := &process{feeds: &feeds{}, registry: metrics.New(false)}
	door, err := httpdoor.Open(httpdoor.Flags{Address: address, URL: "http://" + address + "/"}, p.registry, zap.NewNop())
	if err != nil {
		s.t.Fatal(err)
	}
	client := fetch.New(fetch.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Pause: time.Millisecond})
	p.Subscriber, err = websub.New(natstest.Context(s.t), websub.Options{
		JS: s.js, Feeds: p.feeds, Client: client, Door: door, Log: zap.NewNop(), Metrics: websub.NewMetrics(p.registry), Now: s.clock.Now, Every: 10 * time.Millisecond,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	door.Whole()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := p.Run(ctx); !errors.Is(err, context.Canceled) {
			s.t.Error(err)
		}
	}()
	p.stop = sync.OnceFunc(func() {
		door.Stop()
		cancel()
		<-done
		client.Close()
	})
	s.t.Cleanup(p.stop)
	return p
}

// found says what the feed says of its hub.
func (p *process) found(hub, topic string) {
	p.feeds.set(func() { p.feeds.hub = poller.Hub{Source: source, Address: feed, Hub: hub, Topic: topic} })
}

// metric gives the value of a series.
func (p *process) metric(t *testing.T, name, label string) float64 {
	t.Helper()
	families, err := p.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() == name && (label == "" || m.GetLabel()[0].GetValue() == label) {
				return m.GetGauge().GetValue() + m.GetCounter().GetValue()
			}
		}
	}
	t.Fatalf("no %s %s", name, label)
	return 0
}

// subscribed is a process whose feed a hub pushes.
func (s *stand) subscribed(h *hub) *process {
	s.t.Helper()
	p := s.start()
	p.found(h.url, topic)
	natstest.Eventually(s.t, "the hub pushes", func() bool { return p.feeds.until().After(s.clock.Now()) })
	return p
}
