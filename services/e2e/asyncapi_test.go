package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/wirefold/sample"
)

// asyncAPI is docs/asyncapi.yaml, read by one who holds messages against it.
type asyncAPI struct {
	t        *testing.T
	document map[string]any
	schemas  *jsonschema.Compiler
}

const documentURL = "file:///asyncapi.json"

// readAsyncAPI reads the document. A field of the news that it does not declare is an error here; the document itself lets
// such fields be, for later versions have more.
func readAsyncAPI(t *testing.T) asyncAPI {
	t.Helper()
	raw, err := os.ReadFile("../../docs/asyncapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a := asyncAPI{t: t, schemas: jsonschema.NewCompiler()}
	if err := yaml.Unmarshal(raw, &a.document); err != nil {
		t.Fatal(err)
	}
	forbidOthers(a.document["components"])
	a.schemas.DefaultDraft(jsonschema.Draft7)
	a.schemas.AssertFormat()
	if err := a.schemas.AddResource(documentURL, instance(t, a.document)); err != nil {
		t.Fatal(err)
	}
	return a
}

// forbidOthers closes every object that tells its properties and leaves it open whether there are others.
func forbidOthers(node any) {
	switch node := node.(type) {
	case map[string]any:
		_, told := node["properties"].(map[string]any)
		if _, open := node["additionalProperties"]; told && !open && node["type"] == "object" {
			node["additionalProperties"] = false
		}
		for _, key := range slices.Sorted(maps.Keys(node)) {
			if key != "examples" {
				forbidOthers(node[key])
			}
		}
	case []any:
		for _, n := range node {
			forbidOthers(n)
		}
	}
}

// instance is a value as package jsonschema has them.
func instance(t *testing.T, v any) any {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// at finds a part of the document.
func (a asyncAPI) at(path ...string) map[string]any {
	node := a.document
	for _, p := range path {
		node, _ = node[p].(map[string]any)
	}
	if node == nil {
		a.t.Fatalf("the document has no %s", strings.Join(path, "/"))
	}
	return node
}

// check holds a value against the schema at a place of the document.
func (a asyncAPI) check(v any, path ...string) error {
	schema, err := a.schemas.Compile(documentURL + "#/" + strings.Join(path, "/"))
	if err != nil {
		a.t.Fatal(err)
	}
	return schema.Validate(v)
}

var parameter = regexp.MustCompile(`^\{(\w+)\}$`)

// channel names the one channel that a subject belongs to, and checks its tokens.
func (a asyncAPI) channel(on string) (string, error) {
	tokens := strings.Split(on, ".")
	for name := range a.at("channels") {
		channel := a.at("channels", name)
		address, _ := channel["address"].(string)
		parts := strings.Split(address, ".")
		fits := len(parts) == len(tokens)
		for i := 0; fits && i < len(parts); i++ {
			fits = parts[i] == tokens[i] || parameter.MatchString(parts[i])
		}
		if !fits {
			continue
		}
		for i, part := range parts {
			m := parameter.FindStringSubmatch(part)
			if m == nil {
				continue
			}
			p := a.at("channels", name, "parameters", m[1])
			if words, ok := p["enum"].([]any); ok && !slices.Contains(words, any(tokens[i])) {
				return "", fmt.Errorf("%s of %s is none of %v", m[1], on, words)
			}
			if pattern, ok := p["x-pattern"].(string); ok && !regexp.MustCompile(pattern).MatchString(tokens[i]) {
				return "", fmt.Errorf("%s of %s does not match %s", m[1], on, pattern)
			}
		}
		return name, nil
	}
	return "", fmt.Errorf("%s is on no channel", on)
}

// message checks a message against the one of its channel that it is.
func (a asyncAPI) message(on string, header nats.Header, name string, payload []byte) error {
	channel, err := a.channel(on)
	if err != nil {
		return err
	}
	if _, ok := a.at("channels", channel, "messages")[name]; !ok {
		return fmt.Errorf("channel %s has no message %s", channel, name)
	}
	single := map[string]string{}
	for key := range header {
		single[key] = header.Get(key)
	}
	if err := a.check(instance(a.t, single), "components", "messages", name, "headers"); err != nil {
		return fmt.Errorf("headers: %w", err)
	}
	if payload == nil {
		return nil
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(payload))
	if err != nil {
		return err
	}
	return a.check(v, "components", "messages", name, "payload")
}

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
