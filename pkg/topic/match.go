package topic

import (
	"slices"
	"strings"
	"unicode"
)

// Matcher tells the topics of articles. It is safe for concurrent use.
type Matcher struct{ topics []folded }

type folded struct {
	name              string
	phrases, entities []string
	dyads             []string
	min               int
}

// New makes a matcher; topics are told in the order given.
func New(topics []Topic) *Matcher {
	m := &Matcher{}
	for _, t := range topics {
		f := folded{name: t.Name, dyads: t.Dyads, min: t.Min}
		for _, p := range t.Phrases {
			f.phrases = append(f.phrases, spaced(p))
		}
		for _, e := range t.Entities {
			f.entities = append(f.entities, spaced(e))
		}
		m.topics = append(m.topics, f)
	}
	return m
}

// Match names the topics that an article is about: by its words, the names found in it, and the pairs of countries
// between which something happens in it.
func (m *Matcher) Match(title, text string, entityNames, dyads []string) []string {
	words := spaced(title + "\n" + text)
	names := make(map[string]bool, len(entityNames))
	for _, n := range entityNames {
		names[spaced(n)] = true
	}
	var about []string
	for _, t := range m.topics {
		n := 0
		for _, p := range t.phrases {
			if strings.Contains(words, p) {
				n++
			}
		}
		for _, e := range t.entities {
			if names[e] {
				n++
			}
		}
		for _, d := range t.dyads {
			if slices.Contains(dyads, d) {
				n++
			}
		}
		if n >= t.min {
			about = append(about, t.name)
		}
	}
	return about
}

// spaced is the words of a text in lower case, each with a space on both sides, so that a phrase matches whole words.
func spaced(s string) string { return " " + strings.Join(fold(s), " ") + " " }

func fold(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}
