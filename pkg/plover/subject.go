package plover

import (
	"strings"

	"github.com/wirefold/wirefold/pkg/nlp"
)

// predicate is the token before a verb at token i and its auxiliaries.
func (c *coder) predicate(i, start int) int {
	k := i - 1
	for ; k >= start && k >= i-6 && c.auxiliary(k); k-- {
	}
	return k
}

// shared says that the verb at token i is the second of its subject: "met the envoy and thanked her".
func (c *coder) shared(i, start int) bool {
	k := c.predicate(i, start)
	return k > start && c.at1(k, "and", "but", "or")
}

// opening is the subject that opens a clause: the party in the noun phrase at its head, or whom a pronoun there means.
func (c *coder) opening(i, start, first int) []party {
	// Ten tokens hold "In Strelsau on Monday the government of Ruritania".
	for k := start; k < i && k < start+10; k++ {
		if c.at1(k, "he", "she", "it", "they") {
			if p, ok := c.antecedent(c.low[k], k, first); ok {
				return []party{p}
			}
			return nil
		}
		n := c.partyAt(k)
		if n < 0 || c.parties[n].first != k || c.parties[n].town {
			continue
		}
		if !c.inPhrase(n) || c.within(k, "of") && k <= start+6 && !c.told(start, k) {
			a, b := c.between(start, i)
			return c.group(n, a, b)
		}
	}
	return nil
}

// told says that a verb seems to stand among tokens [first, last).
func (c *coder) told(first, last int) bool {
	for i := first; i < last; i++ {
		if strings.HasSuffix(c.low[i], "ed") || beForms[c.low[i]] || saying[c.low[i]] {
			return true
		}
	}
	return false
}

// nameless says that the subject of the verb at token i is a noun phrase that names no party, "his interlocutor had
// agreed": who else is named in the clause did not do it.
func (c *coder) nameless(i, start int) bool {
	k := c.predicate(i, start)
	// Four noun phrases, each hanging on the one before: "the head of the office of the mayor of the town".
	for n := 0; n < 4 && k >= start; n++ {
		if c.doc.Tokens[k].Kind != nlp.Word || c.at1(k, "and", "but", "or", "who", "which", "that") {
			return false
		}
		for ; k >= start; k-- {
			w := c.low[k]
			if c.owner[k] > 0 {
				return false
			}
			if c.doc.Tokens[k].Kind != nlp.Word && w != "-" || determiners[w] || prepositions[w] || saying[w] {
				break
			}
		}
		if k < start || saying[c.low[k]] {
			return true
		}
		w := c.low[k]
		if w == "its" || w == "their" { // its troops are its own, its partner is another
			return sectors[c.at(c.predicate(i, start))] == ""
		}
		if w == "both" || strings.HasPrefix(w, "'") || strings.HasPrefix(w, "’") {
			return false
		}
		if determiners[w] {
			if k--; k < start || !prepositions[c.low[k]] {
				return k < start || c.low[k] != "and"
			}
		}
		if !prepositions[c.low[k]] {
			return false
		}
		k--
	}
	return false
}

var saying = words("said says say told that added")
