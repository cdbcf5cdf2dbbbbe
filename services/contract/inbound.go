package main

import (
	"mime"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/ninjs"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/ingest/receiver"
	"github.com/wirefold/wirefold/services/wirefold/sample"
)

// statuses are what a publisher may make of its article.
var statuses = []string{"usable", "withheld", "canceled"}

// articleObject is the schema of the article object. Its fields are those of RawArticle; some take more types than
// protobuf has.
func articleObject(p protos) (object, error) {
	raw, _, err := p.schema("", "RawArticle")
	if err != nil {
		return nil, err
	}
	forms := map[string]object{
		"id": {{"type", []string{"string", "integer"}}}, "version": {{"type", []string{"integer", "string"}}, {"minimum", 0}, {"pattern", sequence}},
		"byline": {{"type", []string{"string", "array"}}, {"items", object{{"type", "string"}}}},
		"url":    {{"type", "string"}, {"format", "uri"}, {"pattern", "^https?://"}}, "publishedAt": {{"type", "string"}, {"format", "date-time"}},
		"status": {{"type", "string"}, {"enum", append([]string{""}, statuses...)}},
	}
	var properties object
	for _, m := range of(raw, "properties").(object) {
		property := m.value.(object)
		if form, ok := forms[m.key]; ok {
			property = append(object{property[0]}, form...)
		}
		properties = append(properties, member{m.key, property})
	}
	return object{
		{"title", "ArticleObject"},
		{"description", "One revision of an article, as its publisher tells it. Fields beside these are the publisher's own affair."},
		{"type", "object"}, {"properties", properties}, {"additionalProperties", true},
		// A kill may have neither text nor page.
		{"anyOf", []object{required("text"), required("html"), required("title"), required("note"), required("status")}},
	}, nil
}

func required(name string) object { return object{{"required", []string{name}}} }

// of is the value of a member; nil where there is none.
func of(o object, key string) any {
	for _, m := range o {
		if m.key == key {
			return m.value
		}
	}
	return nil
}

// header is the schema of a header's value; all values are strings.
func header(name, said string, more ...member) member {
	return member{name, append(object{{"description", said}, {"type", "string"}}, more...)}
}

func headers(required []string, properties ...member) object {
	o := object{{"type", "object"}, {"properties", object(properties)}}
	if len(required) > 0 {
		o = append(o, member{"required", required})
	}
	return o
}

// inHeaders are those of any message on the wire.
func inHeaders(types ...string) []member {
	return []member{
		header("Content-Type", "The form of the body, for text/* with its charset. Without it the form is found by looking.", member{"examples", types}),
		header("Content-Encoding", "gzip where the body is packed.", member{"enum", []string{"gzip"}}),
		header(jetstream.MsgIDHeader, "Makes a retry harmless: what WIRE has under this id is not taken again within 10 minutes. It begins <source>/, since it is compared over the whole stream.",
			member{"pattern", `^[^/]+/.+$`}),
		header(stage.HeaderTraceparent, "W3C Trace Context, goes on into all events that come of it. Else one is derived from epoch and sequence.", member{"pattern", traceparent}),
		header(receiver.HeaderTopics, "Names of topics, parted by commas, beside those found in the text. Names that the topics file does not know are left out."),
		header(receiver.HeaderCleanBody, "CSS selector of where the article stands in a page. Where it matches nothing it is passed over."),
		header(receiver.HeaderCleanRemove, "CSS selectors, parted by commas, of the parts of a page that are none of the article."),
	}
}

// factHeaders tell of text/* what the article object has fields for.
func factHeaders() []member {
	return []member{
		header("Wirefold-Id", "The publisher's own stable id of the article."),
		header("Wirefold-Url", "Absolute http or https address.", member{"format", "uri"}),
		header("Wirefold-Title", "Headline."),
		header("Wirefold-Published-At", "RFC 3339, with the publisher's offset."),
		header("Wirefold-Status", "What the publisher makes of it; usable where there is none.", member{"enum", statuses}),
		header("Wirefold-Version", "The publisher's revision number.", member{"pattern", sequence}),
	}
}

// wireMessages are the forms that the wire takes, by their names in the document.
func wireMessages(t told) (object, error) {
	var out object
	for _, form := range []struct {
		name, title, said, contentType string
		payload                        object
		facts                          bool
	}{
		{"articleObject", "Article object", "Copy as a JSON object.", "application/json", object{{"$ref", "#/components/schemas/ArticleObject"}}, false},
		{"ninjs", "ninjs", "IPTC ninjs 2.x or 3.x, recognised by its own keys: see https://iptc.org/standards/ninjs. Pictures, sound and video are dead letters.", "application/json", object{{"type", "object"}}, false},
		{"page", "Page", "A page, in any charset.", "text/html", object{{"type", "string"}}, true},
		{"text", "Text", "Scraped text, however dirty.", "text/plain", object{{"type", "string"}}, true},
		{"cloudEvent", "CloudEvent", "CloudEvents 1.0 in structured JSON; its data is one of the other forms, by its datacontenttype.", "application/cloudevents+json", object{
			{"type", "object"}, {"required", []string{"specversion", "id", "source", "type"}}, {"properties", object{
				{"specversion", object{{"type", "string"}, {"const", "1.0"}}}, {"id", object{{"type", "string"}}}, {"source", object{{"type", "string"}}},
				{"type", object{{"type", "string"}}}, {"datacontenttype", object{{"type", "string"}}}, {"traceparent", object{{"type", "string"}}},
				{"data", object{{"description", "An article object or ninjs, or text and pages as a string."}}},
				{"data_base64", object{{"description", "The bytes of any form."}, {"type", "string"}}},
			}}, {"additionalProperties", true},
		}, false},
		{"protobuf", "Protobuf", "wirefold.v1.RawArticle of proto/wirefold/v1/wire.proto.", "application/x-protobuf", object{{"type", "string"}, {"format", "binary"}}, false},
	} {
		properties := inHeaders(form.contentType)
		if form.facts {
			properties = append(properties, factHeaders()...)
		}
		message := object{
			{"name", form.name}, {"title", form.title}, {"summary", form.said}, {"contentType", form.contentType},
			{"headers", headers(nil, properties...)}, {"payload", form.payload},
		}
		example, err := wireExample(t, form.name, form.contentType)
		if err != nil {
			return nil, err
		}
		if example != nil {
			message = append(message, member{"examples", []object{example}})
		}
		out = append(out, member{form.name, message})
	}
	return out, nil
}

// wireExample is the shortest message of the sample in a form that is UTF-8, as this document is; nil where the sample has none.
func wireExample(t told, name, contentType string) (object, error) {
	var best *sample.Message
	for i := range t.wire {
		m := &t.wire[i]
		if formOf(*m) == name && utf8.Valid(m.Body) && !t.buried(m) && (best == nil || len(m.Body) < len(best.Body)) {
			best = m
		}
	}
	if best == nil {
		return nil, nil
	}
	var heads object
	for _, key := range sortedKeys(best.Header) {
		heads = append(heads, member{key, best.Header[key][0]})
	}
	payload := any(string(best.Body))
	if strings.HasSuffix(contentType, "json") {
		tree, err := readTree(best.Body)
		if err != nil {
			return nil, err
		}
		payload = tree
	}
	return object{{"name", best.Name}, {"summary", "Of the shipped sample, on " + best.Subject + "."}, {"headers", heads}, {"payload", payload}}, nil
}

// formOf names the form of a message of the sample, as its publisher declares it; "" where it does not.
func formOf(m sample.Message) string {
	mediaType, _, err := mime.ParseMediaType(nats.Header(m.Header).Get("Content-Type"))
	if err != nil {
		return ""
	}
	switch mediaType {
	case "text/html":
		return "page"
	case "text/plain":
		return "text"
	case "application/cloudevents+json":
		return "cloudEvent"
	case "application/x-protobuf":
		return "protobuf"
	}
	if ninjs.Is(m.Body) {
		return "ninjs"
	}
	return "articleObject"
}

// buried says whether the message became a dead letter.
func (t told) buried(m *sample.Message) bool {
	return slices.ContainsFunc(t.dead, func(l *nats.Msg) bool { return string(l.Data) == string(m.Body) })
}

// receipt is JetStream's answer to what is published.
func receipt() object {
	return object{
		{"name", "receipt"}, {"title", "Receipt"}, {"summary", "JetStream's PubAck, on the reply subject of who published. Its sequence is the article's wireSeq in all that comes of it."},
		{"contentType", "application/json"},
		{"payload", object{
			{"type", "object"}, {"required", []string{"stream", "seq"}}, {"properties", object{
				{"stream", object{{"description", "The stream that took it."}, {"type", "string"}, {"enum", []string{topology.Wire}}}},
				{"seq", object{{"description", "Sequence in WIRE; 0 where it was refused."}, {"type", "integer"}, {"minimum", 0}}},
				{"duplicate", object{{"description", "WIRE has had a message of this Nats-Msg-Id before; nothing was stored."}, {"type", "boolean"}}},
				{"domain", object{{"description", "The JetStream domain, where there are several."}, {"type", "string"}}},
				{"error", object{{"description", "Why it was refused: too large, or WIRE is full."}, {"type", "object"}}},
			}},
		}},
	}
}

// command is the decision of an operator.
func command() (object, error) {
	example, err := receiver.EncodeCommand(receiver.Join, "a-314df1157f8ccbe2", "a-bde3f5525d4c5b5d")
	if err != nil {
		return nil, err
	}
	payload, err := readTree(example.Data)
	if err != nil {
		return nil, err
	}
	contentType := example.Header.Get("Content-Type")
	return object{
		{"name", "command"}, {"title", "Decision of an operator"}, {"summary", "What `wirefold detach` and `wirefold join` send: through WIRE, in its order, like everything else."}, {"contentType", contentType},
		{"headers", headers([]string{"Content-Type"}, header("Content-Type", "Of the message.", member{"const", contentType}))},
		{"payload", object{{"type", "object"}, {"required", []string{"verb", "articles"}}, {"properties", object{
			{"verb", append(object{{"description", "detach: the article is no copy. join: the first is a copy of the second."}, {"type", "string"}}, enum(receiver.Detach, receiver.Join)...)},
			{"articles", object{{"description", "Ids of articles: one for detach, two for join."}, {"type", "array"}, {"minItems", 1}, {"maxItems", 2}, {"items", append(object{{"type", "string"}}, pattern(articleID)...)}}},
		}}}},
		{"examples", []object{{{"name", "join"}, {"headers", object{{"Content-Type", contentType}}}, {"payload", payload}}}},
	}, nil
}
