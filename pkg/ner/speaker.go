package ner

import (
	"strings"
	"unicode"

	"github.com/wirefold/wirefold/pkg/ner/internal/tagger"
	"github.com/wirefold/wirefold/pkg/nlp"
)

// speakers puts in the people whom a transcript names in capitals at the head of
// a paragraph: "ANN LEE, Minister of Trade: We …".
func speakers(doc *nlp.Document, names []tagger.Name) []tagger.Name {
	out := make([]tagger.Name, 0, len(names))
	next := 0
	for _, p := range doc.Paragraphs {
		s := doc.Sentences[p.First]
		end := speaker(doc, s)
		if end == s.First {
			continue
		}
		for next < len(names) && names[next].First < s.First {
			out = append(out, names[next])
			next++
		}
		out = append(out, tagger.Name{First: s.First, Last: end, Class: tagger.Person})
		for next < len(names) && names[next].First < end {
			next++
		}
	}
	return append(out, names[next:]...)
}

// speaker is the end of a speaker's name at the head of a sentence, which is its
// beginning if there is none: two to four words in capitals, then a colon, at
// once or behind a role.
func speaker(doc *nlp.Document, s nlp.Sentence) int {
	end := s.First
	for end < s.Last && end-s.First < 5 && shouted(doc.Tokens[end]) {
		end++
	}
	if n := end - s.First; n < 2 || n > 4 || end == s.Last {
		return s.First
	}
	switch doc.Tokens[end].Text {
	case ":":
		return end
	case ",":
		office := false
		for i := end + 1; i < min(s.Last, end+longestRole+2); i++ {
			office = office || heads[lower(doc, i)] != ""
			if doc.Tokens[i].Text == ":" && office {
				return end
			}
		}
	}
	return s.First
}

// shouted says that a token is a word in Latin capitals, or an initial.
func shouted(t nlp.Token) bool {
	if t.Kind != nlp.Word || len(t.Text) < 2 || t.Text != strings.ToUpper(t.Text) {
		return false
	}
	for _, r := range t.Text {
		if !unicode.Is(unicode.Latin, r) && r != '.' && r != '\'' && r != '’' {
			return false
		}
	}
	return true
}
