package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/wirefold/wirefold/pkg/ner/internal/tagger"
	"github.com/wirefold/wirefold/pkg/nlp"
)

// corpus is a set of sentences with their names, and how it is used.
type corpus struct {
	path    string
	weight  int  // how often its sentences are seen in an epoch
	partial bool // it leaves out what is Miscellaneous
	classes map[string]tagger.Class
}

var plain = map[string]tagger.Class{"PER": tagger.Person, "ORG": tagger.Organisation, "LOC": tagger.Location, "MISC": tagger.Miscellaneous}

// corpora are the sets whose licences allow it, see MODEL.md.
var corpora = []corpus{
	{"gmb/train.conll", 1, false, plain},
	{"wikigold/dev.conll", 3, false, plain},
	{"uner-ewt/dev.conll", 2, true, plain},
	{"ud-gum-open/ner-train.conll", 1, false, plain},
	{"crossner-politics/train.conll", 3, false, politics},
	{"crossner-politics/dev.conll", 3, false, politics},
}

var politics = map[string]tagger.Class{
	"politician": tagger.Person, "person": tagger.Person, "organisation": tagger.Organisation, "politicalparty": tagger.Organisation,
	"country": tagger.Location, "location": tagger.Location, "event": tagger.Miscellaneous, "election": tagger.Miscellaneous, "misc": tagger.Miscellaneous,
}

// example is a parsed sentence with the tag of each token.
type example struct {
	doc     *nlp.Document
	tags    []tagger.Tag
	partial bool
	weight  int
}

type labelled struct{ token, label string }

func (c corpus) read(dir string) ([]example, error) {
	text, err := readFile(filepath.Join(dir, c.path))
	if err != nil {
		return nil, err
	}
	var out []example
	for block := range strings.SplitSeq(text, "\n\n") {
		var s []labelled
		for line := range strings.SplitSeq(block, "\n") {
			if token, label, ok := strings.Cut(line, "\t"); ok && token != "-DOCSTART-" {
				s = append(s, labelled{token, strings.TrimSpace(label)})
			}
		}
		if len(s) > 0 {
			out = append(out, c.example(s))
		}
	}
	return out, nil
}

func readFile(path string) (string, error) {
	f, err := os.Open(path)
	if os.IsNotExist(err) {
		f, err = os.Open(path + ".gz")
	}
	if err != nil {
		return "", fmt.Errorf("read corpus: %w", err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(f.Name(), ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return "", fmt.Errorf("read corpus %s: %w", f.Name(), err)
		}
	}
	b, err := io.ReadAll(r)
	return string(b), err
}

type span struct {
	nlp.Span
	class tagger.Class
}

// example joins a sentence into plain text, lets our own tokeniser part it
// again, and lays the names onto those tokens.
func (c corpus) example(s []labelled) example {
	text, spans := c.join(s)
	e := example{doc: nlp.Parse(text), partial: c.partial, weight: c.weight}
	e.tags = make([]tagger.Tag, len(e.doc.Tokens))
	for _, n := range spans {
		class := corrected(e.doc.Slice(n.Span), n.class)
		first, last := e.doc.TokenAt(n.Start), e.doc.TokenAt(n.End-1)
		if last >= len(e.tags) || first > last {
			continue
		}
		e.name(first, last, class)
	}
	e.complete()
	return e
}

var (
	closing = set(`, . ; : ! ? ) ] } % 's 'S n't N'T 're 've 'll 'd 'm ’s n’t ’re ’ve ’ll ’d ’m ... … ' ’ ” ''`)
	opening = set("( [ { $ £ € # @ “ ‘ ``")
)

func (c corpus) join(s []labelled) (string, []span) {
	var (
		b     strings.Builder
		at    int
		spans []span
		glue  = true
		quote bool
	)
	for i, w := range s {
		token := w.token
		shut := closing[token]
		if token == `"` {
			shut, quote = quote, !quote
		}
		if !glue && !shut {
			b.WriteByte(' ')
			at++
		}
		glue = opening[token] || token == `"` && quote
		b.WriteString(token)
		end := at + utf8.RuneCountInString(token)
		place, kind, _ := strings.Cut(w.label, "-")
		class, known := c.classes[kind]
		carries := place == "I" && i > 0 && strings.HasSuffix(s[i-1].label, "-"+kind) && len(spans) > 0
		switch {
		case known && carries:
			spans[len(spans)-1].End = end
		case known:
			spans = append(spans, span{nlp.Span{Start: at, End: end}, class})
		}
		at = end
	}
	return b.String(), spans
}

func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}
