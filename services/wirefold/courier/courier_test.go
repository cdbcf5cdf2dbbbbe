package courier

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/topology"
)

func message(n int) *nats.Msg {
	return &nats.Msg{Subject: "wire.tass", Header: nats.Header{jetstream.MsgIDHeader: {fmt.Sprint("tass/", n)}}, Data: fmt.Append(nil, n)}
}

// wire is a broker with a WIRE, and what it holds.
func wire(t *testing.T) (*natstest.Broker, jetstream.JetStream, func() []string) {
	b := natstest.Start(t)
	js := b.Connect()
	b.Setup(js, topology.IngestPart)
	return b, js, func() (held []string) {
		for _, m := range natstest.Read(t, js, topology.Wire) {
			held = append(held, string(m.Data))
		}
		return held
	}
}

func TestReceiptsComeInOrder(t *testing.T) {
	_, js, held := wire(t)
	c := New(natstest.Context(t), js, natstest.Patience)
	var told, want []string
	for n := range 2000 {
		m := message(n)
		switch {
		case n%10 == 3:
			m = nil // nothing to publish
		case n == 555:
			m.Data = make([]byte, topology.MaxBody+topology.MaxHeaders) // WIRE takes none as large
		case n == 777:
			m = message(776)
		}
		err := c.Send(m, func(ack *jetstream.PubAck, err error) {
			switch {
			case err != nil:
				told = append(told, fmt.Sprint(n, " refused"))
			case ack == nil:
				told = append(told, fmt.Sprint(n, " nothing"))
			default:
				told = append(told, fmt.Sprint(n, " ", ack.Duplicate))
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case m == nil:
			want = append(want, fmt.Sprint(n, " nothing"))
		case n == 555:
			want = append(want, "555 refused")
		default:
			want = append(want, fmt.Sprint(n, " ", n == 777))
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if strings.Join(told, "\n") != strings.Join(want, "\n") {
		t.Errorf("told:\n%s", strings.Join(told, "\n"))
	}
	if n := len(held()); n != 1798 {
		t.Errorf("WIRE holds %d, want 1798", n)
	}
}

func TestABrokerThatComesBack(t *testing.T) {
	b, js, held := wire(t)
	c := New(natstest.Context(t), js, natstest.Patience)
	const messages = 3000
	told := 0
	for n := range messages {
		if n == 1000 {
			b.Down()
			time.AfterFunc(100*time.Millisecond, b.Up)
		}
		err := c.Send(message(n), func(ack *jetstream.PubAck, err error) {
			if told++; err != nil {
				t.Errorf("%d: %v", n, err)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Close(); err != nil || told != messages {
		t.Fatalf("%d told, %v", told, err)
	}
	once := map[string]bool{}
	for _, m := range held() {
		if once[m] {
			t.Errorf("%s twice", m)
		}
		once[m] = true
	}
	if len(once) != messages {
		t.Errorf("WIRE holds %d of %d", len(once), messages)
	}
}

func TestABrokerThatStaysAway(t *testing.T) {
	b, js, held := wire(t)
	c := New(natstest.Context(t), js, 300*time.Millisecond)
	told := 0
	send := func(n int) error { return c.Send(message(n), func(*jetstream.PubAck, error) { told++ }) }
	for n := range 100 {
		if err := send(n); err != nil {
			t.Fatal(err)
		}
	}
	b.Down()
	var err error
	for n := 100; err == nil; n++ {
		err = send(n)
	}
	closed := c.Close()
	if !strings.Contains(fmt.Sprint(err), "gave up") || closed == nil {
		t.Errorf("Send: %v, Close: %v", err, closed)
	}
	b.Up()
	natstest.Eventually(t, "the broker is back", func() bool { return js.Conn().IsConnected() })
	if got := held(); told > len(got) {
		t.Errorf("%d told, WIRE holds %d", told, len(got))
	}
}

func TestNobodyTakesTheMessages(t *testing.T) {
	js := natstest.Start(t).Connect() // and no WIRE
	c := New(natstest.Context(t), js, natstest.Patience)
	began := time.Now()
	if err := c.Send(message(1), func(*jetstream.PubAck, error) { t.Error("told") }); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); !errors.Is(err, jetstream.ErrNoStreamResponse) || !strings.Contains(err.Error(), "wirefold setup") {
		t.Error(err)
	}
	if took := time.Since(began); took > natstest.Patience/2 {
		t.Errorf("it took %s", took)
	}
}

func TestAnInterruptedCourierEnds(t *testing.T) {
	b, js, _ := wire(t)
	ctx, interrupt := context.WithCancel(natstest.Context(t))
	c := New(ctx, js, natstest.Patience)
	told := 0
	for n := range 50 {
		if err := c.Send(message(n), func(*jetstream.PubAck, error) { told++ }); err != nil {
			t.Fatal(err)
		}
	}
	natstest.Eventually(t, "some are stored", func() bool { return len(natstest.Read(t, js, topology.Wire)) == 50 })
	b.Down()
	_ = c.Send(message(50), func(*jetstream.PubAck, error) { told++ }) // unanswered
	interrupt()
	if err := c.Close(); !errors.Is(err, context.Canceled) || told != 50 {
		t.Errorf("%d told, %v", told, err)
	}
}
