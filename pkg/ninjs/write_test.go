package ninjs

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

var written = flag.String("written", "", "folder for the items that are written; a schema checker reads them there")

var versions = []Version{V2, V3}

// What is read here is written in both versions, and read again.
func TestWrittenGolden(t *testing.T) {
	items := map[string]Item{"full": full, "odd": odd}
	files, _ := filepath.Glob("testdata/*.json")
	for _, file := range files {
		items[strings.TrimSuffix(filepath.Base(file), ".json")] = read(t, file)
	}
	for name, item := range items {
		for _, v := range versions {
			name := name + ".ninjs" + string(v) + ".json"
			t.Run(name, func(t *testing.T) {
				var out bytes.Buffer
				body := again(t, item, v)
				keep(t, name, body)
				if err := json.Indent(&out, body, "", "  "); err != nil {
					t.Fatal(err)
				}
				out.WriteByte('\n')
				golden := filepath.Join("testdata", "written", name)
				if *update {
					if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				if want, _ := os.ReadFile(golden); !bytes.Equal(want, out.Bytes()) {
					t.Errorf("got\n%s\nwant\n%s", out.Bytes(), want)
				}
			})
		}
	}
}

// full has all that can be written.
var full = Item{
	URI: "urn:wirefold:a-0123456789abcdef", ItemID: "cw-7", Version: "3", Status: "usable", Headline: `Pier <closed> & "rotten"`, Slugline: "PIER-ROT",
	By: "Ida Holm", Note: "Correction: was “40”, is “400”.", Language: "en", Located: "SANDWICK", Embargo: "2022-03-03T18:00:00+01:00",
	URL:          "https://coastwire.example/pier?page=1#top",
	Text:         "The pier <old> is closed.\n\nForty \"beams\" & more are rotten.",
	FirstCreated: "2022-03-03T14:00:00Z", VersionCreated: "2022-03-03T15:00:00.5Z",
	Subjects:      []Concept{{Name: "us-russia-talks", Rel: "about", Literal: "us-russia-talks"}},
	Events:        []Concept{{Name: "Norway accuses Iceland", Rel: "about", Literal: "h-1"}},
	People:        []Concept{{Name: "Ida Thorsen", Rel: "mentions", URI: "https://people.example/ida"}},
	Organisations: []Concept{{Name: "OSCE", Rel: "mentions", Literal: "o-osce"}},
	Places:        []Concept{{Name: "Sandwick", Rel: "mentions"}},
	InfoSources:   []Concept{{Name: "coastwire_example", Rel: "publisher"}},
}

// odd has what is valid and looks otherwise: a schema's checker of formats has to see it the same way.
var odd = Item{
	URI: "a:b", FirstCreated: "2022-12-31T23:59:59.123456789+14:00", VersionCreated: "0001-01-01T00:00:00-00:00", Headline: "a\u2028\t\"",
	Text: "\U0001f6f3 first\n\nlast", URL: "http://u:p@x.example:80//%41/;a=b?c=d&e#!g",
	People: []Concept{
		{URI: "urn:x:1"}, {URI: "mailto:a@b.example"}, {URI: "http:a"}, {URI: "a:/b"}, {URI: "http://x.example//y?#"}, {URI: "tag:x.example,2022:y/z"},
		{URI: "A+b.c-d:0!$&'()*+,;=@:~"}, {URI: "http://x.example:/"}, {URI: "h://0/?/?#/?"},
	},
}

func read(t *testing.T, file string) Item {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	item, err := Parse(body)
	if err != nil {
		t.Fatal(err)
	}
	return item
}

// again writes item and gives what was written, which reads as the same item.
func again(t *testing.T, item Item, v Version) []byte {
	t.Helper()
	body, err := Write(item, v)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Parse(body)
	if !Is(body) || err != nil || !reflect.DeepEqual(back, item) {
		t.Errorf("%s reads as\n%+v, %v, want\n%+v", body, back, err, item)
	}
	return body
}

// keep leaves an item for a schema checker.
func keep(t *testing.T, name string, body []byte) {
	t.Helper()
	if *written == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*written, name), body, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestExamplesAreWrittenAgain(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/data/ninjs/examples/*.json")
	for _, file := range files {
		for _, v := range versions {
			keep(t, strings.TrimSuffix(filepath.Base(file), ".json")+".ninjs"+string(v)+".json", again(t, read(t, file), v))
		}
	}
}

func TestWhatHasNoFormIsLeftOut(t *testing.T) {
	for _, r := range []struct {
		why  string
		item Item
		not  string
	}{
		{"a status of another vocabulary", Item{Status: "killed"}, "pubStatus"},
		{"a date without a time", Item{FirstCreated: "2022-01-10"}, "firstCreated"},
		{"a time with a comma", Item{VersionCreated: "2022-01-10T10:00:00,5Z"}, "versionCreated"},
		{"a concept that is a URI with a space", Item{People: []Concept{{URI: "https://x.example/a b"}}}, "people"},
		{"a script for an address", Item{URL: "javascript:alert(1)"}, "renditions"},
		{"an address without a host", Item{URL: "/pier"}, "renditions"},
		{"an address in another alphabet", Item{URL: "https://x.example/мост"}, "renditions"},
		{"a headline of nothing", Item{}, "headlines"},
		{"a body of nothing", Item{}, "bodies"},
	} {
		t.Run(r.why, func(t *testing.T) {
			r.item.URI = "urn:x:1"
			if body, err := Write(r.item, V3); err != nil || strings.Contains(string(body), r.not) {
				t.Errorf("%s, %v has %s", body, err, r.not)
			}
		})
	}
}

func TestNotWritten(t *testing.T) {
	for _, address := range []string{"", "7", "a b", "urn:", "urn:ü", "http://[::1", "a:b##"} {
		if body, err := Write(Item{URI: address}, V3); !errors.Is(err, ErrNoURI) {
			t.Errorf("%q gives %s, %v", address, body, err)
		}
	}
	if _, err := Write(Item{URI: "urn:x:1"}, "1.4"); err == nil || !strings.Contains(err.Error(), "1.4") {
		t.Errorf("a version from before: %v", err)
	}
}

func FuzzWrite(f *testing.F) {
	f.Add("urn:x:1", "A <b>", "a\n\nb & c\nd", "https://x.example/?a=b", "2022-01-10T10:00:00Z", "usable")
	f.Add("http:a", " \x00\u2028", "<p>\xff", "x", "0000-00-00T00:00:00Z", "")
	f.Fuzz(func(t *testing.T, id, headline, text, address, when, status string) {
		item := Item{URI: id, Headline: headline, Text: text, URL: address, FirstCreated: when, Status: status,
			People: []Concept{{Name: headline, URI: address}}}
		for _, v := range versions {
			body, err := Write(item, v)
			if err != nil {
				if !errors.Is(err, ErrNoURI) {
					t.Fatal(err)
				}
				return
			}
			if !json.Valid(body) || bytes.ContainsRune(body, '\n') || !Is(body) {
				t.Fatalf("no line of JSON: %s", body)
			}
			back, err := Parse(body)
			if err != nil {
				t.Fatalf("%s: %v", body, err)
			}
			plain := strings.ReplaceAll(string([]rune(text)), "\x00", " ") // rune by rune, as the encoder replaces what is no UTF-8
			if want := strings.Join(strings.Fields(plain), " "); strings.Join(strings.Fields(strings.ReplaceAll(back.Text, "\x00", " ")), " ") != want {
				t.Errorf("text %q reads as %q", want, back.Text)
			}
			if back.URI != id {
				t.Errorf("URI %q reads as %q", id, back.URI)
			}
			// What was read once is stable: written and read again it does not change.
			if again, err := Write(back, v); err != nil || !bytes.Contains(again, []byte(`"uri":`)) {
				t.Errorf("%s: %v", again, err)
			} else if third, _ := Parse(again); third.Headline != back.Headline || third.URL != back.URL || third.FirstCreated != back.FirstCreated {
				t.Errorf("%+v becomes %+v", back, third)
			}
		}
	})
}
