package ner

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/wirefold/wirefold/pkg/ner/internal/gazetteer"
	"github.com/wirefold/wirefold/pkg/ner/internal/tagger"
	"github.com/wirefold/wirefold/pkg/nlp"
)

// gatherer puts mentions together that have one bearer.
type gatherer struct {
	doc      *nlp.Document
	people   *people
	entities []Entity
	index    map[string]int // of entities, by key
	ids      map[string]int // times an id was taken
	acronyms map[string]string
}

func gather(doc *nlp.Document, names []tagger.Name, p *people) []Entity {
	g := &gatherer{doc: doc, people: p, index: map[string]int{}, ids: map[string]int{}, acronyms: acronyms(doc, names)}
	last, people := 0, onlyPeople(names)
	for _, n := range names {
		i := g.entity(n)
		e := &g.entities[i]
		e.Mentions = append(e.Mentions, span(doc, n.First, n.Last))
		if n.Class != tagger.Person {
			continue
		}
		// What belongs to the person before or behind is not this one's.
		people = people[1:]
		next := len(doc.Tokens)
		if len(people) > 0 {
			next = people[0].First
		}
		g.person(e, n, last, next)
		last = n.Last
	}
	return g.entities
}

func onlyPeople(names []tagger.Name) []tagger.Name {
	var out []tagger.Name
	for _, n := range names {
		if n.Class == tagger.Person {
			out = append(out, n)
		}
	}
	return out
}

// entity is the index of the bearer of a name, new where it is met first.
func (g *gatherer) entity(n tagger.Name) int {
	text := g.doc.Slice(span(g.doc, n.First, n.Last))
	e, key := g.describe(n, text)
	i, ok := g.index[key]
	if !ok {
		i = len(g.entities)
		g.index[key] = i
		e.ID = g.unique(e.ID)
		g.entities = append(g.entities, e)
	}
	return i
}

// describe is what a name tells by itself, and the key of its bearer.
func (g *gatherer) describe(n tagger.Name, text string) (e Entity, key string) {
	known := gazetteer.Shared().Look(text)
	e = Entity{Name: name(text, n.Class), Type: typeOf(n.Class, known)}
	switch e.Type {
	case Person:
		key = g.people.bearer(words(g.doc, n), g.named)
		e.Name = g.fullName(key, e.Name)
		e.ID = "p-" + slug(e.Name)
		return e, "p " + key
	case Group:
		if known != nil && known.Kinds&gazetteer.Demonym != 0 {
			e.Country = known.Code
			e.ID = "n-" + strings.TrimPrefix(known.ID, "c-")
			return e, e.ID
		}
		e.ID = "n-" + slug(singular(e.Name))
	case Geopolitical, Location:
		if known != nil {
			e.Country = known.Code
		}
		if known != nil && len(text) > 3 && text == strings.ToUpper(text) { // a dateline
			e.Name = name(text, tagger.Person)
		}
		if known != nil && known.Kinds&gazetteer.Country != 0 {
			e.Name, e.ID = known.Name, known.ID
			return e, e.ID
		}
		e.ID = "g-" + slug(e.Name)
	case Organisation:
		if known == nil || known.Kinds&gazetteer.Body == 0 {
			if long, ok := g.acronyms[text]; ok {
				e.Name, known = name(long, n.Class), gazetteer.Shared().Look(long)
			}
		}
		if known != nil && known.Kinds&gazetteer.Body != 0 {
			e.Name, e.ID, e.Country, e.Sector = known.Name, known.ID, known.Code, known.Sector
			return e, e.ID
		}
		e.Country, e.Sector = ofBody(e.Name)
		if e.Sector != "" && e.Country == "" {
			e.Country = g.nationality(n.First)
		}
		e.ID = "o-" + slug(e.Name)
	default:
		e.ID = "m-" + slug(e.Name)
	}
	return e, e.Type + " " + gazetteer.Fold(e.Name)
}

// nationality is the country whose adjective or possessive stands right before
// token i: "the Norwegian Foreign Ministry", "Norway's parliament".
func (g *gatherer) nationality(i int) string {
	if i > 0 && possessive(g.text(i-1)) {
		i--
	}
	code, _ := g.affiliation(max(0, i-1), i)
	return code
}

// named is how often a person was mentioned so far.
func (g *gatherer) named(key string) int {
	i, ok := g.index["p "+g.people.fuller(g.people.full[key].words)]
	if !ok {
		return 0
	}
	return len(g.entities[i].Mentions)
}

// fullName is the name that a person's key stands for, in the spelling of the
// text or, where the text has only a part, of the key.
func (g *gatherer) fullName(key, text string) string {
	if gazetteer.Fold(text) == key {
		return text
	}
	p, ok := g.people.full[key]
	if !ok {
		return text
	}
	return p.shown
}

// typeOf tells countries and cities from other places, nationals from other names.
func typeOf(c tagger.Class, e *gazetteer.Entry) string {
	var kinds gazetteer.Kind
	if e != nil {
		kinds = e.Kinds
	}
	const governed = gazetteer.Country | gazetteer.Capital | gazetteer.Province | gazetteer.City | gazetteer.Town
	switch {
	case c == tagger.Person:
		return Person
	case c == tagger.Organisation:
		return Organisation
	case c == tagger.Location && kinds&gazetteer.Region == 0 && kinds&governed != 0:
		return Geopolitical
	case c == tagger.Location:
		return Location
	case kinds&(gazetteer.Demonym|gazetteer.People) != 0:
		return Group
	}
	return Other
}

// acronyms are the short forms that the text explains: "Acme Works Council (AWC)".
func acronyms(doc *nlp.Document, names []tagger.Name) map[string]string {
	out := map[string]string{}
	for i := 1; i < len(names); i++ {
		long, short := names[i-1], names[i]
		if long.Class != tagger.Organisation || short.Class != tagger.Organisation ||
			short.First != long.Last+1 || doc.Tokens[long.Last].Text != "(" || short.Last-short.First > 1 {
			continue
		}
		if s := doc.Tokens[short.First].Text; len(s) > 1 && s == strings.ToUpper(s) {
			if _, ok := out[s]; !ok {
				out[s] = doc.Slice(span(doc, long.First, long.Last))
			}
		}
	}
	return out
}

// name is a name as it is shown: on one line, and of a person not in capitals.
func name(text string, c tagger.Class) string {
	parts := strings.Fields(text)
	if c == tagger.Person && text == strings.ToUpper(text) {
		for i, w := range parts {
			r := []rune(w)
			for k := 1; k < len(r); k++ {
				if unicode.IsLetter(r[k-1]) {
					r[k] = unicode.ToLower(r[k])
				}
			}
			parts[i] = string(r)
		}
	}
	return strings.Join(parts, " ")
}

// singular is the form without the plural's s: "Kurds" are Kurd.
func singular(s string) string {
	if strings.HasSuffix(s, "s") && !strings.HasSuffix(s, "ss") {
		return s[:len(s)-1]
	}
	return s
}

// longestSlug keeps ids short; names that long are accidents.
const longestSlug = 64

// slug is a name in lower-case ASCII letters and figures joined by hyphens; names
// in other scripts keep their letters.
func slug(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range gazetteer.Fold(name) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = r != '.' && r != '\''
			continue
		}
		if b.Len() >= longestSlug {
			break
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteRune(r)
	}
	return b.String()
}

// unique is an id not given before in the document.
func (g *gatherer) unique(id string) string {
	g.ids[id]++
	if n := g.ids[id]; n > 1 {
		return g.unique(id + "-" + strconv.Itoa(n))
	}
	return id
}

func fields(s string) []string { return strings.Fields(s) }

func join(words []string) string { return strings.Join(words, " ") }

func appendNew(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
