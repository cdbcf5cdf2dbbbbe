package feed

import (
	"cmp"
	"html"
	"slices"
	"strings"

	"github.com/wirefold/wirefold/pkg/internal/markup"
	"github.com/wirefold/wirefold/pkg/weburl"
)

// form is how an element is written on.
type form int

const (
	leaf  form = iota // text, in which tags are text too: HTML that nobody escaped
	xhtml             // markup, which becomes text as a whole
	group             // elements, as an author's name
)

// element writes the element that t opens. It reports false where the feed ends within.
func (sp *splitter) element(t markup.Token) bool {
	name, form, attrs := sp.rewrite(t)
	sp.out = sp.open(name, attrs)
	if t.Empty {
		sp.write("</" + name + ">")
		return true
	}
	sp.names = append(sp.names, t.Name)
	whole := false
	if form == group {
		whole = sp.group(t.Name)
	} else {
		whole = sp.leaf(t.Name, form)
	}
	sp.names = sp.names[:len(sp.names)-1]
	sp.write("</" + name + ">")
	return whole
}

func (sp *splitter) open(name string, attrs []markup.Attr) []byte {
	if sp.over {
		return sp.out
	}
	return tag(sp.out, name, attrs)
}

// rewrite decides what an element becomes.
func (sp *splitter) rewrite(t markup.Token) (name string, f form, attrs []markup.Attr) {
	prefix, local := markup.Parts(t.Name)
	native := sp.isNative(t.Name, local)
	attrs = sp.resolve(t, local)
	switch {
	case sp.atom && native && slices.Contains(constructs, local):
		return t.Name, sp.construct(&attrs), attrs
	case sp.atom && native && slices.Contains(persons, local), !native && slices.Contains(groups, local):
		return t.Name, group, attrs
	case !sp.atom && prefix != "" && (local == "full-text" || local == "fulltext"):
		return fullText, leaf, nil
	case !sp.atom && (local == "body" || local == "div") && sp.isXHTML(t, prefix):
		return fullText, xhtml, nil
	}
	return t.Name, leaf, attrs
}

// fullText is what an item's whole text is renamed to where an extension carries it: yandex:full-text, which Russian feeds
// have, and the XHTML bodies of old ones.
const fullText = "fulltext"

var (
	constructs = []string{"title", "summary", "content", "subtitle", "tagline", "rights"}
	persons    = []string{"author", "contributor", "source"}
	groups     = []string{"author", "contributor", "source", "group", "content"}
)

func (sp *splitter) isXHTML(t markup.Token, prefix string) bool {
	const space = "http://www.w3.org/1999/xhtml"
	if prefix != "" {
		return sp.spaces[prefix] == space
	}
	return slices.ContainsFunc(t.Attrs, func(a markup.Attr) bool { return a.Name == "xmlns" && strings.TrimSpace(a.Value) == space })
}

// construct settles the type of one of Atom's texts. XHTML is written on as HTML; Atom 0.3's modes mean nothing more
// but for base64.
func (sp *splitter) construct(attrs *[]markup.Attr) form {
	f := leaf
	kept := (*attrs)[:0]
	base64 := slices.ContainsFunc(*attrs, func(a markup.Attr) bool { return a.Name == "mode" && strings.EqualFold(a.Value, "base64") })
	for _, a := range *attrs {
		switch {
		case a.Name == "mode" && !base64, a.Name == "type" && base64:
			continue
		case a.Name == "type" && strings.Contains(strings.ToLower(a.Value), "xhtml"):
			a.Value, f = "html", xhtml
		}
		kept = append(kept, a)
	}
	*attrs = kept
	return f
}

// resolve makes an element's addresses absolute, where a base is known, and takes xml:base away: gofeed reads it as a
// folder, whatever it is.
func (sp *splitter) resolve(t markup.Token, local string) []markup.Attr {
	here := part{base: sp.part.base}
	here.note(t)
	switch local {
	case "content", "encoded", "description", "summary":
		sp.part.within = cmp.Or(here.within, sp.part.within)
	case "link":
		sp.part.link = cmp.Or(here.within, sp.part.link)
	}
	kept := make([]markup.Attr, 0, len(t.Attrs))
	for _, a := range t.Attrs {
		switch a.Name {
		case "xml:base":
			continue
		case "href", "src":
			if address := weburl.Absolute(here.base, html.UnescapeString(a.Value)); address != "" {
				a.Value = strings.ReplaceAll(address, "&", "&amp;")
			}
		}
		kept = append(kept, a)
	}
	return kept
}

// short are RSS's elements of a line: where one begins within another, the other was not ended.
var short = []string{"title", "link", "guid", "pubdate", "author", "category"}

// leaf writes what stands in an element of text.
func (sp *splitter) leaf(name string, f form) bool {
	read := raw
	if f == xhtml {
		read = escaped
	}
	for {
		t, ok := sp.Next()
		if !ok {
			return false
		}
		switch t.Kind {
		case markup.Close:
			if strings.EqualFold(t.Name, name) {
				return true
			}
			if sp.leaves(t.Name) {
				sp.Back()
				return true
			}
			sp.write(read(t))
		case markup.Open:
			if !sp.atom && slices.Contains(short, strings.ToLower(name)) && slices.Contains(short, strings.ToLower(t.Name)) {
				sp.Back()
				return true
			}
			sp.write(read(t))
		case markup.Text:
			sp.write(read(t))
		case markup.CDATA:
			sp.write(escape.Replace(t.Source))
		}
	}
}

// group writes elements that stand in another.
func (sp *splitter) group(name string) bool {
	for {
		t, ok := sp.Next()
		if !ok {
			return false
		}
		switch t.Kind {
		case markup.Close:
			if strings.EqualFold(t.Name, name) {
				return true
			}
			if sp.leaves(t.Name) {
				sp.Back()
				return true
			}
		case markup.Open:
			prefix, _ := markup.Parts(t.Name)
			if sp.nested++; sp.nested > maxNested || len(sp.names) > maxDepth || prefix == "" && !sp.atom {
				sp.write(raw(t))
				continue
			}
			if !sp.element(t) {
				return false
			}
		case markup.Text:
			sp.write(raw(t))
		case markup.CDATA:
			sp.write(escape.Replace(t.Source))
		}
	}
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// angles makes text of a tag, or of a < that is none; ]]> may not stand in text.
var angles = strings.NewReplacer("<", "&lt;", "]]>", "]]&gt;")

// raw keeps the references of text and tags, which are read where the element is.
func raw(t markup.Token) string { return angles.Replace(markup.References(t.Source)) }

// escaped writes markup as text, to be read once more as HTML: there tags have no prefix, and only some may be empty.
func escaped(t markup.Token) string {
	source := markup.References(t.Source)
	prefix, local := markup.Parts(t.Name)
	if prefix != "" {
		source = strings.Replace(source, prefix+":", "", 1)
	}
	if t.Empty && !slices.Contains([]string{"br", "hr", "img", "wbr", "input", "link", "meta", "source", "embed", "col", "area"}, local) {
		source = strings.TrimSuffix(source, "/>") + "></" + local + ">"
	}
	return escape.Replace(source)
}
