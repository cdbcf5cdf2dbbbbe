package topology_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/topology"
)

var update = flag.Bool("update", false, "write the golden files anew")

var names = []string{
	topology.Wire, topology.Articles, topology.Clean, topology.Facts, topology.Decisions, topology.News, topology.State, topology.Dead,
}

func newBroker(t *testing.T) jetstream.JetStream { return natstest.Start(t).Connect() }

func setup(t *testing.T, js jetstream.JetStream, l topology.Limits, parts ...topology.Part) {
	t.Helper()
	if err := topology.Setup(natstest.Context(t), js, l, parts...); err != nil {
		t.Fatal(err)
	}
}

func config(t *testing.T, js jetstream.JetStream, name string) jetstream.StreamConfig {
	t.Helper()
	s, err := js.Stream(natstest.Context(t), name)
	if err != nil {
		t.Fatal(err)
	}
	return s.CachedInfo().Config
}

// describe is the whole topology as the broker has it, as JSON.
func describe(t *testing.T, js jetstream.JetStream) string {
	t.Helper()
	type limits struct {
		Stream            string
		Subjects          []string
		Retention         jetstream.RetentionPolicy
		Discard           jetstream.DiscardPolicy
		MaxBytes          int64
		MaxAge            string
		MaxMsgSize        int32
		MaxMsgsPerSubject int64
		Duplicates        string
		Storage           jetstream.StorageType
		Replicas          int
		AllowDirect       bool
	}
	var all []any
	for _, name := range names {
		c := config(t, js, name)
		all = append(all, limits{
			name, c.Subjects, c.Retention, c.Discard, c.MaxBytes, c.MaxAge.String(), c.MaxMsgSize, c.MaxMsgsPerSubject,
			c.Duplicates.String(), c.Storage, c.Replicas, c.AllowDirect,
		})
	}
	type durable struct {
		Consumer, On              string
		AckPolicy                 jetstream.AckPolicy
		AckWait                   string
		MaxDeliver, MaxAckPending int
	}
	for _, q := range []topology.Queue{topology.IngestQueue, topology.CleanQueue, topology.ExtractQueue} {
		consumer, err := js.Consumer(natstest.Context(t), q.Stream, q.Durable)
		if err != nil {
			t.Fatal(err)
		}
		c := consumer.CachedInfo().Config
		all = append(all, durable{q.Durable, q.Stream, c.AckPolicy, c.AckWait.String(), c.MaxDeliver, c.MaxAckPending})
	}
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n"
}

func TestEveryStreamAndConsumerHasTheLimitsOfTheContract(t *testing.T) {
	js := newBroker(t)
	setup(t, js, topology.Limits{}, topology.All...)
	got, file := describe(t, js), filepath.Join("testdata", "topology.json")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the topology is\n%s", got)
	}
}

func TestSetupTwiceChangesNothing(t *testing.T) {
	js := newBroker(t)
	setup(t, js, topology.Limits{}, topology.All...)
	before, life := describe(t, js), mustLife(t, js)
	// The broker tells of every update, also of one that changes nothing.
	updates, err := js.Conn().SubscribeSync("$JS.EVENT.ADVISORY.*.UPDATED.>")
	if err != nil {
		t.Fatal(err)
	}
	setup(t, js, topology.Limits{}, topology.All...)
	if msg, err := updates.NextMsg(100 * time.Millisecond); !errors.Is(err, nats.ErrTimeout) {
		t.Errorf("it updates: %v, %v", msg, err)
	}
	if after := describe(t, js); after != before {
		t.Errorf("it was\n%s\nand is\n%s", before, after)
	}
	if again := mustLife(t, js); again != life {
		t.Errorf("WIRE's life was %v and is %v", life, again)
	}
}

func mustLife(t *testing.T, js jetstream.JetStream) topology.Life {
	t.Helper()
	life, err := topology.ReadLife(natstest.Context(t), js)
	if err != nil {
		t.Fatal(err)
	}
	return life
}

func TestSetupKeepsWhatIsTheOperators(t *testing.T) {
	js := newBroker(t)
	setup(t, js, topology.Limits{}, topology.All...)
	c := config(t, js, topology.News)
	c.Metadata = map[string]string{"team": "desk"}
	c.Compression = jetstream.S2Compression
	c.RePublish = &jetstream.RePublish{Source: "news.>", Destination: "copy.news.>"}
	c.MaxBytes = 1 << 20
	if _, err := js.UpdateStream(natstest.Context(t), c); err != nil {
		t.Fatal(err)
	}
	setup(t, js, topology.Limits{NewsMaxBytes: 2 << 30}, topology.All...)
	after := config(t, js, topology.News)
	if after.Metadata["team"] != "desk" || after.Compression != jetstream.S2Compression || after.RePublish == nil {
		t.Errorf("the operator's settings are gone: %+v", after)
	}
	if after.MaxBytes != 2<<30 {
		t.Errorf("the flag's limit is not set: %d", after.MaxBytes)
	}
}

func TestAServiceTouchesOnlyWhatItUses(t *testing.T) {
	js := newBroker(t)
	setup(t, js, topology.Limits{}, topology.CleanPart)
	var have []string
	for name := range js.StreamNames(natstest.Context(t)).Name() {
		have = append(have, name)
	}
	if got := strings.Join(have, " "); got != "ARTICLES CLEAN DEAD KV_wirefold_marks WIRE" {
		t.Errorf("clean makes %s", got)
	}
	// What clean only needs keeps the limits that its owner gave it.
	setup(t, js, topology.Limits{WireMaxBytes: 1 << 30}, topology.IngestPart)
	setup(t, js, topology.Limits{}, topology.CleanPart)
	if got := config(t, js, topology.Wire).MaxBytes; got != 1<<30 {
		t.Errorf("clean sets WIRE's size to %d", got)
	}
}

func TestABrokerWithASmallMaxPayloadIsRefused(t *testing.T) {
	ns, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(), NoSigs: true, NoLog: true})
	if err != nil {
		t.Fatal(err)
	}
	ns.Start()
	defer func() { ns.Shutdown(); ns.WaitForShutdown() }()
	if !ns.ReadyForConnections(natstest.Patience) {
		t.Fatal("the server does not come up")
	}
	js, nc, err := natstest.Dial(ns.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	err = topology.Setup(natstest.Context(t), js, topology.Limits{}, topology.All...)
	want := "set up streams: the broker's max_payload is 1048576 bytes, Wirefold needs 8388608: set max_payload: 8MB in its configuration"
	if err == nil || err.Error() != want {
		t.Errorf("setup says %v", err)
	}
}

func TestWireRefusesWhatIsLargerThanItsLimit(t *testing.T) {
	js := newBroker(t)
	setup(t, js, topology.Limits{}, topology.All...)
	publish := func(body int) error {
		_, err := js.PublishMsg(natstest.Context(t), &nats.Msg{Subject: "wire.test_example", Data: make([]byte, body)})
		return err
	}
	if err := publish(topology.MaxBody + topology.MaxHeaders); err != nil {
		t.Errorf("a message at the limit: %v", err)
	}
	var api *jetstream.APIError
	if err := publish(topology.MaxBody + topology.MaxHeaders + 1); !errors.As(err, &api) || api.ErrorCode != jetstream.JSErrCodeStreamMessageExceedsMaximum {
		t.Errorf("a message over the limit: %v", err)
	}
}

func TestAnEpochIsOneLifeOfWire(t *testing.T) {
	js := newBroker(t)
	setup(t, js, topology.Limits{}, topology.All...)
	first := mustLife(t, js)
	if first.First != 1 || len(first.Epoch) != 12 {
		t.Errorf("the first life is %+v", first)
	}
	if err := js.DeleteStream(natstest.Context(t), topology.Wire); err != nil {
		t.Fatal(err)
	}
	setup(t, js, topology.Limits{}, topology.All...)
	if second := mustLife(t, js); second.Epoch == first.Epoch {
		t.Error("a WIRE made anew has the epoch of the old one")
	}
	// One made by hand gets its epoch from the first setup.
	if err := js.DeleteStream(natstest.Context(t), topology.Wire); err != nil {
		t.Fatal(err)
	}
	if _, err := js.CreateStream(natstest.Context(t), jetstream.StreamConfig{Name: topology.Wire, Subjects: []string{"wire.>"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := topology.ReadLife(natstest.Context(t), js); !errors.Is(err, topology.ErrNoEpoch) {
		t.Errorf("a WIRE made by hand has an epoch: %v", err)
	}
	setup(t, js, topology.Limits{}, topology.All...)
	mustLife(t, js)
}

func TestAcceptLossBeginsAnewAndKeepsWhatWasSaid(t *testing.T) {
	js := newBroker(t)
	setup(t, js, topology.Limits{}, topology.All...)
	old := mustLife(t, js)
	for _, subject := range []string{"wire.test_example", topology.SubjectArticles, topology.SubjectFacts, topology.SubjectDecisions, "news.article.new", "state.article.a", "dead.test.panic"} {
		for range 3 {
			if _, err := js.Publish(natstest.Context(t), subject, []byte("x")); err != nil {
				t.Fatal(err)
			}
		}
	}
	life, err := topology.AcceptLoss(natstest.Context(t), js, topology.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if life.Epoch == old.Epoch || life.First != 4 || life != mustLife(t, js) {
		t.Errorf("the new life is %+v, on WIRE %+v", life, mustLife(t, js))
	}
	for name, want := range map[string]uint64{
		topology.Wire: 3, topology.Articles: 0, topology.Facts: 0, topology.Decisions: 0, topology.News: 3, topology.State: 1, topology.Dead: 3,
	} {
		s, err := js.Stream(natstest.Context(t), name)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.CachedInfo().State.Msgs; got != want {
			t.Errorf("%s holds %d messages, want %d", name, got, want)
		}
	}
	if _, err := js.Publish(natstest.Context(t), "wire.test_example", []byte("after")); err != nil {
		t.Fatal(err)
	}
	setup(t, js, topology.Limits{}, topology.All...) // as every start does: ingest still begins at the new life
	ingest, err := js.Consumer(natstest.Context(t), topology.Wire, topology.IngestQueue.Durable)
	if err != nil {
		t.Fatal(err)
	}
	msg, err := ingest.Next(jetstream.FetchMaxWait(natstest.Patience))
	if err != nil || string(msg.Data()) != "after" {
		t.Errorf("ingest reads %v, %v", msg, err)
	}
}
