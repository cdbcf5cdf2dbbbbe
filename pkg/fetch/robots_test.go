package fetch_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
)

func robotsFile(lines ...string) http.Handler {
	return fetchtest.Page("text/plain", strings.Join(lines, "\n"))
}

func TestRobots(t *testing.T) {
	web := fetchtest.New(t)
	closed := robotsFile("User-agent: *", "Disallow: /")
	for i, row := range []struct {
		what   string
		robots http.Handler // nil: none
		path   string
		reason string
	}{
		{"no file", nil, "/feed", ""},
		{"a file that closes all", closed, "/feed", fetch.Robots},
		{"one that closes us", robotsFile("User-agent: Wirefold", "Disallow: /"), "/feed", fetch.Robots},
		{"one that closes all others", robotsFile("User-agent: *", "Disallow: /", "User-agent: wirefold", "Allow: /"), "/feed", ""},
		{"one that closes another path", robotsFile("User-agent: *", "Disallow: /private"), "/feed", ""},
		{"the query is part of the path", robotsFile("User-agent: *", "Disallow: /*?print"), "/feed?print=1", fetch.Robots},
		{"a file that is forbidden", fetchtest.Status(403), "/feed", ""},
		{"a file that is gone", fetchtest.Status(410), "/feed", ""},
		{"a server that fails", fetchtest.Status(500), "/feed", fetch.Unavailable},
		{"a server that is asked too much", fetchtest.Status(429), "/feed", fetch.Throttled},
		{"a connection that breaks", fetchtest.Reset(""), "/feed", fetch.Connect},
		{"a file that is cut", fetchtest.Truncated("text/plain", "User-agent: *\nDisallow: /private\n", 20), "/feed", fetch.Truncated},
		{"a page for a file closes nothing", fetchtest.Page("text/html", "<html>Disallow: /"), "/feed", ""},
		{"a picture for a file closes nothing", fetchtest.Page("image/png", "\x89PNG\r\n\x1a\n"), "/feed", ""},
		{"a file somewhere else", fetchtest.Redirect(301, "https://closed.example/robots.txt"), "/feed", fetch.Robots},
		{"a file in a circle is none", fetchtest.Redirect(301, "/robots.txt"), "/feed", ""},
		{"a file on a private network", fetchtest.Redirect(301, "http://10.0.0.1/robots.txt"), "/feed", fetch.ForbiddenAddress},
		{"a file packed", fetchtest.Packed("text/plain", "User-agent: *\nDisallow: /", "gzip"), "/feed", fetch.Robots},
		{"of an endless file the first 500 KiB count", fetchtest.Endless("text/plain", "User-agent: *\nDisallow: /\n"), "/feed", fetch.Robots},
	} {
		web.Handle("closed.example/robots.txt", closed)
		host := fmt.Sprintf("paper-%d.example", i)
		if row.robots != nil {
			web.Handle(host+"/robots.txt", row.robots)
		}
		web.Handle(host+"/feed", fetchtest.Page("text/xml", feed))
		client := fetch.New(web.Options())
		request := fetch.Request{URL: "https://" + host + row.path, Robots: true}
		for range 2 {
			if _, err := client.Get(t.Context(), request); fetch.ReasonOf(err) != row.reason {
				t.Errorf("%s: want reason %q, got %v", row.what, row.reason, err)
			}
		}
		asked := 0
		for _, r := range web.Host(host).Requests {
			if r.URL == "/robots.txt" {
				asked++
			} else if row.reason != "" {
				t.Errorf("%s: %s was asked for all the same", row.what, r.URL)
			}
		}
		if asked != 1 {
			t.Errorf("%s: robots.txt was asked for %d times", row.what, asked)
		}
		request.Robots = false
		if _, err := client.Get(t.Context(), request); err != nil {
			t.Errorf("%s: without robots: %v", row.what, err)
		}
		client.Close()
	}
}

func TestRobotsOfEachHostOnTheWay(t *testing.T) {
	web := fetchtest.New(t)
	web.Handle("open.example/", fetchtest.Redirect(302, "https://closed.example/page"))
	web.Handle("open.example/robots.txt", fetchtest.Status(404))
	web.Handle("closed.example/robots.txt", robotsFile("User-agent: *", "Disallow: /page"))
	_, err := fetch.New(web.Options()).Get(t.Context(), fetch.Request{URL: "https://open.example/", Robots: true})
	if fetch.ReasonOf(err) != fetch.Robots || !strings.Contains(err.Error(), "closed.example/page") {
		t.Errorf("got %v", err)
	}
}

func TestHowLongRobotsAreRemembered(t *testing.T) {
	for _, row := range []struct {
		what    string
		answers []http.Handler
		after   time.Duration
		reasons [2]string // now, and after
		asked   int
	}{
		{"a file is good for a day", []http.Handler{robotsFile("User-agent: *", "Disallow: /"), robotsFile()}, 24 * time.Hour, [2]string{fetch.Robots, fetch.Robots}, 1},
		{"and no longer", []http.Handler{robotsFile("User-agent: *", "Disallow: /"), robotsFile()}, 24*time.Hour + 1, [2]string{fetch.Robots, ""}, 2},
		{"less where it says so", []http.Handler{fetchtest.With(robotsFile(), "Cache-Control: max-age=3600"), robotsFile("User-agent: *", "Disallow: /")}, time.Hour + 1, [2]string{"", fetch.Robots}, 2},
		{"but not for seconds", []http.Handler{fetchtest.With(robotsFile(), "Cache-Control: max-age=1"), robotsFile("User-agent: *", "Disallow: /")}, time.Minute, [2]string{"", ""}, 1},
		{"not more than a day", []http.Handler{fetchtest.With(robotsFile(), "Cache-Control: max-age=9999999"), robotsFile("User-agent: *", "Disallow: /")}, 25 * time.Hour, [2]string{"", fetch.Robots}, 2},
		{"that there is none, for a day", []http.Handler{fetchtest.Status(404), robotsFile("User-agent: *", "Disallow: /")}, 23 * time.Hour, [2]string{"", ""}, 1},
		{"an outage stands for a while", []http.Handler{fetchtest.Status(503), robotsFile()}, 9 * time.Minute, [2]string{fetch.Unavailable, fetch.Unavailable}, 1},
		{"and is then looked at again", []http.Handler{fetchtest.Status(503), robotsFile()}, 11 * time.Minute, [2]string{fetch.Unavailable, ""}, 2},
		{"as late as the host asks", []http.Handler{fetchtest.Status(503, "Retry-After: 3600"), robotsFile()}, 50 * time.Minute, [2]string{fetch.Unavailable, fetch.Unavailable}, 1},
		{"in an outage the rules of yesterday hold", []http.Handler{robotsFile("User-agent: *", "Disallow: /x"), fetchtest.Status(503)}, 30 * time.Hour, [2]string{"", ""}, 2},
	} {
		web := fetchtest.New(t)
		web.Handle("paper.example/robots.txt", fetchtest.Turns(row.answers...))
		web.Handle("paper.example/feed", fetchtest.Page("text/xml", feed))
		now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		options := web.Options()
		options.Now = func() time.Time { return now }
		client := fetch.New(options)
		for i, want := range row.reasons {
			_, err := client.Get(t.Context(), fetch.Request{URL: "https://paper.example/feed", Robots: true})
			if fetch.ReasonOf(err) != want {
				t.Errorf("%s: request %d: want reason %q, got %v", row.what, i, want, err)
			}
			now = now.Add(row.after)
		}
		asked := 0
		for _, r := range web.Host("paper.example").Requests {
			if r.URL == "/robots.txt" {
				asked++
			}
		}
		if asked != row.asked {
			t.Errorf("%s: asked %d times", row.what, asked)
		}
	}
}

func TestTheCallersHurryIsNoOutage(t *testing.T) {
	web := fetchtest.New(t)
	hurry, cancel := context.WithCancel(t.Context())
	defer cancel()
	web.Handle("paper.example/robots.txt", fetchtest.Turns(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}), fetchtest.Status(404)))
	web.Handle("paper.example/feed", fetchtest.Page("text/xml", feed))
	client := fetch.New(web.Options())
	request := fetch.Request{URL: "https://paper.example/feed", Robots: true}
	if _, err := client.Get(late{hurry}, request); fetch.ReasonOf(err) != fetch.Timeout {
		t.Errorf("in a hurry: %v", err)
	}
	if _, err := client.Get(t.Context(), request); err != nil {
		t.Errorf("with time: %v", err)
	}
}

// late is a ctx whose deadline has passed when it ends.
type late struct{ context.Context }

func (l late) Err() error {
	if l.Context.Err() != nil {
		return context.DeadlineExceeded
	}
	return nil
}

func TestCrawlDelayIsKept(t *testing.T) {
	web := fetchtest.New(t)
	web.Handle("paper.example/robots.txt", robotsFile("User-agent: *", "Crawl-delay: 0.3"))
	web.Handle("paper.example/", fetchtest.Page("text/xml", feed))
	client := fetch.New(web.Options())
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := client.Get(t.Context(), fetch.Request{URL: "https://paper.example/feed", Robots: true}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	requests := web.Host("paper.example").Requests
	if len(requests) != 5 || requests[0].URL != "/robots.txt" {
		t.Fatalf("the host saw %+v", requests)
	}
	// The pause after robots.txt itself is the ordinary one: what it says was not known before.
	for i, r := range requests[2:] {
		if gap := r.At.Sub(requests[i+1].At); gap < 300*time.Millisecond {
			t.Errorf("%s after the request before", gap)
		}
	}
}
