package pageclean

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// facts is what a page says about its article.
type facts struct {
	title     string
	authors   []string
	published string
	origin    Origin
	language  string
	address   string
}

// head collects what the elements of a page say, before it is weighed.
type head struct {
	meta      map[string][]string // by lower-case name, property or itemprop
	ld        []ldArticle
	heads     []string // h1 in order
	title     string
	canonical string
	language  string
	times     []stamp
	micro     string // datePublished of microdata
	rel       []string
}

// A stamp is a <time> element.
type stamp struct {
	value string
	near  bool // marked as the date of publication by its attributes
}

func readFacts(doc *html.Node, served *url.URL) facts {
	h := head{meta: make(map[string][]string)}
	h.read(doc)
	f := facts{language: baseLanguage(h.language)}
	f.title = h.headline(served)
	f.authors = h.authors(served)
	f.published, f.origin = h.date(served)
	f.address = h.address(served)
	return f
}

func (h *head) read(n *html.Node) {
	if n.Type == html.ElementNode {
		switch n.Data {
		case "html":
			h.language = attribute(n, "lang")
		case "title":
			if h.title == "" && n.Namespace == "" {
				h.title = textOf(n)
			}
		case "meta":
			for _, key := range []string{"name", "property", "itemprop", "http-equiv"} {
				if k := strings.ToLower(strings.TrimSpace(attribute(n, key))); k != "" {
					if v := strings.TrimSpace(attribute(n, "content")); v != "" && len(h.meta[k]) < 20 {
						h.meta[k] = append(h.meta[k], v)
					}
				}
			}
		case "link":
			if h.canonical == "" && strings.EqualFold(attribute(n, "rel"), "canonical") {
				h.canonical = strings.TrimSpace(attribute(n, "href"))
			}
		case "script":
			if strings.Contains(strings.ToLower(attribute(n, "type")), "ld+json") && n.FirstChild != nil {
				h.ld = append(h.ld, readLD(n.FirstChild.Data)...)
			}
			return
		case "h1":
			if t := textOf(n); t != "" && len(h.heads) < 10 {
				h.heads = append(h.heads, t)
			}
		case "time":
			h.time(n)
		}
		if strings.EqualFold(attribute(n, "itemprop"), "datePublished") && h.micro == "" {
			h.micro = first(attribute(n, "content"), attribute(n, "datetime"), textOf(n))
		}
		if strings.EqualFold(attribute(n, "rel"), "author") && len(h.rel) < 10 {
			h.rel = append(h.rel, textOf(n))
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		h.read(c)
	}
}

func (h *head) time(n *html.Node) {
	if len(h.times) >= 50 {
		return
	}
	value := first(attribute(n, "datetime"), textOf(n))
	marks := strings.ToLower(attribute(n, "class") + " " + attribute(n, "itemprop") + " " + attribute(n, "pubdate"))
	near := strings.Contains(marks, "publish") || strings.Contains(marks, "pubdate") || strings.Contains(marks, "entry-date") || strings.Contains(marks, "posted")
	if value != "" && !strings.Contains(marks, "updated") && !strings.Contains(marks, "modified") {
		h.times = append(h.times, stamp{value, near})
	}
}

// address is the canonical address where it is one of an article on the same host, else the one served.
func (h *head) address(served *url.URL) string {
	for _, c := range []string{h.canonical, first(h.meta["og:url"]...)} {
		u, err := url.Parse(c)
		if c == "" || err != nil {
			continue
		}
		if served != nil {
			u = served.ResolveReference(u)
		}
		if u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			continue
		}
		// A canonical that names the front page is a fault of the template.
		if strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && served != nil && strings.Trim(served.Path, "/") != "" {
			continue
		}
		u.Fragment = ""
		return u.String()
	}
	if served != nil {
		return served.String()
	}
	return ""
}

// baseLanguage is the first part of a language tag: "de" of "de-AT".
func baseLanguage(tag string) string {
	tag = strings.ToLower(strings.TrimSpace(tag))
	tag, _, _ = strings.Cut(tag, "-")
	tag, _, _ = strings.Cut(tag, "_")
	switch {
	case tag == "nb" || tag == "nn":
		return "no"
	case len(tag) == 2:
		return tag
	}
	return ""
}

// textOf is the text of a tree, white space folded.
func textOf(n *html.Node) string {
	var b strings.Builder
	var add func(*html.Node)
	add = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil && b.Len() < 4096; c = c.NextSibling {
			add(c)
			if c.Type == html.ElementNode && (c.Data == "br" || c.Data == "span" || c.Data == "div") {
				b.WriteByte(' ')
			}
		}
	}
	add(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

func first(values ...string) string {
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			return v
		}
	}
	return ""
}
