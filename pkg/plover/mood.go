package plover

import "strings"

// friendly and hostile deeds: to intend one is AGREE, to intend the other THREATEN.
var (
	friendly = words("CONSULT SUPPORT COOPERATE AID CONCEDE RETREAT")
	hostile  = words("SANCTION COERCE ASSAULT PROTEST")
)

// mood reads how the text speaks of the trigger and gives the type and modality that follow from it; ok is false for
// what is only possible, conditional or denied.
func (c *coder) mood(t trigger, first, end int) (kind, modality string, ok bool) {
	kind, modality = t.kind, Asserted
	intent, negated := false, false
	possible := false
	chain := true // only auxiliaries and adverbs stand between this word and the verb
	// Twelve words back hold the auxiliaries of the verb and the noun that a clause hangs on ("fears of a possible …").
	for k := t.first - 1; k >= first && k >= t.first-12; k-- {
		w := c.low[k]
		near := t.first-k <= 4 && (chain || !t.elements[0].verb)
		switch {
		case w == "," || w == ";" || w == ":" || w == "but" || w == "since" || w == "after" || w == "because" || w == "as":
			k = first
		case w == "that" && c.at(k-1) != "fears":
			k = first
		case t.first-k <= 4 && (chain || kind != "REJECT") && (negations[w] || strings.HasSuffix(w, "n't") || strings.HasSuffix(w, "n’t")):
			negated = true
		case near && (intents[w] || w == "to" && c.at1(k-1, "is", "are", "plans", "plan", "prepared", "ready", "willing", "intends", "intend", "set", "going", "vowed", "promised", "about", "due", "scheduled", "expected")):
			intent = true
		case doubts[w]:
			possible = true
		case near && (w == "could" || w == "may" || w == "might" || w == "can" && !negated):
			possible = possible || kind != "THREATEN"
		}
		chain = chain && c.auxiliary(k)
	}
	for k := t.last; k < end && k < t.last+6; k++ {
		if c.at1(k, "plausible", "possible", "unlikely", "likely", "imminent") && (beForms[c.at(k-1)] || c.at1(k-1, "be", "remains", "seems", "looks")) {
			possible = true
		}
	}
	if t.first > first && (c.at(t.first-1) == "would" || c.at(t.first-1) == "'d") {
		intent = true
	}
	switch {
	case possible, kind == "SUPPORT" && c.at(t.first-1) == "would": // what one would welcome has not come
		return "", "", false
	case c.at(t.first-1) == "to" && !intent && !negated && t.elements[0].verb && !strings.HasSuffix(c.low[t.first], "ing"):
		return "", "", false // what is done for a purpose is not yet done
	case negated && (friendly[kind] || kind == "AGREE") && (intent || c.at1(t.first-1, "not", "never") && !c.at1(t.first-2, "has", "have", "had", "did", "does", "do")): // what was left undone is not refused
		if kind == "CONCEDE" && !intent {
			return "", "", false
		}
		return "REJECT", Asserted, true
	case negated:
		return "", "", false
	case intent && hostile[kind]:
		return "THREATEN", Asserted, true
	case intent && kind == "RETREAT" && c.unless(t, end):
		return "THREATEN", Asserted, true
	case intent && friendly[kind]:
		return "AGREE", Future, true
	case t.frame == mutual && kind == "AGREE":
		return kind, Future, true
	}
	return kind, modality, true
}

// auxiliary says that token k may stand between a subject and its verb.
func (c *coder) auxiliary(k int) bool {
	w := c.low[k]
	return beForms[w] || intents[w] || negations[w] || modals[w] || strings.HasSuffix(w, "ly") || strings.HasSuffix(w, "n't") || strings.HasSuffix(w, "n’t") ||
		c.at1(k, "be", "has", "have", "had", "to", "also", "already", "soon", "again", "now", "then", "later", "yet", "still", "even", "ever", "once", "just")
}

func (c *coder) unless(t trigger, end int) bool {
	for k := t.last; k < end; k++ {
		if c.low[k] == "unless" {
			return true
		}
	}
	return false
}

var (
	negations = words("not never no cannot neither nor without")
	intents   = words("will would shall 'll ’ll")
	doubts    = words(`if unless whether possible potential possibility fears fear feared prospect prospects plausible risk risks threat threats likely
		hypothetical should any avert avoid denied denies deny denying intention hopes speculation rumours rumors`)
)
