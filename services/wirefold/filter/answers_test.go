package filter

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// lines runs a filter that has nothing to refuse, and gives its answers.
func lines(t *testing.T, name, in string) []map[string]any {
	t.Helper()
	var out strings.Builder
	if err := filters[name](strings.NewReader(in), &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	var all []map[string]any
	for line := range strings.Lines(out.String()) {
		var one map[string]any
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}

// line writes an object.
func object(fields map[string]any) string {
	data, _ := json.Marshal(fields)
	return string(data) + "\n"
}

const pier = "SANDWICK, March 3 (Coast Wire) - The island council voted on Thursday to close the old ferry pier after an inspection found rot in forty of its beams.\n\n" +
	"“Nobody will walk on that wood again while I am mayor,” said Mayor Ida Thorsen, who had crossed the pier herself on Monday.\n\n" +
	"The council will move the boats to the fish dock until a new pier is built. The ferry workers have asked for repairs since the spring."

func TestCleanAnswers(t *testing.T) {
	const page = "<html lang=en><head><meta charset=iso-8859-1><title>Pier</title></head><body><article><h1>Pier closed by the café</h1><p>" +
		"The island council voted on Thursday to close the old ferry pier by the café after an inspection found rot in forty of its beams.</p><p>" +
		"The council will move the boats to the fish dock until a new pier is built, and the ferry workers have asked for repairs since the spring.</p></article></body></html>"
	got := lines(t, "clean", object(map[string]any{"id": "text", "text": pier, "url": "hard::no-address", "publishedAt": "2022-03-03T15:00:00+01:00"})+
		object(map[string]any{"id": "decoded", "html": page})+
		object(map[string]any{"id": "bytes", "htmlBase64": []byte(strings.ReplaceAll(page, "é", "\xe9"))}))
	for key := range map[string]bool{"id": true, "title": true, "byline": true, "dateline": true, "credit": true, "publishedAt": true, "publishedAtOrigin": true, "language": true, "paragraphs": true, "removed": true} {
		for _, answer := range got {
			if value, ok := answer[key]; !ok || value == nil {
				t.Errorf("%v: no %s", answer["id"], key)
			}
		}
	}
	if got[0]["credit"] != "Coast Wire" || got[0]["publishedAt"] != "2022-03-03T15:00:00+01:00" || len(got[0]["paragraphs"].([]any)) != 3 {
		t.Errorf("an address that is none costs no article: %v", got[0])
	}
	for _, answer := range got[1:] {
		if text := answer["paragraphs"].([]any)[0].(string); !strings.Contains(text, "by the café after") {
			t.Errorf("%v: html is text already, htmlBase64 is bytes with a charset: %q", answer["id"], text)
		}
	}
}

func TestExtractAnswers(t *testing.T) {
	got := lines(t, "extract", object(map[string]any{"id": 1, "title": "Pier closed", "text": pier, "publishedAt": "2022-03-03T15:00:00Z"})+
		object(map[string]any{"id": 2, "text": ""}))
	for _, key := range []string{"entities", "quotes", "times", "quantities", "events"} {
		for _, answer := range got {
			if _, ok := answer[key].([]any); !ok {
				t.Errorf("%v: %s is no list: %v", answer["id"], key, answer[key])
			}
		}
	}
	if len(got[0]) != 6 {
		t.Errorf("more than the contract names: %v", got[0])
	}
	quote := got[0]["quotes"].([]any)[0].(map[string]any)
	runes := []rune(pier)
	if text := string(runes[int(quote["start"].(float64)):int(quote["end"].(float64))]); text != quote["text"] {
		t.Errorf("a span counts in the text as it was given: %q, %q", text, quote["text"])
	}
}

// A reader finds every field that the contract names, also of what the text does not tell.
func TestExtractLeavesNoFieldOut(t *testing.T) {
	got := lines(t, "extract", object(map[string]any{"id": 1, "text": "“Nobody will walk on that wood again.”\n\nRussia accused Ukraine of shelling the pier."}))
	quote, event := got[0]["quotes"].([]any)[0].(map[string]any), got[0]["events"].([]any)[0].(map[string]any)
	speaker, _ := quote["speaker"].(map[string]any)
	place, _ := event["place"].(map[string]any)
	for _, key := range []string{"text", "start", "end", "entityId", "name"} {
		if _, ok := speaker[key]; !ok {
			t.Errorf("the speaker of a quote without one has no %s: %v", key, quote)
		}
	}
	for _, key := range []string{"name", "country"} {
		if _, ok := place[key]; !ok {
			t.Errorf("the place of an event without one has no %s: %v", key, event)
		}
	}
}

func TestDedupeAnswers(t *testing.T) {
	var out strings.Builder
	in := object(map[string]any{"id": "o", "title": "Pier closed", "text": pier, "source": "coastwire.example", "url": "https://coastwire.example/pier?utm_source=x", "publishedAt": "2022-03-03T14:00:00Z"}) +
		object(map[string]any{"id": 7, "title": "Pier shut", "text": pier, "source": "harborgazette.example", "publishedAt": "2022-03-03T15:00:00Z"}) +
		object(map[string]any{"id": "again", "title": "Pier closed for good", "text": pier + "\n\nThe vote was nine to two.", "source": "coastwire.example", "url": "https://coastwire.example/pier", "publishedAt": "2022-03-03T16:00:00Z"}) +
		object(map[string]any{"id": "same", "title": "Pier closed for good", "text": pier + "\n\nThe vote was nine to two.", "source": "coastwire.example", "url": "https://coastwire.example/pier", "publishedAt": "2022-03-03T16:00:00Z"}) +
		object(map[string]any{"id": "other", "title": "Gale", "text": "A gale passed north of the isles in the night and took the roof of a boathouse.", "source": "harborgazette.example", "publishedAt": "2022-03-03T17:00:00Z"})
	if err := Dedupe(strings.NewReader(in), &out, true); err != nil {
		t.Fatal(err)
	}
	var relations, ends []string
	for line := range strings.Lines(out.String()) {
		var a struct {
			ID, OriginalID, GroupID any
			Relation, StoryID       string
			Score                   float64
			Final                   bool
		}
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		if a.StoryID == "" || a.Score < 0 || a.Score > 1 {
			t.Errorf("story or score: %s", line)
		}
		if a.Final {
			ends = append(ends, text(a.ID)+" in "+text(a.GroupID))
			continue
		}
		relations = append(relations, text(a.ID)+" "+a.Relation+" of "+text(a.OriginalID))
	}
	if got, want := strings.Join(relations, ", "), "o original of o, 7 exact of o, again updated of o, same exact of o, other original of other"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := strings.Join(ends, ", "), "o in o, 7 in o, again in o, same in o, other in other"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func text(v any) string {
	data, _ := json.Marshal(v)
	return strings.Trim(string(data), `"`)
}

func TestFoldAnswers(t *testing.T) {
	const source = "coastwire.example"
	got := lines(t, "fold", object(map[string]any{"id": "p", "source": source, "url": "https://coastwire.example/pier", "title": "Pier closed", "text": pier, "publishedAt": "2022-03-03T14:00:00Z"})+
		object(map[string]any{"id": "p", "source": source, "title": "KILL - Pier story is withdrawn", "note": "KILL", "status": "canceled", "receivedAt": "2022-03-03T18:30:00+01:00"})+
		object(map[string]any{"id": "w", "url": "https://weathermast.example/1", "title": "Gale", "text": "A gale passed north of the isles in the night and took the roof of a boathouse.", "publishedAt": "2022-03-03T13:00:00Z"}))
	times := map[string]string{}
	var subjects []string
	for _, line := range got {
		event := line["event"].(map[string]any)
		if event["specversion"] != "1.0" || event["source"] != "//wirefold/test/fold" || event["traceparent"] == nil {
			t.Errorf("no CloudEvent of this fold: %v", event)
		}
		id := event["id"].(string)
		times[strings.Split(id, "-")[0]] = event["time"].(string)
		if strings.HasPrefix(line["subject"].(string), "news.article") {
			subjects = append(subjects, line["subject"].(string))
		}
	}
	if want := "news.article.new._.en.coastwire_example news.article.withdrawn._.en.coastwire_example news.article.new._.en.weathermast_example"; strings.Join(subjects, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(subjects, " "), want)
	}
	if times["1"] != "2022-03-03T14:00:00Z" || times["2"] != "2022-03-03T17:30:00Z" || times["3"] != "2022-03-03T14:00:00Z" {
		t.Errorf("receipt is what is told, else the latest publication so far: %v", times)
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	for name, filter := range filters {
		var out strings.Builder
		if err := filter(strings.NewReader(article("a", 1)), &out); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("%v %v", left, err)
	}
}
