// Package sitemap reads sitemaps, those of news with their titles and dates, and the index files that list them.
//
// It promises: the root decides what a file is, whatever namespaces it declares; elements are known by their place and not
// by a prefix; every page is of the same site as the sitemap and stands there once; dates are those of the file or none; a
// body may be packed with gzip, and costs time and memory in proportion to MaxBytes at most. Entries that are whole are
// taken from a file that is cut off, and Truncated says so.
package sitemap

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/wirefold/wirefold/pkg/charset"
	"github.com/wirefold/wirefold/pkg/internal/markup"
	"github.com/wirefold/wirefold/pkg/weburl"
)

// ErrNotSitemap is the error for a body that is neither a sitemap nor an index of them.
var ErrNotSitemap = errors.New("no sitemap")

// Bounds of a file. The protocol allows 50,000 entries in 50 MB; Google takes 1,000 entries of news, which are less than
// 1 MB.
const (
	MaxEntries = 50_000
	MaxBytes   = 16 << 20 // unpacked
)

// Sitemap is a file's content: an index has references, a sitemap pages.
type Sitemap struct {
	Index []Ref  // in the order of the file
	Pages []Page // the same

	Truncated bool // the body ended before the file did, or was longer than MaxBytes
	Cut       int  // entries after the first MaxEntries, which were not read
	Foreign   int  // entries of other sites, which were left out: a site speaks for itself alone
	Broken    int  // entries without an address, which were left out
}

// Ref is another sitemap.
type Ref struct {
	URL     string // absolute
	LastMod string // RFC 3339 with the offset it came with, or a date (2022-01-10); "" unknown
}

// Page is a page, and what news:news says of it.
type Page struct {
	URL         string // absolute
	LastMod     string // as Ref's; the day of publication where the file says no more
	Title       string // one line; "" in a sitemap that is none of news
	Published   string // RFC 3339 with the offset it came with; "" where unknown, or a day without its time
	Language    string // of the publication, BCP 47 as it came
	Publication string // the publication's name
}

// Parse reads a file that was fetched at address, to whose site its entries must belong; where that is "" all are taken.
// The only error is ErrNotSitemap.
func Parse(body []byte, address string) (Sitemap, error) {
	body, cut, err := unpack(body)
	if err != nil {
		return Sitemap{}, fmt.Errorf("read sitemap %.100q: %w: %w", address, ErrNotSitemap, err)
	}
	text, _ := charset.Decode(body, "")
	r := reader{Scanner: markup.New(markup.Characters(text)), base: address, site: site(address), seen: map[string]bool{}}
	entry, root, empty := r.root()
	if entry == "" {
		return Sitemap{}, fmt.Errorf("read sitemap %.100q: %w: its root is %.40q", address, ErrNotSitemap, root)
	}
	r.Truncated = !empty && !r.entries(root, entry) || cut
	return r.Sitemap, nil
}

// reader fills a sitemap.
type reader struct {
	markup.Scanner
	Sitemap
	base, site string
	seen       map[string]bool // keys of the pages taken
}

// root finds the root, and gives how its entries are called; "" where it is none of a sitemap's.
func (r *reader) root() (entry, root string, empty bool) {
	for {
		t, ok := r.Next()
		if !ok {
			return "", "", false
		}
		if t.Kind != markup.Open {
			continue
		}
		_, local := markup.Parts(t.Name)
		return map[string]string{"urlset": "url", "sitemapindex": "sitemap"}[local], local, t.Empty
	}
}

// entries reads what stands in the root; false where its end is missing.
func (r *reader) entries(root, entry string) (whole bool) {
	for {
		t, ok := r.Next()
		if !ok {
			return false
		}
		_, local := markup.Parts(t.Name)
		switch {
		case t.Kind == markup.Close && local == root:
			return true
		case t.Kind != markup.Open || local != entry:
		case t.Empty:
			r.Broken++
		default:
			fields, ok := r.entry(root, entry)
			if !ok {
				return false
			}
			r.take(entry, fields)
		}
	}
}

// maxDepth is how deep an entry may nest: news:name stands in the third place.
const maxDepth = 8

// places are where an entry's facts stand, and how long they may be, in bytes. An image's loc or title is none of the page's.
var places = map[string]int{
	"loc": 4 << 10, "lastmod": 100,
	"news/title": 4 << 10, "news/publication_date": 100, "news/publication/name": 1 << 10, "news/publication/language": 100,
}

// entry gives the facts of one by their places; false where its end is missing.
func (r *reader) entry(root, entry string) (fields map[string]string, whole bool) {
	fields = map[string]string{}
	var open []string
	for {
		t, ok := r.Next()
		if !ok {
			return nil, false
		}
		_, local := markup.Parts(t.Name)
		switch t.Kind {
		case markup.Open:
			if local == entry {
				r.Back()
				return fields, true
			}
			if !t.Empty && len(open) < maxDepth {
				open = append(open, local)
			}
		case markup.Close:
			if local == entry {
				return fields, true
			}
			if local == root {
				r.Back()
				return fields, true
			}
			for n := len(open) - 1; n >= 0; n-- {
				if open[n] == local {
					open = open[:n]
					break
				}
			}
		case markup.Text, markup.CDATA:
			place := strings.Join(open, "/")
			value := t.Source
			if t.Kind == markup.Text {
				value = unescape(value)
			}
			if length := places[place]; length > len(fields[place])+len(value) {
				fields[place] += value
			}
		}
	}
}

// take keeps an entry.
func (r *reader) take(entry string, fields map[string]string) {
	address := weburl.Absolute(r.base, fields["loc"])
	_, key, err := weburl.Canonical(address)
	switch {
	case err != nil:
		r.Broken++
	case r.site != "" && site(address) != r.site:
		r.Foreign++
	case r.seen[key]:
	case len(r.seen) == MaxEntries:
		r.Cut++
	case entry == "sitemap":
		r.seen[key] = true
		r.Index = append(r.Index, Ref{URL: address, LastMod: day(fields["lastmod"])})
	default:
		r.seen[key] = true
		r.Pages = append(r.Pages, Page{
			URL: address, LastMod: cmp.Or(day(fields["lastmod"]), dayAlone(fields["news/publication_date"])), Title: line(unescape(fields["news/title"])), Published: instant(fields["news/publication_date"]),
			Language: line(fields["news/publication/language"]), Publication: line(unescape(fields["news/publication/name"])),
		})
	}
}

// site is the registrable domain of an address, or its host where it has none: news.nordlicht.example speaks for
// www.nordlicht.example.
func site(address string) string {
	host := host(address)
	if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return domain
	}
	return host
}
