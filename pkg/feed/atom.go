package feed

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mmcdole/gofeed/atom"
)

// readAtom reads a part as an entry of Atom; false where it has none.
func readAtom(p part) (Item, bool) {
	parsed, err := (&atom.Parser{}).Parse(strings.NewReader(p.xml))
	if err != nil || len(parsed.Entries) == 0 {
		return Item{}, false
	}
	e := parsed.Entries[0]
	dc, terms := e.Extensions["dc"], e.Extensions["dcterms"]
	i := Item{
		ID: line(e.ID), URL: atomAddress(p, e), Title: title(e.Title), Language: cmp.Or(first(dc, "language"), p.language),
		Published: firstDate(e.Published, first(dc, "date"), first(terms, "issued"), first(terms, "created")),
		Updated:   firstDate(e.Updated, first(terms, "modified")),
		Bylines:   names(e.Authors),
	}
	if len(i.Bylines) == 0 {
		i.Bylines = bylines(all(dc, "creator")...)
	}
	if len(i.Bylines) == 0 && e.Source != nil {
		i.Bylines = names(e.Source.Authors)
	}
	categories := make([]string, 0, len(e.Categories))
	for _, c := range e.Categories {
		categories = append(categories, cmp.Or(c.Label, c.Term))
	}
	i.Categories = lines(append(categories, all(dc, "subject")...)...)
	whole := ""
	if c := e.Content; c != nil && c.Src == "" && isText(c.Type) {
		whole = c.Value
	}
	i.fill(p.within, []string{whole}, []string{e.Summary, media(e.Extensions["media"])})
	return i, true
}

// isText reports the types of content that are copy, and no picture or other file.
func isText(kind string) bool {
	kind, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(kind)), ";")
	return slices.Contains([]string{"", "text", "html", "xhtml", "text/plain", "text/html", "escaped", "plain"}, kind)
}

// atomAddress prefers feedburner's original, then a page in HTML among the alternates, then any alternate. A link to the
// entry itself, to its comments or to a picture is no page.
func atomAddress(p part, e *atom.Entry) string {
	candidates := []string{first(e.Extensions["feedburner"], "origLink")}
	for _, html := range []bool{true, false} {
		for _, l := range e.Links {
			if strings.EqualFold(l.Rel, "alternate") && html == (l.Type == "" || strings.Contains(strings.ToLower(l.Type), "html")) {
				candidates = append(candidates, l.Href)
			}
		}
	}
	if e.Content != nil && strings.Contains(e.Content.Type, "html") {
		candidates = append(candidates, e.Content.Src)
	}
	return firstAddress(p.base, candidates...)
}

func names(persons []*atom.Person) []string {
	raw := make([]string, 0, len(persons))
	for _, p := range persons {
		raw = append(raw, p.Name)
	}
	return bylines(raw...)
}

// headAtom reads what a feed says of itself; authors are those of its entries that name none, by RFC 4287, section 4.2.1.
func headAtom(p part) (f Feed, authors []string) {
	a, err := (&atom.Parser{}).Parse(strings.NewReader(p.xml))
	if err != nil {
		return Feed{}, nil
	}
	f = Feed{Title: title(a.Title), Language: line(cmp.Or(p.language, first(a.Extensions["dc"], "language"))), TTL: ttl("", a.Extensions["sy"])}
	for _, l := range a.Links {
		f.link(p.base, l.Rel, l.Href)
	}
	return f, names(a.Authors)
}
