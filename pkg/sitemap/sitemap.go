// Package sitemap reads sitemaps, those of news with their titles and dates, and the index files that list them.
package sitemap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"

	"github.com/wirefold/wirefold/pkg/weburl"
)

// ErrNotSitemap is the error for a body that is neither a sitemap nor an index of them.
var ErrNotSitemap = errors.New("no sitemap")

// Sitemap is a file's content: an index has references, a sitemap pages.
type Sitemap struct {
	Index []Ref
	Pages []Page
}

// Ref is another sitemap.
type Ref struct {
	URL     string // absolute
	LastMod string // RFC 3339 with the offset it came with, or a date (2022-01-10); "" unknown
}

// Page is a page, and what news:news says of it.
type Page struct {
	URL         string // absolute
	LastMod     string // as Ref's
	Title       string // one line; "" in a sitemap that is none of news
	Published   string // RFC 3339 with offset; "" unknown
	Language    string // of the publication, BCP 47 as it came
	Publication string // the publication's name
}

// Parse reads a file that was fetched at address, which its locations must belong to.
func Parse(body []byte, address string) (Sitemap, error) {
	var file struct {
		XMLName xml.Name
		Sitemap []struct {
			Loc     string `xml:"loc"`
			LastMod string `xml:"lastmod"`
		} `xml:"sitemap"`
		URL []struct {
			Loc     string `xml:"loc"`
			LastMod string `xml:"lastmod"`
			News    struct {
				Title       string `xml:"title"`
				Published   string `xml:"publication_date"`
				Publication struct {
					Name     string `xml:"name"`
					Language string `xml:"language"`
				} `xml:"publication"`
			} `xml:"news"`
		} `xml:"url"`
	}
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict = false
	if err := d.Decode(&file); err != nil {
		return Sitemap{}, fmt.Errorf("read sitemap: %w: %w", ErrNotSitemap, err)
	}
	if file.XMLName.Local != "urlset" && file.XMLName.Local != "sitemapindex" {
		return Sitemap{}, fmt.Errorf("read sitemap: %w: its root is %.40q", ErrNotSitemap, file.XMLName.Local)
	}
	var s Sitemap
	for _, r := range file.Sitemap {
		s.Index = append(s.Index, Ref{URL: weburl.Absolute(address, r.Loc), LastMod: r.LastMod})
	}
	for _, u := range file.URL {
		s.Pages = append(s.Pages, Page{
			URL: weburl.Absolute(address, u.Loc), LastMod: u.LastMod, Title: strings.Join(strings.Fields(u.News.Title), " "),
			Published: u.News.Published, Language: u.News.Publication.Language, Publication: u.News.Publication.Name,
		})
	}
	return s, nil
}
