package extractor

import (
	"github.com/wirefold/wirefold/pkg/ner"
	"github.com/wirefold/wirefold/pkg/nlp"
	"github.com/wirefold/wirefold/pkg/plover"
	"github.com/wirefold/wirefold/pkg/quantity"
	"github.com/wirefold/wirefold/pkg/quotes"
	"github.com/wirefold/wirefold/pkg/timex"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

func entityRecords(doc *nlp.Document, entities []ner.Entity) []*wirefoldv1.Entity {
	out := make([]*wirefoldv1.Entity, len(entities))
	for i, e := range entities {
		out[i] = &wirefoldv1.Entity{
			Id: e.ID, Name: e.Name, Type: e.Type, Roles: e.Roles, Country: e.Country, Sector: e.Sector,
			Mentions: passages(doc, e.Mentions),
		}
	}
	return out
}

func quoteRecords(doc *nlp.Document, said []quotes.Quote) []*wirefoldv1.Quote {
	out := make([]*wirefoldv1.Quote, len(said))
	for i, q := range said {
		out[i] = &wirefoldv1.Quote{
			Text: doc.Slice(q.Span), Start: int32(q.Span.Start), End: int32(q.Span.End), Kind: q.Kind, Cue: q.Cue,
			Speaker: &wirefoldv1.Speaker{}, // there also when nobody is known: readers find every field
		}
		if s := q.Speaker; s.Known() {
			out[i].Speaker = &wirefoldv1.Speaker{
				Text: doc.Slice(s.Span), Start: int32(s.Span.Start), End: int32(s.Span.End), EntityId: s.EntityID, Name: s.Name,
			}
		}
	}
	return out
}

func timeRecords(doc *nlp.Document, times []timex.Time) []*wirefoldv1.TimeExpression {
	out := make([]*wirefoldv1.TimeExpression, len(times))
	for i, t := range times {
		out[i] = &wirefoldv1.TimeExpression{
			Text: doc.Slice(t.Span), Start: int32(t.Span.Start), End: int32(t.Span.End), Type: t.Type, Value: t.Value,
		}
	}
	return out
}

func quantityRecords(doc *nlp.Document, quantities []quantity.Quantity) []*wirefoldv1.Quantity {
	out := make([]*wirefoldv1.Quantity, len(quantities))
	for i, q := range quantities {
		out[i] = &wirefoldv1.Quantity{
			Text: doc.Slice(q.Span), Start: int32(q.Span.Start), End: int32(q.Span.End), Value: q.Value, Unit: q.Unit, Approx: q.Approx,
		}
	}
	return out
}

func eventRecords(doc *nlp.Document, events []plover.Event) []*wirefoldv1.Event {
	out := make([]*wirefoldv1.Event, len(events))
	for i, e := range events {
		out[i] = &wirefoldv1.Event{
			Type: e.Type, Mode: e.Mode, Actors: partyRecords(e.Actors), Recipients: partyRecords(e.Recipients),
			Time: e.Time, Modality: e.Modality, AttributedTo: e.AttributedTo, Confidence: e.Confidence,
			Place: &wirefoldv1.Place{Name: e.Place.Name, Country: e.Place.Country}, Evidence: passages(doc, e.Evidence),
		}
	}
	return out
}

func partyRecords(parties []plover.Party) []*wirefoldv1.Party {
	out := make([]*wirefoldv1.Party, len(parties))
	for i, p := range parties {
		out[i] = &wirefoldv1.Party{Name: p.Name, Country: p.Country, Sector: p.Sector, EntityId: p.EntityID}
	}
	return out
}

func passages(doc *nlp.Document, spans []nlp.Span) []*wirefoldv1.Passage {
	out := make([]*wirefoldv1.Passage, len(spans))
	for i, s := range spans {
		out[i] = &wirefoldv1.Passage{Text: doc.Slice(s), Start: int32(s.Start), End: int32(s.End)}
	}
	return out
}
