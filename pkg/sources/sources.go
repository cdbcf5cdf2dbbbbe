// Package sources reads the list of sources that somebody waits for, and names all others `other`.
//
// A list is a YAML file: for each source its name, a host or an agency, and how long it is silent at most while all is
// well.
//
//   - source: reuters.com   # or reuters_com, or https://www.reuters.com
//     every: 10m
//   - source: Interfax
//     every: 1h
//
// It promises: names are folded as subjects have them; a file that is not understood whole is refused, with line and
// entry; the labels made of a list are no more than [MaxNamed] and [Other], whatever comes over the wire.
package sources

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/wirefold/wirefold/pkg/subject"
)

// Source is somebody who publishes.
type Source struct {
	Name  string        // the token of subjects: reuters_com
	Every time.Duration // the longest it is silent while all is well, 1 s or more
}

// List is the sources of a file, in its order, each once.
type List []Source

// MinEvery is the shortest interval that may be expected of a source.
const MinEvery = time.Second

// keys are those of an entry, and how each is read.
var keys = map[string]func(*Source, string) error{
	"source": (*Source).readName,
	"every":  (*Source).readEvery,
}

// Parse reads a file. An empty one is an empty list.
func Parse(file []byte) (List, error) {
	d := yaml.NewDecoder(bytes.NewReader(file))
	var document yaml.Node
	if err := d.Decode(&document); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("read sources: %w", err)
	}
	if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, errors.New("read sources: more than one document in the file")
	}
	var list List
	root := document.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		return nil, nil // comments alone
	}
	if root.Kind != yaml.SequenceNode {
		return nil, fmt.Errorf("read sources: line %d: want a list: `- source: reuters_com`, below it `every: 10m`", root.Line)
	}
	for i, node := range root.Content {
		s, line, err := readSource(node)
		if err == nil && slices.ContainsFunc(list, func(o Source) bool { return o.Name == s.Name }) {
			err = fmt.Errorf("%s is in the list before", s.Name)
		}
		if err != nil {
			return nil, fmt.Errorf("read sources: line %d: entry %d: %w", line, i+1, err)
		}
		list = append(list, s)
	}
	return list, nil
}

// readSource reads an entry; line is where an error is.
func readSource(node *yaml.Node) (s Source, line int, err error) {
	if node.Kind != yaml.MappingNode {
		return s, node.Line, errors.New("want the keys source and every")
	}
	var given []string
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		read, known := keys[key.Value]
		switch {
		case !known:
			err = fmt.Errorf("unknown key %.40q: an entry has source and every", key.Value)
		case slices.Contains(given, key.Value):
			err = fmt.Errorf("%s stands there twice", key.Value)
		case value.Kind != yaml.ScalarNode:
			err = fmt.Errorf("%s: want one value", key.Value)
		default:
			err = read(&s, value.Value)
		}
		if err != nil {
			return s, key.Line, err
		}
		given = append(given, key.Value)
	}
	for _, key := range []string{"source", "every"} {
		if !slices.Contains(given, key) {
			return s, node.Line, fmt.Errorf("%s is missing", key)
		}
	}
	return s, node.Line, nil
}

func (s *Source) readName(value string) error {
	switch s.Name = subject.Source(value); s.Name {
	case subject.None:
		return fmt.Errorf("source %.60q: no letter or digit in it", value)
	case Other:
		return fmt.Errorf("source %.60q: so all that are not in the list are called", value)
	}
	return nil
}

func (s *Source) readEvery(value string) (err error) {
	switch s.Every, err = time.ParseDuration(strings.TrimSpace(value)); {
	case err != nil:
		return fmt.Errorf("every %.60q: want a time, as 90s, 10m or 24h", value)
	case s.Every < MinEvery:
		return fmt.Errorf("every %s: less than %s", s.Every, MinEvery)
	}
	return nil
}
