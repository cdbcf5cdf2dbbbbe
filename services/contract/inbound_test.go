package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/services/ingest/receiver"
)

// The schema of the article object takes what ingest takes, and refuses what becomes a dead letter.
func TestArticleObject(t *testing.T) {
	o, err := articleObject(records(t))
	if err != nil {
		t.Fatal(err)
	}
	schema := compiled(t, o)
	for _, row := range []struct{ why, body, reason string }{
		{"a text", `{"text":"The pier is old."}`, ""},
		{"everything", `{"id":"p-1","url":"https://pierpost.example/1","title":"Pier","byline":"Ida Thorsen","text":"Old.","publishedAt":"2022-03-03T14:00:00+01:00","language":"en","version":1,"status":"usable","note":"first"}`, ""},
		{"an id of a database", `{"id":4711,"text":"Old."}`, ""},
		{"a version in a string", `{"version":"3","text":"Old."}`, ""},
		{"several names", `{"byline":["Ida Thorsen","Ole Berg"],"text":"Old."}`, ""},
		{"a page", `{"html":"<p>Old.</p>"}`, ""},
		{"a kill without text", `{"id":"p-1","status":"canceled"}`, ""},
		{"a field of the publisher's own", `{"text":"Old.","desk":"harbour"}`, ""},
		{"nothing", `{}`, receiver.Empty},
		{"an id alone", `{"id":"p-1"}`, receiver.Empty},
		{"a text that is none", `{"text":5}`, receiver.BadJSON},
		{"an id that is none", `{"id":{},"text":"Old."}`, receiver.BadJSON},
		{"names that are none", `{"byline":[1],"text":"Old."}`, receiver.BadJSON},
		{"a version below none", `{"version":-1,"text":"Old."}`, receiver.BadVersion},
		{"a version in words", `{"version":"two","text":"Old."}`, receiver.BadVersion},
		{"a status that is none", `{"status":"lost","text":"Old."}`, receiver.BadStatus},
		{"an address that nobody reaches", `{"url":"ftp://pierpost.example/1","text":"Old."}`, receiver.BadURL},
		{"an address within a site", `{"url":"/1","text":"Old."}`, receiver.BadURL},
	} {
		t.Run(row.why, func(t *testing.T) {
			_, taken := receiver.FromJSON("pierpost.example", 1, time.Time{}, []byte(row.body))
			reason, _ := stage.PermanentReason(taken)
			if reason != row.reason {
				t.Errorf("ingest says %q (%v), want %q", reason, taken, row.reason)
			}
			v, err := jsonschema.UnmarshalJSON(strings.NewReader(row.body))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(v); (err != nil) != (row.reason != "") {
				t.Errorf("the schema says %v, ingest %q", err, reason)
			}
		})
	}
}

// compiled is a schema as a checker has it.
func compiled(t *testing.T, o object) *jsonschema.Schema {
	t.Helper()
	text, err := encode(o)
	if err != nil {
		t.Fatal(err)
	}
	read, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft7)
	compiler.AssertFormat()
	if err := compiler.AddResource("file:///object.json", read); err != nil {
		t.Fatal(err)
	}
	return compiler.MustCompile("file:///object.json")
}
