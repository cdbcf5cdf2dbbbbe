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
	if pronouns[f.low[lo]] {
		return phrase{lo, lo + 1}
	}
	for i := lo; i < j && i < lo+25; i++ {
		if m, ok := f.person(i); ok {
			return phrase{m.first, m.last}
		}
	}
	return f.head(lo, j)
}

// head is the noun phrase that a sentence begins with, up to its verb: "The national committee | is filing a complaint".
func (f *finder) head(lo, end int) phrase {
	if joiners[f.low[lo]] || breakers[f.low[lo]] {
		return phrase{}
	}
	for i := lo; i < end && i < lo+10 && f.quoted[i] == 0; i++ {
		m, name := f.named(i)
		if name {
			i = m.last - 1
			continue
		}
		w := f.low[i]
		if i > lo && (breakers[w] || strings.HasSuffix(w, "ed") || f.cueAt(i) != 0) {
			return phrase{lo, i}
		}
		if f.doc.Tokens[i].Kind != nlp.Word && w != "-" {
			break
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
			if !joiners[f.at(k-1)] && !(ranks[w] && determiners[f.at(k-1)]) {
				break
			}
			continue
		}
		if w == "and" && k > lo && f.listed(k) {
			continue
		}
		if t := f.doc.Tokens[k]; t.Kind != nlp.Word && w != "-" && w != "&" || breakers[w] || f.cueAt(k)&^noun != 0 || pronouns[w] && w != "another" {
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

// ranks stand behind an article: "one senior official".
var ranks = words("top senior most")

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

// speak remembers who spoke.
func (f *finder) speak(sentence int, by Speaker, entity int) {
	f.spoken = append(f.spoken, turn{sentence, by, entity})
}
