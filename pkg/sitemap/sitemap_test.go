package sitemap

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

const address = "https://www.nordlicht.example/sitemaps/news.xml.gz"

const news = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://www.nordlicht.example/2022/talks?a=1&amp;b=2</loc><lastmod>2022-01-11T08:00:00+01:00</lastmod>
<news:news><news:publication><news:name>Nordlicht</news:name><news:language>de</news:language></news:publication>
<news:publication_date>2022-01-10T21:15:00+01:00</news:publication_date><news:title>Gespräche in Genf &amp; Brüssel</news:title><news:keywords>Genf</news:keywords></news:news>
<image:image><image:loc>https://bilder.example/1.jpg</image:loc><image:title>Ein Bild</image:title></image:image></url>
</urlset>`

var talks = Page{
	URL: "https://www.nordlicht.example/2022/talks?a=1&b=2", LastMod: "2022-01-11T08:00:00+01:00", Title: "Gespräche in Genf & Brüssel",
	Published: "2022-01-10T21:15:00+01:00", Language: "de", Publication: "Nordlicht",
}

func packed(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

func urls(entries ...string) string {
	return "<urlset><url>" + strings.Join(entries, "</url><url>") + "</url></urlset>"
}

func TestParse(t *testing.T) {
	const loc = "<loc>https://nordlicht.example/1</loc>"
	one := Page{URL: "https://nordlicht.example/1"}
	utf16 := "\xff\xfe" + strings.Join(strings.Split(urls(loc), ""), "\x00") + "\x00"
	for _, r := range []struct {
		why, body string
		want      Sitemap
	}{
		{"a sitemap of news has titles and dates, and images are no pages", news, Sitemap{Pages: []Page{talks}}},
		{"it may be packed", packed(news), Sitemap{Pages: []Page{talks}}},
		{"prefixes mean nothing", strings.NewReplacer("news:", "n:", ":news=", ":n=", "<url", "<s:url", "</url", "</s:url", "<loc", "<s:loc", "</loc", "</s:loc").Replace(news),
			Sitemap{Pages: []Page{{URL: talks.URL, LastMod: talks.LastMod, Title: talks.Title, Published: talks.Published, Language: "de", Publication: "Nordlicht"}}}},
		{"a plain sitemap has pages alone", urls(loc), Sitemap{Pages: []Page{one}}},
		{"an index has references", "<sitemapindex><sitemap><loc>/a.xml</loc><lastmod>2022-01-10</lastmod></sitemap><sitemap><loc> https://nordlicht.example/b.xml.gz\n</loc></sitemap></sitemapindex>",
			Sitemap{Index: []Ref{{URL: "https://www.nordlicht.example/a.xml", LastMod: "2022-01-10"}, {URL: "https://nordlicht.example/b.xml.gz"}}}},
		{"an empty one is one", "<urlset/>", Sitemap{}},
		{"other sites are left out and told", urls("<loc>https://other.example/1</loc>", "<loc>https://news.nordlicht.example/2</loc>"),
			Sitemap{Pages: []Page{{URL: "https://news.nordlicht.example/2"}}, Foreign: 1}},
		{"the same page stands there once", urls(loc, "<loc>http://www.nordlicht.example/1/?utm_source=sitemap</loc>"), Sitemap{Pages: []Page{one}}},
		{"an entry without an address is told", urls("<lastmod>2022-01-10</lastmod>", loc, "<loc>ftp://nordlicht.example/</loc>"), Sitemap{Pages: []Page{one}, Broken: 2}},
		{"CDATA and comments are read as anywhere", urls("<loc><!-- x --><![CDATA[https://nordlicht.example/1]]></loc>"), Sitemap{Pages: []Page{one}}},
		{"an ampersand need not be escaped", urls("<loc>https://nordlicht.example/1?a=1&b=2</loc>"), Sitemap{Pages: []Page{{URL: "https://nordlicht.example/1?a=1&b=2"}}}},
		{"an entry may lack its end", "<urlset><url>" + loc + "<url><loc>https://nordlicht.example/2</loc></urlset>",
			Sitemap{Pages: []Page{one, {URL: "https://nordlicht.example/2"}}}},
		{"what is whole is taken from what is cut off", "<urlset><url>" + loc + "</url><url><loc>https://nordlicht.exam", Sitemap{Pages: []Page{one}, Truncated: true}},
		{"a publication date may be a day, which is no instant", urls(loc + "<news:news><news:publication_date>2022-01-10</news:publication_date></news:news>"),
			Sitemap{Pages: []Page{{URL: one.URL, LastMod: "2022-01-10"}}}},
		{"dates that cannot be are unknown", urls(loc + "<lastmod>0000-00-00</lastmod><n:news><n:publication_date>1970-01-01T00:00:00Z</n:publication_date></n:news>"), Sitemap{Pages: []Page{one}}},
		{"a title belongs to the news and not to a video", urls(loc + "<video:video><video:title>No</video:title></video:video><title>Nor this</title>"), Sitemap{Pages: []Page{one}}},
		{"a title may be escaped twice", urls(loc + "<news:news><news:title>Lavrov &amp;amp; Blinken</news:title></news:news>"), Sitemap{Pages: []Page{{URL: one.URL, Title: "Lavrov & Blinken"}}}},
		{"UTF-16 is read", utf16, Sitemap{Pages: []Page{one}}},
		{"entities of a document type are not expanded", `<!DOCTYPE urlset [<!ENTITY a "https://nordlicht.example/"><!ENTITY f SYSTEM "file:///etc/hostname">]>` + urls(loc, "<loc>/&a;&f;</loc>"),
			Sitemap{Pages: []Page{one, {URL: "https://www.nordlicht.example/&a;&f;"}}}},
	} {
		got, err := Parse([]byte(r.body), address)
		if err != nil {
			t.Errorf("%s: %v", r.why, err)
			continue
		}
		if !reflect.DeepEqual(got, r.want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", r.why, got, r.want)
		}
	}
	got, err := Parse([]byte(urls("<loc>https://anyone.example/1</loc>", "<loc>/2</loc>")), "")
	if err != nil || len(got.Pages) != 1 || got.Broken != 1 {
		t.Errorf("without an address: %+v, %v", got, err)
	}
}

func TestWhatIsNoSitemapIsRefused(t *testing.T) {
	for why, body := range map[string]string{
		"a feed that declares the namespace of news sitemaps": `<?xml version="1.0"?><rss version="2.0" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><channel><item><link>https://nordlicht.example/1</link></item></channel></rss>`,
		"a page":                 "<!DOCTYPE html><html><body><urlset><url><loc>https://nordlicht.example/1</loc></url></urlset></body></html>",
		"a list of addresses":    "https://nordlicht.example/1\nhttps://nordlicht.example/2\n",
		"nothing":                "",
		"packed nothing":         packed(""),
		"packed in two layers":   packed(packed(news)),
		"a broken package":       "\x1f\x8b\x08no",
		"JSON":                   `{"urlset":[]}`,
		"an unfinished document": "<!DOCTYPE urlset [",
	} {
		if got, err := Parse([]byte(body), address); !errors.Is(err, ErrNotSitemap) {
			t.Errorf("%s: got %+v, %v", why, got, err)
		}
	}
}

func TestBoundsAreTold(t *testing.T) {
	var b strings.Builder
	b.WriteString("<urlset>")
	for n := range MaxEntries + 3 {
		fmt.Fprintf(&b, "<url><loc>https://nordlicht.example/%d</loc></url>", n)
	}
	b.WriteString("</urlset>")
	got, err := Parse([]byte(b.String()), address)
	if err != nil || len(got.Pages) != MaxEntries || got.Cut != 3 || got.Truncated {
		t.Errorf("%d pages, %d cut, truncated %t, %v", len(got.Pages), got.Cut, got.Truncated, err)
	}
	bomb := packed("<urlset><url><loc>https://nordlicht.example/1</loc></url>" + strings.Repeat(" ", MaxBytes) + "</urlset>")
	got, err = Parse([]byte(bomb), address)
	if err != nil || len(got.Pages) != 1 || !got.Truncated {
		t.Errorf("a bomb of %d bytes: %d pages, truncated %t, %v", len(bomb), len(got.Pages), got.Truncated, err)
	}
	cut := packed(b.String())
	if got, err = Parse([]byte(cut[:len(cut)/2]), address); err != nil || len(got.Pages) == 0 || len(got.Pages) == MaxEntries || !got.Truncated {
		t.Errorf("half a package: %d pages, truncated %t, %v", len(got.Pages), got.Truncated, err)
	}
	deep := "<urlset><url>" + strings.Repeat("<news>", 1<<18) + "<loc>x</loc></url><url><loc>/1</loc></url></urlset>"
	if got, err = Parse([]byte(deep), address); err != nil || len(got.Pages) != 1 || got.Broken != 1 {
		t.Errorf("a deep one: %+v, %v", got, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{news, packed(news), urls("<loc>/1</loc><lastmod>2022-01-10</lastmod>"), "<sitemapindex><sitemap><loc>/a.xml</loc></sitemap>", "<rss/>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := Parse(body, address)
		if err != nil {
			if !errors.Is(err, ErrNotSitemap) {
				t.Errorf("an error of another kind: %v", err)
			}
			return
		}
		check := func(address, lastMod string) {
			if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || site(address) != "nordlicht.example" {
				t.Errorf("%q is no address of the site", address)
			}
			if _, err := time.Parse(time.DateOnly, lastMod); err != nil && lastMod != "" {
				dated(t, lastMod)
			}
		}
		for _, r := range s.Index {
			check(r.URL, r.LastMod)
		}
		for _, p := range s.Pages {
			check(p.URL, p.LastMod)
			if p.Published != "" {
				dated(t, p.Published)
			}
			for _, s := range []string{p.Title, p.Language, p.Publication} {
				if !utf8.ValidString(s) || s != line(s) {
					t.Errorf("%q is no line", s)
				}
			}
		}
	})
}

func dated(t *testing.T, s string) {
	t.Helper()
	if _, err := time.Parse(time.RFC3339, s); err != nil {
		t.Errorf("%q is no date: %v", s, err)
	}
}

func BenchmarkParse(b *testing.B) {
	var s strings.Builder
	s.WriteString("<urlset>")
	entry := news[strings.Index(news, "<url>"):strings.Index(news, "</urlset>")]
	for n := range 1000 {
		s.WriteString(strings.Replace(entry, "talks", fmt.Sprint("talks-", n), 1))
	}
	s.WriteString("</urlset>")
	body := []byte(s.String())
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if m, err := Parse(body, address); err != nil || len(m.Pages) != 1000 {
			b.Fatalf("%d pages, %v", len(m.Pages), err)
		}
	}
}
