package survey_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/survey"
	"github.com/wirefold/wirefold/pkg/topology"
)

// scrape gives the series without their common prefix, `consumer_pending clean ARTICLES` → value.
func scrape(t testing.TB, s *survey.Survey) map[string]float64 {
	t.Helper()
	registry := prometheus.NewPedanticRegistry() // checks what is collected against what is described
	registry.MustRegister(s)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	series := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			words := []string{strings.TrimPrefix(f.GetName(), "wirefold_jetstream_")}
			for _, l := range m.GetLabel() {
				words = append(words, l.GetValue())
			}
			series[strings.Join(words, " ")] = m.GetGauge().GetValue()
		}
	}
	return series
}

// asked gives the series after a round.
func asked(t testing.TB, js jetstream.JetStream) map[string]float64 {
	t.Helper()
	s := survey.New(js, zap.NewNop())
	survey.Round(s, natstest.Context(t))
	return scrape(t, s)
}

func want(t *testing.T, got map[string]float64, series map[string]float64) {
	t.Helper()
	for name, value := range series {
		if v, ok := got[name]; !ok || v != value {
			t.Errorf("%s is %v (there: %t), want %v", name, v, ok, value)
		}
	}
}

func publish(t testing.TB, js jetstream.JetStream, subject string, n int) {
	t.Helper()
	for range n {
		if _, err := js.Publish(natstest.Context(t), subject, []byte("copy")); err != nil {
			t.Fatal(err)
		}
	}
}

// fetch takes n messages in hand.
func fetch(t *testing.T, js jetstream.JetStream, q topology.Queue, n int) []jetstream.Msg {
	t.Helper()
	consumer, err := js.Consumer(natstest.Context(t), q.Stream, q.Durable)
	if err != nil {
		t.Fatal(err)
	}
	batch, err := consumer.Fetch(n, jetstream.FetchMaxWait(natstest.Patience))
	if err != nil {
		t.Fatal(err)
	}
	messages := slices.Collect(func(yield func(jetstream.Msg) bool) {
		for m := range batch.Messages() {
			if !yield(m) {
				return
			}
		}
	})
	if len(messages) != n {
		t.Fatalf("%d messages, want %d: %v", len(messages), n, batch.Error())
	}
	return messages
}

func acknowledge(t *testing.T, messages ...jetstream.Msg) {
	t.Helper()
	for _, m := range messages {
		if err := m.DoubleAck(natstest.Context(t)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestASlowConsumerIsToldInTrueNumbers(t *testing.T) {
	b := natstest.Start(t)
	js := b.Connect()
	b.Setup(js)
	publish(t, js, "wire.coastwire_example", 10)
	publish(t, js, topology.SubjectArticles, 3)

	got := asked(t, js)
	want(t, got, map[string]float64{
		"up": 1, "stream_messages WIRE": 10, "stream_last_sequence WIRE": 10, "stream_max_bytes WIRE": topology.DefaultWireMaxBytes,
		"consumer_pending ingest WIRE": 10, "consumer_ack_pending ingest WIRE": 0, "consumer_redelivered ingest WIRE": 0,
		"consumer_delivered_sequence ingest WIRE": 0, "consumer_ack_floor_sequence ingest WIRE": 0,
		"consumer_pending clean ARTICLES": 3, "consumer_pending extract CLEAN": 0,
		"stream_messages NEWS": 0, "stream_bytes NEWS": 0,
	})
	if got["stream_bytes WIRE"] < 10*float64(len("copy")) {
		t.Errorf("ten messages are %v bytes", got["stream_bytes WIRE"])
	}

	hand := fetch(t, js, topology.IngestQueue, 4)
	want(t, asked(t, js), map[string]float64{
		"consumer_pending ingest WIRE": 6, "consumer_ack_pending ingest WIRE": 4,
		"consumer_delivered_sequence ingest WIRE": 4, "consumer_ack_floor_sequence ingest WIRE": 0,
	})
	acknowledge(t, hand[0], hand[1], hand[3])
	want(t, asked(t, js), map[string]float64{
		"consumer_ack_pending ingest WIRE": 1, "consumer_delivered_sequence ingest WIRE": 4, "consumer_ack_floor_sequence ingest WIRE": 2,
	})
	if err := hand[2].Nak(); err != nil {
		t.Fatal(err)
	}
	again := fetch(t, js, topology.IngestQueue, 1)
	want(t, asked(t, js), map[string]float64{
		"consumer_redelivered ingest WIRE": 1, "consumer_ack_pending ingest WIRE": 1, "consumer_pending ingest WIRE": 6,
		"consumer_delivered_sequence ingest WIRE": 4, "consumer_ack_floor_sequence ingest WIRE": 2,
	})
	acknowledge(t, again...)
	want(t, asked(t, js), map[string]float64{
		"consumer_redelivered ingest WIRE": 0, "consumer_ack_pending ingest WIRE": 0, "consumer_ack_floor_sequence ingest WIRE": 4,
	})
	acknowledge(t, fetch(t, js, topology.CleanQueue, 3)...)
	want(t, asked(t, js), map[string]float64{ // a work queue keeps nothing that was worked off
		"stream_messages ARTICLES": 0, "stream_bytes ARTICLES": 0, "stream_last_sequence ARTICLES": 3, "consumer_ack_floor_sequence clean ARTICLES": 3,
	})
}

// What an alert on pinned acknowledgements has to look at: neither the lag nor the records in hand show it.
func TestARecordThatIsNeverAcknowledgedHoldsTheFloorAndNothingElse(t *testing.T) {
	b := natstest.Start(t)
	js := b.Connect()
	b.Setup(js)
	publish(t, js, topology.SubjectArticles, 200)
	first := fetch(t, js, topology.CleanQueue, 10)
	acknowledge(t, first[:4]...)
	acknowledge(t, first[5:]...)
	for _, later := range []float64{100, 190} {
		acknowledge(t, fetch(t, js, topology.CleanQueue, int(later)-int(asked(t, js)["consumer_delivered_sequence clean ARTICLES"]))...)
		want(t, asked(t, js), map[string]float64{
			"consumer_ack_floor_sequence clean ARTICLES": 4, "consumer_delivered_sequence clean ARTICLES": later,
			"consumer_ack_pending clean ARTICLES": 1, "consumer_pending clean ARTICLES": 200 - later,
		})
	}
	acknowledge(t, first[4])
	want(t, asked(t, js), map[string]float64{"consumer_ack_floor_sequence clean ARTICLES": 190, "consumer_ack_pending clean ARTICLES": 0})
}

func TestOnlyWhatIsDeclaredIsShown(t *testing.T) {
	b := natstest.Start(t)
	js := b.Connect()
	b.Setup(js)
	declared := slices.Sorted(maps.Keys(asked(t, js)))
	if len(declared) != 1+4*len(topology.Streams())+5*len(topology.Queues()) {
		t.Errorf("%d series: %v", len(declared), declared)
	}
	ctx := natstest.Context(t)
	if _, err := js.CreateStream(ctx, jetstream.StreamConfig{Name: "ORDERS", Subjects: []string{"orders.>"}}); err != nil {
		t.Fatal(err)
	}
	publish(t, js, "news.article.new._.en.coastwire_example", 1)
	if _, err := js.CreateConsumer(ctx, topology.News, jetstream.ConsumerConfig{}); err != nil { // a browser tab
		t.Fatal(err)
	}
	if _, err := js.CreateConsumer(ctx, topology.Wire, jetstream.ConsumerConfig{Durable: "archive"}); err != nil {
		t.Fatal(err)
	}
	if now := slices.Sorted(maps.Keys(asked(t, js))); !slices.Equal(now, declared) {
		t.Errorf("shown are\n%v\nwant\n%v", now, declared)
	}
}

func TestAStreamThatIsNotSetUpIsAbsentFromABrokerThatIsWell(t *testing.T) {
	b := natstest.Start(t)
	js := b.Connect()
	b.Setup(js, topology.IngestPart, topology.DedupePart) // clean has not been started yet: CLEAN is there, its durables are not
	if err := js.DeleteStream(natstest.Context(t), topology.Clean); err != nil {
		t.Fatal(err)
	}
	got := asked(t, js)
	want(t, got, map[string]float64{"up": 1, "consumer_pending ingest WIRE": 0, "stream_messages ARTICLES": 0})
	for name := range got {
		if strings.HasSuffix(name, " CLEAN") || strings.HasSuffix(name, " clean ARTICLES") {
			t.Errorf("%s is shown", name)
		}
	}
	if len(got) != 1+4*7+5 {
		t.Errorf("%d series: %v", len(got), got)
	}
}

func TestAStreamWithoutABoundHasNoBound(t *testing.T) {
	b := natstest.Start(t)
	js := b.Connect()
	if _, err := js.CreateStream(natstest.Context(t), jetstream.StreamConfig{Name: topology.Dead, Subjects: []string{"dead.>"}}); err != nil {
		t.Fatal(err)
	}
	got := asked(t, js)
	want(t, got, map[string]float64{"up": 1, "stream_messages DEAD": 0})
	if v, ok := got["stream_max_bytes DEAD"]; ok {
		t.Errorf("its bound is %v", v)
	}
}

func TestABrokerThatIsAwayIsShownWithNothingOld(t *testing.T) {
	b := natstest.Start(t)
	js := b.Connect()
	b.Setup(js)
	publish(t, js, "wire.coastwire_example", 2)
	s := survey.New(js, zap.NewNop())
	nothing := map[string]float64{"up": 0}
	if got := scrape(t, s); !maps.Equal(got, nothing) {
		t.Errorf("before the first round: %v", got)
	}
	survey.Round(s, natstest.Context(t))
	want(t, scrape(t, s), map[string]float64{"up": 1, "stream_messages WIRE": 2})

	b.Down()
	natstest.Eventually(t, "the client notices", func() bool { return !js.Conn().IsConnected() })
	began := time.Now()
	survey.Round(s, natstest.Context(t))
	if got := scrape(t, s); !maps.Equal(got, nothing) {
		t.Errorf("while it is away: %v", got)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("it takes %s to see that nobody is there", took)
	}
	if kept, err := js.Conn().Buffered(); err != nil || kept > 0 {
		t.Errorf("%d bytes of questions are kept for later: %v", kept, err)
	}

	b.Up()
	natstest.Eventually(t, "the broker tells again", func() bool {
		survey.Round(s, natstest.Context(t))
		return scrape(t, s)["up"] == 1
	})
	want(t, scrape(t, s), map[string]float64{"stream_messages WIRE": 2, "consumer_pending ingest WIRE": 2})
}

// stub is a JetStream API that answers as the test says, on a broker that has none: nil is no answer.
func stub(t *testing.T, answer func(subject string) any) jetstream.JetStream {
	t.Helper()
	js := plain(t)
	_, err := js.Conn().Subscribe("$JS.API.>", func(m *nats.Msg) {
		if a := answer(m.Subject); a != nil {
			body, err := json.Marshal(a)
			if err != nil {
				t.Error(err)
			}
			m.Respond(body)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return js
}

func streamInfo(name, leader string) any {
	return jetstream.StreamInfo{
		Config: jetstream.StreamConfig{Name: name}, State: jetstream.StreamState{Msgs: 7}, Cluster: &jetstream.ClusterInfo{Name: "three", Leader: leader},
	}
}

func TestWhatNobodyAnswersIsLeftOutAndTheRestIsShown(t *testing.T) {
	t.Parallel()
	js := stub(t, func(subject string) any {
		switch name := subject[strings.LastIndexByte(subject, '.')+1:]; name {
		case topology.Wire, topology.Articles, topology.Facts:
			return streamInfo(name, "one")
		case topology.News:
			return streamInfo(name, "") // of a follower, while a leader is elected
		case topology.IngestQueue.Durable: // of a member that was just restarted: zeros, and no cluster
			return jetstream.ConsumerInfo{Stream: topology.Wire, Name: name, Config: jetstream.ConsumerConfig{Durable: name}}
		case topology.CleanQueue.Durable: // of a follower
			return jetstream.ConsumerInfo{
				Stream: topology.Articles, Name: name, Config: jetstream.ConsumerConfig{Durable: name}, Cluster: &jetstream.ClusterInfo{Name: "three"},
			}
		default:
			return nil
		}
	})
	s := survey.New(js, zap.NewNop())
	ended := make(chan struct{})
	began := time.Now()
	go func() { survey.Round(s, context.Background()); close(ended) }()
	for asking := true; asking; {
		select {
		case <-ended:
			asking = false
		case <-time.After(100 * time.Millisecond):
			at := time.Now()
			scrape(t, s)
			if took := time.Since(at); took > time.Second {
				t.Fatalf("a scrape takes %s while the broker is slow", took)
			}
		}
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("a round takes %s and runs into the next", took)
	}
	shown := map[string]float64{"up": 0}
	for _, stream := range []string{topology.Wire, topology.Articles, topology.Facts} {
		shown["stream_messages "+stream], shown["stream_bytes "+stream], shown["stream_last_sequence "+stream] = 7, 0, 0
	}
	if got := scrape(t, s); !maps.Equal(got, shown) {
		t.Errorf("shown are %v, want %v", got, shown)
	}
}

func TestTheRoundsBeginAtOnceAndEndWithTheStop(t *testing.T) {
	t.Parallel()
	b := natstest.Start(t)
	js := b.Connect()
	b.Setup(js)
	s := survey.New(js, zap.NewNop())
	stop := s.Start()
	natstest.Within(t, 4*time.Second, "the first round is answered", func() bool { return scrape(t, s)["up"] == 1 })
	publish(t, js, "wire.coastwire_example", 1)
	natstest.Eventually(t, "the next round is answered", func() bool { return scrape(t, s)["stream_messages WIRE"] == 1 })
	stop()
	asked := requests(t, b)
	time.Sleep(6 * time.Second)
	if more := requests(t, b) - asked; more > 1 { // this count is one itself
		t.Errorf("%d questions after the stop", more)
	}
}

func TestAStopWaitsForNoSlowBroker(t *testing.T) {
	s := survey.New(stub(t, func(string) any { return nil }), zap.NewNop())
	stop := s.Start()
	time.Sleep(100 * time.Millisecond)
	began := time.Now()
	stop()
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("the stop takes %s", took)
	}
}

// requests is how many questions the broker's JetStream has been asked.
func requests(t testing.TB, b *natstest.Broker) uint64 {
	t.Helper()
	info, err := b.Connect().AccountInfo(natstest.Context(t))
	if err != nil {
		t.Fatal(err)
	}
	return info.API.Total
}
