package ner

import (
	"slices"

	"github.com/wirefold/wirefold/pkg/ner/internal/gazetteer"
	"github.com/wirefold/wirefold/pkg/ner/internal/tagger"
	"github.com/wirefold/wirefold/pkg/nlp"
)

// agree lets the mentions of a document learn from each other: a name has one
// class throughout, and where it was recognised once it is one everywhere.
func agree(doc *nlp.Document, names []tagger.Name) []tagger.Name {
	v := poll(doc, names)
	for i, n := range names {
		names[i].Class = v.class(doc, n)
	}
	return v.repeats(doc, names)
}

// votes are the classes that the names of a document were given.
type votes struct {
	whole   map[string]*ballot  // by folded name
	person  map[string]bool     // last words of people's full names
	openers map[string][]string // names of several words by their first
}

type ballot struct {
	n     [4]int // by class
	words int
}

// longestName bounds, in tokens, what is looked for again.
const longestName = 16

// mostNames bounds the names tried at a token that begins many.
const mostNames = 16

func poll(doc *nlp.Document, names []tagger.Name) *votes {
	v := &votes{whole: map[string]*ballot{}, person: map[string]bool{}, openers: map[string][]string{}}
	for _, n := range names {
		key := fold(doc, n.First, n.Last)
		b := v.whole[key]
		if b == nil {
			b = &ballot{words: n.Last - n.First}
			v.whole[key] = b
			if first := gazetteer.Fold(doc.Tokens[n.First].Text); b.words > 1 && b.words <= longestName && len(v.openers[first]) < mostNames {
				v.openers[first] = append(v.openers[first], key)
			}
		}
		b.n[n.Class]++
		if n.Class == tagger.Person && b.words > 1 {
			v.person[gazetteer.Fold(doc.Tokens[n.Last-1].Text)] = true
		}
	}
	return v
}

func (v *votes) class(doc *nlp.Document, n tagger.Name) tagger.Class {
	key := fold(doc, n.First, n.Last)
	if e := gazetteer.Shared().Look(key); e != nil && e.Kinds&sure != 0 {
		return n.Class
	}
	b := v.whole[key]
	if b.words == 1 && v.person[key] {
		return tagger.Person
	}
	if most := slices.Max(b.n[:]); b.n[n.Class] < most {
		return tagger.Class(slices.Index(b.n[:], most))
	}
	return n.Class
}

// repeats adds the places where a name stands again, unrecognised.
func (v *votes) repeats(doc *nlp.Document, names []tagger.Name) []tagger.Name {
	out := make([]tagger.Name, 0, len(names))
	next := 0
	for i := 0; i < len(doc.Tokens); {
		if next < len(names) && names[next].First <= i {
			out = append(out, names[next])
			i = max(i, names[next].Last)
			next++
			continue
		}
		limit := doc.Sentences[doc.Tokens[i].Sentence].Last
		if next < len(names) {
			limit = min(limit, names[next].First)
		}
		if n, ok := v.at(doc, i, limit); ok {
			out = append(out, n)
			i = n.Last
			continue
		}
		i++
	}
	return append(out, names[next:]...)
}

// at is the name that begins at token i and ends by limit.
func (v *votes) at(doc *nlp.Document, i, limit int) (tagger.Name, bool) {
	t := doc.Tokens[i]
	if t.Kind != nlp.Word || !gazetteer.Capitalised(t.Text) {
		return tagger.Name{}, false
	}
	first := gazetteer.Fold(t.Text)
	best := tagger.Name{}
	for _, key := range v.openers[first] {
		b := v.whole[key]
		if i+b.words <= limit && b.words > best.Last-best.First && fold(doc, i, i+b.words) == key {
			best = tagger.Name{First: i, Last: i + b.words, Class: tagger.Class(slices.Index(b.n[:], slices.Max(b.n[:])))}
		}
	}
	if best.Last > best.First {
		return best, true
	}
	opens := doc.Sentences[t.Sentence].First == i
	if b := v.whole[first]; b != nil && len(first) > 2 {
		// Once by chance, twice by custom; and a capital that opens a sentence
		// tells nothing.
		if class := slices.Index(b.n[:], slices.Max(b.n[:])); b.n[class] > 1 && !opens || v.person[first] {
			return tagger.Name{First: i, Last: i + 1, Class: tagger.Class(class)}, true
		}
	}
	if v.person[first] && len(first) > 3 {
		return tagger.Name{First: i, Last: i + 1, Class: tagger.Person}, true
	}
	return tagger.Name{}, false
}

// fold is the key of a name: its words without case and accents.
func fold(doc *nlp.Document, first, last int) string {
	if last-first == 1 {
		return gazetteer.Fold(doc.Tokens[first].Text)
	}
	return gazetteer.Fold(doc.Slice(nlp.Span{Start: doc.Tokens[first].Span.Start, End: doc.Tokens[last-1].Span.End}))
}
