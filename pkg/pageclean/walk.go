package pageclean

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/wirefold/wirefold/pkg/textclean"
)

// maxLinks bounds the links kept of a page; an article credits its source in the first or the last few.
const maxLinks = 200

// walk reads the lines of a tree in order: one for each block, with inline text joined as it reads.
func walk(root *html.Node, served *url.URL) body {
	w := walker{served: served, seen: make(map[string]bool)}
	w.node(root)
	w.flush()
	return w.body
}

type walker struct {
	body
	served *url.URL
	seen   map[string]bool
	line   strings.Builder
	linked int // bytes of the line that are link text
	inLink int // links that are open
	joint  int // where in the line the last inline element ended
}

func (w *walker) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.write(n.Data)
		if w.inLink > 0 {
			w.linked += len(strings.TrimSpace(n.Data))
		}
		return
	case html.ElementNode:
		if n.Data == "br" {
			w.flush()
			return
		}
		if n.Data == "a" {
			w.link(n)
			w.inLink++
			defer func() { w.inLink-- }()
		}
	}
	block := n.Type == html.ElementNode && blocks[n.Data]
	if block {
		w.flush()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
	if n.Type == html.ElementNode && inline[n.Data] {
		w.joint = w.line.Len()
	}
	if block {
		w.flush()
	} else if n.Data == "td" || n.Data == "th" {
		w.line.WriteByte(' ')
	}
}

// write adds text to the line. The extractor trims the text behind an inline element, so that two words meet there: they
// are parted again.
func (w *walker) write(text string) {
	if w.joint > 0 && w.joint == w.line.Len() {
		last, _ := utf8.DecodeLastRuneInString(w.line.String())
		next, _ := utf8.DecodeRuneInString(text)
		if unicode.IsLetter(last) && unicode.IsLetter(next) && unicode.IsLower(last) && !unicode.Is(unicode.Han, next) {
			w.line.WriteByte(' ')
		}
	}
	w.line.WriteString(text)
}

var inline = map[string]bool{"a": true, "em": true, "strong": true, "b": true, "i": true}

func (w *walker) flush() {
	if text := strings.Join(strings.Fields(w.line.String()), " "); text != "" {
		// Nine tenths: quotes and a full stop often stand outside the link.
		w.lines = append(w.lines, textclean.Line{Text: text, Linked: w.linked*10 >= len(text)*9})
	}
	w.line.Reset()
	w.linked, w.joint = 0, 0
}

func (w *walker) link(n *html.Node) {
	href := strings.TrimSpace(attribute(n, "href"))
	if href == "" || strings.HasPrefix(href, "#") || len(href) > 2000 || len(w.links) == maxLinks {
		return
	}
	u, err := url.Parse(href)
	if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return
	}
	if w.served != nil {
		href = w.served.ResolveReference(u).String()
	}
	if !w.seen[href] {
		w.seen[href] = true
		w.links = append(w.links, href)
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

var blocks = map[string]bool{
	"p": true, "div": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "li": true, "ul": true,
	"ol": true, "dl": true, "dt": true, "dd": true, "blockquote": true, "pre": true, "tr": true, "table": true,
	"section": true, "article": true, "figure": true, "figcaption": true, "hr": true, "main": true, "header": true,
	"footer": true, "details": true, "summary": true, "body": true,
}
