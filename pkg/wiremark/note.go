package wiremark

import (
	"strings"

	"github.com/wirefold/wirefold/pkg/internal/lazyregexp"
)

// maxNote is how much of a note is read, in bytes: a desk says what it does in its first words.
const maxNote = 2000

// Notes of a desk to its clients. Unlike headlines they are prose about the copy, so the words count in any case, but
// only where they speak of this story: at the start, or with the story as their object.
var notes = rules(
	[2]string{string(Release), `(?i)^\W*(?:eds?|editors?)?\W*(?:the )?(?:hold (?:is |has been )?(?:lifted|released)|release[ds]?\b)`},
	[2]string{string(Kill), `(?i)^\W*(?:(?:eds?|editors?|editors?' note|note to editors|attention|advisory)\b\W*)?(?:please |bulletin |mandatory |urgent )*(?:kill|withdraw|retract|eliminate)\b`},
	[2]string{string(Kill), `(?i)\b(?:story|article|report|item|copy|dispatch|version|alert)\b[^.]{0,80}\b(?:(?:has been|is|was|are|have been)(?: being)? (?:withdrawn|killed|retracted|eliminated)|should (?:be killed|not be used))`},
	[2]string{string(Kill), `(?i)\b(?:has|have) (?:withdrawn|retracted|killed) (?:this|the|its|an|a|their)\b[^.]{0,60}\b(?:story|article|report|item|alert|dispatch)\b`},
	[2]string{string(Kill), `(?i)^\W*(?:story|article|report|item) (?:withdrawn|killed|retracted)\b`},
	[2]string{string(Hold), `(?i)^\W*(?:(?:eds?|editors?|editors?' note|note to editors|attention|advisory)\b\W*)?(?:please )?(?:hold(?:\W+hold)*(?:\s+(?:this|the|until|for|story|copy)\b|\W*$|\W*[:.,–—-])|hold\W+hold|withhold\b|embargo(?:ed)?\b)`},
	[2]string{string(Correction), `(?i)^\W*(?:(?:eds?|editors?|editors?' note|note to editors)\b\W*)?(?:correct(?:s|ion|ions|ed|ing)\b|clarif(?:ies|ication|ied)\b|erratum\b|rectificati|berichtigung\b|korrektur\b|correctif\b|исправл)`},
	[2]string{string(Correction), `(?i)\b(?:this (?:story|article|report|version|post|piece)|an? (?:earlier|previous|original) (?:version|story|headline|report))\b[^.]{0,80}\b(?:corrected|corrects|misstated|misspelled|misspelt|misidentified|incorrectly|erroneously|gave the wrong|wrongly)`},
	[2]string{string(Refile), `(?i)^\W*(?:(?:eds?|editors?|editors?' note)\b\W*)?refil(?:es|ed|e|ing)\b`},
	[2]string{string(Repeat), `(?i)^\W*(?:(?:eds?|editors?)\b\W*)?(?:repeats?|repeating|repeated|rpts?)\b\s+(?:to|for|with|from|without|story|item|\w+day)\b`},
	[2]string{string(Writethru), `(?i)^\W*(?:\d{1,2}(?:st|nd|rd|th)\W+(?:ld\W+)?)?writethr(?:u|ough)\b`},
	[2]string{string(Update), `(?i)^\W*(?:(?:eds?|editors?)\b\W*)?(?:updates?|updated|updating|adds|recasts|new throughout|leads? with)\b`},
)

// Note returns the marks of a note to editors or readers: "Correction: an earlier version…", "EDS: HOLD this story",
// "Refiles to add dropped word", "Reuters has withdrawn the story". Each kind is named at most once.
func Note(note string) []Mark {
	note = strings.TrimSpace(note[:min(len(note), maxNote)])
	if _, marks := Headline(note); len(marks) > 0 {
		return marks
	}
	var marks []Mark
	for _, r := range notes {
		if !Has(marks, r.kind) && r.pattern.MatchString(note) {
			marks = append(marks, Mark{Kind: r.kind})
		}
	}
	// A lifted hold speaks of a hold and a release; the release is what happens.
	if Has(marks, Release) {
		return []Mark{{Kind: Release}}
	}
	return marks
}

// Opening tells whether the first paragraph of a copy is no copy but a note about it ("(Corrects spelling in paragraph
// 3)", "(Adds quotes, background)"), and returns its marks. A paragraph of copy has none.
func Opening(paragraph string) []Mark {
	p := strings.TrimSpace(paragraph)
	if len(p) > 600 {
		return nil
	}
	bracketed := strings.HasPrefix(p, "(") && strings.HasSuffix(p, ")") || strings.HasPrefix(p, "[") && strings.HasSuffix(p, "]")
	if !bracketed && !speaksOfItself.MatchString(p) {
		return nil
	}
	return Note(p)
}

// speaksOfItself are the unbracketed openings that are about the copy and not of it.
var speaksOfItself = lazyregexp.New(`(?i)^\W*(?:(?:eds?|editors?|editors?' note|editor's note|editor’s note|note to editors|correction|clarification|advisory)\b\W*:` +
	`|(?:corrects|refiles|repeats|recasts)\b.{0,200}\b(?:paragraphs?|para|headline|byline|dateline|spelling|typo|title|day|name|word|lead|slug|clients|text|to (?:add|fix|correct|remove|widen))\b` +
	`|(?:this|the) (?:story|article|report|item|dispatch|alert)\b[^.]{0,60}\b(?:withdrawn|killed|retracted|corrected)\b` +
	`|[\p{L} .]{2,40} (?:has|have) (?:withdrawn|retracted|killed) (?:this|the|its|an|a|their)\b[^.]{0,60}\b(?:story|article|report|item|alert|dispatch)\b` +
	`|(?:story|article|item) (?:withdrawn|killed)\b|kill\W+kill\b|hold\W+hold\b)`)
