package news

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wirefold/wirefold/pkg/ninjs"
	"github.com/wirefold/wirefold/services/clean/cleaner"
	"github.com/wirefold/wirefold/services/ingest/receiver"
	"github.com/wirefold/wirefold/services/wirefold/sample/sampletest"
)

var (
	update  = flag.Bool("update", false, "write what comes out to testdata")
	written = flag.String("written", "", "folder for all items of the sample; a schema checker reads them there")
)

// golden compares lines with a file of them.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile("testdata/"+file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	have, wanted := strings.SplitAfter(string(got), "\n"), strings.SplitAfter(string(want), "\n")
	for i := range max(len(have), len(wanted)) {
		if i >= len(have) || i >= len(wanted) || have[i] != wanted[i] {
			t.Fatalf("line %d of %s: got\n%.2000s\nwant\n%.2000s", i+1, file, strings.Join(have[min(i, len(have)):], ""), strings.Join(wanted[min(i, len(wanted)):], ""))
		}
	}
}

// Every event of an article of the sample is an item, in both versions; the golden files have one of each action.
func TestSampleAsNinjs(t *testing.T) {
	for _, v := range []ninjs.Version{ninjs.V2, ninjs.V3} {
		var out, all bytes.Buffer
		seen := map[string]bool{}
		for _, raw := range sampletest.Events(t) {
			e, err := Read(raw.Data)
			if err != nil {
				t.Fatal(err)
			}
			item, ok := e.Item()
			if ok != (e.Kind == "article") {
				t.Errorf("%s %s.%s is an item: %v", e.ID, e.Kind, e.Action, ok)
			}
			if !ok {
				continue
			}
			line, err := ninjs.Write(item, v)
			if err != nil {
				t.Fatal(err)
			}
			back, err := ninjs.Parse(line)
			if err != nil || back.URI != "urn:wirefold:"+e.Of || back.Headline != e.Article.GetTitle() || back.Text != e.Article.GetText() || back.URL != e.Article.GetUrl() {
				t.Errorf("%s reads as %+v, %v", line, back, err)
			}
			all.Write(append(line, '\n'))
			if !seen[e.Action] {
				seen[e.Action] = true
				out.Write(append(line, '\n'))
			}
		}
		name := "sample.ninjs" + string(v) + ".jsonl"
		golden(t, name, out.Bytes())
		if *written != "" {
			if err := os.WriteFile(filepath.Join(*written, name), all.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// One event of each kind and action of the sample, flat.
func TestSampleAsFlatLines(t *testing.T) {
	var out bytes.Buffer
	seen := map[string]bool{}
	for _, raw := range sampletest.Events(t) {
		line, err := Flat(raw.Data)
		if err != nil {
			t.Fatal(err)
		}
		var flat struct{ Event, EventID, EventTime, ID string }
		e, _ := Read(raw.Data)
		if err := json.Unmarshal(line, &flat); err != nil || flat.Event != e.Kind+"."+e.Action || flat.EventID != e.ID || flat.ID != e.Of && e.Action != "merged" {
			t.Errorf("%.200s: %v", line, err)
		}
		if !seen[flat.Event] {
			seen[flat.Event] = true
			out.Write(append(line, '\n'))
		}
	}
	golden(t, "sample.jsonl", out.Bytes())
}

func TestFlat(t *testing.T) {
	for _, r := range []struct{ why, in, want string }{
		{"the event comes first, then its data", `{"id":"7-1","type":"wirefold.article.new.v1","time":"2022-01-10T10:00:00Z","data":{"id":"a-1","wireSeq":"7"}}`,
			`{"event":"article.new","eventId":"7-1","eventTime":"2022-01-10T10:00:00Z","id":"a-1","wireSeq":"7"}`},
		{"data over several lines are one line", "{\"id\":\"7-1\",\"type\":\"wirefold.article.new.v1\",\"time\":\"t\",\"data\":{\n \"id\": \"a\"\n}}",
			`{"event":"article.new","eventId":"7-1","eventTime":"t","id":"a"}`},
		{"data without fields", `{"id":"7-1","type":"wirefold.article.new.v1","time":"t","data":{}}`, `{"event":"article.new","eventId":"7-1","eventTime":"t"}`},
		{"another's event is refused", `{"id":"7-1","type":"org.example","time":"t","data":{}}`, ""},
		{"so is one without a time", `{"id":"7-1","type":"wirefold.article.new.v1","data":{}}`, ""},
		{"and one whose data are no object", `{"id":"7-1","type":"wirefold.article.new.v1","time":"t","data":[1]}`, ""},
		{"and what is no JSON", `{`, ""},
		{"a type that would end its string is quoted", `{"id":"7-1","type":"wirefold.a\",\"id\":\"b.new.v1","time":"t","data":{}}`, `{"event":"a\",\"id\":\"b.new","eventId":"7-1","eventTime":"t"}`},
		{"a time is a string, on the same line", "{\"id\":\"7-1\",\"type\":\"wirefold.article.new.v1\",\"time\":[\n1],\"data\":{}}", ""},
	} {
		got, err := Flat([]byte(r.in))
		if string(got) != r.want || (err != nil) != (r.want == "") {
			t.Errorf("%s: %s, %v, want %s", r.why, got, err, r.want)
		}
	}
}

func TestNotes(t *testing.T) {
	got := map[string]ninjs.Item{}
	for _, raw := range sampletest.Events(t) {
		e, _ := Read(raw.Data)
		if item, ok := e.Item(); ok && (got[e.Action].URI == "" || e.Article.GetReason() != "") {
			got[e.Action] = item
		}
	}
	for _, r := range []struct{ action, status, note string }{
		{"new", "usable", "Was a copy; its original does not stand any more."},
		{"updated", "usable", ""},
		{"corrected", "usable", "Correction: was “about 30,000 troops”, is “about 3,000 troops”"},
		{"held", "withheld", "Held."},
		{"released", "usable", "Released."},
		{"withdrawn", "canceled", "Withdrawn."},
	} {
		if item := got[r.action]; item.Status != r.status || !strings.HasPrefix(item.Note, r.note) {
			t.Errorf("%s is %s, %q, want %s, %q", r.action, item.Status, item.Note, r.status, r.note)
		}
	}
	if i := got["corrected"]; !slices.ContainsFunc(i.Places, func(c ninjs.Concept) bool { return c.Rel == "mentions" }) || i.Located == "" {
		t.Errorf("no places: %+v", i)
	}
}

// What one Wirefold writes another one reads as the same news.
func TestAnotherWirefoldReadsIt(t *testing.T) {
	clean := cleaner.New()
	for _, raw := range sampletest.Events(t) {
		e, _ := Read(raw.Data)
		item, ok := e.Item()
		if !ok {
			continue
		}
		why := []string{e.Article.GetReason()}
		if e.ID == "1-1" {
			why = append(why, slices.Collect(maps.Keys(reasons))...)
		}
		for _, e.Article.Reason = range why {
			item.Note = e.note()
			line, err := ninjs.Write(item, ninjs.V3)
			if err != nil {
				t.Fatal(err)
			}
			article, err := receiver.FromJSON("desk.example", 1, e.Time, line)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			if article.GetOrigin().GetSourceId() != item.URI || article.GetOrigin().GetVersion() != int64(e.Article.GetRevision()) || article.GetOrigin().GetUrl() != e.Article.GetUrl() ||
				article.GetOrigin().GetStatus() != item.Status {
				t.Errorf("%s is %+v", line, article.GetOrigin())
			}
			if e.Article.GetText() == "" {
				continue
			}
			out, err := clean.Step(t.Context(), article)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			if want := map[string]string{"withdrawn": "canceled", "held": "withheld"}[e.Action]; out.GetStatus() != cmp.Or(want, "usable") && e.Action != "released" {
				t.Errorf("%s %q is %s: %.600s", e.Action, item.Note, out.GetStatus(), line)
			}
			if out.GetCorrection() != (e.Action == "corrected") || out.GetTitle() != e.Article.GetTitle() {
				t.Errorf("%s %q is a correction: %v, %q", e.Action, item.Note, out.GetCorrection(), out.GetTitle())
			}
		}
	}
}
