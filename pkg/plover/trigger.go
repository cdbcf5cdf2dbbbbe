package plover

import (
	"strings"

	"github.com/wirefold/wirefold/pkg/nlp"
)

// trigger is a pattern found at tokens [first, last).
type trigger struct {
	*pattern
	first, last int
	passive     bool
}

// trigger finds the pattern with the most elements that begins at token i and ends before token end.
func (c *coder) trigger(i, end int) (best trigger, ok bool) {
	for _, p := range english().starts[c.low[i]] {
		last := c.match(p, i, end)
		if last == 0 || ok && len(p.elements) <= len(best.elements) {
			continue
		}
		best, ok = trigger{pattern: p, first: i, last: last}, true
	}
	if ok && best.elements[0].verb {
		best.passive = c.passive(i) && best.frame != self
		if best.passive && best.frame == mutual {
			best.passive = false
		}
	}
	return best, ok
}

// match gives the token after the pattern, 0 if it does not stand here.
func (c *coder) match(p *pattern, i, end int) int {
	if p.elements[0].verb && !c.verbal(i, p.elements[0].base) {
		return 0
	}
	for n, e := range p.elements {
		if n == 0 {
			i++
			continue
		}
		limit := i
		if e.gap {
			limit = i + 6
		}
		for ; ; i++ {
			if i >= end || i > limit {
				return 0
			}
			if e.words[c.low[i]] {
				i++
				break
			}
			if c.doc.Tokens[i].Kind == nlp.Punct && c.low[i] != "-" && !quoteMarks[c.low[i]] || clauses[c.low[i]] {
				return 0
			}
		}
	}
	return i
}

// verbal tells the verb from a noun or adjective of the same form by the word before it.
func (c *coder) verbal(i int, base string) bool {
	before := c.at(i - 1)
	w := c.low[i]
	if !c.lower(i) || before == "'s" || before == "’s" || determiners[before] {
		return false
	}
	p := c.partyAt(i - 1)
	if p >= 0 && w == base && !c.parties[p].adjective {
		return irregularPast[w] // "United Nations appeal"
	}
	if p >= 0 && c.parties[p].adjective && !strings.HasSuffix(before, "s") {
		return false // "Ruritanian demands"
	}
	switch {
	case w == base:
		return before == "to" || intents[before] || modals[before] || negations[before] || strings.HasSuffix(before, "n't") || strings.HasSuffix(before, "n’t") ||
			strings.HasSuffix(before, "ly") || strings.HasSuffix(before, "s") || plurals[before] || irregularPast[w] && !prepositions[before]
	case w == base+"s" || w == base+"es":
		return p >= 0 || singulars[before] || before == "and" && c.at(i-2) == "," || sectors[before] != "" || strings.HasSuffix(before, "ly") || i > 0 && !c.lower(i-1) && c.doc.Tokens[i-1].Kind == nlp.Word
	case strings.HasSuffix(w, "ing"):
		return before != "of" && before != "for"
	}
	return true
}

var (
	modals        = words("can could may might must should do does did also")
	plurals       = words("they we you i who people police both")
	irregularPast = words("cut shut set hit put beat quit")
	singulars     = words("he she it who which that also now still group council union party agency movement alliance bloc country nation side")
)

// passive says that the verb at token i has a form of "be" before it, adverbs aside.
func (c *coder) passive(i int) bool {
	if strings.HasSuffix(c.low[i], "ing") || strings.HasSuffix(c.low[i], "s") {
		return false
	}
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		if beForms[c.low[k]] {
			return true
		}
		if !strings.HasSuffix(c.low[k], "ly") && c.low[k] != "also" && c.low[k] != "not" {
			return false
		}
	}
	return false
}

func words(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

var (
	clauses      = words("since who which but when while after before because although if unless")
	separates    = words("that who which but when while after before because although if unless")
	quoteMarks   = words("“ ” \" ‘ ’ ' '' ``")
	determiners  = words("the a an this these those his her its their our my your no any some every each")
	prepositions = words("of in from on near to with against for at over between by into about inside outside under toward towards across within amid among around along")
	beForms      = words("was were been being be is are 's ’s 're ’re get got")
)
