package quotes

import (
	"strings"

	"github.com/wirefold/wirefold/pkg/ner"
	"github.com/wirefold/wirefold/pkg/nlp"
)

// phrase is a noun phrase that may speak: tokens [first, last).
type phrase struct{ first, last int }

func (p phrase) ok() bool { return p.last > p.first }

// subject finds the noun phrase that governs the verb at token c, looking left no further than token lo. It steps over
// auxiliaries, adverbs and what stands between commas after a name. A negated verb has none: who did not say it is no
// speaker.
func (f *finder) subject(c, lo int) phrase {
	j := c - 1
	for ; j >= lo && c-j < 8; j-- {
		w := f.low[j]
		if negations[w] {
			return phrase{}
		}
		if _, name := f.named(j); name || !skipped[w] && !(strings.HasSuffix(w, "ly") && len(w) > 4) && !times[w] && !(w == "on" && times[f.at(j+1)]) {
			break
		}
	}
	if j < lo || f.quoted[j] != 0 {
		return phrase{}
	}
	switch w := f.low[j]; {
	case w == ",":
		return f.beforeComma(j, lo)
	case w == ")":
		for k := j - 1; k >= lo && j-k < 15; k-- {
			if f.low[k] == "(" {
				return f.endingAt(k-1, lo)
			}
		}
		return phrase{}
	case (w == "who" || w == "which") && j > lo:
		if f.low[j-1] == "," {
			j--
		}
		return f.endingAt(j-1, lo)
	case w == "and" || w == "but" || w == "or":
		return f.shared(j, lo)
	}
	return f.endingAt(j, lo)
}

// beforeComma takes the subject of "Jane Roe, the minister, said" and "The minister, Jane Roe, said".
func (f *finder) beforeComma(j, lo int) phrase {
	// 40 tokens: longer insertions are sentences that were not parted.
	for k := j - 1; k >= lo && j-k < 40; k-- {
		if f.low[k] != "," || f.quoted[k] != 0 {
			continue
		}
		if m, ok := f.person(k + 1); ok && m.last == j {
			return phrase{m.first, m.last}
		}
		e := k - 1
		for e > lo && times[f.low[e]] { // "The minister last week, though, said"
			e--
		}
		_, named := f.person(e)
		if m, ok := f.person(j - 1); ok && !named && m.last == j && m.first > k && j-k < 12 { // "his counterpart, Foreign Minister Jane Roe, said"
			return phrase{m.first, m.last}
		}
		if p := f.endingAt(e, lo); p.ok() {
			if _, name := f.named(e); name || f.at(k+1) == "who" || f.at(k+1) == "which" || determiners[f.at(p.first)] || pronouns[f.at(p.first)] {
				return p
			}
		}
	}
	return phrase{}
}

// recent is how many attributions are looked back on: more than four sentences have.
const recent = 20

// shared is the subject of a second verb, "met envoys and said": that of the verb before it, or who opens the sentence.
func (f *finder) shared(j, lo int) phrase {
	for k := len(f.cues) - 1; k >= max(0, len(f.cues)-recent); k-- {
		if c := f.cues[k]; c.at >= lo && c.by.ok() {
			return c.by
		}
	}
	for i := lo; i < j && i < lo+25; i++ {
		if m, ok := f.named(i); ok {
			if f.entities[m.entity].Type == ner.Person || i == lo {
				return phrase{m.first, m.last}
			}
		}
		if i == lo && pronouns[f.low[i]] {
			return phrase{i, i + 1}
		}
	}
	return phrase{}
}

// endingAt is the noun phrase whose last token is j: a pronoun, a name, or a noun with what belongs to it ("a former
// ambassador to the body").
func (f *finder) endingAt(j, lo int) phrase {
	if j < lo || f.quoted[j] != 0 || f.doc.Tokens[j].Kind != nlp.Word {
		return phrase{}
	}
	if pronouns[f.low[j]] {
		return phrase{j, j + 1}
	}
	m, name := f.named(j)
	if !name && (breakers[f.low[j]] || joiners[f.low[j]] || determiners[f.low[j]] || f.low[j] == "'s" || f.low[j] == "’s") {
		return phrase{}
	}
	first := j
	if name {
		first = m.first
	}
	// 12 tokens hold a name with its office.
	for k := first - 1; k >= lo && j-k < 12; k-- {
		if f.quoted[k] != 0 {
			break
		}
		w := f.low[k]
		if m, ok := f.named(k); ok {
			k = m.first
			first = k
			continue
		}
		if determiners[w] {
			first = k
			if !joiners[f.at(k-1)] {
				break
			}
			continue
		}
		if w == "and" && k > lo && f.listed(k) {
			continue
		}
		if t := f.doc.Tokens[k]; t.Kind != nlp.Word && w != "-" && w != "&" || breakers[w] || cues[w] != 0 && cues[w] != noun || pronouns[w] && w != "another" {
			break
		}
		if joiners[w] && (k == lo || f.doc.Tokens[k-1].Kind != nlp.Word || breakers[f.at(k-1)] || strings.HasSuffix(f.at(k-1), "ed")) {
			break // a place or time before the subject: "In Geneva the minister said"
		}
		first = k
	}
	for first < j && (joiners[f.at(first)] || f.at(first) == "and" || f.at(first) == "-") {
		first++
	}
	// "Jane Roe the minister": the office stands beside the name.
	if m, ok := f.person(first - 1); ok && first-1 >= lo && determiners[f.low[first]] {
		first = m.first
	}
	return phrase{first, j + 1}
}

// listed says that the "and" at token k joins two speakers rather than two clauses.
func (f *finder) listed(k int) bool {
	m, ok := f.named(k - 1)
	if !ok || joiners[f.at(m.first-1)] {
		return false
	}
	_, left := f.person(k - 1)
	_, right := f.person(k + 1)
	return left || !right
}

// after is the noun phrase right of the verb at token c, as in "…, said Jane Roe, the minister".
func (f *finder) after(c int) phrase {
	first := c + 1
	s := f.doc.Sentences[f.doc.Tokens[c].Sentence]
	last := first
	for i := first; i < s.Last && i < first+16; i++ {
		if m, ok := f.named(i); ok {
			last = m.last
			if f.entities[m.entity].Type == ner.Person {
				return phrase{first, last}
			}
			i = m.last - 1
			continue
		}
		w := f.low[i]
		if f.quoted[i] != 0 || f.doc.Tokens[i].Kind != nlp.Word && w != "-" || breakers[w] && w != "and" || times[w] || w == "on" || pronouns[w] && i > first {
			break
		}
		last = i + 1
		if pronouns[w] {
			break
		}
	}
	for last > first && (joiners[f.at(last-1)] || f.at(last-1) == "and" || determiners[f.at(last-1)]) {
		last--
	}
	return phrase{first, last}
}

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
	if m, ok := f.named(p.last - 1); entity < 0 && ok && (m.first == p.first || !f.nominal(p.first, m.first)) {
		entity = m.entity
	}
	if entity < 0 {
		entity = f.holder(p)
	}
	if head := p.first; entity < 0 {
		if determiners[f.low[head]] {
			head++
		}
		if m, ok := f.named(head); ok && f.at(m.last) == "and" && m.last < p.last { // "the U.S. and its allies"
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

// holder finds the one person whose role is what the phrase says.
func (f *finder) holder(p phrase) int {
	for p.first < p.last && determiners[f.low[p.first]] {
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
			if t := f.spoken[k]; t.entity < 0 || f.entities[t.entity].Type != ner.Person {
				return t, true
			}
		}
		return turn{}, false
	}
	spoken := len(f.spoken) - 1
	for ; s >= 0 && s >= f.doc.Tokens[i].Sentence-4; s-- {
		for ; spoken >= max(0, len(f.spoken)-recent) && f.spoken[spoken].sentence >= s; spoken-- {
			if t := f.spoken[spoken]; t.entity >= 0 && f.entities[t.entity].Type == ner.Person && f.agrees(t.entity, w) {
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

// speak remembers who spoke.
func (f *finder) speak(sentence int, by Speaker, entity int) {
	f.spoken = append(f.spoken, turn{sentence, by, entity})
}
