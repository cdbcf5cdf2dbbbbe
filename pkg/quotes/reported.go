package quotes

import (
	"strings"

	"github.com/wirefold/wirefold/pkg/nlp"
)

// cue is a word of saying with its speaker.
type cue struct {
	at    int // token
	class class
	by    phrase
}

// sentence finds the words of saying of a sentence, outside quotation marks, and what is said with each.
func (f *finder) sentence(s int) {
	first, last := max(f.doc.Sentences[s].First, f.copy), f.doc.Sentences[s].Last
	heading := f.heading(f.doc.Sentences[s].Paragraph)
	f.accordingTo(first, last, heading)
	for i := first; i < last; i++ {
		c := cue{at: i, class: f.cueAt(i)}
		if c.class == 0 || f.quoted[i] != 0 || f.isNoun(i) {
			continue
		}
		if c.class&carry == 0 || heading || !f.carried(c, first, last) {
			f.verb(c, first, last, heading)
		}
	}
}

// isNoun tells "the report", "his demands", "a call" from verbs.
func (f *finder) isNoun(i int) bool {
	w := f.at(i - 1)
	if strings.HasSuffix(f.low[i], "ed") || f.low[i] == "said" {
		return w == "a" || w == "the" // "the said"
	}
	return determiners[w] && w != "both" && w != "many" && w != "some" && w != "others" || w == "'s" || w == "’s" || joiners[w] || w == "no"
}

// verb handles one verb of saying.
func (f *finder) verb(c cue, first, last int, heading bool) {
	if c.class&^(noun|carry) == 0 {
		return
	}
	if w := f.at(c.at - 1); w == "be" || w == "been" || w == "being" || w == "is" || w == "was" || w == "are" || w == "were" || w == "to" {
		if !strings.HasSuffix(f.low[c.at], "ing") {
			return // said of someone, not by someone
		}
	}
	c.by = f.governor(c.at, first)
	if heading || !f.inNumber(c) {
		return
	}
	if f.beside(&c) {
		return
	}
	if !c.by.ok() {
		return
	}
	start, ok := f.complement(c, last)
	if !ok {
		f.trailing(c, first, last)
		return
	}
	if k := f.quoted[start]; k != 0 && f.stretch[k-1].first == start+1 && f.full(f.stretch[k-1]) {
		f.claim(k-1, c)
		return
	}
	end := f.clauseEnd(start, last)
	if c.class&(clause|that|tell|to|ask) == 0 || c.class&name != 0 && !f.finite(c, start) {
		k := f.fragment(start, end)
		if k < 0 {
			return
		}
		end = f.stretch[k].last + 1
		if f.stretch[k].close < 0 {
			end--
		}
	}
	f.report(c, start, min(end, len(f.low)))
}

// governor is the subject of a verb; a participle after a comma ("…, adding that") shares that of the verb before it.
func (f *finder) governor(i, first int) phrase {
	if strings.HasSuffix(f.low[i], "ing") && i > first {
		if w := f.low[i-1]; w == "," || w == "while" || w == "by" || w == "and" || strings.HasSuffix(w, "ly") {
			return f.shared(i, first)
		}
		if w := f.low[i-1]; w != "is" && w != "are" && w != "was" && w != "were" && w != "been" {
			return phrase{}
		}
		return f.subject(i-1, first)
	}
	return f.subject(i, first)
}

// inNumber tells verbs from nouns of the same form by their subject: "states" has one that is singular, "state" one that
// is plural; a word without article, name or plural before "states" is its adjective.
func (f *finder) inNumber(c cue) bool {
	w := f.low[c.at]
	if !c.by.ok() || strings.HasSuffix(w, "ed") || strings.HasSuffix(w, "ing") || w == "said" || w == "says" || w == "told" {
		return true
	}
	if _, name := f.named(c.by.last - 1); name || pronouns[f.low[c.by.last-1]] {
		return true
	}
	if strings.HasSuffix(w, "s") {
		return determiners[f.low[c.by.first]] || capital(f.doc.Tokens[c.by.last-1].Text)
	}
	last := f.low[c.by.last-1]
	return endsInS(last) || last == "people" || last == "police" || cues[w] != 0 && !strings.HasSuffix(w, "s") && c.at > c.by.last
}

// report records the clause [start, end) as said, and takes the fragments quoted in it.
func (f *finder) report(c cue, start, end int) {
	if end-start < 2 {
		return
	}
	kind := Indirect
	for i := start; i < end; i++ {
		if k := f.quoted[i]; k != 0 {
			s := &f.stretch[k-1]
			kind = Mixed
			s.taken = true
			i = s.last
		}
	}
	f.cues = append(f.cues, c)
	by, entity := f.resolve(c.by)
	f.add(kind, start, end, f.doc.Tokens[c.at].Text, by)
	f.speak(f.doc.Tokens[c.at].Sentence, by, entity)
}

// carried handles "reiterated the warning that …", "made it clear that …".
func (f *finder) carried(c cue, first, last int) bool {
	for j := c.at + 1; j < last && j < c.at+6; j++ {
		w := f.low[j]
		if w != "clear" && (cues[w]&noun == 0 || j == c.at+1 && f.at(j+1) != "that") {
			if f.doc.Tokens[j].Kind == nlp.Punct || w == "that" {
				return false
			}
			continue
		}
		k := f.skipTime(j+1, last)
		if f.at(k) == "that" {
			k++
		} else if w != "clear" {
			return false
		}
		if k >= last || f.doc.Tokens[k].Kind == nlp.Punct || joiners[f.low[k]] {
			return false
		}
		if c.by = f.governor(c.at, first); !c.by.ok() {
			return false
		}
		f.report(c, k, f.clauseEnd(k, last))
		return true
	}
	return false
}

// trailing handles "The talks failed, the envoy said." and "The talks, she said, failed."
func (f *finder) trailing(c cue, first, last int) {
	if c.class&(clause|that) == 0 || c.by.first <= first+2 || f.at(c.by.first-1) != "," || f.quoted[c.by.first-1] != 0 {
		return
	}
	comma := c.by.first - 1
	k := f.skipTime(c.at+1, last)
	switch {
	case k >= last || f.doc.Tokens[k].Kind == nlp.Punct && f.at(k) != ",":
		f.report(c, max(first, comma-longest), comma)
	case f.at(k) == "," && (comma-first < 6 || subordinate[f.at(first)]): // "In private, she said, the talks had failed."
		f.report(c, k+1, f.clauseEnd(k+1, last))
	case f.dated(first):
		// "Forty days after the war, the ministry replied in a letter" tells when, not what.
	case f.at(k) == "," || f.at(k-1) == "," || joiners[f.at(k)] || f.at(k) == "after" || f.at(k) == "during" || f.at(k) == "as":
		// What follows a comma may go on with the clause; the part before it is surely said.
		f.report(c, max(first, comma-longest), comma)
	}
}

// dated says that the clause at token i tells a time: "Two days after the vote".
func (f *finder) dated(i int) bool {
	for k := i; k < i+4 && k < len(f.low); k++ {
		if w := f.low[k]; w == "after" || w == "before" || w == "since" || w == "when" {
			return true
		}
	}
	return false
}

// subordinate opens a clause that says nothing without the one behind it: "If none came, she said, they would leave."
var subordinate = words("if when unless while although though because since once")

// accordingTo handles "according to the ministry" at either end of a sentence.
func (f *finder) accordingTo(first, last int, heading bool) {
	if heading {
		return
	}
	for i := first; i+2 < last; i++ {
		if f.low[i] != "according" || f.low[i+1] != "to" || f.quoted[i] != 0 {
			continue
		}
		by := f.after(i + 1)
		if !by.ok() {
			continue
		}
		c := cue{at: i, class: clause, by: by}
		if i == first {
			for k := by.last; k < last && k < by.last+20; k++ {
				if f.low[k] == "," && f.quoted[k] == 0 {
					f.report(c, k+1, min(last, k+longest))
					break
				}
			}
		} else if k := f.quoted[i-1]; k == 0 {
			f.report(c, max(first, i-longest), i)
		} else if f.full(f.stretch[k-1]) && !f.stretch[k-1].taken {
			f.claim(k-1, c)
		} else {
			f.report(c, max(first, i-longest), i)
		}
		return
	}
}
