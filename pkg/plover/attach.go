package plover

import (
	"strings"

	"github.com/wirefold/wirefold/pkg/nlp"
)

// attachments are the prepositions by which the recipient of a deed hangs on it across other nouns: "imposed a ban on
// imports from Ruritania". A type that is not here takes any.
var attachments = map[string]map[string]bool{
	"AGREE":     words("with to for"),
	"SUPPORT":   words("for to with of by from"),
	"COOPERATE": words("with to from in"),
	"AID":       words("to for in from"),
	"CONCEDE":   words("to on against for from in"),
	"RETREAT":   words("from to in of"),
	"REQUEST":   words("from"),
	"ACCUSE":    words("by from against with"),
	"REJECT":    words("by from with"),
	"THREATEN":  words("on against to with"),
	"SANCTION":  words("on against from to with of"),
	"ASSAULT":   words("in at of against on inside from into to"),
	"COERCE":    words("in at of from against"),
	"MOBILIZE":  words("near against toward towards with along around on of to in inside at"),
}

// spoken are the deeds done by words, whose recipient may be the subject of what is said: "warned that Ruritania would".
var spoken = words("THREATEN ACCUSE REQUEST")

// attached says that party k, to the right of a trigger, is whom the deed is done to, rather than part of something
// that is only spoken of: it is the object, or hangs on the deed by one of its prepositions.
func (c *coder) attached(t trigger, kind string, k int) bool {
	p := c.parties[k]
	if kind == "MOBILIZE" && (c.at1(p.first-1, "into", "through", "across") || c.rehearsed(t)) {
		return false // where, not whom
	}
	if kind == "THREATEN" && c.at1(p.last, "'s", "’s") {
		return false // "if it ignored Ruritania's concerns"
	}
	allowed := attachments[kind]
	if allowed == nil {
		return true
	}
	i := c.hook(p.first, t.last)
	switch w := c.at(i); {
	case i < t.last:
		return !c.acts(k, t.last)
	case w == "that":
		return spoken[kind] && (i <= t.last+3 || !t.elements[0].verb)
	case w == "to" && kind == "ACCUSE" && t.elements[0].base == "complain":
		return false // who hears a complaint is not accused
	default:
		return i == t.last || allowed[w]
	}
}

// acts says that party k is the subject of a clause added after token first: "condemned the trial and Ruritania threatened".
func (c *coder) acts(k, first int) bool {
	p := c.parties[k]
	next := c.at(p.last)
	if !strings.HasSuffix(next, "ed") && !beForms[next] && !intents[next] && !c.at1(p.last, "has", "have", "had") {
		return false
	}
	for i := p.first - 1; i >= first && i >= p.first-4; i-- {
		if c.at1(i, "and", "but") {
			return c.owner[i-1] == 0
		}
	}
	return false
}

// rehearsed says that forces move for an exercise.
func (c *coder) rehearsed(t trigger) bool {
	for i := t.first; i < t.last+20 && i < len(c.low) && c.doc.Tokens[i].Sentence == c.doc.Tokens[t.first].Sentence; i++ {
		if english().classes["%drill"][c.low[i]] && (c.within(i, "for") || c.at1(i-1, "for")) {
			return true
		}
	}
	return false
}

// hook is the preposition or conjunction on which the noun phrase at token i hangs, first-1 if there is none after first.
func (c *coder) hook(i, first int) int {
	for i--; i >= first; i-- {
		w := c.low[i]
		if w == "of" && (offices[c.at(i-1)] || sectors[c.at(i-1)] != "") {
			continue // "with the president of Ruritania"
		}
		if prepositions[w] || w == "to" || w == "that" {
			return i
		}
	}
	return first - 1
}

// within says that one of the prepositions stands before the noun phrase that token i begins, articles and adjectives aside.
func (c *coder) within(i int, list ...string) bool {
	for k := i - 1; k >= 0 && k >= i-4; k-- {
		if c.at1(k, list...) {
			return true
		}
		if prepositions[c.low[k]] || c.doc.Tokens[k].Kind != nlp.Word {
			return false
		}
	}
	return false
}
