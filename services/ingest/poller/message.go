package poller

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"github.com/nats-io/nats.go"

	"github.com/wirefold/wirefold/pkg/feed"
	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/sitemap"
	"github.com/wirefold/wirefold/pkg/sources"
	"github.com/wirefold/wirefold/pkg/weburl"

	"github.com/wirefold/wirefold/services/ingest/receiver"
)

// article is the contract's article object, as far as feeds have it.
type article struct {
	ID          string   `json:"id,omitempty"`
	URL         string   `json:"url,omitempty"`
	Title       string   `json:"title,omitempty"`
	Byline      []string `json:"byline,omitempty"`
	Text        string   `json:"text,omitempty"`
	HTML        string   `json:"html,omitempty"`
	PublishedAt string   `json:"publishedAt,omitempty"`
	Language    string   `json:"language,omitempty"`
}

// maxID is the longest id that the wire takes, in bytes. A longer one is replaced by its hash.
const maxID = 1 << 10

// ofFeed makes an item of a feed's.
func (v *visit) ofFeed(i feed.Item) (item, error) {
	a := article{
		ID: i.ID, Title: i.Title, Byline: i.Bylines, Text: i.Text, HTML: i.HTML, PublishedAt: i.Published, Language: i.Language,
	}
	if len(a.ID) > maxID {
		sum := sha256.Sum256([]byte(a.ID))
		a.ID = "sha256:" + hex.EncodeToString(sum[:])
	}
	if _, _, err := weburl.Canonical(i.URL); err == nil {
		a.URL = i.URL
	}
	it := item{key: i.Key(), digest: i.Digest(), hasText: a.Text+a.HTML != ""}
	switch pages := cmp.Or(v.source.Pages, sources.PagesAuto); {
	case pages == sources.PagesFetch, pages == sources.PagesAuto && !i.Full:
		it.page = a.URL
	}
	var err error
	it.article, err = encode(a)
	return it, err
}

// ofSitemap makes an item of a page that a sitemap lists. What tells of a new revision is its title and lastmod alone.
func (v *visit) ofSitemap(p sitemap.Page) (item, error) {
	_, key, err := weburl.Canonical(p.URL)
	if err != nil {
		return item{}, fmt.Errorf("read address %.200q: %w", p.URL, err)
	}
	it := item{key: hash("url", key), digest: hash(p.Title, p.LastMod), page: p.URL}
	it.article, err = encode(article{URL: p.URL, Title: p.Title, PublishedAt: p.Published, Language: p.Language})
	return it, err
}

func encode(a article) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false) // it would make markup six times as long
	if err := e.Encode(a); err != nil {
		return nil, fmt.Errorf("write article object: %w", err)
	}
	return bytes.TrimSpace(out.Bytes()), nil
}

// hash gives 64 bits, as 16 hex digits.
func hash(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// headers are those of an article object.
func (v *visit) headers() nats.Header {
	h := nats.Header{"Content-Type": {"application/json"}}
	set(h, receiver.HeaderTopics, strings.Join(v.source.Topics, ","), maxLine)
	return h
}

// Longest values, in bytes: a title of more is none (the wire takes 4 KiB), and the page has its own; selectors are bounded
// by the file of sources. Together they stay below the 64 KiB of headers that WIRE takes beside the largest body.
const (
	maxType  = 1 << 10
	maxTitle = 4 << 10
	maxLine  = 16 << 10
)

// pageHeaders are those of a page: the facts beside it, as the feed has them.
func (v *visit) pageHeaders(a article, address string, r *fetch.Response) nats.Header {
	h := v.headers()
	h.Set("Content-Type", "text/html")
	set(h, "Content-Type", r.ContentType, maxType)
	set(h, "Wirefold-Id", a.ID, maxID)
	set(h, "Wirefold-Url", address, maxLine)
	set(h, "Wirefold-Title", a.Title, maxTitle)
	set(h, "Wirefold-Published-At", a.PublishedAt, maxLine)
	set(h, receiver.HeaderCleanBody, v.source.Clean.Body, maxLine)
	set(h, receiver.HeaderCleanRemove, strings.Join(v.source.Clean.Remove, ", "), maxLine)
	return h
}

// set sets a header that says something.
func set(h nats.Header, name, value string, most int) {
	if value = singleLine(value); value != "" && len(value) <= most {
		h.Set(name, value)
	}
}

func singleLine(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")))
}
