package e2e

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/clean/cleaner"
	"github.com/wirefold/wirefold/services/dedupe/deduper"
	"github.com/wirefold/wirefold/services/extract/extractor"
	"github.com/wirefold/wirefold/services/ingest/receiver"
	"github.com/wirefold/wirefold/services/sourcelist"
)

// shift is some services at work that a test can stop, and whose end it wants to know.
type shift struct {
	http   string
	cancel context.CancelFunc
	ended  chan struct{}
	err    error
}

// begin starts services that set their streams up themselves, as processes do.
func (d *desk) begin(t testing.TB, services ...app.Service) *shift {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s := &shift{http: natstest.FreeAddress(t), cancel: cancel, ended: make(chan struct{})}
	go func() {
		defer close(s.ended)
		s.err = app.Run(ctx, app.Shell{JS: d.own, Log: zap.NewNop(), HTTP: s.http, ManageStreams: true}, services...)
	}()
	t.Cleanup(func() {
		cancel()
		if <-s.ended; s.err != nil {
			t.Logf("the services ended: %v", s.err)
		}
	})
	return s
}

// end stops the services in order.
func (s *shift) end(t testing.TB) {
	t.Helper()
	s.cancel()
	if err := s.await(t); err != nil {
		t.Errorf("services: %v", err)
	}
}

// await waits until the services ended by themselves, and says why.
func (s *shift) await(t testing.TB) error {
	t.Helper()
	select {
	case <-s.ended:
		return s.err
	case <-time.After(patience):
		t.Fatalf("the services did not stop within %s", patience)
		return nil
	}
}

// metric reads one series from the ops port.
func (s *shift) metric(t testing.TB, series string) float64 {
	t.Helper()
	answer, err := http.Get("http://" + s.http + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), series+" "); ok {
			v, err := strconv.ParseFloat(value, 64)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
	}
	t.Fatalf("no series %s", series)
	return 0
}

func dedupe(t testing.TB) app.Service {
	return deduper.Service(&deduper.Flags{Data: t.TempDir(), Deployment: "test", NewsMaxBytes: topology.DefaultNewsMaxBytes})
}

func extract() app.Service { return extractor.Service(new(extractor.Flags)) }

func everything(t testing.TB) []app.Service {
	return []app.Service{receiver.Service(new(sourcelist.Flags)), cleaner.Service(), extract(), dedupe(t)}
}

// setUp makes the streams before any service starts.
func (d *desk) setUp(t testing.TB, l topology.Limits) {
	t.Helper()
	if err := topology.Setup(t.Context(), d.js, l, topology.All...); err != nil {
		t.Fatal(err)
	}
}

// reconfigure changes a stream as an operator would.
func (d *desk) reconfigure(t testing.TB, stream string, change func(*jetstream.StreamConfig)) {
	t.Helper()
	s, err := d.js.Stream(t.Context(), stream)
	if err != nil {
		t.Fatal(err)
	}
	config := s.CachedInfo().Config
	change(&config)
	if _, err := d.js.UpdateStream(t.Context(), config); err != nil {
		t.Fatal(err)
	}
}

// articles publishes n articles that are like no other.
func (d *desk) articles(t testing.TB, n int) []uint64 {
	t.Helper()
	var seqs []uint64
	for i := range n {
		seqs = append(seqs, d.article(t, "paper_example", map[string]any{"title": fmt.Sprintf("Number %d", i), "text": gibberish()}))
	}
	return seqs
}

// announced makes sure that each of the articles was announced, once.
func announced(t testing.TB, events []event, seqs []uint64) {
	t.Helper()
	for _, seq := range seqs {
		if got := of(t, events, seq, "article"); len(got) != 1 || got[0].kind() != "article.new" {
			t.Errorf("WIRE %d: %s", seq, outline(got))
		}
	}
}

func (d *desk) state(t testing.TB, stream string) jetstream.StreamState {
	t.Helper()
	s, err := d.js.Stream(t.Context(), stream)
	if err != nil {
		t.Fatal(err)
	}
	return s.CachedInfo().State
}
