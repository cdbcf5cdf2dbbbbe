package ner

import (
	"strings"

	"github.com/wirefold/wirefold/pkg/ner/internal/gazetteer"
	"github.com/wirefold/wirefold/pkg/ner/internal/tagger"
	"github.com/wirefold/wirefold/pkg/nlp"
)

// givenName says that a name the tagger took for something else is built like a
// person's: a first name that no other list has, then plain words with capitals.
func givenName(doc *nlp.Document, n tagger.Name) bool {
	if n.Last-n.First < 2 || n.Last-n.First > 3 {
		return false
	}
	if e := gazetteer.Shared().Look(doc.Tokens[n.First].Text); e == nil || e.Kinds&^gazetteer.Town != gazetteer.FirstName {
		return false
	}
	for i := n.First + 1; i < n.Last; i++ {
		t := doc.Tokens[i]
		if t.Kind != nlp.Word || !gazetteer.Capitalised(t.Text) || bodyHeads[strings.ToLower(t.Text)] != "" || len(t.Text) > 3 && t.Text == strings.ToUpper(t.Text) {
			return false
		}
	}
	return true
}

// sure are the lists whose names are names wherever they stand.
const sure = gazetteer.Country | gazetteer.Demonym | gazetteer.People | gazetteer.Body | gazetteer.Capital

// classOf is the class of a name that a list is sure of.
func classOf(k gazetteer.Kind) tagger.Class {
	switch {
	case k&gazetteer.Body != 0:
		return tagger.Organisation
	case k&(gazetteer.Country|gazetteer.Capital|gazetteer.Province|gazetteer.Region) != 0:
		return tagger.Location
	}
	return tagger.Miscellaneous
}

// corrected is the class of a name found by the tagger, set right where the
// lists know better. A person may be called Jordan or Paris.
func corrected(c tagger.Class, e *gazetteer.Entry) tagger.Class {
	if e == nil || e.Kinds&sure == 0 {
		return c
	}
	switch {
	case c == tagger.Person && e.Kinds&gazetteer.FirstName != 0:
		return c
	case e.Kinds&gazetteer.Capital != 0 && e.Kinds&gazetteer.Country == 0 && c == tagger.Organisation: // a club
		return c
	}
	return classOf(e.Kinds)
}

// known adds the names of the sure lists that the tagger passed over.
func known(doc *nlp.Document, names []tagger.Name) []tagger.Name {
	keys := make([]uint64, len(doc.Tokens))
	for i, t := range doc.Tokens {
		keys[i] = gazetteer.Key(t.Text)
	}
	out := make([]tagger.Name, 0, len(names)+8)
	next, end := 0, 0
	take := func(until int) {
		for ; next < len(names) && names[next].First < until; next++ {
			out = append(out, names[next])
			end = names[next].Last
		}
	}
	gazetteer.Shared().Find(doc.Tokens, keys, func(m gazetteer.Match) {
		take(m.First)
		free := m.First >= end && (next == len(names) || m.Last <= names[next].First)
		k := m.Entry.Kinds
		if !free || k&sure == 0 || k&gazetteer.FirstName != 0 && k&gazetteer.Country == 0 || !credible(doc, m) {
			return
		}
		out = append(out, tagger.Name{First: m.First, Last: m.Last, Class: classOf(k)})
		end = m.Last
	})
	take(len(doc.Tokens))
	return out
}

// credible says that a match lies in one sentence and is not a short word in a
// heading of capitals ("TELL US MORE").
func credible(doc *nlp.Document, m gazetteer.Match) bool {
	first, last := doc.Tokens[m.First], doc.Tokens[m.Last-1]
	if first.Sentence != last.Sentence {
		return false
	}
	if m.Last-m.First > 1 || len(first.Text) > 3 {
		return true
	}
	s := doc.Sentences[first.Sentence]
	return !capitals(doc, m.First-1, s) || !capitals(doc, m.Last, s)
}

// capitals says that token i is a word in capitals, or lies outside the sentence.
func capitals(doc *nlp.Document, i int, s nlp.Sentence) bool {
	if i < s.First || i >= s.Last {
		return true
	}
	t := doc.Tokens[i].Text
	for _, r := range t {
		if r >= 'a' && r <= 'z' {
			return false
		}
	}
	return len(t) > 1
}
