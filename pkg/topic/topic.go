// Package topic knows the configured interests of a desk and tells which of them an article is about.
package topic

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Topic is one interest. An article is about it when at least Min different ones of its phrases, entities and dyads
// stand in it.
type Topic struct {
	Name     string   `yaml:"name"`     // a subject token: [a-z0-9_-], 1 to 48 bytes
	Phrases  []string `yaml:"phrases"`  // words in a row, in any case
	Entities []string `yaml:"entities"` // names of people, bodies and places, as extraction writes them
	Dyads    []string `yaml:"dyads"`    // pairs of countries between which something happens, sorted: rus-usa
	Min      int      `yaml:"min"`      // how many must match; 1 when not given
}

var (
	validName = regexp.MustCompile(`^[a-z0-9_-]{1,48}$`)
	validDyad = regexp.MustCompile(`^([a-z]{2,4})-([a-z]{2,4})$`)
)

// Parse reads a topics file: a YAML list of topics. Unknown keys and values that could never match are errors.
func Parse(file []byte) ([]Topic, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(file))
	decoder.KnownFields(true)
	var topics []Topic
	if err := decoder.Decode(&topics); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, errors.New("the file is empty: a list of topics is wanted")
		}
		return nil, err
	}
	if len(topics) == 0 {
		return nil, errors.New("the list of topics is empty")
	}
	seen := map[string]bool{}
	for i := range topics {
		t := &topics[i]
		if t.Min == 0 {
			t.Min = 1
		}
		if err := t.check(); err != nil {
			return nil, fmt.Errorf("topic %d, %q: %w", i+1, t.Name, err)
		}
		if seen[t.Name] {
			return nil, fmt.Errorf("topic %d, %q: the name is taken", i+1, t.Name)
		}
		seen[t.Name] = true
	}
	return topics, nil
}

func (t *Topic) check() error {
	if !validName.MatchString(t.Name) || t.Name == "_" {
		return errors.New("a name is 1 to 48 of a-z, 0-9, '_' and '-', and not '_' alone")
	}
	if t.Min < 0 || t.Min > len(t.Phrases)+len(t.Entities)+len(t.Dyads) {
		return fmt.Errorf("min is %d, of %d phrases, entities and dyads", t.Min, len(t.Phrases)+len(t.Entities)+len(t.Dyads))
	}
	for _, list := range [][]string{t.Phrases, t.Entities} {
		if i := slices.IndexFunc(list, func(s string) bool { return len(fold(s)) == 0 }); i >= 0 {
			return fmt.Errorf("%q has no word to match", list[i])
		}
	}
	for _, d := range t.Dyads {
		m := validDyad.FindStringSubmatch(d)
		if m == nil || m[1] >= m[2] {
			return fmt.Errorf("dyad %q: two country codes in order and lower case, such as rus-usa", d)
		}
	}
	return nil
}

//go:embed builtin.yaml
var builtin []byte

// Builtin gives the topics that Wirefold knows without a file.
func Builtin() []Topic {
	topics, err := Parse(builtin)
	if err != nil {
		panic("topic: the built-in topics do not parse: " + err.Error()) // a test reads them
	}
	return topics
}
