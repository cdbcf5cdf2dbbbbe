package quotes

import (
	"strings"

	"github.com/wirefold/wirefold/pkg/ner"
)

// resolve tells who a phrase is: the person it names, the name that it is, the bearer of the office it says, or the one
// a pronoun goes back to.
func (f *finder) resolve(p phrase) (Speaker, int) {
	by := Speaker{Span: f.span(p.first, p.last)}
	by.Name = f.doc.Slice(by.Span)
	entity := -1
	if p.last == p.first+1 && pronouns[f.low[p.first]] {
		if t, ok := f.antecedent(p.first); ok {
			by.EntityID, by.Name, entity = t.by.EntityID, t.by.Name, t.entity
		}
		return by, entity
	}
	for i := p.first; i < p.last; i++ {
		if m, ok := f.person(i); ok && f.at(m.last) != "'s" && f.at(m.last) != "’s" {
			entity = m.entity
			break
		}
	}
	if m, ok := f.named(p.last - 1); entity < 0 && ok && (m.first == p.first || !f.nominal(p.first, m.first) && !f.several(p.first, m.first)) {
		entity = m.entity
	}
	if entity < 0 {
		entity = f.holder(p)
	}
	if head := p.first; entity < 0 {
		if determiners[f.low[head]] {
			head++
		}
		if m, ok := f.named(head); ok && f.at(m.last) == "and" && m.last < p.last && f.mention[m.last+1] == 0 { // "the U.S. and its allies"
			entity = m.entity
		}
	}
	if entity >= 0 {
		by.EntityID, by.Name = f.entities[entity].ID, f.entities[entity].Name
	}
	return by, entity
}

// nominal says that tokens [first, last) hold a noun of their own: "officials in …".
func (f *finder) nominal(first, last int) bool {
	for i := first; i < last; i++ {
		if joiners[f.low[i]] {
			return true
		}
	}
	return false
}

// several says that tokens [first, last) begin a list of names: "Ruritania and …".
func (f *finder) several(first, last int) bool {
	_, name := f.named(first)
	return name && last > first && f.low[last-1] == "and"
}

// holder finds the one person whose role is what the phrase says.
func (f *finder) holder(p phrase) int {
	for p.first < p.last && determiners[f.low[p.first]] {
		if indefinite[f.low[p.first]] {
			return -1 // "one envoy" is another than the envoy
		}
		p.first++
	}
	// 12 tokens: no office is longer.
	if !p.ok() || p.last-p.first > 12 {
		return -1
	}
	if e, ok := f.offices[strings.ToLower(f.doc.Slice(f.span(p.first, p.last)))]; ok {
		return e
	}
	return -1
}

// indefinite opens phrases that speak of somebody new.
var indefinite = words("a an one another two three several some many no any every each most both")

// antecedent finds whom the pronoun at token i means: for "he" and "she" the person who spoke or was named first in the
// nearest of the last four sentences, for others who spoke last and is no person.
func (f *finder) antecedent(i int) (turn, bool) {
	w := f.low[i]
	s := f.doc.Tokens[i].Sentence
	if w != "he" && w != "she" {
		if w != "they" && w != "it" {
			return turn{}, false
		}
		for k := len(f.spoken) - 1; k >= max(0, len(f.spoken)-recent) && f.spoken[k].sentence >= s-4; k-- {
			if t := f.spoken[k]; t.entity < 0 && !(w == "it" && f.human(t)) || t.entity >= 0 && f.entities[t.entity].Type != ner.Person {
				return t, true
			}
		}
		return turn{}, false
	}
	spoken := len(f.spoken) - 1
	if f.at(i-1) == "," && f.quoted[max(i-2, 0)] == 0 && f.cueAt(i+1) != 0 {
		s-- // "Jane Roe had yielded, he said": whom he speaks of is another
	}
	for ; s >= 0 && s >= f.doc.Tokens[i].Sentence-4; s-- {
		for ; spoken >= max(0, len(f.spoken)-recent) && f.spoken[spoken].sentence >= s; spoken-- {
			if t := f.spoken[spoken]; t.entity >= 0 && f.entities[t.entity].Type == ner.Person && f.agrees(t.entity, w) || t.entity < 0 && f.human(t) && t.by.EntityID == "" {
				return t, true
			}
		}
		for k, end := f.doc.Sentences[s].First, min(i, f.doc.Sentences[s].Last); k < end && k < f.doc.Sentences[s].First+60; k++ {
			if m, ok := f.person(k); ok && f.quoted[k] == 0 && f.agrees(m.entity, w) && f.at(m.last) != "'s" && f.at(m.last) != "’s" {
				e := f.entities[m.entity]
				return turn{s, Speaker{EntityID: e.ID, Name: e.Name}, m.entity}, true
			}
		}
	}
	return turn{}, false
}

// human says that a speaker without a name is a person: "a senior official".
func (f *finder) human(t turn) bool {
	for w := range strings.FieldsSeq(strings.ToLower(t.by.Name)) {
		if w == "of" || w == "in" || w == "at" || w == "with" || w == "from" {
			break
		}
		if callings[strings.TrimSuffix(w, "s")] || w == "people" {
			return true
		}
	}
	return false
}

// callings are what sources that keep their names are called.
var callings = words(`official diplomat lawmaker envoy spokesman spokeswoman spokesperson aide adviser officer soldier minister source participant analyst
	trader resident witness lawyer leader teacher doctor negotiator person man woman guest broker economist`)

// agrees says that nothing in the text's forms of address speaks against a pronoun for a person.
func (f *finder) agrees(entity int, pronoun string) bool {
	// Eight mentions: an address comes early or not at all.
	for n, span := range f.entities[entity].Mentions {
		if n == 8 {
			break
		}
		before := f.at(f.doc.TokenAt(span.Start) - 1)
		if pronoun == "he" && female[before] || pronoun == "she" && male[before] {
			return false
		}
	}
	return true
}
