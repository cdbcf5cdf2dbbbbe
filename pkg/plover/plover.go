// Package plover codes events: who did what to whom, in the sixteen types of PLOVER (Halterman, Bagozzi, Beger, Schrodt,
// Scarborough, "PLOVER and POLECAT", 2023), the successor of CAMEO.
//
// It promises, for any text, entities, quotes and times:
//   - an event has a type of the sixteen, at least one named party, and evidence: the words, as spans of the text, that
//     name the parties and the deed;
//   - whoever is merely named near a deed has no part in it: an actor is the verb's subject, a recipient its object or what
//     hangs on it by a preposition that the type takes; a subject that names no party leaves the actor untold;
//   - what is only feared, possible, conditional or denied is no event: a warning of sanctions is THREATEN, never
//     SANCTION, and an invasion that somebody fears is nothing;
//   - what somebody will do in friendship is AGREE, in hostility THREATEN; talks still to come are AGREE, to be held
//     (modality future); demands are REQUEST;
//   - the parties of talks are all actors, without recipients;
//   - one record an event: further sentences about it become evidence;
//   - a field that the text does not tell is empty;
//   - time and memory grow linearly with the text.
//
// The patterns are in lexicon.txt.
package plover

import (
	"time"

	"github.com/wirefold/wirefold/pkg/ner"
	"github.com/wirefold/wirefold/pkg/nlp"
	"github.com/wirefold/wirefold/pkg/quotes"
	"github.com/wirefold/wirefold/pkg/timex"
)

// The modalities of events.
const (
	Asserted   = "asserted"
	Future     = "future"
	Historical = "historical"
)

// Party is an actor or recipient.
type Party struct {
	Name     string
	Country  string // ISO 3166 alpha-3, or NATO UN OSCE EU IGO
	Sector   string // as in PLOVER: GOV MIL COP LEG JUD OPP REB CVL IGO …, "" if the text does not tell
	EntityID string
}

// Place is where an event took place.
type Place struct{ Name, Country string }

// Event is one coded event.
type Event struct {
	Type         string // in upper case
	Mode         string // PLOVER's mode in lower case, "" if none applies
	Actors       []Party
	Recipients   []Party
	Time         string // TIMEX3 value, "" if not told
	Place        Place
	Modality     string
	AttributedTo string  // who says so: entity id, else name; "" for the article itself
	Confidence   float64 // 0 to 1; orders the events of one article, it is no probability
	Evidence     []nlp.Span
}

// Code gives the events of a document in the order of their first evidence.
func Code(doc *nlp.Document, entities []ner.Entity, said []quotes.Quote, times []timex.Time, reference time.Time) []Event {
	c := newCoder(doc, entities, said, times, reference)
	for s := range doc.Sentences {
		if c.running(s) {
			c.sentence(s)
		}
	}
	return c.settle()
}
