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
	first, last := f.doc.Sentences[s].First, f.doc.Sentences[s].Last
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

// complement finds where what is said begins after the verb.
func (f *finder) complement(c cue, last int) (start int, ok bool) {
	k := c.at + 1
	if c.class&tell != 0 && c.class&(clause|that) == 0 || f.low[c.at] == "told" {
		return f.toldTo(k, last)
	}
	if p, ok := f.conjunction(k, last, c.class); ok {
		return p, true
	}
	k = f.skipTime(k, last)
	if k >= last {
		return 0, false
	}
	if c.class&to != 0 {
		for j := k; j < last && j < k+6; j++ {
			if f.low[j] == "to" && (j == k || c.at+1 < j && f.doc.Tokens[j-1].Kind == nlp.Word) && f.doc.Tokens[j].Kind == nlp.Word && lower(f.doc.Tokens[min(j+1, last-1)].Text) {
				return j, true
			}
			if f.doc.Tokens[j].Kind == nlp.Punct {
				break
			}
		}
	}
	if c.class&(clause|name) == 0 {
		if c.class&that != 0 && f.opens(k) {
			return k, true
		}
		return 0, false
	}
	if f.opens(k) {
		return k, true
	}
	t := f.doc.Tokens[k]
	if t.Kind != nlp.Word && t.Kind != nlp.Number || joiners[f.low[k]] || f.low[k] == "so" || f.low[k] == "by" || f.low[k] == "against" || f.low[k] == "about" || breakers[f.low[k]] && f.low[k] != "there" {
		return 0, false
	}
	if c.class&clause != 0 && c.class&name == 0 && !f.sentential(k, last) {
		return 0, false
	}
	return k, true
}

// opens says that a quotation begins at token k.
func (f *finder) opens(k int) bool {
	return k < len(f.low) && f.quoted[k] != 0 && f.stretch[f.quoted[k]-1].open == k
}

// conjunction finds "that", "whether" and the like within what may stand between verb and clause: an addressee, a time,
// a place. Other words before it mean that it belongs to something else.
func (f *finder) conjunction(k, last int, c class) (start int, ok bool) {
	// 14 tokens: "in an interview with the newspaper published on Monday that".
	for j := k; j < last && j < k+14; j++ {
		w := f.low[j]
		if w == "that" {
			if j == k || f.at(k) == "," || joiners[f.at(k)] || times[f.at(k)] || strings.HasSuffix(f.at(k), "ly") || f.at(k) == "clear" || f.at(k) == "before" || f.at(k) == "after" || f.at(k) == "during" || f.at(k) == "out" || f.at(k) == "as" {
				return j + 1, j+1 < last
			}
			return 0, false
		}
		if (w == "whether" || w == "if" || w == "how" || w == "why" || w == "what") && j == k && c&(ask|that|clause) != 0 && w != "if" {
			return j, true
		}
		if f.quoted[j] != 0 || strings.Contains(".;:", w) || f.cueAt(j)&(clause|that) != 0 && j > k && !f.isNoun(j) {
			return 0, false
		}
	}
	return 0, false
}

// skipTime steps over a day or a time right after the verb: "said on Monday the talks …".
func (f *finder) skipTime(k, last int) int {
	for n := 0; k < last && n < 5; n++ {
		w := f.low[k]
		if times[w] || w == "on" && times[f.at(k+1)] || f.mention[k] == 0 && strings.HasSuffix(w, "ly") && len(w) > 4 || w == "also" {
			k++
			continue
		}
		if w == "," && n > 0 && f.quoted[k] == 0 {
			k++
		}
		break
	}
	return k
}

// toldTo finds the clause after the person told: "told reporters in the capital (that) …".
func (f *finder) toldTo(k, last int) (start int, ok bool) {
	if k >= last || f.doc.Tokens[k].Kind != nlp.Word {
		return 0, false
	}
	for j := k; j < last && j < k+12; j++ {
		switch w := f.low[j]; {
		case w == "that" && j > k:
			return j + 1, j+1 < last
		case f.opens(j) && j > k:
			return j, true
		case w == "," && f.opens(j+1):
			return j + 1, true
		case w == ":" && f.opens(j+1):
			return j + 1, true
		case f.doc.Tokens[j].Kind == nlp.Punct && w != ",":
			return 0, false
		case w == "to" && j > k:
			return j, true
		}
	}
	// "told reporters the talks failed": one word was told.
	if j := f.skipTime(k+1, last); j < last && f.sentential(j, last) && !joiners[f.low[j]] && (determiners[f.low[j]] || pronouns[f.low[j]]) {
		return j, true
	}
	return 0, false
}

// sentential says that a clause with a verb may begin at token k: some word of the next 25 has the look of one.
func (f *finder) sentential(k, last int) bool {
	for j := k; j < last && j < k+25; j++ {
		w := f.low[j]
		if j > k && (finites[w] || strings.HasSuffix(w, "ed") && len(w) > 4 || strings.HasSuffix(w, "n't") || w == "'s" || w == "’s" || w == "'re" || w == "’re" || w == "'ll" || w == "’ll" || w == "'ve" || w == "’ve" || w == "'d" || w == "’d" || w == "'m" || w == "’m") {
			return true
		}
		if j > k && lower(w) && len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && (pronouns[f.at(j-1)] || f.mention[j-1] != 0) {
			return true
		}
	}
	return false
}

var finites = words("is are was were has have had will would can could may might must shall should do does did met went came made took gave saw got knew left held found need needs want wants remain remains")

// finite says that the verb's object is a clause rather than a name for something.
func (f *finder) finite(c cue, start int) bool {
	return c.class&(clause|that|to) != 0 && (f.at(start-1) == "that" || f.low[start] == "to" || c.class&clause != 0 && f.sentential(start, f.doc.Sentences[f.doc.Tokens[c.at].Sentence].Last))
}

// fragment finds the first quoted stretch in tokens [start, end), -1 if there is none.
func (f *finder) fragment(start, end int) int {
	// 30 tokens: a name is given near its bearer.
	for i := start; i < end && i < start+30 && i < len(f.low); i++ {
		if f.quoted[i] != 0 {
			return f.quoted[i] - 1
		}
	}
	return -1
}

// longest is the most tokens that a clause may have: ten times a sentence of news.
const longest = 300

// clauseEnd is where the clause that begins at token start ends: with its sentence, before a second statement of the
// same speaker ("…, adding that"), or before another's ("but the envoy said").
func (f *finder) clauseEnd(start, last int) int {
	last = min(last, start+longest)
	end := last
	for i := start + 1; i < last; i++ {
		if f.quoted[i] != 0 || f.cueAt(i)&(clause|that|tell) == 0 {
			continue
		}
		if f.low[i-1] == "," && strings.HasSuffix(f.low[i], "ing") {
			end = i - 1
			break
		}
		if f.low[i-1] == "and" && strings.HasSuffix(f.low[i], "ed") || f.low[i-1] == "and" && f.low[i] == "said" {
			end = i - 1
			break
		}
		if p := f.endingAt(i-1, start); p.ok() && p.first > start+2 {
			if w := f.at(p.first - 1); (w == "but" || w == "while" || w == "although") && f.at(p.first-2) == "," {
				end = p.first - 2
				break
			}
		}
	}
	// A quotation that began inside the clause ends it, not the stop inside the marks.
	if k := f.quoted[end-1]; k != 0 && f.stretch[k-1].last >= end {
		end = f.stretch[k-1].last
		if f.stretch[k-1].close >= 0 {
			end++
		}
	}
	return end
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
	case f.at(k) == "," || joiners[f.at(k)] || f.at(k) == "after" || f.at(k) == "during" || f.at(k) == "as":
		// What follows a comma may go on with the clause; the part before it is surely said.
		f.report(c, max(first, comma-longest), comma)
	}
}

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
