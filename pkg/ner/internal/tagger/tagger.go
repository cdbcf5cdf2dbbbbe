// Package tagger marks the names in a tokenised text: a linear sequence model
// (structured averaged perceptron, Collins 2002) over hashed features, decoded
// by Viterbi. It tells people, organisations, places and the rest.
//
// Only tokens that can stand in a name are scored (see Features): the others
// are Outside by definition, which is what makes it fast.
package tagger

import "github.com/wirefold/wirefold/pkg/nlp"

// Class is the sort of a name.
type Class uint8

// The classes of a name.
const (
	Person Class = iota
	Organisation
	Location
	Miscellaneous
	classes
)

// Tag is a token's place in a name: Outside, or position and class (BILOU).
type Tag uint8

// Outside of any name.
const Outside Tag = 0

// Tags is the number of tags.
const Tags = 1 + 4*int(classes)

// Position in a name.
type Position uint8

// The positions.
const (
	Begin Position = iota
	Inside
	Last
	Unit
)

// TagOf is the tag of a position in a name of a class.
func TagOf(p Position, c Class) Tag { return Tag(1 + 4*uint8(c) + uint8(p)) }

// Class of the name; not for Outside.
func (t Tag) Class() Class { return Class((t - 1) / 4) }

// Position in the name; not for Outside.
func (t Tag) Position() Position { return Position((t - 1) % 4) }

// Follows says whether next may stand behind t: a name begun is carried on in
// its class and ended.
func (t Tag) Follows(next Tag) bool {
	open := t != Outside && t.Position() <= Inside
	carries := next != Outside && (next.Position() == Inside || next.Position() == Last)
	if open || carries {
		return open && carries && t.Class() == next.Class()
	}
	return true
}

// Ends says whether a sentence may end behind t.
func (t Tag) Ends() bool { return t.Follows(Outside) }

// Name is a name found at the tokens [First, Last).
type Name struct {
	First, Last int
	Class       Class
}

// Find is the names of a document, in order.
func (m *Model) Find(doc *nlp.Document) []Name {
	var (
		out []Name
		x   = NewExtractor(m.lexicon)
		v   Decoder
	)
	x.Read(doc)
	for _, s := range doc.Sentences {
		// Names do not cross what cannot stand in one, so every run of
		// candidates is decoded by itself.
		for i := s.First; i < s.Last; i++ {
			if !x.Candidate(i) {
				continue
			}
			end := i + 1
			for end < s.Last && x.Candidate(end) {
				end++
			}
			out = append(out, m.run(x, &v, i, end)...)
			i = end
		}
	}
	return out
}

func (m *Model) run(x *Extractor, v *Decoder, first, end int) []Name {
	v.Reset(end - first)
	for i := first; i < end; i++ {
		m.score(x.Features(i), v.Emission(i-first))
	}
	return Names(v.Decode(&m.transitions), first)
}

// Names reads the names off a run of tags whose first belongs to token first.
func Names(tags []Tag, first int) []Name {
	var out []Name
	begin := 0
	for i, t := range tags {
		if t == Outside {
			continue
		}
		switch t.Position() {
		case Begin:
			begin = i
		case Unit:
			out = append(out, Name{first + i, first + i + 1, t.Class()})
		case Last:
			out = append(out, Name{first + begin, first + i + 1, t.Class()})
		}
	}
	return out
}
