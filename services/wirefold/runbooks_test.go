package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// What a runbook says at night must be there: its commands with their flags, and the metrics that it asks for.

var (
	// A command stands at the beginning of a line, or in backticks, maybe behind another command that runs it.
	typedCommand = regexp.MustCompile("(?m)(?:^|`[^`\n]*?)wirefold ([a-z][^`#\n]*)")
	word         = regexp.MustCompile(`'[^']*'|\S+`)
	namedMetric  = regexp.MustCompile(`\bwirefold[_:][a-z0-9_:]+`)
)

// ofHistogram are the ends of a histogram's and a summary's series.
var ofHistogram = regexp.MustCompile(`_(bucket|count|sum)$`)

func TestTheRunbooksCommandsAndMetricsExist(t *testing.T) {
	catalogue, err := readCatalogue(withSources())
	if err != nil {
		t.Fatal(err)
	}
	rules, err := os.ReadFile("../../deploy/prometheus/wirefold.rules.yml")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob("../../docs/runbooks/*.md")
	if err != nil {
		t.Fatal(err)
	}
	commands := 0
	for _, path := range pages {
		page, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, typed := range typedCommand.FindAllStringSubmatch(string(page), -1) {
			commands++
			parser, err := kong.New(new(cli), options(t.Context(), terminal{strings.NewReader(""), io.Discard, io.Discard})...)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := parser.Parse(words(typed[1])); err != nil {
				t.Errorf("%s: wirefold %s: %v", filepath.Base(path), typed[1], err)
			}
		}
		for _, name := range namedMetric.FindAllString(string(page), -1) {
			_, exported := catalogue[ofHistogram.ReplaceAllString(name, "")]
			if !exported && !strings.Contains(string(rules), "record: "+name+"\n") {
				t.Errorf("%s: nothing exports or records %s", filepath.Base(path), name)
			}
		}
	}
	if commands < 10 {
		t.Errorf("only %d commands were found in %d pages", commands, len(pages))
	}
}

func words(command string) (out []string) {
	for _, w := range word.FindAllString(command, -1) {
		out = append(out, strings.Trim(w, "'"))
	}
	return out
}
