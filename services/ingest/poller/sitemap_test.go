package poller

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
	"github.com/wirefold/wirefold/pkg/sources"

	"github.com/wirefold/wirefold/services/ingest/pollstate"
)

const mapA = "http://a.example/news.xml"

// mapOfA is a list with one sitemap.
func mapOfA() sources.List {
	return ofA(func(s *sources.Source) { s.Feeds, s.Sitemaps = nil, []string{mapA} })
}

// listed is an entry of a news sitemap: "name published lastmod", the latter two as times before noon, or -.
func listed(entries ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">`)
	for _, e := range entries {
		f := append(strings.Fields(e), "-", "-")
		fmt.Fprintf(&b, "<url><loc>http://a.example/%s</loc>", f[0])
		if at := before(f[2]); at != "" {
			fmt.Fprintf(&b, "<lastmod>%s</lastmod>", at)
		}
		if at := before(f[1]); at != "" {
			fmt.Fprintf(&b, `<news:news><news:publication><news:name>A</news:name><news:language>en</news:language></news:publication>
				<news:publication_date>%s</news:publication_date><news:title>%s</news:title></news:news>`, at, f[0])
		}
		b.WriteString("</url>")
	}
	return b.String() + "</urlset>"
}

// before is a time before noon, as sitemaps write it.
func before(span string) string {
	d, err := time.ParseDuration(span)
	if err != nil {
		return ""
	}
	return noon.Add(-d).Format(time.RFC3339)
}

func indexOf(entries ...string) string {
	var b strings.Builder
	b.WriteString(`<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
	for _, e := range entries {
		f := append(strings.Fields(e), "-")
		fmt.Fprintf(&b, "<sitemap><loc>http://a.example/%s</loc>", f[0])
		if at := before(f[1]); at != "" {
			fmt.Fprintf(&b, "<lastmod>%s</lastmod>", at)
		}
		b.WriteString("</sitemap>")
	}
	return b.String() + "</sitemapindex>"
}

func (d *desk) serveMap(address, body string) {
	d.web.Handle(address, fetchtest.Page("application/xml", body))
}

func (d *desk) servePages(names ...string) {
	for _, name := range names {
		d.web.Handle("http://a.example/"+name, html(name))
	}
}

func TestASitemapsPages(t *testing.T) {
	d := newDesk(t)
	d.servePages("one", "two", "three", "archived", "undated", "plain")
	d.serveMap(mapA, listed("two 1h -", "one 2h -", "archived 72h -", "undated - -", "plain - 3h"))
	p := d.poller("one", mapOfA())
	d.pass(3*time.Hour, p)
	d.want("those of two days, oldest first; a date may be that of the last change", "page , page one, page two")
	if s := d.state("a_example", mapA); s.Note != "1 pages without a date left out" || !s.Sitemap {
		t.Errorf("the state tells %q", s.Note)
	}
	m := d.wire()[1]
	if m.header.Get("Wirefold-Url") != "http://a.example/one" || m.header.Get("Wirefold-Published-At") != before("2h") || !strings.HasPrefix(m.id, "a_example/") {
		t.Errorf("the message has the headers %v", m.header)
	}
	d.serveMap(mapA, listed("three 0s -", "two 1h -", "one 2h -30m", "archived 72h -"))
	d.pass(3*time.Hour, p)
	d.want("a later change makes a revision", "page , page one, page two, page three, page one")
}

func TestAfterALongPauseWhatCameMeanwhileIsTaken(t *testing.T) {
	d := newDesk(t)
	d.servePages("one", "two")
	d.serveMap(mapA, listed("one 1h -"))
	d.pass(time.Hour, d.poller("one", mapOfA()))
	d.serveMap(mapA, listed("two -1h -", "one 1h -"))
	d.advance(d.clock().Add(10 * 24 * time.Hour))
	d.pass(time.Hour, d.poller("two", mapOfA()))
	d.want("ten days later", "page one, page two")
}

func TestALongSitemapIsBounded(t *testing.T) {
	d := newDesk(t)
	var entries []string
	for n := range 49_999 {
		entries = append(entries, fmt.Sprintf("old%d %dh -", n, 49+n))
	}
	d.servePages("new")
	d.serveMap(mapA, listed(append(entries, "new 1h -")...))
	d.pass(3*time.Hour, d.poller("one", mapOfA()))
	d.want("of 50,000 pages those of two days are taken", "page new")
	if s := d.state("a_example", mapA); len(s.Seen) != 1 || s.Note != "" || s.Errors != 0 {
		t.Errorf("%d are kept in mind, the state tells %q, %d errors: %s", len(s.Seen), s.Note, s.Errors, s.Error)
	}
}

func TestASitemapWhosePagesCannotBeHad(t *testing.T) {
	d := newDesk(t)
	d.servePages("one")
	d.serveMap(mapA, listed("two 1h -", "one 2h -"))
	d.pass(3*time.Hour, d.poller("one", mapOfA()))
	d.want("it has no text of its own", "page one")
	if s := d.state("a_example", mapA); !strings.HasPrefix(s.Note, "1 pages not to be had (not_found)") || len(s.Waiting) != 0 {
		t.Errorf("the state tells %q, %d wait", s.Note, len(s.Waiting))
	}
}

func TestAnIndex(t *testing.T) {
	d := newDesk(t)
	d.servePages("one", "two", "three", "four")
	d.serveMap(mapA, indexOf("s1.xml 1h", "s2.xml 2h", "s3.xml 100h", "s4.xml"))
	d.serveMap("http://a.example/s1.xml", listed("one 1h -"))
	d.serveMap("http://a.example/s2.xml", listed("two 2h -"))
	d.serveMap("http://a.example/s3.xml", listed("archived 1h -"))
	d.serveMap("http://a.example/s4.xml", listed("three 3h -"))
	p := d.poller("one", mapOfA())
	d.pass(6*time.Hour, p)
	d.want("its sitemaps of recent days and those without a date are read", "page three, page two, page one")
	counts := map[string]int{}
	for _, r := range d.web.Host("a.example").Requests {
		counts[r.URL]++
	}
	if counts["/s1.xml"] != 1 || counts["/s3.xml"] != 0 || counts["/s4.xml"] < 5 {
		t.Errorf("they are asked for %v times", counts)
	}
	d.serveMap(mapA, indexOf("s1.xml -1h", "s2.xml 2h"))
	d.serveMap("http://a.example/s1.xml", listed("four -1h -", "one 1h -"))
	d.pass(6*time.Hour, p)
	d.want("and those that changed", "page three, page two, page one, page four")
}

func TestASitemapOfAnIndexThatFails(t *testing.T) {
	d := newDesk(t)
	d.servePages("one", "two")
	d.serveMap(mapA, indexOf("s1.xml 1h", "s2.xml 2h"))
	d.serveMap("http://a.example/s1.xml", listed("one 1h -"))
	d.web.Handle("http://a.example/s2.xml", fetchtest.Status(500))
	p := d.poller("one", mapOfA())
	d.pass(3*time.Hour, p)
	d.want("the others are read", "page one")
	if s := d.state("a_example", mapA); !strings.HasPrefix(s.Note, "1 sitemaps of the index not read") || s.Condition() != pollstate.OK {
		t.Errorf("the state tells %q, and it is %s", s.Note, s.Condition())
	}
	d.serveMap("http://a.example/s2.xml", listed("two 2h -"))
	d.pass(3*time.Hour, p)
	d.want("it is tried again", "page one, page two")
	d.serveMap(mapA, indexOf("s9.xml 0h"))
	d.pass(6*time.Hour, p)
	if s := d.state("a_example", mapA); s.Condition() != pollstate.Failing || s.Reason != fetch.NotFound {
		t.Errorf("where none can be read it is %s: %s", s.Condition(), s.Reason)
	}
}

func TestALongIndexIsReadBitByBit(t *testing.T) {
	d := newDesk(t)
	var refs []string
	for n := range 50 {
		refs = append(refs, fmt.Sprintf("s%d.xml 1h", n))
		d.serveMap(fmt.Sprintf("http://a.example/s%d.xml", n), listed(fmt.Sprintf("p%d 1h -", n)))
		d.servePages(fmt.Sprint("p", n))
	}
	d.serveMap(mapA, indexOf(refs...))
	p := d.poller("one", mapOfA())
	d.pass(time.Minute, p)
	if got := len(d.wire()); got != maxChildren {
		t.Errorf("at first %d pages came, want %d", got, maxChildren)
	}
	d.pass(3*time.Hour, p)
	if got := len(d.wire()); got != 50 {
		t.Errorf("%d pages came, want 50", got)
	}
	counts := map[string]int{}
	for _, r := range d.web.Host("a.example").Requests {
		if counts[r.URL]++; strings.HasPrefix(r.URL, "/s") && counts[r.URL] > 1 {
			t.Errorf("%s was read more than once", r.URL)
		}
	}
}
