package e2e

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/feed"
	"github.com/wirefold/wirefold/pkg/feed/feedtest"
	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/services/ingest/pollstate"
)

// served is a feed or sitemap with a host of its own.
type served struct {
	name    string
	path    string // default /feed
	sitemap bool
	pages   string // default feed
	want    []string
	reason  string // of the error that it stays with; "": it is well in the end
	open    func(web *fetchtest.Server)
	later   func() // what the publisher does between two lives of the poller
}

func (f *served) host() string    { return f.name + ".example" }
func (f *served) address() string { return "http://" + f.host() + cmp.Or(f.path, "/feed") }
func (f *served) source() string  { return subject.Source(f.host()) }

// doors are all feeds of the test.
func doors(t *testing.T) []*served {
	t.Helper()
	all := append(append(faulty(), broken()...), papers()...)
	all = append(all, odd()...)
	all = append(all, fixtures(t)...)
	for _, f := range all {
		if f.pages == "" {
			f.pages = "feed"
		}
		if f.later == nil {
			f.later = func() {}
		}
	}
	return all
}

const asRSS = "application/rss+xml"

// rss is a feed with items of these titles.
func rss(titles ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>Paper</title><link>https://paper.example/</link>`)
	for _, title := range titles {
		fmt.Fprintf(&b, `<item><guid isPermaLink="false">%s</guid><title>%s</title><description>%s: the ferry stays in port until the storm has gone.</description></item>`, title, title, title)
	}
	b.WriteString(`</channel></rss>`)
	return b.String()
}

// once is a fault that a server has when it is asked first; it is well from then on.
var once = map[string]func(contentType, body string) http.Handler{
	"truncated":       func(ct, body string) http.Handler { return fetchtest.Truncated(ct, body, len(body)/2) },
	"unended":         func(ct, body string) http.Handler { return fetchtest.Unended(ct, body[:len(body)/2]) },
	"reset":           func(string, string) http.Handler { return fetchtest.Reset("") },
	"reset-in-header": func(string, string) http.Handler { return fetchtest.Reset("HTTP/1.1 200 OK\r\nContent-") },
	"nonsense":        func(string, string) http.Handler { return fetchtest.Raw("SSH-2.0-OpenSSH_9.9\r\n") },
	"empty":           func(ct, _ string) http.Handler { return fetchtest.Page(ct, "") },
	"throttled":       func(string, string) http.Handler { return fetchtest.Status(429, "Retry-After: 600") },
	"unavailable":     func(string, string) http.Handler { return fetchtest.Status(503, "Retry-After: 600") },
	"error":           func(string, string) http.Handler { return fetchtest.Status(500) },
	"forbidden":       func(string, string) http.Handler { return fetchtest.Status(403) },
	"not-found":       func(string, string) http.Handler { return fetchtest.Status(404) },
	"not-modified":    func(string, string) http.Handler { return fetchtest.Status(304) },
	"error-page": func(string, string) http.Handler {
		return fetchtest.Page("text/html", "<html><body><h1>We will be back soon")
	},
	"redirected-around": func(string, string) http.Handler { return fetchtest.Redirect(302, "/feed") },
	"redirected-inside": func(string, string) http.Handler {
		return fetchtest.Redirect(302, "http://169.254.169.254/latest/meta-data/")
	},
}

// always are ways to serve a feed that bring it whole.
var always = map[string]func(contentType, body string) http.Handler{
	"as-html":    func(_, body string) http.Handler { return fetchtest.Page("text/html; charset=utf-8", body) },
	"as-nothing": func(_, body string) http.Handler { return fetchtest.Page("", body) },
	"gzip":       func(ct, body string) http.Handler { return fetchtest.Packed(ct, body, "gzip") },
	"brotli":     func(ct, body string) http.Handler { return fetchtest.Packed(ct, body, "br") },
	"zstd":       func(ct, body string) http.Handler { return fetchtest.Packed(ct, body, "zstd") },
	"tagged":     func(ct, body string) http.Handler { return fetchtest.Tagged(ct, body, `"1"`) },
}

// faulty are feeds of which all comes in the end.
func faulty() (all []*served) {
	add := func(name string, h http.Handler, titles ...string) *served {
		f := &served{name: name, want: titles}
		f.open = func(web *fetchtest.Server) { web.Handle(f.address(), h) }
		all = append(all, f)
		return f
	}
	three := []string{"One", "Two", "Three"}
	page := fetchtest.Page(asRSS, rss(three...))
	for name, fault := range once {
		add(name+"-once", fetchtest.Turns(fault(asRSS, rss(three...)), page), three...)
	}
	for name, way := range always {
		add(name, way(asRSS, rss(three...)), three...)
	}
	// Long ones, that a kill finds half published.
	for n := range 20 {
		var titles []string
		for i := range 100 {
			titles = append(titles, fmt.Sprintf("Item %d", i))
		}
		add(fmt.Sprintf("long-%d", n), fetchtest.Page(asRSS, rss(titles...)), titles...)
	}
	var titles []string
	for i := range 400 {
		titles = append(titles, fmt.Sprintf("Item %d", i))
	}
	add("ten-megabytes", fetchtest.Page(asRSS, strings.ReplaceAll(rss(titles...), "the ferry", strings.Repeat("the ferry of the northern isles ", 800))), titles...)
	// These cost time or memory each: one of a kind.
	add("silent-once", fetchtest.Turns(fetchtest.Silent(), page), three...)
	add("slow-header-once", fetchtest.Turns(fetchtest.SlowHeader(50*time.Millisecond), page), three...)
	add("dripping-once", fetchtest.Turns(fetchtest.Drip(asRSS, rss(three...), 100*time.Millisecond), page), three...)
	add("slow", fetchtest.Drip(asRSS, rss("One"), time.Millisecond), "One")
	add("endless-once", fetchtest.Turns(fetchtest.Endless(asRSS, rss("Never")), page), three...)
	add("bomb-once", fetchtest.Turns(fetchtest.Bomb(asRSS, "gzip", 1<<30), page), three...)

	moved := add("moved", page, three...)
	moved.open = func(web *fetchtest.Server) {
		web.Handle(moved.address(), fetchtest.Redirect(301, "http://elsewhere.example/moved"))
		web.Handle("http://elsewhere.example/moved", page)
	}
	// It says "not modified" to whoever has anything, though there is news: once a day it is asked for all.
	stuck := &served{name: "stuck", want: []string{"One", "Two"}}
	var news atomic.Bool
	stuck.later = func() { news.Store(true) }
	stuck.open = func(web *fetchtest.Server) {
		web.Handle(stuck.address(), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body := rss("One")
			if news.Load() {
				body = rss("One", "Two")
			}
			fetchtest.Tagged(asRSS, body, `"always"`).ServeHTTP(w, r)
		}))
	}
	// An item's text is changed between two lives: it comes once more.
	revised := &served{name: "revised", want: []string{"Two", "Two", "One"}}
	var lives atomic.Int32
	revised.later = func() { lives.Add(1) }
	revised.open = func(web *fetchtest.Server) {
		web.Handle(revised.address(), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body := rss("One", "Two")
			if lives.Load() > 0 {
				body = strings.Replace(body, "Two: the ferry stays", "Two: both ferries stay", 1)
			}
			fetchtest.Page(asRSS, body).ServeHTTP(w, r)
		}))
	}
	return append(all, stuck, revised)
}

// broken are feeds of which nothing comes, and the reason that is told.
func broken() (all []*served) {
	for _, b := range []struct {
		name, reason string
		h            http.Handler
	}{
		{"gone", fetch.Gone, fetchtest.Status(410)},
		{"not-found", fetch.NotFound, fetchtest.Status(404)},
		{"unavailable", fetch.Unavailable, fetchtest.Status(503)},
		{"throttled", fetch.Throttled, fetchtest.Status(429)},
		{"truncated", fetch.Truncated, fetchtest.Truncated(asRSS, rss("One", "Two"), 100)},
		{"around", fetch.Redirects, fetchtest.Redirect(302, "/feed")},
		{"to-inside", fetch.ForbiddenAddress, fetchtest.Redirect(302, "http://127.0.0.1/feed")},
		{"to-metadata", fetch.ForbiddenAddress, fetchtest.Redirect(301, "http://[::ffff:169.254.169.254]/latest")},
		{"inside.paper", fetch.ForbiddenAddress, fetchtest.Page(asRSS, rss("Never"))},
		{"rebind.paper", fetch.ForbiddenAddress, fetchtest.Page(asRSS, rss("Never"))},
		{"none.paper", fetch.DNS, fetchtest.Page(asRSS, rss("Never"))},
		{"endless", fetch.TooLarge, fetchtest.Endless(asRSS, rss("Never"))},
		{"bomb", fetch.Type, fetchtest.Bomb(asRSS, "gzip", 1<<30)}, // of zeros
		{"bomb-of-xml", fetch.Ratio, fetchtest.Packed(asRSS, rss("Never")+strings.Repeat(" ", 12<<20), "gzip")},
		{"brotli-bomb", fetch.Ratio, fetchtest.Packed(asRSS, rss("Never")+strings.Repeat(" ", 12<<20), "br")},
		{"page", fetch.Type, fetchtest.Page("text/html", "<html><body><p>No feed")},
		{"note", pollstate.NotFeed, fetchtest.Page("application/xml", "<?xml version='1.0'?><note>No feed</note>")},
		{"robots", fetch.Robots, fetchtest.Page(asRSS, rss("Never"))},
	} {
		f := &served{name: b.name, reason: b.reason}
		f.open = func(web *fetchtest.Server) {
			web.Handle(f.address(), b.h)
			switch f.name {
			case "robots":
				web.Handle("http://"+f.host()+"/robots.txt", fetchtest.Page("text/plain", "User-agent: *\nDisallow: /\n"))
			case "rebind.paper":
				// No connection stays for the feed: its name is resolved anew.
				web.Handle("http://"+f.host()+"/robots.txt", fetchtest.Status(404, "Connection: close"))
			}
		}
		all = append(all, f)
	}
	return all
}

// papers are feeds whose items have pages, and sitemaps.
func papers() []*served {
	page := func(title string) http.Handler {
		return fetchtest.Page("text/html; charset=utf-8", "<html><head><title>"+title+"</title></head><body><article><p>The ferry stays in port.</p></article></body></html>")
	}
	paper := &served{name: "paper", pages: "auto", want: []string{"Here", "Later", "Missing", "Broken off", "Into a circle"}}
	paper.open = func(web *fetchtest.Server) {
		var feed strings.Builder
		feed.WriteString(`<rss version="2.0"><channel><title>Paper</title>`)
		for path, title := range map[string]string{"here": "Here", "later": "Later", "missing": "Missing", "broken": "Broken off", "circle": "Into a circle"} {
			fmt.Fprintf(&feed, `<item><link>http://%s/%s</link><title>%s</title><description>More on the page.</description></item>`, paper.host(), path, title)
		}
		feed.WriteString(`</channel></rss>`)
		base := "http://" + paper.host()
		web.Handle(paper.address(), fetchtest.Page(asRSS, feed.String()))
		web.Handle(base+"/here", page("Here"))
		web.Handle(base+"/later", fetchtest.Turns(fetchtest.Status(503), page("Later")))
		web.Handle(base+"/missing", fetchtest.Status(404))
		web.Handle(base+"/broken", fetchtest.Turns(fetchtest.Reset(""), page("Broken off")))
		web.Handle(base+"/circle", fetchtest.Redirect(302, "/circle"))
	}
	mapped := &served{name: "mapped", path: "/news.xml.gz", sitemap: true, pages: "auto", want: []string{"One", "Two"}}
	mapped.open = func(web *fetchtest.Server) {
		var list strings.Builder
		list.WriteString(`<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">`)
		for _, title := range []string{"One", "Two"} {
			fmt.Fprintf(&list, `<url><loc>http://%s/%s</loc><news:news><news:publication><news:name>Paper</news:name><news:language>en</news:language></news:publication><news:publication_date>%s</news:publication_date><news:title>%s</news:title></news:news></url>`,
				mapped.host(), title, time.Now().UTC().Format(time.RFC3339), title)
			web.Handle("http://"+mapped.host()+"/"+title, page(title))
		}
		list.WriteString(`</urlset>`)
		web.Handle(mapped.address(), fetchtest.Page("application/gzip", string(fetchtest.Pack("gzip", []byte(list.String())))))
	}
	return []*served{paper, mapped}
}

// withWays serves bodies each in another way, by their number.
func withWays(n int, contentType string, body []byte) http.Handler {
	fault := slices.Sorted(maps.Keys(once))
	way := slices.Sorted(maps.Keys(always))
	if n %= len(fault) + len(way); n >= len(fault) {
		return always[way[n-len(fault)]](contentType, string(body))
	}
	return fetchtest.Turns(once[fault[n]](contentType, string(body)), fetchtest.Page(contentType, string(body)))
}

// odd are feeds that are odd in themselves.
func odd() (all []*served) {
	for n, o := range feedtest.Odd() {
		f := &served{name: fmt.Sprintf("odd-%02d", n)}
		h := withWays(n, o.ContentType, o.Body)
		if f.want, f.reason = within(o.Body, o.ContentType, f.address()); o.Refused {
			h = fetchtest.Page(o.ContentType, string(o.Body))
		}
		if strings.HasPrefix(o.ContentType, "text/html") {
			f.reason = fetch.Type
		}
		f.open = func(web *fetchtest.Server) { web.Handle(f.address(), h) }
		all = append(all, f)
	}
	return all
}

// fixtures are the feeds that gofeed tests itself with, each with one of the faults. What is in them says package feed, whose
// own tests say whether that is right.
func fixtures(t *testing.T) (all []*served) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/mmcdole/gofeed").Output()
	if err != nil {
		t.Fatalf("find gofeed: %v", err)
	}
	dir := filepath.Join(strings.TrimSpace(string(out)), "testdata")
	var files []string
	for _, pattern := range []string{"parser/*/*.xml", "parser/json/version*.json", "parser/universal/*.json", "translator/*/*.xml"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) < 500 {
		t.Fatalf("%d fixtures in %s, gofeed has more than 500", len(files), dir)
	}
	for n, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		body = bytes.TrimRight(body, "\n") // as a server that is asked to pack nothing sends it
		contentType := "application/xml"
		if filepath.Ext(file) == ".json" {
			contentType = "application/json"
		}
		f := &served{name: fmt.Sprintf("f%03d", n)}
		f.open = func(web *fetchtest.Server) { web.Handle(f.address(), withWays(n, contentType, body)) }
		f.want, f.reason = within(body, contentType, f.address())
		all = append(all, f)
	}
	return all
}

// within gives the titles of a feed's items with a text.
func within(body []byte, contentType, address string) (titles []string, reason string) {
	f, err := feed.Parse(body, contentType, address)
	if err != nil {
		return nil, pollstate.NotFeed
	}
	for _, i := range f.Items {
		if i.HTML+i.Text != "" {
			titles = append(titles, i.Title)
		}
	}
	return titles, ""
}
