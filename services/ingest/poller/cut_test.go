package poller

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
	"github.com/wirefold/wirefold/pkg/sources"
	"github.com/wirefold/wirefold/pkg/topology"
)

var errCut = errors.New("the process is dead")

// mortal is the JetStream of a process that dies at its n-th write: before the broker has it, or before its answer comes.
type mortal struct {
	jetstream.JetStream
	writes, dies int // dies 0: never
	written      bool
	repeats      []string // ids that WIRE had already
}

// write does one write, if it may.
func (m *mortal) write(do func() error) error {
	m.writes++
	switch {
	case m.dies == 0 || m.writes < m.dies:
		return do()
	case m.writes == m.dies && m.written:
		if err := do(); err != nil {
			return err
		}
	}
	return errCut
}

func (m *mortal) PublishMsg(ctx context.Context, msg *nats.Msg, opts ...jetstream.PublishOpt) (ack *jetstream.PubAck, err error) {
	err = m.write(func() error {
		if ack, err = m.JetStream.PublishMsg(ctx, msg, opts...); err == nil && ack.Duplicate {
			m.repeats = append(m.repeats, msg.Header.Get(nats.MsgIdHdr))
		}
		return err
	})
	return ack, err
}

func (m *mortal) KeyValue(ctx context.Context, bucket string) (jetstream.KeyValue, error) {
	kv, err := m.JetStream.KeyValue(ctx, bucket)
	return mortalKV{kv, m}, err
}

type mortalKV struct {
	jetstream.KeyValue
	m *mortal
}

func (k mortalKV) Create(ctx context.Context, key string, value []byte, opts ...jetstream.KVCreateOpt) (revision uint64, err error) {
	err = k.m.write(func() error {
		revision, err = k.KeyValue.Create(ctx, key, value, opts...)
		return err
	})
	return revision, err
}

func (k mortalKV) Update(ctx context.Context, key string, value []byte, last uint64) (revision uint64, err error) {
	err = k.m.write(func() error {
		revision, err = k.KeyValue.Update(ctx, key, value, last)
		return err
	})
	return revision, err
}

// TestAProcessMayDieAtAnyWrite: the next one publishes what is missing, and nothing twice, without the help of the ids that
// the broker compares for some minutes.
func TestAProcessMayDieAtAnyWrite(t *testing.T) {
	d := newDesk(t)
	want := []string{"four", "one", "page short", "three", "two"}
	for _, row := range []struct {
		why     string
		written bool // the last write reached the broker
		leaves  bool // the items leave the feed meanwhile
	}{
		{"before the write", false, false},
		{"after the write", true, false},
		{"before the write, and the items leave the feed", false, true},
		{"after the write, and the items leave the feed", true, true},
	} {
		for dies := 1; ; dies++ {
			host := fmt.Sprintf("h%d-%t-%t.example", dies, row.written, row.leaves)
			source := strings.ReplaceAll(host, ".", "_")
			list := sources.List{{Name: source, Every: 24 * time.Hour, Feeds: []string{"http://" + host + "/feed.xml"}}}
			feed := strings.ReplaceAll(rss("four", "three", "short"+teaser, "two", "one"), "a.example", host)
			d.web.Handle("http://"+host+"/feed.xml", fetchtest.Page("application/rss+xml", feed))
			d.web.Handle("http://"+host+"/short", html("short"))
			js := &mortal{JetStream: d.js, dies: dies, written: row.written}
			d.pass(10*time.Second, d.over(js, "dead", list))
			if js.writes < js.dies {
				break // it lives
			}
			// What is new is written down with the second write: from then on nothing gets lost, even if it leaves the feed.
			down := dies > 2 || dies == 2 && row.written
			if row.leaves && down {
				d.web.Handle("http://"+host+"/feed.xml", fetchtest.Page("application/rss+xml", rss()))
			}
			next := &mortal{JetStream: d.js}
			d.pass(time.Hour, d.over(next, "next", list))
			if len(next.repeats) > 0 {
				t.Errorf("dead %s %d: %v came again", row.why, dies, next.repeats)
			}
			if got := d.of(source); !slices.Equal(got, want) {
				t.Errorf("dead %s %d: on the wire are %v, want %v", row.why, dies, got, want)
			}
			if s := d.state(source, list[0].Feeds[0]); s.Claim != nil || len(s.Waiting) > 0 {
				t.Errorf("dead %s %d: at the end the state is %+v", row.why, dies, s)
			}
			if dies > 50 {
				t.Fatal("it never lives")
			}
		}
	}
}

// of gives the titles of a source's messages, sorted.
func (d *desk) of(source string) []string {
	d.Helper()
	var titles []string
	for _, m := range d.wire() {
		if m.subject != "wire."+source {
			continue
		}
		if title := m.header.Get("Wirefold-Title"); title != "" {
			titles = append(titles, "page "+title)
		} else {
			titles = append(titles, m.article.Title)
		}
	}
	slices.Sort(titles)
	return titles
}

// TestWhatALostVisitPublishedIsFoundInAnotherLifeOfWire: its sequences mean nothing there.
func TestACutVisitIsTakenUpAfterALossWasAccepted(t *testing.T) {
	d := newDesk(t)
	d.web.Handle(feedA, serveRSS("two", "one"))
	d.pass(10*time.Second, d.over(&mortal{JetStream: d.js, dies: 4, written: true}, "dead", ofA()))
	d.want("one of two is published", "one, two")
	next := &mortal{JetStream: d.js}
	p := d.over(next, "next", ofA())
	p.Epoch = "another"
	d.pass(time.Hour, p)
	d.want("and the other is not repeated", "one, two")
	if len(next.repeats) > 0 {
		t.Errorf("%v came again", next.repeats)
	}
}

// TestTheBrokerIsAway: polling pauses, and goes on.
func TestABrokerThatIsAway(t *testing.T) {
	d := newDesk(t)
	d.web.Handle(feedA, serveRSS("one"))
	p := d.poller("one", ofA(func(s *sources.Source) { s.Least, s.Most = time.Second, time.Second }))
	ctx, stop := context.WithCancel(t.Context())
	p.Now = time.Now
	p.Set(sources.List{})
	p.Set(ofA(func(s *sources.Source) { s.Least, s.Most = time.Second, time.Second }))
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	natstest.Eventually(t, "the first item comes", func() bool { return d.titles() == "one" })
	d.broker.Down()
	asked := len(d.web.Host("a.example").Requests)
	d.web.Handle(feedA, serveRSS("two", "one"))
	time.Sleep(2500 * time.Millisecond)
	if more := len(d.web.Host("a.example").Requests) - asked; more > 2 { // a visit may have been under way
		t.Errorf("without a broker it polls %d times", more)
	}
	d.broker.Up()
	natstest.Eventually(t, "the second item comes", func() bool { return d.titles() == "one, two" })
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("it ends with %v", err)
	}
	if info, err := d.js.Stream(t.Context(), topology.Wire); err != nil || info.CachedInfo().State.LastSeq != 2 {
		t.Errorf("WIRE is at %v, %v", info, err)
	}
}

// timed is a JetStream that notes until when each message of WIRE is waited for.
type timed struct {
	jetstream.JetStream
	until []time.Time
}

func (js *timed) Stream(ctx context.Context, name string) (jetstream.Stream, error) {
	stream, err := js.JetStream.Stream(ctx, name)
	return timedStream{stream, js}, err
}

type timedStream struct {
	jetstream.Stream
	js *timed
}

func (s timedStream) GetMsg(ctx context.Context, seq uint64, opts ...jetstream.GetMsgOpt) (*jetstream.RawStreamMsg, error) {
	until, _ := ctx.Deadline()
	s.js.until = append(s.js.until, until)
	return s.Stream.GetMsg(ctx, seq, opts...)
}

// In ten seconds some ten thousand messages are read; a source may have more of a week, and its feed would never go on.
func TestALongLookOnWireTakesItsTime(t *testing.T) {
	d := newDesk(t)
	for n := range 3 {
		if _, err := d.js.Publish(t.Context(), "wire.a_example", []byte(fmt.Sprint(n))); err != nil {
			t.Fatal(err)
		}
	}
	js := &timed{JetStream: d.js}
	p := d.over(js, "one", ofA())
	if found, err := p.onWire(t.Context(), "a_example", 1, map[string]bool{"a_example/1": true}); err != nil || len(found) != 0 {
		t.Errorf("it finds %v, %v", found, err)
	}
	if n := len(js.until); n != 4 || !js.until[n-1].After(js.until[0]) {
		t.Errorf("all messages share the time of one: %v", js.until)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := p.onWire(stopped, "a_example", 1, map[string]bool{"a_example/1": true}); !errors.Is(err, errStopped) {
		t.Errorf("at the stop it gives %v", err)
	}
}
