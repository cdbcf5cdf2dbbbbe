package main

import "github.com/wirefold/wirefold/pkg/subject"

// line is the schema of what `wirefold tail --format jsonl` prints: one of the kinds, flat.
func line(p protos) (object, error) {
	const refs = "#/definitions/"
	var forms []object
	var data []string
	for _, k := range kinds {
		var names []string
		for _, action := range subject.Actions(k.name) {
			names = append(names, k.name+"."+action)
		}
		forms = append(forms, object{
			{"allOf", []object{
				{{"properties", object{{"event", enum(names...)}}}},
				{{"$ref", refs + k.data}},
			}},
		})
		data = append(data, k.data)
	}
	definitions, err := p.schemas(refs, data...)
	return object{
		{"title", "Line"},
		{"description", "A line of `wirefold tail --format jsonl`: what the event is, then its data as they are."},
		{"type", "object"},
		{"required", []string{"event", "eventId", "eventTime"}},
		{"properties", object{
			{"event", object{{"description", "Kind and action."}, {"type", "string"}}},
			{"eventId", object{{"description", "The CloudEvent's id: <wireSeq>-<i>."}, {"type", "string"}, {"pattern", messageID}}},
			{"eventTime", object{{"description", "When WIRE received the message that caused it."}, {"type", "string"}, {"format", "date-time"}}},
		}},
		{"oneOf", forms},
		{"definitions", definitions},
	}, err
}
