package poller

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
	"github.com/wirefold/wirefold/pkg/sources"
)

func TestWhatAHubPushes(t *testing.T) {
	d := newDesk(t)
	p := d.poller("one", ofA())
	d.web.Handle(feedA, serveRSS("two", "one"))
	d.pass(time.Minute, p)
	take := func(body string) error {
		return p.Take(natstest.Context(t), "a_example", feedA, []byte(body), "application/rss+xml")
	}
	if err := take(rss("three")); err != nil {
		t.Fatal(err)
	}
	d.want("what is pushed comes at once", "one, two, three")
	d.web.Handle(feedA, serveRSS("three", "two", "one"))
	d.pass(3*time.Hour, p)
	if err := take(rss("three", "two")); err != nil {
		t.Fatal(err)
	}
	d.want("polled and pushed again it is nothing", "one, two, three")
	if err := take("<html>"); !errors.Is(err, ErrNotRead) {
		t.Errorf("a page that is pushed gives %v", err)
	}
	if err := p.Take(natstest.Context(t), "a_example", "http://a.example/other.xml", nil, ""); !errors.Is(err, ErrNotListed) {
		t.Errorf("a feed of no list gives %v", err)
	}
	before := len(d.web.Host("a.example").Requests)
	if err := p.Leased(natstest.Context(t), "a_example", feedA, d.clock().Add(24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	d.pass(24*time.Hour, p)
	if asked := len(d.web.Host("a.example").Requests) - before; asked < 20 || asked > 26 {
		t.Errorf("while it is pushed it is polled %d times a day, want once an hour", asked)
	}
}

// A hub is told in time to come again.
func TestWhatIsPushedWaitsForAVisitAsLongAsItMay(t *testing.T) {
	d := newDesk(t)
	d.web.Handle(feedA, fetchtest.Silent())
	p := d.poller("one", ofA(func(s *sources.Source) { s.IgnoreRobots = true }))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	d.advance(noon.Add(time.Second))
	natstest.Eventually(t, "the feed is asked", func() bool { return len(d.web.Host("a.example").Requests) == 1 })
	hurried, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	took := make(chan error, 1)
	go func() { took <- p.Take(hurried, "a_example", feedA, []byte(rss("one")), "application/rss+xml") }()
	select {
	case err := <-took:
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("while a visit is under way it gives %v", err)
		}
	case <-time.After(natstest.Patience / 2): // the host is silent for longer
		t.Error("it waits for the visit, whatever its time")
	}
	stop()
	<-ended
	if err := p.Take(natstest.Context(t), "a_example", feedA, []byte(rss("one")), "application/rss+xml"); err != nil {
		t.Fatal(err)
	}
	d.want("what is pushed again comes", "one")
}
