package poller

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
	"github.com/wirefold/wirefold/pkg/sources"

	"github.com/wirefold/wirefold/services/ingest/pollstate"
)

func (d *desk) want(why, titles string) {
	d.Helper()
	if got := d.titles(); got != titles {
		d.Errorf("%s: on the wire are %q, want %q", why, got, titles)
	}
}

func TestItemsComeOnceAndAgainWhenTheyChange(t *testing.T) {
	d := newDesk(t)
	p := d.poller("one", ofA())
	d.web.Handle(feedA, serveRSS("two", "one"))
	d.pass(time.Minute, p)
	d.want("first sight of a feed takes all of it, oldest first", "one, two")
	d.pass(3*time.Hour, p)
	d.want("what is known is nothing", "one, two")
	d.web.Handle(feedA, serveRSS("three", "two", "one"))
	d.pass(3*time.Hour, p)
	d.want("what is new comes", "one, two, three")
	d.web.Handle(feedA, serveRSS("three", "two="+text("a correction"), "one"))
	d.pass(3*time.Hour, p)
	d.want("what changed is a revision", "one, two, three, two")
	d.web.Handle(feedA, serveRSS("three", "two", "one"))
	d.pass(3*time.Hour, p)
	d.want("so is what is again as it was", "one, two, three, two, two")
	d.web.Handle(feedA, serveRSS("three"))
	d.pass(3*time.Hour, p)
	d.web.Handle(feedA, serveRSS("one", "two", "three"))
	d.pass(3*time.Hour, p)
	d.want("what left the feed and comes back is known, whatever the order", "one, two, three, two, two")
	messages := d.wire()
	for n, m := range messages {
		if m.subject != "wire.a_example" || !strings.HasPrefix(m.id, "a_example/") || m.article.ID != m.article.Title || m.article.URL != "http://a.example/"+m.article.Title {
			t.Errorf("message %d is %+v", n+1, m)
		}
		for _, o := range messages[:n] {
			if o.id == m.id {
				t.Errorf("message %d has the id of another: %s", n+1, m.id)
			}
		}
	}
	for outcome, want := range map[string]float64{itemNew: 3, itemRevised: 2, itemDropped: 0} {
		if got := testutil.ToFloat64(p.Metrics.items.Of(outcome)); got != want {
			t.Errorf("%v items are %s, want %v", got, outcome, want)
		}
	}
}

func TestWhatIsNotModifiedIsNotSentAgain(t *testing.T) {
	d := newDesk(t)
	p := d.poller("one", ofA())
	d.web.Handle(feedA, fetchtest.With(fetchtest.Tagged("application/rss+xml", rss("one"), `"1"`), "Last-Modified: Wed, 04 Mar 2026 11:00:00 GMT"))
	d.pass(6*time.Hour, p)
	d.want("once", "one")
	asked := d.web.Host("a.example").Requests
	conditional := 0
	for _, r := range asked {
		if r.Header.Get("If-None-Match") == `"1"` && r.Header.Get("If-Modified-Since") == "Wed, 04 Mar 2026 11:00:00 GMT" {
			conditional++
		}
	}
	if polls := conditional + 1; polls < 6 || polls > 20 || testutil.ToFloat64(p.Metrics.polls.Of(pollUnchanged)) != float64(conditional) {
		t.Errorf("%d of %d requests are conditional", conditional, len(asked))
	}
}

func TestAServerThatLiesOfChangesIsReadWhole(t *testing.T) {
	d := newDesk(t)
	p := d.poller("one", ofA())
	d.web.Handle(feedA, fetchtest.Tagged("application/rss+xml", rss("one"), `"always"`))
	d.pass(time.Minute, p)
	d.web.Handle(feedA, fetchtest.Tagged("application/rss+xml", rss("two", "one"), `"always"`))
	d.pass(12*time.Hour, p)
	d.want("not modified is believed for some time", "one")
	d.pass(14*time.Hour, p)
	d.want("but for no longer than a day", "one, two")
	d.web.Handle(feedA, fetchtest.Tagged("application/rss+xml", rss("three", "two", "one"), `"always"`))
	d.pass(2*time.Hour, p)
	d.want("and never again", "one, two, three")
}

func TestTheSameBytesAreNotRead(t *testing.T) {
	d := newDesk(t)
	p := d.poller("one", ofA())
	d.web.Handle(feedA, serveRSS("one"))
	d.pass(6*time.Hour, p)
	read, unchanged := testutil.ToFloat64(p.Metrics.polls.Of(pollRead)), testutil.ToFloat64(p.Metrics.polls.Of(pollUnchanged))
	if read != 1 || unchanged < 5 {
		t.Errorf("%v polls were read, %v unchanged", read, unchanged)
	}
}

func TestAFeedThatFails(t *testing.T) {
	for _, row := range []struct {
		why               string
		handler           http.Handler
		reason, condition string
		least, most       int // requests in two days
	}{
		{"is not found", fetchtest.Status(404), fetch.NotFound, pollstate.Failing, 5, 10},
		{"is gone", fetchtest.Status(410), fetch.Gone, pollstate.Gone, 1, 1},
		{"wants to be left alone", fetchtest.Status(429, "Retry-After: 36000"), fetch.Throttled, pollstate.Failing, 4, 5},
		{"is broken for now", fetchtest.Status(503), fetch.Unavailable, pollstate.Failing, 45, 60},
		{"is a page", fetchtest.Page("text/html", "<html><body>No feed"), fetch.Type, pollstate.Failing, 8, 16},
		{"is another kind of XML", fetchtest.Page("application/xml", "<note/>"), pollstate.NotFeed, pollstate.Failing, 8, 16},
	} {
		t.Run(row.why, func(t *testing.T) {
			d := newDesk(t)
			p := d.poller("one", ofA(func(s *sources.Source) { s.IgnoreRobots = true }))
			d.web.Handle(feedA, row.handler)
			d.pass(48*time.Hour, p)
			s := d.state("a_example", feedA)
			if s.Reason != row.reason || s.Condition() != row.condition || s.Error == "" {
				t.Errorf("it is known of as %s: %s, %s", s.Condition(), s.Reason, s.Error)
			}
			if asked := len(d.web.Host("a.example").Requests); asked < row.least || asked > row.most {
				t.Errorf("it is asked %d times in two days, want %d to %d", asked, row.least, row.most)
			}
			d.web.Handle(feedA, serveRSS("one"))
			d.pass(9*24*time.Hour, p)
			d.want("it is well again", "one")
			if s := d.state("a_example", feedA); s.Condition() != pollstate.OK || s.Reason+s.Error != "" {
				t.Errorf("it is known of as %s: %s, %s", s.Condition(), s.Reason, s.Error)
			}
		})
	}
}

func TestRobotsAreObeyedAndTold(t *testing.T) {
	d := newDesk(t)
	d.web.Handle("http://a.example/robots.txt", fetchtest.Page("text/plain", "User-agent: *\nDisallow: /\n"))
	d.web.Handle(feedA, serveRSS("one"))
	p := d.poller("one", ofA())
	d.pass(5*24*time.Hour, p)
	d.want("nothing is taken", "")
	if s := d.state("a_example", feedA); s.Reason != fetch.Robots || testutil.ToFloat64(p.Metrics.polls.Of(pollRobots)) < 3 {
		t.Errorf("it is known of as %s: %s", s.Reason, s.Error)
	}
	d.pass(48*time.Hour, d.poller("two", ofA(func(s *sources.Source) { s.IgnoreRobots = true })))
	d.want("but where the file says so", "one")
}

func TestAPermanentRedirectIsRemembered(t *testing.T) {
	d := newDesk(t)
	p := d.poller("one", ofA())
	d.web.Handle(feedA, fetchtest.Redirect(301, "http://new.example/feed.xml"))
	d.web.Handle("http://new.example/feed.xml", serveRSS("one"))
	d.pass(6*time.Hour, p)
	d.want("it is followed", "one")
	if s := d.state("a_example", feedA); s.MovedTo != "http://new.example/feed.xml" {
		t.Errorf("it moved to %q", s.MovedTo)
	}
	if asked := len(d.web.Host("a.example").Requests); asked > 2 { // robots.txt and the feed
		t.Errorf("the former address was asked %d times", asked)
	}
	d.web.Handle("http://new.example/feed.xml", fetchtest.Status(410))
	d.web.Handle(feedA, serveRSS("two", "one"))
	d.pass(6*time.Hour, p)
	d.want("where it ends, the address of the file is good again", "one, two")
	if s := d.state("a_example", feedA); s.MovedTo != "" || s.Condition() != pollstate.OK {
		t.Errorf("it moved to %q and is %s", s.MovedTo, s.Condition())
	}
}

func TestTwoPollersShareAFeed(t *testing.T) {
	d := newDesk(t)
	list := ofA(func(s *sources.Source) { s.IgnoreRobots = true })
	one, two := d.poller("one", list), d.poller("two", list)
	d.web.Handle(feedA, serveRSS("one"))
	d.pass(12*time.Hour, one, two)
	d.want("it comes once", "one")
	alone := newDesk(t)
	alone.web.Handle(feedA, serveRSS("one"))
	alone.pass(12*time.Hour, alone.poller("one", list))
	both, single := len(d.web.Host("a.example").Requests), len(alone.web.Host("a.example").Requests)
	if both > single+1 {
		t.Errorf("two ask %d times where one asks %d times", both, single)
	}
}

func TestAClaimThatWasCutOffIsTakenUp(t *testing.T) {
	d := newDesk(t)
	d.web.Handle(feedA, serveRSS("one"))
	dead := d.poller("dead", ofA())
	v, err := dead.begin(t.Context(), dead.feeds[pollstate.Key("a_example", feedA)])
	if err != nil {
		t.Fatal(err)
	}
	if err := v.claim(t.Context()); err != nil {
		t.Fatal(err)
	}
	other := d.poller("other", ofA())
	d.pass(claimFor-time.Second, other)
	d.want("a claim holds", "")
	d.pass(time.Minute, other)
	d.want("until it expires", "one")
}

func TestAListThatChanges(t *testing.T) {
	d := newDesk(t)
	p := d.poller("one", ofA())
	d.web.Handle(feedA, serveRSS("one"))
	d.web.Handle("http://b.example/feed.xml", serveRSS("other"))
	d.pass(time.Minute, p)
	p.Set(sources.List{{Name: "b_example", Every: time.Hour, Feeds: []string{"http://b.example/feed.xml"}}})
	d.web.Handle(feedA, serveRSS("two", "one"))
	d.pass(6*time.Hour, p)
	d.want("the new source is polled, the former is not", "one, other")
	p.Set(ofA(func(s *sources.Source) { s.Topics = []string{"talks"} }))
	d.pass(6*time.Hour, p)
	d.want("back in the list, it goes on where it was", "one, other, two")
	m := d.wire()
	if got := m[2].header.Get("Wirefold-Topics"); got != "talks" || m[0].header.Get("Wirefold-Topics") != "" {
		t.Errorf("the list's topics are %q", got)
	}
	if ok := testutil.ToFloat64(p.Metrics.feeds[pollstate.OK]); ok != 1 {
		t.Errorf("%v feeds are well, want the one of the list", ok)
	}
}

func TestALargeFeedIsPublishedInPortions(t *testing.T) {
	d := newDesk(t)
	var items []string
	for n := range 500 {
		items = append(items, fmt.Sprintf("%d=%s", n, strings.Repeat(text(fmt.Sprint(n)), 8)))
	}
	body := rss(items...)
	if len(body) < 9<<20 {
		t.Fatalf("the feed has %d bytes only", len(body))
	}
	d.web.Handle(feedA, fetchtest.Page("application/rss+xml", body))
	watch, most := &sized{JetStream: d.js}, 3<<20
	d.pass(time.Minute, d.over(watch, "one", ofA()))
	if got := len(d.wire()); got != 500 {
		t.Errorf("%d items came, want 500", got)
	}
	if watch.largest > most {
		t.Errorf("an entry had %d bytes, want at most %d", watch.largest, most)
	}
}

func TestWhatLeftTheFeedIsForgottenInTheEnd(t *testing.T) {
	d := newDesk(t)
	issue := func(first, n int) []string {
		var items []string
		for i := range n {
			items = append(items, fmt.Sprintf("%d=A", first+i))
		}
		return items
	}
	p := d.poller("one", ofA(func(s *sources.Source) { s.Pages = sources.PagesFeed }))
	const size = pollstate.MaxLeft + 50
	for n := range 3 {
		d.web.Handle(feedA, serveRSS(issue(n*1000, size)...))
		d.pass(3*time.Hour, p)
	}
	if s := d.state("a_example", feedA); len(s.Seen) != size+pollstate.MaxLeft {
		t.Errorf("%d items are kept in mind, want the %d of the feed and %d that left it", len(s.Seen), size, pollstate.MaxLeft)
	}
	d.web.Handle(feedA, serveRSS(append(issue(2000, size), issue(1050, pollstate.MaxLeft)...)...))
	d.pass(3*time.Hour, p)
	if got := len(d.wire()); got != 3*size {
		t.Errorf("%d items came, want %d: those that left last are known", got, 3*size)
	}
}

func TestAPollThatIsStoppedFreesTheFeed(t *testing.T) {
	d := newDesk(t)
	d.web.Handle(feedA, fetchtest.Silent())
	p := d.poller("one", ofA(func(s *sources.Source) { s.IgnoreRobots = true }))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	d.advance(noon.Add(time.Second))
	natstest.Eventually(t, "the feed is asked", func() bool { return len(d.web.Host("a.example").Requests) == 1 })
	if s := d.state("a_example", feedA); s.Claim == nil {
		t.Error("it is asked without a claim")
	}
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("it ends with %v", err)
	}
	if s := d.state("a_example", feedA); s.Claim != nil || s.Errors != 0 {
		t.Errorf("it leaves %+v behind, and %d errors", s.Claim, s.Errors)
	}
}

func TestAClaimIsKeptWhileARequestTakesLong(t *testing.T) {
	d := newDesk(t)
	d.web.Handle(feedA, fetchtest.Silent())
	p := d.poller("one", ofA(func(s *sources.Source) { s.IgnoreRobots = true }))
	p.renewEvery = time.Millisecond
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	d.advance(noon.Add(time.Second))
	natstest.Eventually(t, "the feed is asked", func() bool { return len(d.web.Host("a.example").Requests) == 1 })
	d.advance(noon.Add(time.Hour))
	natstest.Eventually(t, "the claim is renewed", func() bool { return d.state("a_example", feedA).Claim.Until.After(noon.Add(time.Hour)) })
	d.pass(claimFor/2, d.poller("two", ofA()))
	if asked := len(d.web.Host("a.example").Requests); asked != 1 {
		t.Errorf("somebody else asks too: %d requests", asked)
	}
	stop()
	<-ended
}

func TestAnIDThatIsSharedIdentifiesNothingForGood(t *testing.T) {
	d := newDesk(t)
	// entry is an item with its own page, title and text, and an id.
	feed := func(entries ...string) http.Handler {
		var b strings.Builder
		for _, e := range entries {
			title, id, _ := strings.Cut(e, " ")
			fmt.Fprintf(&b, `<item><title>%s</title><guid isPermaLink="false">%s</guid><link>http://a.example/%[1]s</link><description>About %[1]s.</description></item>`, title, id)
		}
		return fetchtest.Page("application/rss+xml", `<rss version="2.0"><channel>`+b.String()+`</channel></rss>`)
	}
	p := d.poller("one", ofA(func(s *sources.Source) { s.Pages = sources.PagesFeed }))
	d.web.Handle(feedA, feed("one x"))
	d.pass(3*time.Hour, p)
	d.web.Handle(feedA, feed("two x", "one x"))
	d.pass(3*time.Hour, p)
	d.want("what was published under the id is not repeated without", "one, two")
	d.web.Handle(feedA, feed("two x"))
	d.pass(3*time.Hour, p)
	d.web.Handle(feedA, feed("three x"))
	d.pass(3*time.Hour, p)
	d.want("alone with the id, an item is the one it was", "one, two, three")
	if m := d.wire(); m[1].article.ID != "" || m[2].article.ID != "" {
		t.Errorf("items come with the ids %q, %q", m[1].article.ID, m[2].article.ID)
	}
}

func TestWhatIsLeftOutIsTold(t *testing.T) {
	d := newDesk(t)
	whole := rss("one")
	d.web.Handle(feedA, fetchtest.Page("application/rss+xml", strings.TrimSuffix(whole, "</channel></rss>")+"<item><title>bro"))
	d.pass(time.Hour, d.poller("one", ofA()))
	d.want("of a feed that is broken off the items that are whole are taken", "one")
	if s := d.state("a_example", feedA); !strings.Contains(s.Note, "broken off") || s.Errors != 0 {
		t.Errorf("the state tells %q", s.Note)
	}
}

// sized watches how large entries become.
type sized struct {
	jetstream.JetStream
	largest int
}

func (s *sized) KeyValue(ctx context.Context, bucket string) (jetstream.KeyValue, error) {
	kv, err := s.JetStream.KeyValue(ctx, bucket)
	return sizedKV{kv, s}, err
}

type sizedKV struct {
	jetstream.KeyValue
	s *sized
}

func (k sizedKV) Update(ctx context.Context, key string, value []byte, last uint64) (uint64, error) {
	k.s.largest = max(k.s.largest, len(value))
	return k.KeyValue.Update(ctx, key, value, last)
}
