// Package quotes finds who said what: direct quotations in any pair of marks, over several paragraphs where each
// opens anew and only the last closes; mixed ones, quoted fragments inside a clause ("called the plan “absurd”");
// indirect speech ("said that the talks had failed"); and the labels of broadcast scripts ("JANE ROE, Minister: …").
//
// It promises, for any text and any entities:
//   - spans are code points of the document, without the outer marks for direct quotes, and quotes come in order of
//     their start;
//   - no quote runs past its paragraph, so an unbalanced mark costs a paragraph at most;
//   - a heading (a paragraph without a final stop) quotes nobody: neither do texts without a word of saying;
//   - a speaker is in the text: its span is the noun phrase or pronoun that governs the cue; an entity is named only
//     if that phrase leads to one, by name, by role or as a pronoun's antecedent;
//   - time and memory grow linearly with the text.
//
// The kinds are those of Newell, Margolin and Ruths (LREC 2018). Words of saying are in cues.txt.
package quotes

import (
	"slices"

	"github.com/wirefold/wirefold/pkg/ner"
	"github.com/wirefold/wirefold/pkg/nlp"
)

// The kinds of quotes.
const (
	Direct   = "direct"
	Mixed    = "mixed"
	Indirect = "indirect"
)

// Quote is something said.
type Quote struct {
	Span     nlp.Span
	Kind     string // direct mixed indirect
	Cue      string // as it stands in the text, ":" after a script's label, "" where the speaker is carried over
	Speaker  Speaker
	Sentence int // index of the sentence it begins in
}

// Speaker is who said it.
type Speaker struct {
	Span     nlp.Span // empty where nobody is named
	EntityID string   // of the entity, "" if the phrase leads to none
	Name     string   // the entity's name, else the phrase
}

// Known says that there is a speaker.
func (s Speaker) Known() bool { return s.Span.End > s.Span.Start }

// Find gives the quotes of a document in order.
func Find(doc *nlp.Document, entities []ner.Entity) []Quote {
	f := newFinder(doc, entities)
	for p := range doc.Paragraphs {
		if f.script(p) {
			continue
		}
		f.cues = f.cues[:0]
		for s := doc.Paragraphs[p].First; s < doc.Paragraphs[p].Last; s++ {
			f.sentence(s)
		}
		f.rest(p)
	}
	slices.SortStableFunc(f.found, func(a, b Quote) int { return a.Span.Start - b.Span.Start })
	return f.found
}
