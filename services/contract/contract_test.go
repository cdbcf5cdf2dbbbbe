package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/wirefold/wirefold/pkg/subject"
)

const root = "../.."

func records(t *testing.T) protos {
	t.Helper()
	p, err := readProtos(filepath.Join(root, "proto"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSchema(t *testing.T) {
	p := records(t)
	for _, row := range []struct {
		why, message, field string
		want                string
	}{
		{"a string whose set is closed", "NewsQuote", "kind", `"type":"string","enum":["direct","mixed","indirect"]`},
		{"a count is a number", "NewsArticle", "copyCount", `"type":"integer","minimum":0`},
		{"a number of 64 bits is a string", "NewsArticle", "wireSeq", `"type":"string","pattern":"^[0-9]+$"`},
		{"a share", "NewsEvent", "confidence", `"type":"number","minimum":0,"maximum":1`},
		{"a flag", "NewsCopy", "stale", `"type":"boolean"`},
		{"a list of strings", "NewsStory", "articleIds", `"type":"array","items":{"type":"string","pattern":"^a-[0-9a-f]{16}$"}`},
		{"a list of messages", "NewsArticle", "quotes", `"type":"array","items":{"$ref":"#/definitions/Quote"}`},
		{"a message, whose words would not count beside a reference", "NewsQuote", "speaker", `"allOf":[{"$ref":"#/definitions/QuoteSpeaker"}]`},
	} {
		t.Run(row.why, func(t *testing.T) {
			schema, _, err := p.schema("#/definitions/", row.message)
			if err != nil {
				t.Fatal(err)
			}
			got, err := encode(of(of(schema, "properties").(object), row.field))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(string(got), `{"description":"`) || !strings.HasSuffix(string(got), `",`+row.want+`}`) {
				t.Errorf("%s.%s has %s, want a description and %s", row.message, row.field, got, row.want)
			}
		})
	}
}

func TestWhatIsWrittenOutIsRequired(t *testing.T) {
	schema, held, err := records(t).schema("", "NewsCopy")
	if err != nil {
		t.Fatal(err)
	}
	required := of(schema, "required").([]string)
	if !slices.Contains(required, "spans") || !slices.Contains(required, "reason") || slices.Contains(required, "coverage") {
		t.Errorf("required: %v, want lists and strings, but no message that may not be there", required)
	}
	if !slices.Equal(held, []string{"Coverage", "AlignedSpan"}) {
		t.Errorf("it holds %v", held)
	}
}

func TestFieldsNeedAComment(t *testing.T) {
	folder := t.TempDir()
	if err := os.MkdirAll(filepath.Join(folder, "wirefold", "v1"), 0o700); err != nil {
		t.Fatal(err)
	}
	file := "syntax = \"proto3\";\npackage wirefold.v1;\n// M is told of.\nmessage M {\n  // Told of.\n  string a = 1;\n  string b = 2;\n}\n"
	if err := os.WriteFile(filepath.Join(folder, "wirefold", "v1", "m.proto"), []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := readProtos(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.schema("", "M"); err == nil || !strings.Contains(err.Error(), "wirefold.v1.M.b") {
		t.Errorf("%v, want the field named that has no comment", err)
	}
}

func TestClosedSetsAreOfFieldsThatThereAre(t *testing.T) {
	p := records(t)
	for field := range closed {
		message, name, _ := strings.Cut(field, ".")
		if m := p.messages[message]; m == nil || m.Fields().ByName(protoreflect.Name(name)) == nil {
			t.Errorf("no field %s", field)
		}
	}
}

// What the document says of subjects is what package subject reads.
func TestKindsHaveTheirTokens(t *testing.T) {
	var names []string
	for _, k := range kinds {
		names = append(names, k.name)
		on := strings.Join(append([]string{subject.RootNews, k.name, subject.Actions(k.name)[0]}, k.facets...), ".")
		n, err := subject.ReadNews(on)
		if err != nil {
			t.Error(err)
		}
		for facet, got := range map[string]string{
			"topic": n.Topic, "language": n.Language, "source": n.Source, "story": n.Story, "country": n.Country, "speaker": n.Speaker,
			"type": n.Type, "dyad": n.Dyad, "actor": n.Actor, "recipient": n.Recipient,
		} {
			if want := slices.Contains(k.facets, facet); want != (got == facet) {
				t.Errorf("%s: %s is read as %q", on, facet, got)
			}
		}
	}
	if !slices.Equal(names, subject.Kinds()) {
		t.Errorf("kinds %v, package subject has %v", names, subject.Kinds())
	}
}

func TestStagesTellTheirReasons(t *testing.T) {
	reasons, err := burials()
	if err != nil {
		t.Fatal(err)
	}
	for stage, reason := range map[string]string{"ingest": "bad_json", "clean": "no_text", "extract": "panic", "announce": "too_large"} {
		if !slices.Contains(reasons[stage], reason) {
			t.Errorf("%s buries with %v, not with %s", stage, reasons[stage], reason)
		}
	}
}

func TestTheSampleIsToldTheSameEveryTime(t *testing.T) {
	first, err := tellSample()
	if err != nil {
		t.Fatal(err)
	}
	again, err := tellSample()
	if err != nil {
		t.Fatal(err)
	}
	if len(first.events) < 200 || len(first.dead) == 0 || len(first.events) != len(again.events) {
		t.Fatalf("%d events and %d dead letters, then %d events", len(first.events), len(first.dead), len(again.events))
	}
	for i, e := range first.events {
		if string(e.Data) != string(again.events[i].Data) {
			t.Errorf("event %s is other when told again", e.ID)
		}
	}
	for _, k := range kinds {
		if examples := first.shortest(k.name); len(examples) < 2 {
			t.Errorf("%d examples of %s", len(examples), k.name)
		}
	}
}
