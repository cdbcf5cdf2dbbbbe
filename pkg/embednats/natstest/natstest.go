// Package natstest gives tests a broker of their own: an embedded server on loopback that can be stopped and started
// again on the same folder and port, as a broker that was killed and came back.
package natstest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/embednats"
	"github.com/wirefold/wirefold/pkg/topology"
)

// Patience is how long a test waits for what must happen: much longer than it takes, for machines that are busy.
const Patience = 60 * time.Second

// Broker is a server that lives as long as its test.
type Broker struct {
	URL string
	t   testing.TB
	o   embednats.Options
	srv *embednats.Server
}

// Start starts a broker on a free port of loopback and an empty folder.
func Start(t testing.TB) *Broker {
	t.Helper()
	b := &Broker{t: t, o: embednats.Options{Listen: FreeAddress(t), Dir: t.TempDir(), Name: "test"}}
	b.URL = "nats://" + b.o.Listen
	b.Up()
	t.Cleanup(b.Down)
	return b
}

// given are the ports that FreeAddress gave in this process: none is given twice.
var given sync.Map

// FreeAddress is an address of loopback on which nobody listens, for what must be found again there after a restart. It
// lies below the ports that systems give by themselves (from 32768 on), which another listener or a connection could
// take before it is used.
func FreeAddress(t testing.TB) string {
	t.Helper()
	const lowest, highest, tries = 10_000, 32_767, 100
	var err error
	for range tries {
		address := net.JoinHostPort("127.0.0.1", strconv.Itoa(lowest+rand.IntN(highest-lowest)))
		if _, taken := given.LoadOrStore(address, true); taken {
			continue
		}
		var l net.Listener
		if l, err = net.Listen("tcp", address); err == nil {
			l.Close()
			return address
		}
	}
	t.Fatalf("no free port after %d tries: %v", tries, err)
	return ""
}

// Down stops the server; what it stored is kept.
func (b *Broker) Down() {
	if b.srv != nil {
		b.srv.Stop()
		b.srv = nil
	}
}

// Up starts the server again.
func (b *Broker) Up() {
	b.t.Helper()
	srv, err := embednats.Start(b.o)
	if err != nil {
		b.t.Fatal(err)
	}
	b.srv = srv
}

// Connect makes a connection of its own, closed at the end of the test, that comes back after the broker does.
func (b *Broker) Connect() jetstream.JetStream {
	b.t.Helper()
	js, nc, err := Dial(b.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(nc.Close)
	return js
}

// Dial connects as services do.
func Dial(url string) (jetstream.JetStream, *nats.Conn, error) {
	nc, err := nats.Connect(url, nats.MaxReconnects(-1), nats.ReconnectWait(100*time.Millisecond), nats.ReconnectJitter(0, 0),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {})) // the test sees what matters; a broker that goes is noisy
	if err != nil {
		return nil, nil, err
	}
	js, err := jetstream.New(nc, jetstream.WithPublishAsyncTimeout(3*time.Second), jetstream.WithPublishAsyncMaxPending(4096))
	return js, nc, err
}

// Setup sets the streams of the parts up; without parts, all of them.
func (b *Broker) Setup(js jetstream.JetStream, parts ...topology.Part) {
	b.t.Helper()
	if len(parts) == 0 {
		parts = topology.All
	}
	if err := topology.Setup(Context(b.t), js, topology.Limits{}, parts...); err != nil {
		b.t.Fatal(err)
	}
}

// Context ends when patience does.
func Context(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	t.Cleanup(cancel)
	return ctx
}

// Eventually waits until the condition holds.
func Eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	Within(t, Patience, what, holds)
}

// Within waits until the condition holds, which must be within d.
func Within(t testing.TB, d time.Duration, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(d); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", d, what)
		}
	}
}

// Read gives all messages of a stream, oldest first.
func Read(t testing.TB, js jetstream.JetStream, stream string) []*jetstream.RawStreamMsg {
	t.Helper()
	s, err := js.Stream(Context(t), stream)
	if err != nil {
		t.Fatal(err)
	}
	var all []*jetstream.RawStreamMsg
	state := s.CachedInfo().State
	if state.Msgs == 0 {
		return nil
	}
	consumer, err := js.OrderedConsumer(Context(t), stream, jetstream.OrderedConsumerConfig{})
	if err != nil {
		t.Fatal(err)
	}
	it, err := consumer.Messages()
	if err != nil {
		t.Fatal(err)
	}
	defer it.Stop()
	for {
		msg, err := it.Next(jetstream.NextMaxWait(Patience))
		if err != nil {
			t.Fatal(fmt.Errorf("read %s: %w", stream, err))
		}
		meta, err := msg.Metadata()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, &jetstream.RawStreamMsg{
			Subject: msg.Subject(), Header: msg.Headers(), Data: msg.Data(), Sequence: meta.Sequence.Stream, Time: meta.Timestamp,
		})
		if meta.Sequence.Stream >= state.LastSeq { // above it, where the last one was replaced meanwhile, as on STATE
			return all
		}
	}
}
