package e2e

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/fenced"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/clean/cleaner"
	"github.com/wirefold/wirefold/services/dedupe/deduper"
	"github.com/wirefold/wirefold/services/ingest/receiver"
	"github.com/wirefold/wirefold/services/sourcelist"
)

// Messages grow too old before anybody reads them: those that come later still come out, and the lost ones are counted.
func TestWhatGrewTooOldIsCountedAndTheNextComesOut(t *testing.T) {
	t.Parallel()
	for _, r := range []struct {
		why     string
		leave   func(*testing.T, *desk) // makes 5 messages leave WIRE
		expired float64
	}{
		{"all grew too old", func(t *testing.T, d *desk) {
			d.reconfigure(t, topology.Wire, func(c *jetstream.StreamConfig) { c.MaxAge, c.Duplicates = 200*time.Millisecond, 100*time.Millisecond })
			natstest.Eventually(t, "WIRE is empty", func() bool { return d.state(t, topology.Wire).Msgs == 0 })
		}, 5},
		{"somebody deleted three in the middle", func(t *testing.T, d *desk) {
			wire, err := d.js.Stream(t.Context(), topology.Wire)
			if err != nil {
				t.Fatal(err)
			}
			for _, seq := range []uint64{2, 3, 4} {
				if err := wire.DeleteMsg(t.Context(), seq); err != nil {
					t.Fatal(err)
				}
			}
		}, 3},
	} {
		t.Run(r.why, func(t *testing.T) {
			t.Parallel()
			d := openBroker(t)
			d.setUp(t, topology.Limits{})
			d.articles(t, 5)
			r.leave(t, d)
			s := d.begin(t, everything(t)...)
			natstest.Eventually(t, "WIRE is kept for a week again", func() bool {
				info, err := d.js.Stream(t.Context(), topology.Wire)
				return err == nil && info.CachedInfo().Config.MaxAge == 7*24*time.Hour
			})
			later := d.articles(t, 5)
			events := d.settle(t)
			announced(t, events, later)
			checkOrder(t, events)
			if got := s.metric(t, "wirefold_dedupe_expired_total"); got != r.expired {
				t.Errorf("%v expired, want %v", got, r.expired)
			}
		})
	}
}

// A full WIRE refuses its publishers, who know then; what it took comes out, and so does what it takes once there is room.
func TestAFullWireRefusesAndGoesOn(t *testing.T) {
	t.Parallel()
	d := openBroker(t)
	d.work(t, topology.Limits{WireMaxBytes: 40 << 10}, everything(t)...)
	var taken []uint64
	var refused error
	for range 200 {
		ack, err := d.js.PublishMsg(t.Context(), &nats.Msg{Subject: "wire.paper_example", Data: []byte(gibberish())})
		if refused = err; err != nil {
			break
		}
		taken = append(taken, ack.Sequence)
	}
	if refused == nil || !strings.Contains(refused.Error(), "maximum bytes exceeded") {
		t.Fatalf("refused after %d: %v", len(taken), refused)
	}
	d.reconfigure(t, topology.Wire, func(c *jetstream.StreamConfig) { c.MaxBytes = 1 << 30 })
	more := d.articles(t, 5)
	announced(t, d.settle(t), append(taken, more...))
}

// A stage whose next stream is full waits with its work in hand, and goes on where there is room: nothing is lost and
// nothing buried.
func TestAFullStreamIsWaitedFor(t *testing.T) {
	t.Parallel()
	for _, r := range []struct {
		stream       string
		before, then func(*testing.T) []app.Service // at work while it fills, and behind it
		raise        bool                           // it does not empty by being worked off
	}{
		{topology.Articles, func(*testing.T) []app.Service { return []app.Service{receiver.Service(new(sourcelist.Flags))} },
			func(t *testing.T) []app.Service { return []app.Service{cleaner.Service(), extract(), dedupe(t)} }, false},
		{topology.Clean, func(*testing.T) []app.Service {
			return []app.Service{receiver.Service(new(sourcelist.Flags)), cleaner.Service()}
		},
			func(t *testing.T) []app.Service { return []app.Service{extract(), dedupe(t)} }, false},
		{topology.Facts, func(t *testing.T) []app.Service {
			return []app.Service{receiver.Service(new(sourcelist.Flags)), cleaner.Service(), extract(), dedupe(t)}
		}, nil, true},
	} {
		t.Run(r.stream, func(t *testing.T) {
			t.Parallel()
			d := openBroker(t)
			d.setUp(t, topology.Limits{})
			s := d.begin(t, r.before(t)...)
			resize := func(bytes int64) {
				d.reconfigure(t, r.stream, func(c *jetstream.StreamConfig) { c.MaxBytes = bytes })
			}
			awaitReady(t, s) // its own setup would give the stream its size back
			resize(20 << 10)
			seqs := d.articles(t, 60)
			natstest.Eventually(t, r.stream+" is full", func() bool { return d.state(t, r.stream).Bytes > 16<<10 })
			if n := d.state(t, r.stream).Msgs; n >= 60 {
				t.Fatalf("%d messages fit: the stream was never full", n)
			}
			if r.raise {
				resize(1 << 30)
			} else {
				d.begin(t, r.then(t)...)
			}
			announced(t, d.settle(t), seqs)
			if n := d.state(t, topology.Dead).Msgs; n > 0 {
				t.Errorf("%d dead letters", n)
			}
		})
	}
}

// awaitReady waits until all services are.
func awaitReady(t testing.TB, s *shift) {
	t.Helper()
	natstest.Eventually(t, "the services are ready", func() bool {
		answer, err := http.Get("http://" + s.http + "/readyz")
		if err != nil {
			return false
		}
		answer.Body.Close()
		return answer.StatusCode == http.StatusOK
	})
}

// NEWS keeps what its size allows: the oldest go, announcing and STATE go on, and so does a dedupe that starts anew.
func TestATrimmedNewsGoesOn(t *testing.T) {
	t.Parallel()
	d := openBroker(t)
	service := func() app.Service {
		return deduper.Service(&deduper.Flags{Data: t.TempDir(), Deployment: "test", NewsMaxBytes: 64 << 10})
	}
	d.begin(t, receiver.Service(new(sourcelist.Flags)), cleaner.Service(), extract())
	s := d.begin(t, service())
	awaitReady(t, s)
	var seqs []uint64
	for range 8 {
		seqs = append(seqs, d.articles(t, 5)...)
		// STATE is written from NEWS, here of 64 KiB: some twelve articles at once could leave it before they are read.
		natstest.Eventually(t, "STATE follows", func() bool { return d.state(t, topology.State).Msgs == uint64(2*len(seqs)) })
	}
	announced(t, d.settle(t), seqs[38:])
	if first := d.state(t, topology.News).FirstSeq; first == 1 {
		t.Fatal("NEWS was not trimmed")
	}
	s.end(t)
	while := d.articles(t, 3)
	d.begin(t, service())
	later := d.articles(t, 3)
	announced(t, d.settle(t), append(while, later...))
	d.eventually(t, "STATE holds every article", topology.State, func(events []event) bool {
		held := map[string]bool{}
		for _, e := range events {
			if strings.HasPrefix(e.kind(), "article.") {
				held[e.About] = true
			}
		}
		return len(held) == 40+3+3+2 // and the sentinels
	})
}

// Part of the streams is lost: dedupe stops and says what can be done; the loss accepted, it goes on in a new epoch.
func TestALossStopsDedupeUntilItIsAccepted(t *testing.T) {
	t.Parallel()
	for _, r := range []struct {
		why  string
		lose func(context.Context, jetstream.JetStream) error
	}{
		{"an operator purged NEWS", func(ctx context.Context, js jetstream.JetStream) error {
			s, err := js.Stream(ctx, topology.News)
			if err != nil {
				return err
			}
			return s.Purge(ctx)
		}},
		{"NEWS was made anew", func(ctx context.Context, js jetstream.JetStream) error { return js.DeleteStream(ctx, topology.News) }},
		{"DECISIONS was lost", func(ctx context.Context, js jetstream.JetStream) error {
			return js.DeleteStream(ctx, topology.Decisions)
		}},
		{"DECISIONS was purged", func(ctx context.Context, js jetstream.JetStream) error {
			s, err := js.Stream(ctx, topology.Decisions)
			if err != nil {
				return err
			}
			return s.Purge(ctx)
		}},
		{"WIRE was made anew", func(ctx context.Context, js jetstream.JetStream) error { return js.DeleteStream(ctx, topology.Wire) }},
	} {
		t.Run(r.why, func(t *testing.T) {
			t.Parallel()
			d := openBroker(t)
			s := d.begin(t, everything(t)...)
			awaitReady(t, s)
			d.articles(t, 5)
			d.settle(t)
			s.end(t)
			if err := r.lose(t.Context(), d.js); err != nil {
				t.Fatal(err)
			}
			stopped := d.begin(t, everything(t)...)
			err := stopped.await(t)
			if !errors.Is(err, fenced.ErrLost) || !strings.Contains(err.Error(), "--accept-loss") {
				t.Fatalf("stopped with %v", err)
			}
			life, err := topology.AcceptLoss(t.Context(), d.js, topology.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			awaitReady(t, d.begin(t, everything(t)...))
			later := d.articles(t, 3)
			announced(t, d.settleIn(t, life.Epoch), later)
			d.eventually(t, "STATE knows the new epoch's articles", topology.State, func(events []event) bool {
				n := 0
				for _, e := range events {
					if e.kind() == "article.new" && strings.HasSuffix(e.Source, "/"+life.Epoch) {
						n++
					}
				}
				return n == len(later)+1 // and the sentinel
			})
		})
	}
}

// eventually waits until the events of a stream are as they should be.
func (d *desk) eventually(t testing.TB, what, stream string, holds func([]event) bool) {
	t.Helper()
	last := uint64(0)
	natstest.Eventually(t, what, func() bool {
		now := d.state(t, stream).LastSeq
		if now == last {
			return false // reading costs the broker a consumer
		}
		last = now
		return holds(readEvents(t, d.js, stream, 1))
	})
}

// settleIn is settle in an epoch: the sequences of WIRE may begin again with it.
func (d *desk) settleIn(t testing.TB, epoch string) []event {
	t.Helper()
	seq := d.publish(t, "wire.sentinel_example", "text/plain", []byte(gibberish()))
	var own []event
	d.eventually(t, fmt.Sprintf("WIRE %d is announced", seq), topology.News, func(events []event) bool {
		own = nil
		for _, e := range events {
			if strings.HasSuffix(e.Source, "/"+epoch) {
				own = append(own, e)
			}
		}
		return len(of(t, own, seq, "article.new")) > 0
	})
	return own
}

// WIRE is deleted and made anew under services that work: none goes on as if nothing had happened.
func TestAWireMadeAnewStopsThoseAtWork(t *testing.T) {
	t.Parallel()
	d := openBroker(t)
	all := map[string]*shift{}
	for _, s := range everything(t) {
		all[s.Name] = d.begin(t, s)
		awaitReady(t, all[s.Name])
	}
	d.articles(t, 5)
	d.settle(t)
	if err := d.js.DeleteStream(t.Context(), topology.Wire); err != nil {
		t.Fatal(err)
	}
	if err := all["ingest"].await(t); err == nil {
		t.Error("ingest ended without a word")
	}
	// An operator starts it again, and so WIRE is made anew; then each stage that stops when it sees what came of that.
	awaitReady(t, d.begin(t, receiver.Service(new(sourcelist.Flags))))
	d.articles(t, 5)
	for _, next := range []app.Service{cleaner.Service(), extract(), dedupe(t)} {
		if err := all[next.Name].await(t); !errors.Is(err, topology.ErrMadeAnew) {
			t.Errorf("%s ended with %v", next.Name, err)
		}
		again := d.begin(t, next)
		if next.Name == "dedupe" {
			if err := again.await(t); !errors.Is(err, fenced.ErrLost) {
				t.Errorf("a new dedupe ended with %v", err)
			}
		}
	}
}

// Somebody else publishes where only Wirefold should: the pipeline goes on behind it.
func TestSomebodyElsesMessagesArePassedOver(t *testing.T) {
	t.Parallel()
	for _, subject := range []string{"news.article.new.made.up.by_me", "state.article.a-0000000000000000", "wirefold.decisions", "wirefold.facts", "wirefold.articles", "wirefold.clean"} {
		t.Run(subject, func(t *testing.T) {
			t.Parallel()
			d := openBroker(t)
			s := d.begin(t, everything(t)...)
			awaitReady(t, s)
			life, err := topology.ReadLife(t.Context(), d.js)
			if err != nil {
				t.Fatal(err)
			}
			seqs := d.articles(t, 3)
			d.settleIn(t, life.Epoch)
			if _, err := d.js.Publish(t.Context(), subject, []byte(`{"id":"0-0","data":{}}`)); err != nil {
				t.Fatal(err)
			}
			seqs = append(seqs, d.articles(t, 3)...)
			events := d.settleIn(t, life.Epoch)
			announced(t, events, seqs)
			s.end(t)
			d.begin(t, everything(t)...)
			later := d.articles(t, 3)
			announced(t, d.settleIn(t, life.Epoch), later)
		})
	}
}
