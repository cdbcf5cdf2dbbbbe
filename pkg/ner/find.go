package ner

import (
	"fmt"

	"github.com/wirefold/wirefold/pkg/ner/internal/gazetteer"
	"github.com/wirefold/wirefold/pkg/ner/internal/tagger"
	"github.com/wirefold/wirefold/pkg/nlp"
)

// Find is the entities of a document. Full names in the title help to know
// bearers; mentions count in the text only.
func Find(doc *nlp.Document, title string) []Entity {
	names := read(doc)
	people := newPeople()
	if title != "" {
		head := nlp.Parse(title)
		for _, n := range read(head) {
			if n.Class == tagger.Person {
				people.meet(words(head, n), name(head.Slice(span(head, n.First, n.Last)), n.Class))
			}
		}
	}
	for _, n := range names {
		if n.Class == tagger.Person {
			people.meet(words(doc, n), name(doc.Slice(span(doc, n.First, n.Last)), n.Class))
		}
	}
	return gather(doc, names, people)
}

// read is the names of a text: the tagger's where the text is in English, put
// right by the lists and by each other, else those of the lists.
func read(doc *nlp.Document) []tagger.Name {
	if !english(doc) {
		return known(doc, nil)
	}
	names := mend(doc, speakers(doc, model().Find(doc)))
	for i, n := range names {
		names[i].Class = corrected(n.Class, entry(doc, n))
		if n.Class == tagger.Miscellaneous && givenName(doc, n) {
			names[i].Class = tagger.Person
		}
	}
	return agree(doc, known(doc, names))
}

func model() *tagger.Model {
	m, err := tagger.Shared()
	if err != nil {
		// The model is compiled in and a test reads it: only a broken build ends here.
		panic(fmt.Sprintf("ner: %v", err))
	}
	return m
}

// english says whether the tagger, which learned from English, knows the text's
// language. In English a third of the words that have no capital are among these
// few, in no other language a twentieth; tables of names have hardly any words.
func english(doc *nlp.Document) bool {
	hits, all := 0, 0
	for _, t := range doc.Tokens[:min(len(doc.Tokens), 2000)] {
		if t.Kind != nlp.Word || len(t.Text) < 2 || gazetteer.Capitalised(t.Text) {
			continue
		}
		if all++; englishWords[t.Text] {
			hits++
		}
	}
	return hits*20 >= all-20
}

var englishWords = set(`the of and to in that is for on with as was by at from has have it be are said this his not will
	he but an its were had been they which who their or after would`)

func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range fields(list) {
		m[w] = true
	}
	return m
}

func entry(doc *nlp.Document, n tagger.Name) *gazetteer.Entry {
	return gazetteer.Shared().Look(doc.Slice(span(doc, n.First, n.Last)))
}

func span(doc *nlp.Document, first, last int) nlp.Span {
	return nlp.Span{Start: doc.Tokens[first].Span.Start, End: doc.Tokens[last-1].Span.End}
}

// words are the folded words of a name.
func words(doc *nlp.Document, n tagger.Name) []string {
	var out []string
	for _, t := range doc.Tokens[n.First:n.Last] {
		if t.Kind <= nlp.Number && !clitic(t.Text) {
			out = append(out, gazetteer.Fold(t.Text))
		}
	}
	return out
}

func clitic(s string) bool { return s[0] == '\'' || len(s) > 2 && s[:3] == "’" }
