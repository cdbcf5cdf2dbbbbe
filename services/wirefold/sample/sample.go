// Package sample is the wire that Wirefold ships to show itself: the security talks between the United States and
// Russia in January 2022, as a dozen and more invented outlets might have sent them. README.md lists every message and
// what should come of it; expect.tsv says the same to the tests.
package sample

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed wire/*.msg
var wire embed.FS

// Sources is the list of sources, as --sources takes it, that is waited for while the sample plays.
//
//go:embed sources.yaml
var Sources []byte

// Message is one message as its publisher would send it to NATS.
type Message struct {
	Name    string              // the file's name without ".msg": three digits, "-", a slug
	Subject string              // "wire.<source>"
	Header  map[string][]string // NATS headers, their names spelt as NATS compares them: by case
	Body    []byte              // in whatever form and charset the publisher uses, broken ones included
}

// Messages returns the whole sample in order of arrival. The caller owns what it gets: two calls share nothing.
func Messages() ([]Message, error) {
	files, err := fs.Glob(wire, "wire/*.msg") // sorted, and the numbers have three digits
	if err != nil {
		return nil, fmt.Errorf("list sample wire: %w", err)
	}
	messages := make([]Message, 0, len(files))
	for _, file := range files {
		raw, err := wire.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read sample %s: %w", file, err)
		}
		m, err := Parse(raw)
		if err != nil {
			return nil, fmt.Errorf("parse sample %s: %w", file, err)
		}
		m.Name = strings.TrimSuffix(path.Base(file), ".msg")
		messages = append(messages, m)
	}
	return messages, nil
}

var (
	errNoBody    = errors.New("no empty line between header and body")
	errNoSubject = errors.New("no Subject line")
)

// Parse reads one message file: header lines up to the first empty line, and all bytes after it as the body.
// net/textproto would do the first half, but respells the names.
func Parse(raw []byte) (Message, error) {
	head, body, found := bytes.Cut(raw, []byte("\n\n"))
	if !found {
		return Message{}, errNoBody
	}
	m := Message{Header: make(map[string][]string), Body: body}
	for line := range strings.SplitSeq(string(head), "\n") {
		name, value, found := strings.Cut(line, ": ")
		switch {
		case !found:
			return Message{}, fmt.Errorf("header line %q has no \": \"", line)
		case name == "Subject":
			m.Subject = value
		default:
			m.Header[name] = append(m.Header[name], value)
		}
	}
	if m.Subject == "" {
		return Message{}, errNoSubject
	}
	return m, nil
}
