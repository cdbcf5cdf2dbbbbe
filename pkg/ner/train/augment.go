package main

import (
	"strings"

	"github.com/wirefold/wirefold/pkg/ner/internal/tagger"
	"github.com/wirefold/wirefold/pkg/nlp"
)

// speakers makes examples of how transcripts write: one sentence in twenty with
// its people in capitals ("ANN LEE, Minister of Trade: We …"), one in forty all in
// capitals, as headings are.
func speakers(examples []example) []example {
	var out []example
	for k, e := range examples {
		switch {
		case k%20 == 0:
			out = append(out, e.capitals(func(t tagger.Tag) bool { return t != tagger.Outside && t.Class() == tagger.Person }))
		case k%40 == 1:
			out = append(out, e.capitals(func(tagger.Tag) bool { return true }))
		}
	}
	return out
}

// capitals is a copy with the chosen tokens in capitals. Their length may change
// in bytes, so only ASCII is touched: spans and tokens stay as they are.
func (e example) capitals(chosen func(tagger.Tag) bool) example {
	doc := *e.doc
	doc.Tokens = append([]nlp.Token(nil), e.doc.Tokens...)
	for i := range doc.Tokens {
		if chosen(e.tags[i]) {
			doc.Tokens[i].Text = strings.ToUpper(doc.Tokens[i].Text)
		}
	}
	e.doc = &doc
	return e
}
