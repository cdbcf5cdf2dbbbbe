package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wirefold/wirefold/services/wirefold/news"
)

// What tail prints of the sample is as the schema of lines says.
func TestLines(t *testing.T) {
	o, err := line(records(t))
	if err != nil {
		t.Fatal(err)
	}
	schema := compiled(t, o)
	all, err := tellSample()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all.events {
		flat, err := news.Flat(e.Data)
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(flat))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%.300s: %v", flat, err)
		}
	}
	for why, wrong := range map[string]string{
		"an action that is none": `{"event":"story.closed!","eventId":"7-1","eventTime":"2022-01-10T10:00:00Z"}`,
		"data of another kind":   `{"event":"quote.new","eventId":"7-1","eventTime":"2022-01-10T10:00:00Z","id":"s-0123456789abcdef"}`,
		"an event as it is":      string(all.events[0].Data),
	} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(wrong))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(v) == nil {
			t.Errorf("%s is taken: %.200s", why, wrong)
		}
	}
}
