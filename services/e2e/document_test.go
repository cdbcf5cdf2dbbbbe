package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/wirefold/sample"
)

// All that the sample becomes is as the document says, and nothing is in it that the document does not know.
func TestTheDocumentKnowsAllOfTheNews(t *testing.T) {
	a := readAsyncAPI(t)
	d := open(t)
	playSample(t, d, 1<<30)
	d.settle(t)
	waitForState(t, d)
	seen := map[string]int{}
	for _, stream := range []string{topology.News, topology.State} {
		for _, e := range readEvents(t, d.js, stream, 1) {
			name, _, _ := strings.Cut(e.kind(), ".")
			if stream == topology.State {
				name += "State"
			}
			seen[name]++
			if err := a.message(e.Subject, e.Header, name, e.Raw); err != nil {
				t.Errorf("%s %d on %s: %v\n%.600s", stream, e.Seq, e.Subject, err, e.Raw)
			}
			checkFile(t, e)
		}
	}
	for _, l := range readLetters(t, d) {
		seen["deadLetter"]++
		if err := a.message(l.Subject, l.Header, "deadLetter", nil); err != nil {
			t.Errorf("dead letter on %s: %v", l.Subject, err)
		}
	}
	for _, name := range []string{"article", "copy", "story", "quote", "event", "articleState", "copyState", "storyState", "deadLetter"} {
		if seen[name] == 0 {
			t.Errorf("no message %s was seen", name)
		}
	}
}

// checkFile holds an event against the schema in docs/schemas, which is for those who do not read AsyncAPI.
func checkFile(t *testing.T, e event) {
	t.Helper()
	kind, _, _ := strings.Cut(e.kind(), ".")
	if files[kind] == nil {
		files[kind] = jsonschema.NewCompiler().MustCompile(filepath.Join("..", "..", "docs", "schemas", kind+".schema.json"))
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(e.Raw))
	if err != nil {
		t.Fatal(err)
	}
	if err := files[kind].Validate(v); err != nil {
		t.Errorf("%s against its file: %v", e.Subject, err)
	}
}

var files = map[string]*jsonschema.Schema{}

// readLetters gives the last letter on each subject of DEAD.
func readLetters(t *testing.T, d *desk) []*nats.Msg {
	t.Helper()
	stream, err := d.js.Stream(t.Context(), topology.Dead)
	if err != nil {
		t.Fatal(err)
	}
	var out []*nats.Msg
	for seq := uint64(1); seq <= stream.CachedInfo().State.LastSeq; seq++ {
		m, err := stream.GetMsg(t.Context(), seq)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, &nats.Msg{Subject: m.Subject, Header: m.Header, Data: m.Data})
	}
	return out
}

// What the sample's outlets publish is as the document says too; only what becomes a dead letter may not be.
func TestTheDocumentKnowsTheWire(t *testing.T) {
	a := readAsyncAPI(t)
	messages, err := sample.Messages()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, m := range messages {
		name := wireForm(m)
		if name == "" {
			continue
		}
		payload := m.Body
		if name == "page" || name == "text" {
			payload = nil
		}
		seen[name]++
		source, err := subject.WireSource(m.Subject) // wire.reuters.com is forgiven
		if err != nil {
			t.Fatal(err)
		}
		if err := a.message("wire."+source, m.Header, name, payload); err != nil {
			t.Errorf("%s is no %s: %v", m.Name, name, err)
		}
	}
	if seen["articleObject"] < 10 || seen["page"] == 0 || seen["text"] == 0 || seen["cloudEvent"] == 0 {
		t.Errorf("seen: %v", seen)
	}
}

// wireForm names the form of a message of the sample; "" for what is broken on purpose or tells no form.
func wireForm(m sample.Message) string {
	mediaType, _, _ := strings.Cut(nats.Header(m.Header).Get("Content-Type"), ";")
	switch mediaType {
	case "text/html":
		return "page"
	case "text/plain":
		return "text"
	case "application/cloudevents+json":
		return "cloudEvent"
	case "application/json":
		var o map[string]any
		if json.Unmarshal(m.Body, &o) != nil {
			return ""
		}
		if _, ninjs := o["uri"]; ninjs {
			return "ninjs"
		}
		return "articleObject"
	}
	return ""
}

// The parser of AsyncAPI does not look into examples.
func TestTheExamplesAreAsTheDocumentSays(t *testing.T) {
	a := readAsyncAPI(t)
	checked := 0
	for name := range a.at("components", "messages") {
		examples, _ := a.at("components", "messages", name)["examples"].([]any)
		for _, e := range examples {
			example := e.(map[string]any)
			for part, value := range map[string]any{"headers": example["headers"], "payload": example["payload"]} {
				if value == nil {
					continue
				}
				checked++
				if err := a.check(instance(t, value), "components", "messages", name, part); err != nil {
					t.Errorf("%s of %v: %v", part, example["name"], err)
				}
			}
		}
	}
	if checked < 25 {
		t.Errorf("%d parts of examples were checked", checked)
	}
}

// What the door answers is as the document says.
func TestTheDocumentKnowsTheDoor(t *testing.T) {
	a := readAsyncAPI(t)
	address := natstest.FreeAddress(t)
	startPipeline(t, "--door", address)
	for _, row := range []struct {
		why, contentType, body, message string
		status                          int
	}{
		{"an article", "application/json", `{"source":"pierpost.example","text":"The pier is old."}`, "articleReceipt", http.StatusCreated},
		{"the same again", "application/json", `{"source":"pierpost.example","text":"The pier is old."}`, "articleReceipt", http.StatusOK},
		{"no source", "application/json", `{"text":"The pier is old."}`, "problem", http.StatusBadRequest},
		{"a form that the wire does not take", "image/png", "x", "problem", http.StatusUnsupportedMediaType},
		{"what would become a dead letter", "application/json", `{"source":"pierpost.example","status":"lost"}`, "problem", http.StatusUnprocessableEntity},
		{"lines", "application/x-ndjson", `{"source":"pierpost.example","text":"The pier is very old."}` + "\n{}\n", "lineReceipt", http.StatusOK},
	} {
		t.Run(row.why, func(t *testing.T) {
			var answer *http.Response
			natstest.Eventually(t, "the door answers", func() (ok bool) {
				var err error
				answer, err = http.Post("http://"+address+"/v1/articles", row.contentType, strings.NewReader(row.body))
				if err != nil {
					return false
				}
				if ok = answer.StatusCode != http.StatusServiceUnavailable && answer.StatusCode != http.StatusNotFound; !ok {
					answer.Body.Close()
				}
				return ok
			})
			defer answer.Body.Close()
			body, err := io.ReadAll(answer.Body)
			if err != nil {
				t.Fatal(err)
			}
			if declared := a.at("components", "messages", row.message)["contentType"]; answer.StatusCode != row.status || answer.Header.Get("Content-Type") != declared {
				t.Errorf("%d, %s, want %d, %s:\n%s", answer.StatusCode, answer.Header.Get("Content-Type"), row.status, declared, body)
			}
			for line := range bytes.Lines(body) {
				v, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
				if err != nil {
					t.Fatal(err)
				}
				if err := a.check(v, "components", "messages", row.message, "payload"); err != nil {
					t.Errorf("%s: %v", line, err)
				}
			}
		})
	}
}
