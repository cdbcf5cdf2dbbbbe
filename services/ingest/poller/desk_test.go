package poller

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/sources"
	"github.com/wirefold/wirefold/pkg/topology"

	"github.com/wirefold/wirefold/services/ingest/pollstate"
)

// desk is a broker, a web of invented hosts and a clock that goes as fast as the visits do: hours pass in no time.
type desk struct {
	*testing.T
	broker *natstest.Broker
	js     jetstream.JetStream
	web    *fetchtest.Server

	mu  sync.Mutex
	now time.Time
}

func newDesk(t *testing.T) *desk {
	d := &desk{T: t, broker: natstest.Start(t), web: fetchtest.New(t), now: noon}
	d.js = d.broker.Connect()
	d.broker.Setup(d.js, topology.IngestPart)
	return d
}

func (d *desk) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

func (d *desk) advance(to time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if to.After(d.now) {
		d.now = to
	}
}

// poller is one of the desk's, called by a name that claims show.
func (d *desk) poller(name string, list sources.List) *Poller {
	d.Helper()
	return d.over(d.js, name, list)
}

// over is a poller that works over a JetStream.
func (d *desk) over(js jetstream.JetStream, name string, list sources.List) *Poller {
	d.Helper()
	o := d.web.Options()
	o.Now = d.clock
	p, err := New(d.Context(), Options{
		JS: js, Epoch: "test", Client: fetch.New(o), Log: zap.NewNop(), Metrics: NewMetrics(metrics.New(false)), Instance: name, Now: d.clock,
	})
	if err != nil {
		d.Fatal(err)
	}
	p.Set(list)
	return p
}

// pass lets time pass: all visits of the pollers that are due in it take place, one after another.
func (d *desk) pass(span time.Duration, pollers ...*Poller) {
	d.Helper()
	end := d.clock().Add(span)
	for visits := 0; ; visits++ {
		if visits > 100_000 {
			d.Fatal("visits without end")
		}
		soonest := end.Sub(d.clock())
		busy := false
		for _, p := range pollers {
			p.mu.Lock()
			j, wait := p.schedule.next(d.clock())
			p.mu.Unlock()
			if j != nil {
				p.turn(context.Background(), j)
				busy = true
			} else if wait > 0 {
				soonest = min(soonest, wait)
			}
		}
		if busy {
			continue
		}
		if !d.clock().Before(end) {
			return
		}
		d.advance(d.clock().Add(soonest))
	}
}

// message is one on WIRE.
type message struct {
	subject, id string
	header      nats.Header
	body        string
	article     article // where it is JSON
}

func (d *desk) wire() []message {
	d.Helper()
	var all []message
	for _, m := range natstest.Read(d, d.js, topology.Wire) {
		got := message{subject: m.Subject, id: m.Header.Get(nats.MsgIdHdr), header: m.Header, body: string(m.Data)}
		if m.Header.Get("Content-Type") == "application/json" {
			if err := json.Unmarshal(m.Data, &got.article); err != nil {
				d.Fatal(err)
			}
		}
		all = append(all, got)
	}
	return all
}

// titles are those of all messages, in order.
func (d *desk) titles() string {
	d.Helper()
	var all []string
	for _, m := range d.wire() {
		title := m.article.Title
		if title == "" {
			title = "page " + m.header.Get("Wirefold-Title")
		}
		all = append(all, title)
	}
	return strings.Join(all, ", ")
}

// state is what is known of a feed.
func (d *desk) state(source, address string) pollstate.State {
	d.Helper()
	store, err := pollstate.Open(natstest.Context(d), d.js)
	if err != nil {
		d.Fatal(err)
	}
	e, err := store.Get(natstest.Context(d), source, address)
	if err != nil {
		d.Fatal(err)
	}
	return e.State
}

// text is long enough to be no teaser.
func text(of string) string {
	return "<p>" + strings.Repeat("This is the whole text of "+of+", as the desk wrote it. ", 30) + "</p><p>" +
		strings.Repeat("And so it goes on with "+of+". ", 30) + "</p>"
}

// rss is a feed of items, latest first: "title", or "title=text". Each has its title as guid and a page at /title.
func rss(items ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Feed</title>`)
	for _, i := range items {
		title, copy, ok := strings.Cut(i, "=")
		if !ok {
			copy = text(title)
		}
		fmt.Fprintf(&b, `<item><title>%s</title><guid isPermaLink="false">%[1]s</guid><link>http://a.example/%[1]s</link><content:encoded><![CDATA[%s]]></content:encoded></item>`, title, copy)
	}
	b.WriteString(`</channel></rss>`)
	return b.String()
}

func serveRSS(items ...string) http.Handler {
	return fetchtest.Page("application/rss+xml", rss(items...))
}

const feedA = "http://a.example/feed.xml"

// ofA is a list with one feed.
func ofA(change ...func(*sources.Source)) sources.List {
	s := sources.Source{Name: "a_example", Every: 24 * time.Hour, Feeds: []string{feedA}}
	for _, c := range change {
		c(&s)
	}
	return sources.List{s}
}
