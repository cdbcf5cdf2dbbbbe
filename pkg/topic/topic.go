// Package topic tells which configured interests an article is about.
//
// A topic is a list of things: phrases that stand in title or text, entities
// that the article names, dyads (pairs of parties) that an event of it joins. An
// article is about the topic if at least Min of its things are there, each counted
// once. A phrase or entity may be written in several ways, parted by "|": they
// are one thing.
//
// It promises: the topics of a file are told in the file's order; a file that is
// not understood whole is refused with the reason; matching takes time linear in
// the text.
package topic

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"
)

// Topic is a named interest.
type Topic struct {
	Name     string   `yaml:"name"`     // a token of subjects: [a-z0-9_-], at most 48
	Phrases  []string `yaml:"phrases"`  // whole words, without regard to case and accents
	Entities []string `yaml:"entities"` // a name, or a person's last name
	Dyads    []string `yaml:"dyads"`    // "rus-usa": two parties as subjects name them
	Min      int      `yaml:"min"`      // things that must be there; 1 if not given
}

//go:embed builtin.yaml
var builtin []byte

// Builtin is the topics that Wirefold knows by itself.
func Builtin() []Topic {
	topics, err := Parse(builtin)
	if err != nil {
		panic("topic: built-in topics: " + err.Error()) // compiled in; a test reads it
	}
	return topics
}

// Parse reads a topics file: YAML, a list of topics.
func Parse(file []byte) ([]Topic, error) {
	d := yaml.NewDecoder(bytes.NewReader(file))
	d.KnownFields(true)
	var topics []Topic
	if err := d.Decode(&topics); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read topics: %w", err)
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		return nil, errors.New("read topics: more than one document in the file")
	}
	seen := map[string]bool{}
	for i := range topics {
		t := &topics[i]
		if err := t.check(); err != nil {
			return nil, fmt.Errorf("read topics: topic %d (%q): %w", i+1, t.Name, err)
		}
		if seen[t.Name] {
			return nil, fmt.Errorf("read topics: topic %d (%q): the name was used before", i+1, t.Name)
		}
		seen[t.Name] = true
	}
	return topics, nil
}

var nameForm = regexp.MustCompile(`^[a-z0-9_-]{1,48}$`)

// check refuses what could never match or be published, and fills Min.
func (t *Topic) check() error {
	if !nameForm.MatchString(t.Name) || t.Name == "_" {
		return errors.New("a name is 1 to 48 of a-z 0-9 _ -, and not _ alone")
	}
	for _, p := range t.Phrases {
		if !allWords(p) {
			return fmt.Errorf("phrase %q: no words, or none beside a |", p)
		}
	}
	for _, e := range t.Entities {
		if !allWords(e) {
			return fmt.Errorf("entity %q: no words, or none beside a |", e)
		}
	}
	for i, d := range t.Dyads {
		sorted, err := dyad(d)
		if err != nil {
			return err
		}
		t.Dyads[i] = sorted
	}
	things := len(t.Phrases) + len(t.Entities) + len(t.Dyads)
	if things == 0 {
		return errors.New("has no phrases, entities or dyads")
	}
	if t.Min == 0 {
		t.Min = 1
	}
	if t.Min < 0 || t.Min > things {
		return fmt.Errorf("min %d: of %d things", t.Min, things)
	}
	return nil
}

func allWords(thing string) bool {
	for _, way := range strings.Split(thing, "|") {
		if len(words(way)) == 0 {
			return false
		}
	}
	return true
}

// bodies are the parties of a dyad that are no country.
var bodies = []string{"nato", "un", "osce", "eu", "igo"}

// dyad checks a pair of parties and sorts them as subjects do.
func dyad(s string) (string, error) {
	parties := strings.Split(s, "-")
	if len(parties) != 2 {
		return "", fmt.Errorf("dyad %q: want two parties joined by -, as rus-usa", s)
	}
	for _, p := range parties {
		if !party(p) {
			return "", fmt.Errorf("dyad %q: %q is neither a country (three small letters, ISO 3166) nor one of %s", s, p, strings.Join(bodies, " "))
		}
	}
	slices.Sort(parties)
	return strings.Join(parties, "-"), nil
}

func party(s string) bool {
	if slices.Contains(bodies, s) || s == "xkx" { // Kosovo, which has a code by custom
		return true
	}
	if len(s) != 3 || strings.ToLower(s) != s {
		return false
	}
	r, err := language.ParseRegion(s)
	return err == nil && r.IsCountry() && strings.EqualFold(r.ISO3(), s)
}
