package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/services/dedupe/deduper"
)

var errNoExample = errors.New("the sample has none")

// kind is one kind of news, as the document tells it.
type kind struct {
	name    string   // as in subjects: article
	data    string   // the message of its data: NewsArticle
	about   string   // what the CloudEvent's subject is
	id      string   // its pattern
	facets  []string // the tokens behind the action
	summary string
}

var kinds = []kind{
	{subject.KindArticle, "NewsArticle", "the article", articleID, []string{"topic", "language", "source"},
		"An article, copies collapsed: the first text received of its group, or the one that its copies credit."},
	{subject.KindCopy, "NewsCopy", "the copy", articleID, []string{"topic", "language", "source"},
		"A text that is, for its own substance, taken from another article: its original."},
	{subject.KindStory, "NewsStory", "the story", storyID, []string{"topic", "story"},
		"Articles, copies or not, about the same happening."},
	{subject.KindQuote, "NewsQuote", "the quote", quoteID, []string{"country", "speaker", "topic"},
		"Something said, and who said it; announced for originals, not again for copies."},
	{subject.KindEvent, "NewsEvent", "the event", eventID, []string{"type", "dyad", "actor", "recipient", "topic"},
		"Who did what to whom, coded in PLOVER; announced for originals, not again for copies."},
}

// cloudEvent names the schema of a kind's messages.
func (k kind) cloudEvent() string { return strings.ToUpper(k.name[:1]) + k.name[1:] + "CloudEvent" }

// types are those of its CloudEvents.
func (k kind) types() (out []string) {
	for _, action := range subject.Actions(k.name) {
		out = append(out, "wirefold."+k.name+"."+action+".v1")
	}
	return out
}

// envelope is the schema of a kind's messages: a CloudEvent 1.0 in structured JSON.
func (k kind) envelope(refs string) object {
	str := func(said string, more ...member) object {
		return append(object{{"description", said}, {"type", "string"}}, more...)
	}
	return object{
		{"title", k.cloudEvent()}, {"description", k.summary + " CloudEvents 1.0, structured JSON, compact."}, {"type", "object"},
		{"required", []string{"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"}},
		{"properties", object{
			{"specversion", str("Of CloudEvents.", member{"const", "1.0"})},
			{"id", str("<wireSeq>-<i>: the i-th event that the message of this sequence in WIRE caused. Also the Nats-Msg-Id.", member{"pattern", messageID})},
			{"source", str("//wirefold/<deployment>/<epoch of WIRE>. Source and id together name the event in the world.", member{"pattern", "^//wirefold/[^/]+/[^/]+$"})},
			{"type", str("wirefold.<kind>.<action>.v1", member{"enum", k.types()})},
			{"subject", str("Id of "+k.about+".", member{"pattern", k.id})},
			{"time", str("When WIRE received the message that caused it: the stream's time, not the process's.", member{"format", "date-time"})},
			{"datacontenttype", str("Of data.", member{"const", "application/json"})},
			{"traceparent", str("W3C Trace Context: the publisher's own, or derived from epoch and sequence.", member{"pattern", traceparent})},
			{"data", object{{"$ref", refs + k.data}}},
		}},
	}
}

// message is the message of a kind, with an event of the sample for each action that the sample has.
func (k kind) message(t told) (object, error) {
	var examples []object
	for _, e := range t.shortest(k.name) {
		payload, err := readTree(e.Data)
		if err != nil {
			return nil, fmt.Errorf("read event %s: %w", e.ID, err)
		}
		_, action := kindOf(e)
		examples = append(examples, object{{"name", k.name + "-" + action}, {"summary", "Of the shipped sample, on " + e.Subject}, {"payload", payload}})
	}
	if len(examples) == 0 {
		return nil, fmt.Errorf("find an example of %s: %w", k.name, errNoExample)
	}
	return object{
		{"name", k.name}, {"title", strings.ToUpper(k.name[:1]) + k.name[1:]}, {"summary", k.summary}, {"contentType", "application/cloudevents+json"},
		{"headers", object{{"$ref", "#/components/schemas/NewsHeaders"}}},
		{"payload", object{{"$ref", "#/components/schemas/" + k.cloudEvent()}}},
		{"examples", examples},
	}, nil
}

// newsHeaders are those of a message on NEWS.
func newsHeaders() object {
	return headers([]string{"Content-Type", jetstream.MsgIDHeader, stage.HeaderWireSeq, stage.HeaderEpoch, deduper.HeaderDecision},
		header("Content-Type", "Of the message.", member{"const", "application/cloudevents+json"}),
		header(jetstream.MsgIDHeader, "The CloudEvent's id. Who sees an event twice can tell by it.", member{"pattern", messageID}),
		header(stage.HeaderWireSeq, "Sequence in WIRE of the message that caused it.", member{"pattern", sequence}),
		header(stage.HeaderEpoch, "Epoch of WIRE."),
		header(stage.HeaderTraceparent, "As in the CloudEvent.", member{"pattern", traceparent}),
		header(deduper.HeaderDecision, "Wirefold's own: the decision that it announces.", member{"pattern", sequence}),
		header(deduper.HeaderState, "Wirefold's own: the subject on STATE that holds it as long as nothing newer happens.", member{"pattern", `^state[.](article|story)[.][as]-[0-9a-f]{16}$`}),
		header(jetstream.ExpectedLastSeqHeader, "Wirefold's own: NEWS has one writer.", member{"pattern", sequence}),
		header(jetstream.ExpectedLastMsgIDHeader, "Wirefold's own: NEWS has one writer."),
	)
}

// stateHeaders are those of a message on STATE.
func stateHeaders() object {
	return headers([]string{"Content-Type", deduper.HeaderNewsSeq},
		header("Content-Type", "Of the message.", member{"const", "application/cloudevents+json"}),
		header(deduper.HeaderNewsSeq, "Its sequence in NEWS. Who has read STATE to its end goes on with NEWS from the highest one + 1: no gap, no repeat.", member{"pattern", sequence}),
		header(stage.HeaderTraceparent, "As in the CloudEvent.", member{"pattern", traceparent}),
		header(jetstream.MsgIDHeader, "Wirefold's own: STATE has one writer."),
		header(jetstream.ExpectedLastSeqHeader, "Wirefold's own: STATE has one writer.", member{"pattern", sequence}),
		header(jetstream.ExpectedLastMsgIDHeader, "Wirefold's own: STATE has one writer."),
	)
}

// burials are the reasons of each stage, of the metric that counts dead letters: all of its label sets stand at zero
// from the start.
func burials() (map[string][]string, error) {
	out := map[string][]string{}
	for _, s := range services() {
		registry := metrics.New(false)
		s.Metrics(registry)
		families, err := registry.Gather()
		if err != nil {
			return nil, fmt.Errorf("read the metrics of %s: %w", s.Name, err)
		}
		for _, f := range families {
			if f.GetName() != "wirefold_stage_dead_total" {
				continue
			}
			for _, series := range f.GetMetric() {
				labels := map[string]string{}
				for _, l := range series.GetLabel() {
					labels[l.GetName()] = l.GetValue()
				}
				out[labels["stage"]] = append(out[labels["stage"]], labels["reason"])
			}
		}
	}
	for _, reasons := range out {
		slices.Sort(reasons)
	}
	return out, nil
}

// letter is the message on DEAD.
func letter(t told, reasons map[string][]string) (object, error) {
	all := allReasons(reasons)
	if len(t.dead) == 0 {
		return nil, fmt.Errorf("find an example of a dead letter: %w", errNoExample)
	}
	return object{
		{"name", "deadLetter"}, {"title", "Dead letter"},
		{"summary", "The message as the stage received it, whole. `wirefold dead` lists, shows and retries them."},
		{"headers", headers([]string{stage.HeaderReason, stage.HeaderError, stage.HeaderSubject, stage.HeaderAttempts},
			header(stage.HeaderReason, "Why: of the stage's closed set, as in the subject.", member{"enum", all}),
			header(stage.HeaderError, "The error in words, at most 1 KiB.", member{"maxLength", 1024}),
			header(stage.HeaderSubject, "The subject that it came on."),
			header(stage.HeaderAttempts, "How often it was tried.", member{"pattern", sequence}),
			header(stage.HeaderWireSeq, "Where the publisher's own bytes lie: their sequence in WIRE.", member{"pattern", sequence}),
			header(stage.HeaderArticle, "Id of the article, once known.", member{"pattern", articleID}),
			header(stage.HeaderTraceparent, "W3C Trace Context.", member{"pattern", traceparent}),
			header(jetstream.MsgIDHeader, "One letter a message and try."),
		).with("additionalProperties", object{{"description", "What the message had of its own."}, {"type", "string"}})},
		{"payload", object{{"description", "The bytes as they came: JSON, text, a page, or a record of an earlier stage."}, {"type", "string"}, {"format", "binary"}}},
		{"examples", []object{letterExample(t.dead[0])}},
	}, nil
}

func letterExample(l *nats.Msg) object {
	var heads object
	for _, key := range sortedKeys(l.Header) {
		heads = append(heads, member{key, l.Header.Get(key)})
	}
	return object{{"name", "dead-letter"}, {"summary", "Of the shipped sample, on " + l.Subject}, {"headers", heads}, {"payload", string(l.Data)}}
}

func allReasons(reasons map[string][]string) []string {
	var all []string
	for _, r := range reasons {
		all = append(all, r...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
