// Package e2e tests the whole pipeline, from wire to news, on a real broker and with real processes.
package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/embednats"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/clean/cleaner"
	"github.com/wirefold/wirefold/services/dedupe/deduper"
	"github.com/wirefold/wirefold/services/extract/extractor"
	"github.com/wirefold/wirefold/services/ingest/receiver"
	"github.com/wirefold/wirefold/services/sourcelist"
)

// patience is how long anything may take before a test gives up: machines are noisy.
const patience = 90 * time.Second

// desk is a pipeline at work on a broker of its own.
type desk struct {
	js  jetstream.JetStream // the test's, which is patient
	own jetstream.JetStream // the services', as they make it; nil where they are processes
	nc  *nats.Conn
	ns  *embednats.Server
}

// patient is JetStream for questions of a test: a broker that other work keeps from answering for seconds is waited for.
func patient(t testing.TB, nc *nats.Conn) jetstream.JetStream {
	t.Helper()
	js, err := jetstream.New(nc, jetstream.WithDefaultTimeout(patience), jetstream.WithPublishAsyncMaxPending(4096))
	if err != nil {
		t.Fatal(err)
	}
	return js
}

// open starts a broker and all services in the test's process.
func open(t testing.TB) *desk {
	t.Helper()
	d := openBroker(t)
	d.work(t, topology.Limits{}, d.services(t)...)
	return d
}

// openBroker starts a broker without services.
func openBroker(t testing.TB) *desk {
	t.Helper()
	return openOn(t, t.TempDir())
}

// openOn starts a broker on a folder.
func openOn(t testing.TB, folder string) *desk {
	t.Helper()
	ns, err := embednats.Start(embednats.Options{Dir: folder, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(ns.Stop)
	nc, err := ns.Connect()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	js, err := app.NewJetStream(nc)
	if err != nil {
		t.Fatal(err)
	}
	return &desk{js: patient(t, nc), own: js, nc: nc, ns: ns}
}

func (d *desk) services(t testing.TB) []app.Service {
	flags := &deduper.Flags{Data: t.TempDir(), Deployment: "test", NewsMaxBytes: topology.DefaultNewsMaxBytes}
	return []app.Service{receiver.Service(new(sourcelist.Flags)), cleaner.Service(), extractor.Service(new(extractor.Flags)), deduper.Service(flags)}
}

// work runs services until the test ends, with streams of the given limits.
func (d *desk) work(t testing.TB, limits topology.Limits, services ...app.Service) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	if err := topology.Setup(ctx, d.js, limits, topology.All...); err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		log := zap.NewNop()
		if testing.Verbose() {
			log = zaptest.NewLogger(t)
		}
		if err := app.Run(ctx, app.Shell{JS: d.own, Log: log}, services...); err != nil {
			t.Errorf("services: %v", err)
		}
	})
	t.Cleanup(func() { cancel(); running.Wait() })
}

// publish puts copy on the wire and returns its WIRE sequence.
func (d *desk) publish(t testing.TB, subject, contentType string, body []byte, header ...string) uint64 {
	t.Helper()
	msg := &nats.Msg{Subject: subject, Header: nats.Header{}, Data: body}
	if contentType != "" {
		msg.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(header); i += 2 {
		msg.Header.Set(header[i], header[i+1])
	}
	ack, err := d.js.PublishMsg(t.Context(), msg)
	if err != nil {
		t.Fatalf("publish on %s: %v", subject, err)
	}
	return ack.Sequence
}

// article puts an article object on the wire.
func (d *desk) article(t testing.TB, source string, fields map[string]any) uint64 {
	t.Helper()
	body, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return d.publish(t, "wire."+source, "application/json", body)
}

// event is one message of NEWS.
type event struct {
	Seq     uint64
	Subject string
	Header  nats.Header
	Raw     []byte

	ID, Type, Source, Time, Traceparent string
	About                               string         // the CloudEvent's subject
	Data                                map[string]any // the payload
}

// kind is the event's kind and action: "article.new".
func (e event) kind() string {
	return strings.TrimSuffix(strings.TrimPrefix(e.Type, "wirefold."), ".v1")
}

// wireSeq is the sequence of the message that caused it.
func (e event) wireSeq(t testing.TB) uint64 {
	t.Helper()
	seq, _, _ := strings.Cut(e.ID, "-")
	n, err := strconv.ParseUint(seq, 10, 64)
	if err != nil {
		t.Fatalf("event id %q: %v", e.ID, err)
	}
	return n
}

func (e event) text(field string) string { s, _ := e.Data[field].(string); return s }

// settle waits until everything published so far is answered, and returns all of NEWS, in order, without the sentinel
// that it used to know.
func (d *desk) settle(t testing.TB) []event {
	t.Helper()
	seq := d.publish(t, "wire.sentinel_example", "text/plain", []byte(gibberish()))
	deadline := time.Now().Add(patience)
	for {
		events := d.news(t, 1)
		for i, e := range events {
			if e.wireSeq(t) == seq && e.kind() == "article.new" {
				return withoutSentinels(events[:i])
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("WIRE %d was not announced within %s; NEWS:\n%s", seq, patience, outline(events))
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func withoutSentinels(events []event) []event {
	var out []event
	for _, e := range events {
		ids, _ := e.Data["articleIds"].([]any)
		if e.text("source") == "sentinel_example" || strings.HasSuffix(e.Subject, ".sentinel_example") || len(ids) == 0 && strings.HasPrefix(e.kind(), "story.") {
			continue
		}
		out = append(out, e)
	}
	return out
}

// gibberish is an article that is like no other.
func gibberish() string {
	var b strings.Builder
	for range 12 {
		for i := range 9 {
			word := make([]byte, 4+rand.IntN(7))
			for j := range word {
				word[j] = byte('a' + rand.IntN(26))
			}
			if i == 0 {
				word[0] -= 'a' - 'A'
			} else {
				b.WriteByte(' ')
			}
			b.Write(word)
		}
		b.WriteString(".\n\n")
	}
	return b.String()
}

// news reads NEWS from a sequence to its end.
func (d *desk) news(t testing.TB, from uint64) []event {
	return readEvents(t, d.js, topology.News, from)
}

func readEvents(t testing.TB, js jetstream.JetStream, stream string, from uint64) []event {
	t.Helper()
	s, err := js.Stream(t.Context(), stream)
	if err != nil {
		t.Fatal(err)
	}
	last := s.CachedInfo().State.LastSeq
	if s.CachedInfo().State.Msgs == 0 || last < from {
		return nil
	}
	consumer, err := s.OrderedConsumer(t.Context(), jetstream.OrderedConsumerConfig{
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: from, InactiveThreshold: 5 * time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	it, err := consumer.Messages()
	if err != nil {
		t.Fatal(err)
	}
	defer it.Stop()
	var out []event
	for {
		msg, err := it.Next(jetstream.NextMaxWait(patience))
		if err != nil {
			t.Fatalf("read %s: %v", stream, err)
		}
		meta, err := msg.Metadata()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, parseEvent(t, meta.Sequence.Stream, msg.Subject(), msg.Headers(), msg.Data()))
		if meta.Sequence.Stream >= last {
			return out
		}
	}
}

func parseEvent(t testing.TB, seq uint64, subject string, header nats.Header, data []byte) event {
	t.Helper()
	var ce struct {
		ID, Type, Source, Subject, Time, Traceparent string
		Data                                         map[string]any
	}
	if err := json.Unmarshal(data, &ce); err != nil {
		t.Fatalf("event %d on %s: %v", seq, subject, err)
	}
	return event{
		Seq: seq, Subject: subject, Header: header, Raw: data, ID: ce.ID, Type: ce.Type, Source: ce.Source, Time: ce.Time,
		Traceparent: ce.Traceparent, About: ce.Subject, Data: ce.Data,
	}
}

// of picks the events that one WIRE message caused, of the given kinds ("article.new"; "article" for all of a kind; none
// for all).
func of(t testing.TB, events []event, wireSeq uint64, kinds ...string) []event {
	t.Helper()
	var out []event
	for _, e := range events {
		if e.wireSeq(t) == wireSeq && (len(kinds) == 0 || isOf(e, kinds)) {
			out = append(out, e)
		}
	}
	return out
}

func isOf(e event, kinds []string) bool {
	kind, _, _ := strings.Cut(e.kind(), ".")
	for _, k := range kinds {
		if k == e.kind() || k == kind {
			return true
		}
	}
	return false
}

// outline tells events in lines, for people who read why a test failed.
func outline(events []event) string {
	var b strings.Builder
	for _, e := range events {
		fmt.Fprintf(&b, "%4d %-8s %-20s %-20s", e.Seq, e.ID, e.kind(), e.About)
		for _, field := range []string{"source", "originalId", "relation", "rule", "reason", "storyId", "title", "type"} {
			if v := e.text(field); v != "" {
				fmt.Fprintf(&b, " %s=%.60s", field, v)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
