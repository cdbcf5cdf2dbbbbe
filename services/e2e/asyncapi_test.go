package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
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
