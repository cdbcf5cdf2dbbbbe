package websub_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/services/ingest/poller"
)

func TestAHubThatAFeedNamesPushesIt(t *testing.T) {
	s, h := newStand(t), startHub(t)
	p := s.subscribed(h)
	h.last() // the hub is done with it
	asked := h.asked[0]
	if asked.Get("hub.mode") != "subscribe" || asked.Get("hub.topic") != topic || asked.Get("hub.lease_seconds") != "864000" || len(asked.Get("hub.secret")) != 64 {
		t.Errorf("the hub was asked %v", asked)
	}
	if want := s.clock.Now().Add(10 * 24 * time.Hour); !p.feeds.until().Equal(want) {
		t.Errorf("it pushes until %s, want %s", p.feeds.until(), want)
	}
	natstest.Eventually(t, "the lease is told", func() bool { return p.metric(t, "wirefold_websub_leases", "") == 1 })
	callback, secret := h.last()
	for method := range methods {
		body := "<rss>" + method + "</rss>"
		if status := distribute(t, callback, body, sign(method, secret, body)); status != http.StatusAccepted {
			t.Errorf("%s: %d", method, status)
		}
		if got := p.feeds.bodies(); !slices.Contains(got, body) {
			t.Errorf("%s: taken is %q", method, got)
		}
	}
	p.found(h.url, topic) // at each poll
	natstest.Eventually(t, "four are counted", func() bool { return p.metric(t, "wirefold_websub_pushes_total", "taken") == 4 })
	if n := h.requests(); n != 1 {
		t.Errorf("the hub was asked %d times", n)
	}
}

func TestWhatIsNotSignedAsItShouldBeIsIgnored(t *testing.T) {
	s, h := newStand(t), startHub(t)
	p := s.subscribed(h)
	callback, secret := h.last()
	const body = "<rss>forged</rss>"
	for _, row := range []struct{ why, signature string }{
		{"not signed", ""},
		{"by another secret", sign("sha256", "another", body)},
		{"of another body", sign("sha256", secret, body+" ")},
		{"by a method that is none", strings.Replace(sign("sha256", secret, body), "sha256", "md5", 1)},
		{"by another method than it says", strings.Replace(sign("sha256", secret, body), "sha256", "sha512", 1)},
		{"cut", sign("sha256", secret, body)[:40]},
		{"empty", "sha256="},
		{"of no digits", "sha256=xyz"},
	} {
		if status := distribute(t, callback, body, row.signature); status != http.StatusAccepted {
			t.Errorf("%s: %d, a forger learns of it", row.why, status)
		}
	}
	if taken := p.feeds.bodies(); len(taken) > 0 {
		t.Errorf("taken: %q", taken)
	}
	if n := p.metric(t, "wirefold_websub_pushes_total", "ignored"); n != 8 {
		t.Errorf("%g are counted as ignored", n)
	}
}

func TestABodyIsTakenOnceAndOneThatFailedAgain(t *testing.T) {
	s, h := newStand(t), startHub(t)
	p := s.subscribed(h)
	callback, secret := h.last()
	push := func(body string) int { return distribute(t, callback, body, sign("sha256", secret, body)) }
	p.feeds.set(func() { p.feeds.fails = errors.New("the broker is away") })
	for _, row := range []struct {
		why, body string
		status    int
	}{
		{"the broker is away", "<rss>1</rss>", 503},
		{"the hub pushes again", "<rss>1</rss>", 202},
		{"a replay", "<rss>1</rss>", 202},
		{"the next", "<rss>2</rss>", 202},
		{"a replay of the first, which would undo the second", "<rss>1</rss>", 202},
	} {
		if status := push(row.body); status != row.status {
			t.Errorf("%s: %d, want %d", row.why, status, row.status)
		}
	}
	p.feeds.set(func() { p.feeds.fails = poller.ErrNotRead })
	if status := push("no feed"); status != 202 {
		t.Errorf("what is no feed: %d", status)
	}
	if got := p.feeds.bodies(); !slices.Equal(got, []string{"<rss>1</rss>", "<rss>2</rss>"}) {
		t.Errorf("taken: %q", got)
	}
}

func TestALeaseIsRenewedBeforeItsEnd(t *testing.T) {
	s, h := newStand(t), startHub(t)
	h.set(func() { h.lease = 86400 })
	p := s.subscribed(h)
	first := p.feeds.until()
	s.clock.pass(17 * time.Hour)
	p.found(h.url, topic)
	if h.requests() != 1 {
		t.Error("it was renewed long before its end")
	}
	s.clock.pass(2 * time.Hour)
	natstest.Eventually(t, "it is renewed", func() bool { return p.feeds.until().After(first) })
	if !first.After(s.clock.Now()) || h.requests() != 2 {
		t.Errorf("asked %d times, the first lease ended %s, it is %s", h.requests(), first, s.clock.Now())
	}
	callback, secret := h.last()
	if status := distribute(t, callback, "<rss/>", sign("sha1", secret, "<rss/>")); status != 202 || len(p.feeds.bodies()) != 1 {
		t.Errorf("after it: %d, %q", status, p.feeds.bodies())
	}
}

func TestWithoutAHubTheFeedIsPolled(t *testing.T) {
	for _, row := range []struct {
		why   string
		trips func(*hub)
		heals func(*hub)
		after time.Duration
	}{
		{"denied, it is asked again after a day", func(h *hub) { h.deny = "not you" }, func(h *hub) { h.deny = "" }, 24 * time.Hour},
		{"away, it is asked again after minutes", func(h *hub) { h.refuse = 503 }, func(h *hub) { h.refuse = 0 }, 10 * time.Minute},
		{"gone, it is asked again after minutes", func(h *hub) { h.refuse = 410 }, func(h *hub) { h.refuse = 0 }, 10 * time.Minute},
	} {
		t.Run(row.why, func(t *testing.T) {
			s, h := newStand(t), startHub(t)
			h.set(func() { row.trips(h) })
			p := s.start()
			p.found(h.url, topic)
			natstest.Eventually(t, "the hub was asked", func() bool { return h.requests() == 1 })
			s.clock.pass(row.after - 2*time.Minute)
			if !p.feeds.until().IsZero() {
				t.Errorf("it counts as pushed until %s", p.feeds.until())
			}
			h.set(func() { row.heals(h) })
			s.clock.pass(3 * time.Minute)
			natstest.Eventually(t, "it pushes", func() bool { return p.feeds.until().After(s.clock.Now()) })
			if n := h.requests(); n != 2 {
				t.Errorf("asked %d times", n)
			}
		})
	}
}

func TestALeaseThatIsDeniedLaterEnds(t *testing.T) {
	s, h := newStand(t), startHub(t)
	p := s.subscribed(h)
	callback, secret := h.last()
	if status := h.call(callback, url.Values{"hub.mode": {"denied"}, "hub.topic": {topic}, "hub.reason": {"moved"}}); status != http.StatusNoContent {
		t.Errorf("denied: %d", status)
	}
	natstest.Eventually(t, "the feed is polled", func() bool { return p.feeds.until().IsZero() })
	if status := distribute(t, callback, "<rss/>", sign("sha1", secret, "<rss/>")); status != http.StatusGone {
		t.Errorf("a push after it: %d", status)
	}
}

func TestOnlyWhatWasAskedForIsConfirmed(t *testing.T) {
	s, h := newStand(t), startHub(t)
	p := s.subscribed(h)
	callback, _ := h.last()
	before := p.feeds.until()
	s.clock.pass(time.Hour)
	verification := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {topic}, "hub.challenge": {"c"}, "hub.lease_seconds": {"864000"}}
	with := func(name, value string) url.Values {
		q := url.Values{}
		for k, v := range verification {
			q[k] = v
		}
		q.Set(name, value)
		return q
	}
	guessed := callback[:len(callback)-1] + map[bool]string{true: "1", false: "0"}[strings.HasSuffix(callback, "0")]
	for _, row := range []struct {
		why, callback string
		q             url.Values
	}{
		{"a verification that comes again", callback, verification},
		{"a subscription to another topic", callback, with("hub.topic", "https://evil.example")},
		{"the end of a subscription, which nobody asked for", callback, with("hub.mode", "unsubscribe")},
		{"a mode that is none", callback, with("hub.mode", "x")},
		{"an address that was guessed", guessed, verification},
		{"a denial of another topic", callback, url.Values{"hub.mode": {"denied"}, "hub.topic": {"https://evil.example"}}},
		{"a denial at an address that was guessed", guessed, url.Values{"hub.mode": {"denied"}, "hub.topic": {topic}}},
		{"an address that is none", callback + "0", verification},
		{"another that is none", strings.Replace(callback, "/websub/", "/websub/zz", 1), verification},
	} {
		if status := h.call(row.callback, row.q); status != http.StatusNotFound {
			t.Errorf("%s: %d", row.why, status)
		}
	}
	if !p.feeds.until().Equal(before) {
		t.Errorf("the lease ends %s, it ended %s", p.feeds.until(), before)
	}
	if status := distribute(t, guessed, "<rss/>", "sha1=00"); status != http.StatusNotFound {
		t.Errorf("a push to an address that was guessed: %d", status)
	}
}

func TestProcessesShareLeasesAndARestartKeepsThem(t *testing.T) {
	s, h := newStand(t), startHub(t)
	one, two := s.start(), s.start()
	for _, p := range []*process{one, two} {
		p.found(h.url, topic)
	}
	natstest.Eventually(t, "the hub pushes", func() bool { return one.feeds.until().After(s.clock.Now()) || two.feeds.until().After(s.clock.Now()) })
	for _, p := range []*process{one, two} {
		natstest.Eventually(t, "each tells the lease", func() bool { return p.metric(t, "wirefold_websub_leases", "") == 1 })
	}
	callback, secret := h.last()
	at, err := url.Parse(callback)
	if err != nil {
		t.Fatal(err)
	}
	owner, other := one, two
	if two.Door.Address() == at.Host {
		owner, other = two, one
	}
	owner.stop()
	at.Host = other.Door.Address() // where a balancer leads
	if status := distribute(t, at.String(), "<rss/>", sign("sha256", secret, "<rss/>")); status != 202 || len(other.feeds.bodies()) != 1 {
		t.Errorf("the other takes the push: %d, %q", status, other.feeds.bodies())
	}
	other.stop()
	again := s.start()
	again.found(h.url, topic)
	natstest.Eventually(t, "the lease is known after the restart", func() bool { return again.metric(t, "wirefold_websub_leases", "") == 1 })
	if n := h.requests(); n != 1 {
		t.Errorf("the hub was asked %d times", n)
	}
}

// watches is a JetStream of which a watch can be ended, as the client does where it cannot take one up again.
type watches struct {
	jetstream.JetStream
	last chan jetstream.KeyWatcher
}

func (w watches) KeyValue(ctx context.Context, bucket string) (jetstream.KeyValue, error) {
	kv, err := w.JetStream.KeyValue(ctx, bucket)
	return watched{kv, w}, err
}

type watched struct {
	jetstream.KeyValue
	watches
}

func (w watched) Watch(ctx context.Context, keys string, opts ...jetstream.WatchOpt) (jetstream.KeyWatcher, error) {
	watcher, err := w.KeyValue.Watch(ctx, keys, opts...)
	w.last <- watcher
	return watcher, err
}

func TestAWatchThatEndsIsBegunAnew(t *testing.T) {
	s, h := newStand(t), startHub(t)
	w := watches{s.js, make(chan jetstream.KeyWatcher, 8)}
	s.js = w
	p := s.start()
	for range 3 {
		select {
		case watcher := <-w.last:
			if err := watcher.Stop(); err != nil {
				t.Fatal(err)
			}
		case <-time.After(natstest.Patience):
			t.Fatal("nobody watches the leases")
		}
	}
	p.found(h.url, topic)
	natstest.Eventually(t, "the hub pushes", func() bool { return p.feeds.until().After(s.clock.Now()) })
}

func TestAFeedThatNamesAnotherHubOrNone(t *testing.T) {
	s, h, next := newStand(t), startHub(t), startHub(t)
	p := s.subscribed(h)
	callback, secret := h.last()
	p.found(next.url, topic)
	natstest.Eventually(t, "the next hub was asked", func() bool { return next.requests() == 1 })
	if status := distribute(t, callback, "<rss/>", sign("sha1", secret, "<rss/>")); status != http.StatusNotFound {
		t.Errorf("a push of the former hub: %d", status)
	}
	natstest.Eventually(t, "the next hub pushes", func() bool { return p.feeds.until().After(s.clock.Now()) })
	if _, other := next.last(); other == secret {
		t.Error("the secret is the former hub's")
	}
	p.found("", "")
	natstest.Eventually(t, "the feed is polled", func() bool { return p.feeds.until().IsZero() })
	natstest.Eventually(t, "no lease is told", func() bool { return p.metric(t, "wirefold_websub_leases", "") == 0 })
}

func TestAFeedThatIsNotListedAnyMore(t *testing.T) {
	s, h := newStand(t), startHub(t)
	p := s.subscribed(h)
	callback, secret := h.last()
	p.feeds.set(func() { p.feeds.unlisted = true })
	if status := distribute(t, callback, "<rss/>", sign("sha1", secret, "<rss/>")); status != http.StatusGone {
		t.Errorf("its pushes: %d", status)
	}
	s.clock.pass(11 * 24 * time.Hour)
	natstest.Eventually(t, "its lease is forgotten", func() bool { return distribute(t, callback, "<rss/>", "") == http.StatusNotFound })
	if n := h.requests(); n != 1 {
		t.Errorf("the hub was asked %d times", n)
	}
}
