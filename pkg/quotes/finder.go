package quotes

import (
	"strings"
	"unicode/utf8"

	"github.com/wirefold/wirefold/pkg/ner"
	"github.com/wirefold/wirefold/pkg/nlp"
	"github.com/wirefold/wirefold/pkg/wiremark"
)

// finder holds a document as the search sees it, and who has spoken so far.
type finder struct {
	doc      *nlp.Document
	entities []ner.Entity
	low      []string
	quoted   []int // token → index of the stretch it lies in, marks included, plus 1
	mention  []int // token → index into mentions plus 1
	mentions []mention
	stretch  []stretch
	offices  map[string]int // role in lower case, and its ends ("foreign minister") → entity, -1: of several
	cues     []cue          // of the paragraph at hand
	spoken   []turn
	found    []Quote
	copy     int // token at which the copy begins, behind the dateline
}

// mention is one name: tokens [first, last) and its bearer.
type mention struct {
	first, last int
	entity      int
}

// turn is an attribution made before, in the order of the text.
type turn struct {
	sentence int
	by       Speaker
	entity   int // -1: none
}

func newFinder(doc *nlp.Document, entities []ner.Entity) *finder {
	n := len(doc.Tokens)
	f := &finder{doc: doc, entities: entities, low: make([]string, n), quoted: make([]int, n), mention: make([]int, n), stretch: stretches(doc)}
	for i, t := range doc.Tokens {
		f.low[i] = strings.ToLower(t.Text)
	}
	for k, s := range f.stretch {
		for i := max(s.first-1, 0); i < s.last; i++ {
			f.quoted[i] = k + 1
		}
		if s.close >= 0 {
			f.quoted[s.close] = k + 1
		}
	}
	f.copy = dateline(doc)
	f.offices = map[string]int{}
	for e := range entities {
		f.office(e)
		for _, span := range entities[e].Mentions {
			m := mention{first: doc.TokenAt(span.Start), entity: e}
			for m.last = m.first; m.last < n && doc.Tokens[m.last].Span.Start < span.End; m.last++ {
				f.mention[m.last] = len(f.mentions) + 1
			}
			if m.last > m.first {
				f.mentions = append(f.mentions, m)
			}
		}
	}
	return f
}

// dateline is the token behind the dateline, which nobody said.
func dateline(doc *nlp.Document) int {
	if len(doc.Paragraphs) == 0 {
		return 0
	}
	p := doc.Paragraphs[0]
	text := doc.Slice(p.Span)
	d, ok := wiremark.FindDateline(text)
	if !ok {
		return 0
	}
	return doc.TokenAt(p.Span.Start + utf8.RuneCountInString(text[:d.End]))
}

// office notes the roles of a person.
func (f *finder) office(e int) {
	if f.entities[e].Type != ner.Person {
		return
	}
	for _, role := range f.entities[e].Roles {
		role = strings.ToLower(role)
		// Eight words: longer ones are no offices.
		for n := 0; n < 8 && role != ""; n++ {
			if other, ok := f.offices[role]; ok && other != e {
				f.offices[role] = -1
			} else {
				f.offices[role] = e
			}
			_, role, _ = strings.Cut(role, " ")
		}
	}
}

func (f *finder) at(i int) string {
	if i < 0 || i >= len(f.low) {
		return ""
	}
	return f.low[i]
}

// cueAt gives the classes of token i as a word of saying; a capital makes it a name or the head of a sentence.
func (f *finder) cueAt(i int) class {
	if i < 0 || i >= len(f.low) || f.mention[i] != 0 || !lower(f.doc.Tokens[i].Text) {
		return 0
	}
	return cues[f.low[i]]
}

// named gives the mention that covers token i.
func (f *finder) named(i int) (mention, bool) {
	if i < 0 || i >= len(f.mention) || f.mention[i] == 0 {
		return mention{}, false
	}
	return f.mentions[f.mention[i]-1], true
}

func (f *finder) person(i int) (mention, bool) {
	m, ok := f.named(i)
	return m, ok && f.entities[m.entity].Type == ner.Person
}

// span is the text of tokens [first, last).
func (f *finder) span(first, last int) nlp.Span {
	return nlp.Span{Start: f.doc.Tokens[first].Span.Start, End: f.doc.Tokens[last-1].Span.End}
}

// add records a quote of tokens [first, last), without stops and marks at its ends where it is not direct.
func (f *finder) add(kind string, first, last int, cue string, by Speaker) {
	if kind != Direct {
		for first < last && f.at(first) != "“" && f.at(first) != "\"" && f.doc.Tokens[first].Kind == nlp.Punct {
			first++
		}
		for last > first && strings.Contains(".,;:", f.at(last-1)) {
			last--
		}
	}
	if last <= first {
		return
	}
	f.found = append(f.found, Quote{Span: f.span(first, last), Kind: kind, Cue: cue, Speaker: by, Sentence: f.doc.Tokens[first].Sentence})
}

// heading says that a paragraph has no final stop, and so is no running text.
func (f *finder) heading(p int) bool {
	first, last := bounds(f.doc, p)
	for i := last - 1; i >= first && i >= last-3; i-- {
		switch f.at(i) {
		case ".", "?", "!", ":", "…", "...":
			return false
		case "\"", "”", "’", "'", "»", ")", "“", ",", "-", "—", "–":
			continue
		}
		// An abbreviation at the end keeps its stop in the token.
		return !strings.HasSuffix(f.at(i), ".")
	}
	return true
}

// full says that a stretch is speech by itself rather than a fragment of it: it is long, or ends like a sentence.
func (f *finder) full(s stretch) bool {
	n := s.last - s.first
	if n <= 0 {
		return false
	}
	switch f.at(s.last - 1) {
	case ".", "?", "!", "…":
		return n > 3 || capital(f.doc.Tokens[s.first].Text)
	case ",":
		return n > 4 || capital(f.doc.Tokens[s.first].Text)
	}
	// Ten words: scare quotes and titles are shorter.
	return n > 10 || n > 5 && capital(f.doc.Tokens[s.first].Text) || s.close < 0
}
