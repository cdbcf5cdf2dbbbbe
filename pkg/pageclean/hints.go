package pageclean

import (
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirefold/wirefold/pkg/selector"
	"github.com/wirefold/wirefold/pkg/textclean"
)

// Hints are what somebody who knows a source says of its pages. The zero Hints say nothing. Headline, names, date and address
// are read of the whole page all the same.
type Hints struct {
	// Body is where the article stands. Where a page has no such element it is passed over, for sites change their templates
	// without a word.
	Body selector.List
	// Remove are the parts of a page that are none of the article; they are told with textclean.SourceHint.
	Remove selector.List
}

// ReadHints reads the CSS selectors of a body and of the parts to remove, both of which may be empty. It fails with
// selector.ErrBad.
func ReadHints(body, remove string) (Hints, error) {
	var h Hints
	var err error
	if h.Body, err = selector.Parse(body); err != nil {
		return Hints{}, fmt.Errorf("read hint for the body: %w", err)
	}
	if h.Remove, err = selector.Parse(remove); err != nil {
		return Hints{}, fmt.Errorf("read hint for what to remove: %w", err)
	}
	return h, nil
}

// maxTold bounds in bytes what is told of removed parts: they may be most of a page, and ride in every event of its article.
const maxTold = 64 << 10

// remove takes the parts out of the page, and gives their lines.
func (h Hints) remove(doc *html.Node) []textclean.Removed {
	var out []textclean.Removed
	told := 0
	for _, n := range h.Remove.Outermost(doc) {
		for _, line := range walk(n, nil).lines {
			if told += len(line.Text); told <= maxTold {
				out = append(out, textclean.Removed{Text: line.Text, Reason: textclean.SourceHint})
			}
		}
		n.Parent.RemoveChild(n)
	}
	return out
}

// extract finds the body where the hint says, or else anywhere.
func (h Hints) extract(doc *html.Node, served *url.URL) body {
	parts := h.Body.Outermost(doc)
	if len(parts) == 0 {
		return extract(doc, served)
	}
	root := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	for _, n := range parts {
		n.Parent.RemoveChild(n)
		root.AppendChild(n)
	}
	narrow := &html.Node{Type: html.DocumentNode}
	narrow.AppendChild(&html.Node{Type: html.ElementNode, Data: "html", DataAtom: atom.Html})
	narrow.FirstChild.AppendChild(root)
	all := walk(root, served)
	found := extract(narrow, served)
	// The extractor doubts short articles and what it knows no template of; who gave the hint does not.
	if length(found.lines)*2 < length(all.lines) {
		all.authors = found.authors
		return all
	}
	return found
}

func length(lines []textclean.Line) int {
	n := 0
	for _, l := range lines {
		n += len(strings.TrimSpace(l.Text))
	}
	return n
}
