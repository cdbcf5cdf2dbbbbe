package plover

import (
	"strings"
)

// sides finds who stands on either side of a trigger. Weak says that the subject was sought outside the clause.
func (c *coder) sides(t trigger, kind string, first, end int) (from, to []party, weak bool) {
	switch {
	case t.frame == noun:
		from = c.before(t, first)
		if by := c.following(t.last, end, "by", "from"); by != nil {
			from = by
		}
		to = c.right(t.last, end, t, kind, from)
		if from == nil && len(to) > 1 { // "a buildup of Ruritanian troops near Syldavia"
			from, to = to[:1], to[1:]
		} else if from == nil && len(to) == 1 {
			from, to = to, c.right(to[0].last, end, t, kind, to)
		}
		return from, to, false
	case t.frame == left, t.passive:
		to, _ = c.left(t, first)
		from = c.following(t.last, end, "by")
		if from == nil && (kind == "COERCE" || kind == "ACCUSE") {
			from = c.following(t.last, end, "in")
		}
		return from, to, false
	}
	from, weak = c.left(t, first)
	return from, c.right(t.first+1, end, t, kind, from), weak
}

// left finds the subject: going left in the clause, the nearest party that hangs on no preposition, else the first one;
// what "it", "he" or an infinitive stands for is sought in the rest of the sentence.
func (c *coder) left(t trigger, first int) (found []party, weak bool) {
	start, wide := first, first
	for i := t.first - 1; i >= first; i-- {
		if w := c.low[i]; clauseStarts[w] && !(w == "as" && determiners[c.low[i+1]]) || w == ";" || w == ":" {
			if start = i + 1; w != "but" && !quoteMarks[w] {
				wide = start // another clause's subject is not this one's
			}
			break
		}
	}
	if subordinators[c.low[first]] { // "As tensions grew between A and B, officials of C met"
		for i := t.first - 1; i > start; i-- {
			if a, b := c.between(i+1, t.first); c.low[i] == "," && a < b {
				start, wide = i+1, i+1
				break
			}
		}
	}
	if k := c.partyAt(t.first - 1); k >= 0 && !c.parties[k].adjective && strings.HasSuffix(c.low[t.first], "ing") { // "with Norway rejecting"
		a, b := c.between(start, t.first)
		if k >= a && k < b {
			return c.group(k, a, b), false
		}
	}
	if w := c.low[t.first]; strings.HasSuffix(w, "ing") && t.elements[0].verb && !beForms[c.at(t.first-1)] && !strings.HasSuffix(c.at(t.first-1), "ly") {
		return c.opener(first, t.first)
	}
	if p := c.pronoun(t.first, start); p != "" {
		if who, ok := c.antecedent(p, t.first, first); ok {
			return []party{who}, false
		}
		return nil, false
	}
	if (t.elements[0].verb || !determiners[c.at(t.first-1)]) && c.nameless(t.first, start) {
		return nil, false
	}
	if c.shared(t.first, start) {
		return c.opening(t.first, start, first), false
	}
	for _, from := range []int{start, wide} {
		a, b := c.between(from, t.first)
		for k := b - 1; k >= a; k-- {
			if !c.inPhrase(k) && !c.parties[k].town {
				return c.group(k, a, b), from != start
			}
		}
		for k := a; k < b; k++ { // "the government of Norway"
			if p := c.parties[k]; !p.town && c.within(p.first, "of", "from") {
				return c.group(k, a, b), from != start
			}
		}
		for k := a; k < b; k++ { // "the police in Norway", but not "In Norway the police"
			if p := c.parties[k]; !p.town && p.first > from+1 && c.within(p.first, "in", "at", "for") {
				return c.group(k, a, b), from != start
			}
		}
	}
	return nil, false
}

// opener finds the subject of a participle, "…, demanding that": that of the sentence.
func (c *coder) opener(first, end int) (found []party, weak bool) {
	a, b := c.between(first, end)
	until := end
	if a < b {
		until = c.parties[a].first
	}
	for i := first; i < until; i++ {
		if c.at1(i, "he", "she", "they") {
			if p, ok := c.antecedent(c.low[i], i, first); ok {
				return []party{p}, false
			}
			return nil, false
		}
	}
	for k := a; k < b; k++ {
		if !c.inPhrase(k) && !c.parties[k].town {
			return c.group(k, a, b), false
		}
	}
	return nil, false
}

var subordinators = words("as after when while since with amid despite following although before though because")

var clauseStarts = words("that but because while although whereas after before as when if since unless where “ ”")

// before finds the party right before a noun: "a Ruritanian military buildup", "Ruritania's invasion".
func (c *coder) before(t trigger, first int) []party {
	a, b := c.between(max(first, t.first-6), t.first)
	if a == b {
		return nil
	}
	for i := c.parties[b-1].last; i < t.first; i++ {
		if prepositions[c.low[i]] || beForms[c.low[i]] || c.low[i] == "," {
			return nil
		}
	}
	return c.group(b-1, a, b)
}

// right finds the first parties after token i in the clause that are not the actors themselves.
func (c *coder) right(i, end int, t trigger, kind string, from []party) []party {
	stop := end
	conditional := -1
	for k := i; k < end; k++ {
		w := c.low[k]
		if w == "if" || w == "unless" || w == "provided" {
			conditional = k
		}
		if w == ";" || w == "but" || w == "after" || w == "when" || w == "while" || w == "because" || w == "although" || w == "since" || w == "where" || w == "which" || w == "who" || w == "whom" || w == "whose" || k >= t.last && !spoken[kind] && saying[w] && w != "that" {
			stop = k
			break
		}
	}
	a, b := c.between(i, stop)
	if conditional >= 0 && kind == "AGREE" { // what is offered under a condition is offered to who must meet it
		if x, y := c.between(conditional, stop); x < y {
			a, b = x, y
		}
	}
	for k := a; k < b; k++ {
		if t.frame == mutual && c.parties[k].place && (c.parties[k].town || c.at1(c.parties[k].first-1, "in", "at")) {
			continue
		}
		if c.parties[k].Country != "" && has(partiesOf(from), c.parties[k].Country) && !domestic[kind] && k+1 < b {
			continue
		}
		if (conditional < 0 || kind != "AGREE") && !c.attached(t, kind, k) {
			return nil // who is named beyond is further off still
		}
		return c.group(k, k, b)
	}
	return nil
}

// following finds the parties after one of the words, at most twelve tokens on.
func (c *coder) following(i, end int, heads ...string) []party {
	for k := i; k < end && k < i+12; k++ {
		if c.at1(k, heads...) {
			a, b := c.between(k+1, min(end, k+8))
			if a < b {
				return c.group(a, a, b)
			}
			return nil
		}
	}
	return nil
}

// pronoun gives the pronoun that is the subject of the verb at token i, auxiliaries and adverbs aside.
func (c *coder) pronoun(i, start int) string {
	for k := i - 1; k >= start && k >= i-5; k-- {
		w := c.low[k]
		if w == "he" || w == "she" || w == "it" || w == "they" {
			return w
		}
		if !beForms[w] && !intents[w] && !negations[w] && !strings.HasSuffix(w, "ly") && !c.at1(k, "has", "have", "had", "also", "already", "previously", "to", "actively") {
			return ""
		}
	}
	return ""
}

// antecedent finds whom a pronoun means: in speech the speaker's own pronoun aside, "he" and "she" the last person named
// in this or the last two sentences, "it" and "they" the party that the sentence began with.
func (c *coder) antecedent(pronoun string, i, first int) (party, bool) {
	if pronoun == "it" || pronoun == "they" {
		a, b := c.between(first, i)
		for k := a; k < b; k++ {
			if pronoun == "they" || !c.parties[k].person {
				return c.parties[k], true
			}
		}
		return party{}, false
	}
	s := c.doc.Tokens[i].Sentence
	// 40 parties back is more than three sentences name.
	for k, last := c.search(i)-1, c.search(i)-40; k >= max(0, last) && c.doc.Tokens[c.parties[k].first].Sentence >= s-2; k-- {
		if c.parties[k].person && c.speech[c.parties[k].first] == 0 {
			return c.parties[k], true
		}
	}
	return party{}, false
}

// plural says that the subject is those just spoken of: "both", "the two sides", "they".
func (c *coder) plural(t trigger, first int) bool {
	for k := t.first - 1; k >= first && k >= t.first-6; k-- {
		if c.at1(k, "both", "sides", "they", "two", "diplomats") {
			return true
		}
	}
	return false
}

// others leaves out of the recipients who is an actor; one's own country stays where a state acts on its people.
func (c *coder) others(to, from []party, kind string) []party {
	var out []party
	for _, p := range to {
		same := false
		for _, q := range from {
			same = same || p.EntityID == q.EntityID || p.Country != "" && p.Country == q.Country && !domestic[kind]
		}
		if !same {
			out = append(out, p)
		}
	}
	return out
}

var domestic = words("COERCE ASSAULT PROTEST REJECT REQUEST CONCEDE ACCUSE")

func unite(a, b []party) []party {
	out := append([]party(nil), a...)
	for _, p := range b {
		if p.Country == "" || !has(partiesOf(out), p.Country) {
			out = append(out, p)
		}
	}
	return out
}

func has(list []Party, country string) bool {
	for _, p := range list {
		if p.Country == country {
			return true
		}
	}
	return false
}

func countries(list []party) map[string]bool {
	m := map[string]bool{}
	for _, p := range list {
		if p.Country != "" {
			m[p.Country] = true
		}
	}
	return m
}

func partiesOf(list []party) []Party {
	var out []Party
	for _, p := range list {
		known := false
		for _, q := range out {
			known = known || p.Party == q
		}
		if !known {
			out = append(out, p.Party)
		}
	}
	return out
}
