package quotes

import (
	"strings"

	"github.com/wirefold/wirefold/pkg/nlp"
)

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
			if f.low[j] == "not" {
				break // "asked not to be named"
			}
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
	if f.at(k-1) == "," && (strings.HasSuffix(f.low[k], "ing") || joiners[f.low[k]]) {
		return 0, false // "…, the ministry said on Friday, adding a stop to the trip"
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
			if j > k && strings.HasSuffix(f.at(j+1), "ed") {
				return 0, false // "said after a meeting that settled nothing"
			}
			if j == k || f.at(k) == "," || joiners[f.at(k)] || times[f.at(k)] || strings.HasSuffix(f.at(k), "ly") || f.at(k) == "clear" || f.at(k) == "afterwards" || f.at(k) == "before" || f.at(k) == "after" || f.at(k) == "during" || f.at(k) == "out" || f.at(k) == "as" {
				return j + 1, j+1 < last
			}
			return 0, false
		}
		if (w == "whether" || w == "if" || w == "how" || w == "why" || w == "what") && j == k && c&(ask|that|clause) != 0 && w != "if" {
			return j, true
		}
		if j > k && (w == "what" || w == "which" || w == "who") {
			return 0, false // the "that" to come is of a clause about something else
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
