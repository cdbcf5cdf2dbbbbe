package poller

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
	"github.com/wirefold/wirefold/pkg/sources"
	"github.com/wirefold/wirefold/pkg/topology"
)

const teaser = "=A word or two."

// html is a page.
func html(of string) http.Handler {
	return fetchtest.Page("text/html; charset=windows-1251", "<html><body><article>"+text(of)+"</article></body></html>")
}

func TestPagesAreFetchedWhereTheFeedHasATeaser(t *testing.T) {
	for _, row := range []struct {
		why    string
		pages  sources.Pages
		titles string
	}{
		{"by itself", "", "whole, page short"},
		{"always", sources.PagesFetch, "page whole, page short"},
		{"never", sources.PagesFeed, "whole, short"},
	} {
		t.Run(row.why, func(t *testing.T) {
			d := newDesk(t)
			d.web.Handle(feedA, serveRSS("short"+teaser, "whole"))
			d.web.Handle("http://a.example/short", html("short"))
			d.web.Handle("http://a.example/whole", html("whole"))
			d.pass(time.Hour, d.poller("one", ofA(func(s *sources.Source) { s.Pages = row.pages })))
			d.want("pages are fetched "+row.why, row.titles)
		})
	}
}

func TestAPageComesAsItIs(t *testing.T) {
	d := newDesk(t)
	d.web.Handle(feedA, fetchtest.Page("application/rss+xml", `<rss version="2.0"><channel><item><title>«Naïve» <![CDATA[& co]]></title>
		<guid>urn:1</guid><link>http://a.example/go?id=1&amp;utm_source=rss</link><description>A word.</description>
		<pubDate>Wed, 04 Mar 2026 09:00:00 +0300</pubDate></item></channel></rss>`))
	d.web.Handle("http://a.example/go", fetchtest.Redirect(302, "/2026/naive?utm_medium=x"))
	d.web.Handle("http://a.example/2026/naive", html("it"))
	d.pass(time.Hour, d.poller("one", ofA(func(s *sources.Source) {
		s.Topics, s.Clean = []string{"a", "b"}, sources.Clean{Body: "article", Remove: []string{".promo", "aside"}}
	})))
	messages := d.wire()
	if len(messages) != 1 {
		t.Fatalf("%d messages", len(messages))
	}
	m := messages[0]
	for name, want := range map[string]string{
		"Content-Type": "text/html; charset=windows-1251", "Wirefold-Id": "urn:1", "Wirefold-Url": "http://a.example/2026/naive", "Wirefold-Title": "«Naïve» & co",
		"Wirefold-Published-At": "2026-03-04T09:00:00+03:00", "Wirefold-Topics": "a,b", "Wirefold-Clean-Body": "article", "Wirefold-Clean-Remove": ".promo, aside",
	} {
		if got := m.header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if !strings.HasPrefix(m.body, "<html><body><article><p>This is") {
		t.Errorf("the page begins %.80q", m.body)
	}
}

func TestALargePageWithALongHeaderIsTaken(t *testing.T) {
	d := newDesk(t)
	d.web.Handle(feedA, serveRSS("two"+teaser, "one"+teaser))
	body := text("one")
	d.web.Handle("http://a.example/one", fetchtest.Page("text/html; x="+strings.Repeat("x", 63<<10), body+strings.Repeat(" ", topology.MaxBody-len(body))))
	d.web.Handle("http://a.example/two", html("two"))
	d.pass(time.Hour, d.poller("one", ofA(func(s *sources.Source) { s.Clean.Body = "." + strings.Repeat("x", 1000) })))
	d.want("and what comes after it", "page one, page two")
}

func TestAPageThatCannotBeHadNow(t *testing.T) {
	for _, row := range []struct {
		why  string
		page http.Handler
	}{
		{"503", fetchtest.Turns(fetchtest.Status(503), fetchtest.Status(503), html("short"))},
		{"429", fetchtest.Turns(fetchtest.Status(429, "Retry-After: 300"), html("short"))},
		{"cut", fetchtest.Turns(fetchtest.Truncated("text/html", text("short"), 100), html("short"))},
	} {
		t.Run(row.why, func(t *testing.T) {
			d := newDesk(t)
			d.web.Handle(feedA, fetchtest.Turns(serveRSS("short"+teaser), serveRSS("later"+teaser)))
			d.web.Handle("http://a.example/short", row.page)
			d.web.Handle("http://a.example/later", html("later"))
			p := d.poller("one", ofA())
			d.pass(30*time.Second, p)
			if s := d.state("a_example", feedA); len(s.Waiting) != 1 || s.Waiting[0].Attempts != 1 || s.Claim != nil {
				t.Errorf("while it waits the state is %+v", s)
			}
			d.pass(3*time.Hour, p)
			// It left the feed long ago.
			if got := d.titles(); !strings.Contains(got, "page short") || strings.Count(got, ",") != 1 {
				t.Errorf("on the wire are %s", got)
			}
		})
	}
}

func TestAPageThatCannotBeHadAtAll(t *testing.T) {
	huge := fetchtest.Page("text/html", strings.Repeat("x", 5<<20))
	for _, row := range []struct {
		why   string
		page  http.Handler
		tries int
	}{
		{"gone", fetchtest.Status(410), 1},
		{"not found", fetchtest.Status(404), 1},
		{"refused", fetchtest.Status(403), 1},
		{"too large", huge, 1},
		{"no page", fetchtest.Page("application/pdf", "%PDF-1.7"), 1},
		{"a redirect to the front page", fetchtest.Redirect(302, "/"), 1},
		{"a redirect to a log-in", fetchtest.Redirect(302, "https://login.a.example/?back=1"), 1},
		{"a redirect to a consent page", fetchtest.Redirect(302, "/consent/collect"), 1},
		{"unavailable for ever", fetchtest.Status(500), maxAttempts},
	} {
		t.Run(row.why, func(t *testing.T) {
			d := newDesk(t)
			d.web.Handle(feedA, serveRSS("short"+teaser))
			d.web.Handle("http://a.example/short", row.page)
			d.web.Handle("http://a.example/", html("front"))
			d.web.Handle("https://login.a.example/", html("login"))
			d.web.Handle("http://a.example/consent/collect", html("consent"))
			d.pass(6*time.Hour, d.poller("one", ofA()))
			d.want("the feed's own text is taken", "short")
			tries := 0
			for _, r := range d.web.Host("a.example").Requests {
				if r.URL == "/short" {
					tries++
				}
			}
			if tries != row.tries {
				t.Errorf("it was tried %d times, want %d", tries, row.tries)
			}
			if s := d.state("a_example", feedA); len(s.Waiting) != 0 || !strings.Contains(s.Note, "1 pages not to be had") {
				t.Errorf("the state tells %q, and %d items wait", s.Note, len(s.Waiting))
			}
		})
	}
}

func TestItemsWithoutText(t *testing.T) {
	d := newDesk(t)
	d.web.Handle(feedA, serveRSS("headline= ", "whole"))
	p := d.poller("one", ofA(func(s *sources.Source) { s.Pages = sources.PagesFeed }))
	d.pass(6*time.Hour, p)
	d.want("there is nothing to publish of them", "whole")
	if s := d.state("a_example", feedA); !strings.Contains(s.Note, "1 items without text") || testutil.ToFloat64(p.Metrics.items.Of(itemDropped)) != 1 {
		t.Errorf("the state tells %q", s.Note)
	}
}

func TestPagesOfManyItemsDoNotHoldTheFeedUp(t *testing.T) {
	d := newDesk(t)
	var items []string
	for n := range 45 {
		items = append(items, fmt.Sprint("item", n, teaser))
		d.web.Handle(fmt.Sprint("http://a.example/item", n), html("it"))
	}
	d.web.Handle(feedA, serveRSS(items...))
	d.pass(10*time.Minute, d.poller("one", ofA()))
	if got := len(d.wire()); got != 45 {
		t.Errorf("%d pages came, want 45", got)
	}
	if most := d.web.Host("a.example").AtOnce; most != 1 {
		t.Errorf("the host was asked %d things at a time", most)
	}
}

func TestAHostThatThrottlesPagesIsLeftAlone(t *testing.T) {
	d := newDesk(t)
	d.web.Handle(feedA, serveRSS("one"+teaser, "two"+teaser, "three"+teaser))
	for _, name := range []string{"one", "two", "three"} {
		d.web.Handle("http://a.example/"+name, fetchtest.Status(429, "Retry-After: 1200"))
	}
	p := d.poller("one", ofA())
	d.pass(15*time.Minute, p)
	asked := d.web.Host("a.example").Requests
	if len(asked) != 3 { // robots.txt, the feed, a page
		t.Errorf("it was asked %d times: %v", len(asked), asked)
	}
	if s := d.state("a_example", feedA); len(s.Waiting) != 3 || s.Waiting[0].Reason != fetch.Throttled {
		t.Errorf("%+v wait", s.Waiting)
	}
	for _, name := range []string{"one", "two", "three"} {
		d.web.Handle("http://a.example/"+name, html(name))
	}
	d.pass(time.Hour, p)
	if got := len(d.wire()); got != 3 {
		t.Errorf("%d pages came, want 3", got)
	}
}

func TestAPageThatIsAlwaysThrottledHoldsItsFeedUpOnlyAsLongAsTheHostAsks(t *testing.T) {
	d := newDesk(t)
	turns := make([]http.Handler, 20)
	for n := range turns {
		turns[n] = serveRSS("never"+teaser, fmt.Sprint("news ", n)) // a short feed: what is missed is lost
	}
	d.web.Handle(feedA, fetchtest.Turns(turns...))
	d.web.Handle("http://a.example/never", fetchtest.Status(429, "Retry-After: 4"))
	p := d.poller("one", ofA(func(s *sources.Source) { s.Pages, s.Most = "", 2*time.Minute }))
	d.pass(time.Second, p)
	d.pass(time.Hour, p)
	if got := len(d.wire()); got < 20 {
		t.Errorf("%d items came, want all 20: %s", got, d.titles())
	}
}

func TestAFeedWhoseHostIsHeldSaysWhenItIsPolled(t *testing.T) {
	d := newDesk(t)
	d.web.Handle(feedA, serveRSS("one"+teaser))
	d.web.Handle("http://a.example/one", fetchtest.Status(429, "Retry-After: 7200"))
	d.pass(15*time.Minute, d.poller("one", ofA()))
	if s := d.state("a_example", feedA); s.Next.Before(noon.Add(2 * time.Hour)) {
		t.Errorf("the next poll is said to be at %s, before the host takes one", s.Next)
	}
}

func TestAPageForWhichWireHasNoPlaceIsSeldomAskedFor(t *testing.T) {
	d := newDesk(t)
	d.web.Handle(feedA, serveRSS("one"+teaser))
	d.web.Handle("http://a.example/one", html("one"))
	stream, err := d.js.Stream(t.Context(), topology.Wire)
	if err != nil {
		t.Fatal(err)
	}
	config := stream.CachedInfo().Config
	room := config.MaxBytes
	config.MaxBytes = 100
	if _, err := d.js.UpdateStream(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	p := d.poller("one", ofA())
	d.pass(time.Hour, p)
	if asked := len(d.web.Host("a.example").Requests); asked > 2+5+60/2 { // robots.txt, the feed, and the page: soon at first
		t.Errorf("in an hour the host is asked %d times for nothing", asked)
	}
	config.MaxBytes = room
	if _, err := d.js.UpdateStream(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	d.pass(2*longestAgain, p)
	d.want("as soon as there is a place it comes", "page one")
}

func TestWhatIsPassedOverIsLoggedOnceADay(t *testing.T) {
	d := newDesk(t)
	turns := make([]http.Handler, 6)
	for n := range turns {
		turns[n] = serveRSS(fmt.Sprint(n) + teaser) // its page is 404
	}
	d.web.Handle(feedA, fetchtest.Turns(turns...))
	p := d.poller("one", ofA())
	core, log := observer.New(zap.WarnLevel)
	p.Log = zap.New(core)
	d.pass(25*time.Hour, p)
	if got := log.FilterMessage("feed not taken whole").Len(); len(d.wire()) != 6 || got != 1 {
		t.Errorf("of %d items without a page the log tells %d times, want 6 and once", len(d.wire()), got)
	}
	d.web.Handle(feedA, serveRSS("7"+teaser))
	d.pass(2*time.Hour, p)
	if got := log.FilterMessage("feed not taken whole").Len(); got != 2 {
		t.Errorf("a day later the log has told %d times, want twice", got)
	}
}

func TestAnItemThatChangesWhileItsPageWaits(t *testing.T) {
	d := newDesk(t)
	d.web.Handle(feedA, fetchtest.Turns(serveRSS("one"+teaser), serveRSS("one=Another word or two.")))
	d.web.Handle("http://a.example/one", fetchtest.Turns(fetchtest.Status(503, "Retry-After: 7200"), html("one")))
	d.pass(6*time.Hour, d.poller("one", ofA()))
	messages := d.wire()
	if d.want("it comes once, as it is last", "page one"); len(messages) == 1 && !strings.Contains(messages[0].body, "This is the whole text of one") {
		t.Errorf("it is %.100q", messages[0].body)
	}
}

func TestLanded(t *testing.T) {
	link := func(rel, address string) []fetch.Link { return []fetch.Link{{Rel: rel, URL: address}} }
	for _, row := range []struct {
		why, asked string
		response   fetch.Response
		address    string
		reason     string
	}{
		{"a page where it was asked for", "http://a.example/1?utm_source=x#top", fetch.Response{URL: "http://a.example/1?utm_source=x"}, "http://a.example/1", ""},
		{"a redirect to another host, as of link counters", "http://count.example/1", fetch.Response{URL: "http://a.example/1"}, "http://a.example/1", ""},
		{"a canonical link", "http://a.example/1", fetch.Response{URL: "http://a.example/1", Links: link("canonical", "http://a.example/story")}, "http://a.example/story", ""},
		{"a canonical link to the front page", "http://a.example/1", fetch.Response{URL: "http://a.example/1", Links: link("canonical", "http://a.example/")}, "http://a.example/1", ""},
		{"a canonical link to another host, as copies have it", "http://a.example/1", fetch.Response{URL: "http://a.example/1", Links: link("canonical", "http://b.example/1")}, "http://a.example/1", ""},
		{"a front page that was asked for", "http://a.example/", fetch.Response{URL: "http://www.a.example/"}, "http://www.a.example/", ""},
		{"a front page that was not", "http://a.example/1", fetch.Response{URL: "http://www.a.example/"}, "", elsewhere},
		{"a page by query alone is no front page", "http://a.example/1", fetch.Response{URL: "http://a.example/?p=1"}, "http://a.example/?p=1", ""},
		{"a log-in", "http://a.example/1", fetch.Response{URL: "http://a.example/user/login.php?to=1"}, "", elsewhere},
		{"an article about logging in", "http://a.example/how-to/login-safely", fetch.Response{URL: "http://www.a.example/how-to/login-safely"}, "http://www.a.example/how-to/login-safely", ""},
	} {
		if address, reason := landed(row.asked, &row.response); address != row.address || reason != row.reason {
			t.Errorf("%s: %q %q, want %q %q", row.why, address, reason, row.address, row.reason)
		}
	}
}
