// Package extractor is the step of extract: it finds what an article says. A fact that is not found is left out.
package extractor

import (
	"context"
	"time"

	"github.com/wirefold/wirefold/pkg/ner"
	"github.com/wirefold/wirefold/pkg/nlp"
	"github.com/wirefold/wirefold/pkg/plover"
	"github.com/wirefold/wirefold/pkg/quantity"
	"github.com/wirefold/wirefold/pkg/quotes"
	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/pkg/timex"
	"github.com/wirefold/wirefold/pkg/topic"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// Extractor is the step. It is safe for concurrent use.
type Extractor struct{ topics *topic.Matcher }

// New makes an extractor that knows the topics.
func New(topics []topic.Topic) *Extractor { return &Extractor{topic.New(topics)} }

// Step reads one article. What has no text, a kill or an operator's decision, has no facts
// but the topics that its publisher gave.
func (x *Extractor) Step(_ context.Context, in *wirefoldv1.CleanArticle) (*wirefoldv1.Facts, error) {
	given := in.GetOrigin().GetTopics()
	out := &wirefoldv1.Facts{Article: in, Topics: x.topics.Unite(given)}
	if in.GetText() == "" {
		return out, nil
	}
	doc := nlp.Parse(in.GetText())
	reference := reference(in)
	entities := ner.Find(doc, in.GetTitle())
	said := quotes.Find(doc, entities)
	times := timex.Find(doc, reference)
	events := plover.Code(doc, entities, said, times, reference)
	out.Entities = entityRecords(doc, entities)
	out.Quotes = quoteRecords(doc, said)
	out.Times = timeRecords(doc, times)
	out.Quantities = quantityRecords(doc, quantity.Find(doc))
	out.Events = eventRecords(doc, events)
	out.Topics = x.topics.Unite(given, x.topics.Match(in.GetTitle(), in.GetText(), names(entities), dyads(events)))
	return out, nil
}

// warmUp reads a few lines, since names, rules and models are made ready at their first use: a quarter of a second. A record
// that is in hand when its process dies, three times, is buried as what killed it; none should be in hand for that long.
func (x *Extractor) warmUp(ctx context.Context) error {
	_, err := x.Step(ctx, &wirefoldv1.CleanArticle{
		Title: "Ferry late", Language: "en", PublishedAt: "2022-01-10",
		Text: "“We will wait for the ferry, all 40 of us,” Foreign Minister Lena Berg said on Friday. Norway arrested two Russian sailors last week.",
	})
	return err
}

// reference is the day from which "yesterday" is counted: that of publication, in the publisher's own zone, else of
// receipt.
func reference(in *wirefoldv1.CleanArticle) time.Time {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, in.GetPublishedAt()); err == nil {
			return at
		}
	}
	if received := in.GetOrigin().GetReceivedAt(); received != nil {
		return received.AsTime()
	}
	return time.Time{}
}

func names(entities []ner.Entity) []string {
	out := make([]string, len(entities))
	for i, e := range entities {
		out[i] = e.Name
	}
	return out
}

// dyads are the pairs of countries between which something happens, as topics name them: rus-usa.
func dyads(events []plover.Event) []string {
	var out []string
	for _, e := range events {
		parties := append(e.Actors[:len(e.Actors):len(e.Actors)], e.Recipients...)
		for i, a := range parties {
			for _, b := range parties[i+1:] {
				if pair := subject.Dyad(a.Country, b.Country); pair != subject.None {
					out = append(out, pair)
				}
			}
		}
	}
	return out
}
