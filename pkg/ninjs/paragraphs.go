package ninjs

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// paragraphs gives the text of a body's markup. An agency's body is all article: nothing has to be told apart but what
// is no running text. It reads tokens, builds no tree, and so takes time linear in the markup whatever its nesting.
func paragraphs(markup string) string {
	var (
		out  []string
		line strings.Builder
		skip atom.Atom // the element whose content is left out, and how deep it is nested in itself
		deep int
	)
	flush := func() {
		for _, p := range strings.Split(line.String(), "\n\n") {
			if p = strings.Join(strings.Fields(p), " "); p != "" {
				out = append(out, p)
			}
		}
		line.Reset()
	}
	z := html.NewTokenizer(strings.NewReader(markup))
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			flush()
			return strings.Join(out, "\n\n")
		case html.TextToken:
			if skip == 0 {
				line.Write(newlinesToSpaces(z.Text()))
			}
			continue
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
		default:
			continue
		}
		name, _ := z.TagName()
		tag := atom.Lookup(name)
		switch {
		case skip != 0:
			if tag == skip && kind == html.StartTagToken {
				deep++
			} else if tag == skip && kind == html.EndTagToken {
				if deep--; deep == 0 {
					skip = 0
				}
			}
		case silent[tag] && kind == html.StartTagToken:
			skip, deep = tag, 1
			flush()
		case tag == atom.Br:
			line.WriteByte('\n') // two in a row part paragraphs
		case tag == atom.Td || tag == atom.Th:
			line.WriteByte(' ')
		case blocks[tag]:
			flush()
		}
	}
}

var silent = set(atom.Script, atom.Style, atom.Head, atom.Title, atom.Figure, atom.Template, atom.Noscript, atom.Iframe, atom.Svg, atom.Audio, atom.Video)

var blocks = set(atom.P, atom.Div, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main, atom.Aside, atom.H1, atom.H2, atom.H3, atom.H4,
	atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd, atom.Blockquote, atom.Pre, atom.Table, atom.Tr, atom.Hr, atom.Address, atom.Body)

func set(tags ...atom.Atom) map[atom.Atom]bool {
	m := make(map[atom.Atom]bool, len(tags))
	for _, t := range tags {
		m[t] = true
	}
	return m
}

// newlinesToSpaces keeps the newline to <br>; in markup it is white space like any other. It also drops NUL.
func newlinesToSpaces(text []byte) []byte {
	for i, c := range text {
		if c == '\n' || c == '\r' || c == 0 {
			text[i] = ' '
		}
	}
	return text
}
