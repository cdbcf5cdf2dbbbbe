package receiver

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/sources"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
)

var waitedFor = sources.List{{Name: "reuters_com", Every: 10 * time.Minute}, {Name: "interfax", Every: time.Hour}, {Name: "ghost_example", Every: time.Hour}}

// series gives the value of each series of a registry: "name label".
func series(t *testing.T, r *metrics.Registry) map[string]float64 {
	t.Helper()
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			name := strings.TrimPrefix(f.GetName(), "wirefold_source_")
			for _, l := range m.GetLabel() {
				name += " " + l.GetValue()
			}
			out[name] = m.GetCounter().GetValue() + m.GetGauge().GetValue()
		}
	}
	return out
}

func TestWhatIsHeardOfSources(t *testing.T) {
	r := metrics.New(false)
	began := time.Now()
	h := newHeard(r, waitedFor)
	start := series(t, r)
	for name, want := range map[string]float64{
		"messages_total reuters_com": 0, "messages_total other": 0, "expected_interval_seconds reuters_com": 600, "expected_interval_seconds interfax": 3600,
	} {
		if got, there := start[name]; !there || got != want {
			t.Errorf("%s begins with %v, want %v", name, got, want)
		}
	}
	if got := start["last_timestamp_seconds interfax"]; math.Abs(got-float64(began.Unix())) > 2 {
		t.Errorf("who was not heard counts from %v, want the start of the process, %d", got, began.Unix())
	}
	at := began.Add(time.Minute).Truncate(time.Microsecond)
	for _, m := range []stage.Message{
		{Subject: "wire.reuters_com", Time: at},
		{Subject: "wire.reuters.com", Time: at.Add(-time.Second)}, // out of order
		{Subject: "wire.WWW.Reuters.com", Time: at},
		{Subject: "wire.nobody_example", Time: at},
		{Subject: "wire.---", Time: at},
		{Subject: "wire._operator", Time: at},
	} {
		h.take(&m)
	}
	got := series(t, r)
	for name, want := range map[string]float64{
		"messages_total reuters_com": 3, "messages_total interfax": 0, "messages_total other": 2,
		"last_timestamp_seconds reuters_com": float64(at.UnixMicro()) / 1e6, "last_timestamp_seconds interfax": start["last_timestamp_seconds interfax"],
	} {
		if got[name] != want {
			t.Errorf("%s is %f, want %f", name, got[name], want)
		}
	}
	if len(got) != len(start) {
		t.Errorf("there were %d series, and are %d", len(start), len(got))
	}
}

func TestAfterARestartWireTellsWhenSourcesWereHeardLast(t *testing.T) {
	b := natstest.Start(t)
	js := b.Connect()
	b.Setup(js)
	last := map[string]time.Time{}
	publish := func(subject, source string) {
		ack, err := js.Publish(natstest.Context(t), subject, []byte("copy"))
		if err != nil {
			t.Fatal(err)
		}
		msg := wireMessage(t, js, ack.Sequence)
		last[source] = msg.Time
	}
	for i := range 3 {
		publish("wire.reuters_com", "reuters_com")
		publish("wire.interfax", "interfax")
		publish(fmt.Sprintf("wire.nobody%d_example", i), "nobody")
	}
	publish("wire.Reuters.com", "reuters_com") // as another of its publishers spells it
	publish("wire.interfax.*", "nobody")       // a literal wildcard, which the broker would look for among others
	r := metrics.New(false)
	before := time.Now()
	h := newHeard(r, waitedFor)
	if err := h.ask(natstest.Context(t), js); err != nil {
		t.Fatal(err)
	}
	got := series(t, r)
	for _, source := range []string{"reuters_com", "interfax"} {
		if want := float64(last[source].UnixMicro()) / 1e6; got["last_timestamp_seconds "+source] != want {
			t.Errorf("%s was heard at %f, want %f", source, got["last_timestamp_seconds "+source], want)
		}
	}
	if got["last_timestamp_seconds ghost_example"] < float64(before.Unix()) {
		t.Errorf("who is not on WIRE counts from %f, want the start of the process", got["last_timestamp_seconds ghost_example"])
	}
	if n := got["messages_total reuters_com"]; n != 0 {
		t.Errorf("what another process took counts as %v messages of this one", n)
	}
}

func TestWorkGoesOnWhereWireDoesNotTellOfItsSources(t *testing.T) {
	b := natstest.Start(t)
	js := b.Connect() // and no streams
	r := metrics.New(false)
	h := newHeard(r, waitedFor)
	if err := h.askInTime(natstest.Context(t), js); err == nil {
		t.Fatal("there is a WIRE")
	}
	if got := series(t, r)["last_timestamp_seconds interfax"]; got == 0 {
		t.Error("a source that WIRE does not tell of was never heard")
	}
}

func TestWhatAnotherIngestTookIsHeardHereToo(t *testing.T) {
	b := natstest.Start(t)
	js := b.Connect()
	b.Setup(js)
	r := metrics.New(false)
	h := newHeard(r, waitedFor)
	stop := h.keepAsking(t.Context(), &app.Runtime{JS: js, Log: zap.NewNop()}, 20*time.Millisecond)
	defer stop()
	time.Sleep(100 * time.Millisecond) // it has asked an empty WIRE
	ack, err := js.Publish(natstest.Context(t), "wire.reuters_com", []byte("copy"))
	if err != nil {
		t.Fatal(err)
	}
	want := float64(wireMessage(t, js, ack.Sequence).Time.UnixMicro()) / 1e6
	natstest.Eventually(t, "who did not take it tells when it came", func() bool {
		return series(t, r)["last_timestamp_seconds reuters_com"] == want
	})
}

func wireMessage(t *testing.T, js jetstream.JetStream, seq uint64) *jetstream.RawStreamMsg {
	t.Helper()
	wire, err := js.Stream(natstest.Context(t), topology.Wire)
	if err != nil {
		t.Fatal(err)
	}
	msg, err := wire.GetMsg(natstest.Context(t), seq)
	if err != nil {
		t.Fatal(err)
	}
	return msg
}
