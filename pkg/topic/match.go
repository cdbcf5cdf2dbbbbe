package topic

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Matcher matches articles against topics. It is not changed by matching and may
// be shared.
type Matcher struct {
	topics   []Topic
	phrases  map[string][]phrase // by first word
	entities map[string][]thing  // by joined words
	dyads    map[string][]thing
}

// thing is one of a topic's things: topic and number.
type thing struct{ topic, number int }

type phrase struct {
	words []string
	thing thing
}

// New makes a matcher for topics that Parse gave.
func New(topics []Topic) *Matcher {
	m := &Matcher{
		topics: slices.Clone(topics), phrases: map[string][]phrase{}, entities: map[string][]thing{}, dyads: map[string][]thing{},
	}
	for i, t := range topics {
		n := 0
		next := func() thing { n++; return thing{i, n} }
		for _, p := range t.Phrases {
			id := next()
			for _, way := range strings.Split(p, "|") {
				if w := words(way); len(w) > 0 {
					m.phrases[w[0]] = append(m.phrases[w[0]], phrase{w, id})
				}
			}
		}
		for _, e := range t.Entities {
			id := next()
			for _, way := range strings.Split(e, "|") {
				key := strings.Join(words(way), " ")
				m.entities[key] = append(m.entities[key], id)
			}
		}
		for _, d := range t.Dyads {
			m.dyads[d] = append(m.dyads[d], next())
		}
	}
	return m
}

// Match is the names of the topics that an article is about, in the order of
// the file. Dyads are as in subjects: "rus-usa".
func (m *Matcher) Match(title, text string, entityNames []string, dyads []string) []string {
	found := map[thing]bool{}
	m.matchPhrases(words(title), found)
	m.matchPhrases(words(text), found)
	for _, name := range entityNames {
		w := words(name)
		mark(found, m.entities[strings.Join(w, " ")])
		if len(w) > 1 { // "Ryabkov" is any Ryabkov
			mark(found, m.entities[w[len(w)-1]])
		}
	}
	for _, d := range dyads {
		mark(found, m.dyads[d])
	}
	count := make([]int, len(m.topics))
	for t := range found {
		count[t.topic]++
	}
	var out []string
	for i, t := range m.topics {
		if count[i] >= max(t.Min, 1) {
			out = append(out, t.Name)
		}
	}
	return out
}

// Unite is the names in any of the lists, each once, in the order of the file. Names
// that the file does not have are left out.
func (m *Matcher) Unite(lists ...[]string) []string {
	var out []string
	for _, t := range m.topics {
		if slices.ContainsFunc(lists, func(names []string) bool { return slices.Contains(names, t.Name) }) {
			out = append(out, t.Name)
		}
	}
	return out
}

func mark(found map[thing]bool, things []thing) {
	for _, t := range things {
		found[t] = true
	}
}

func (m *Matcher) matchPhrases(text []string, found map[thing]bool) {
	for i, w := range text {
		for _, p := range m.phrases[w] {
			if i+len(p.words) <= len(text) && !found[p.thing] && slices.Equal(text[i:i+len(p.words)], p.words) {
				found[p.thing] = true
			}
		}
	}
}

// words are the words of a text without case and accents. Words of up to three
// letters, all capitals, stay so: "US" is not "us".
func words(text string) []string {
	var out []string
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}) {
		out = append(out, fold(w))
	}
	return out
}

func fold(w string) string {
	if len(w) <= 3 && len(w) > 1 && w == strings.ToUpper(w) {
		return w
	}
	low := strings.ToLower(w)
	if norm.NFD.IsNormalString(low) && norm.NFC.IsNormalString(low) { // nothing to take away
		return low
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(low))
}
