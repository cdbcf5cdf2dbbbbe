// Package wiremark reads what a wire desk writes around its copy: the marks of a revision ("UPDATE 2-", "CORRECTED-",
// "KILL"), the notes to editors, the dateline, and the credits that name the agency a text was taken from.
//
// Everything here is read off the words alone, in bounded time, and nothing is invented: a headline without a mark
// comes back as it was, with no marks.
package wiremark

import (
	"strconv"
	"strings"

	"github.com/wirefold/wirefold/pkg/internal/lazyregexp"
)

// Kind says what a mark does to the article it stands on.
type Kind string

// The kinds of marks, each with the words that wires write for it.
const (
	Update     Kind = "update"     // UPDATE 2-, 2nd Ld, (UPDATED)
	Wrapup     Kind = "wrapup"     // WRAPUP 3-, ROUNDUP
	Writethru  Kind = "writethru"  // 3rd Ld-Writethru, WRITETHRU
	Correction Kind = "correction" // CORRECTED-, Correction:, (Corrects …)
	Refile     Kind = "refile"     // REFILE-, (Refiles to …)
	Repeat     Kind = "repeat"     // RPT-, REPEAT-
	Kill       Kind = "kill"       // KILL, STORY WITHDRAWN, MANDATORY KILL
	Hold       Kind = "hold"       // HOLD, HOLD HOLD HOLD, EMBARGOED
	Release    Kind = "release"    // RELEASE, HOLD LIFTED
)

// Mark is one mark; Number is its count ("UPDATE 2-" has 2) and 0 where it has none.
type Mark struct {
	Kind   Kind
	Number int
}

// OfEarlier tells that the mark speaks of copy sent before. A wrapup is a new text, of which only the next are versions.
func (m Mark) OfEarlier() bool { return m.Kind != Wrapup || m.Number > 1 }

// Has reports whether one of marks is of kind.
func Has(marks []Mark, kind Kind) bool {
	for _, m := range marks {
		if m.Kind == kind {
			return true
		}
	}
	return false
}

// maxMarks bounds the marks read off one headline; real ones carry three at most ("CORRECTED-UPDATE 2-RPT-").
const maxMarks = 6

// A rule finds one mark at the start of a headline, everything that it matches being the mark. The number, where there
// is one, is the first group.
type rule struct {
	kind    Kind
	pattern *lazyregexp.Regexp
}

func rules(list ...[2]string) []rule {
	out := make([]rule, 0, len(list))
	for _, r := range list {
		out = append(out, rule{Kind(r[0]), lazyregexp.New(r[1])})
	}
	return out
}

// dash ends a slug: "UPDATE 2-", "CORRECTED -", "CORRECTION:"; no slug runs into its word without one.
const dash = `\s*(?:[-–—:]+|\|)\s*`

// Slugs in capitals. They are case-sensitive, or "Update on talks" and "Hold the line" would lose words.
var leading = rules(
	// Cried more than once it needs no dash: no headline says "KILL KILL" of its own.
	[2]string{string(Kill), `^KILL(?:[\s-]+KILL)+(?:` + dash + `|\s+|$)`},
	[2]string{string(Hold), `^HOLD(?:[\s-]+HOLD)+(?:` + dash + `|\s+|$)`},
	[2]string{string(Kill), `^(?:(?:MANDATORY |BULLETIN |STORY )?KILL(?:[\s-]+(?:MANDATORY )?KILL)*|(?:STORY|ITEM|ARTICLE) (?:WITHDRAWN|WITHDRAWAL|KILLED)|WITHDRAWN|WITHDRAWAL|DELETED?|ANNULATION|ANNULE)(?:` + dash + `|$)`},
	[2]string{string(Release), `^(?:HOLD (?:LIFTED|RELEASED?)|RELEASED?(?: HOLD)?)(?:` + dash + `|$)`},
	[2]string{string(Hold), `^(?:HOLD(?:[\s-]+HOLD)*|HOLD FOR RELEASE|EMBARGOED?(?: UNTIL[^:]{0,60}:)?|WITHHOLD)(?:` + dash + `|$)`},
	[2]string{string(Correction), `^(?:CORRECT(?:ED|ING|ION|S)|CORR(?:ECT)?|OFFICIAL CORRECTION|CORRECTIF|BERICHTIGUNG|KORREKTUR)(?:\s*-?\s*\(?(?:OFFICIAL|COPY)\)?)?(?:\s+(\d{1,3}))?` + dash},
	[2]string{string(Refile), `^REFILE(?:D|S)?(?:\s+(\d{1,3}))?` + dash},
	[2]string{string(Repeat), `^(?:RPT|REPEAT(?:ED|ING|S)?)(?:\s+(\d{1,3}))?` + dash},
	[2]string{string(Wrapup), `^(?:WRAPUP|WRAP|ROUNDUP|ROUND-UP|ZUSAMMENFASSUNG)(?:\s+(\d{1,3}))?` + dash},
	[2]string{string(Writethru), `^(?:(\d{1,2})(?:st|nd|rd|th|ST|ND|RD|TH)[\s-]+)?(?:(?:Ld|LD|LEAD|Lead)[\s-]+)?(?:WRITETHRU|Writethru|WRITETHROUGH|Writethrough)(?:[\s-]+(?:Ld|LD))?` + dash},
	[2]string{string(Update), `^(?:UPDATED?|UPD|ACTUALISATION|AKTUALISIERUNG|ОБНОВЛЕНИЕ)(?:\s+(\d{1,3}))?` + dash},
	[2]string{string(Update), `^(?:(?:FIRST|SECOND|THIRD|FOURTH|FIFTH)\s+LEAD|LEAD(?:\s+(\d{1,3}))?|(\d{1,2})(?:ST|ND|RD|TH)\s+(?:LEAD|LD|UPDATE))` + dash},
)

// Notes in mixed case at the start of a headline, and marks at its end.
var (
	leadingNote = rules(
		[2]string{string(Kill), `^(?i:(?:story|article|report) withdrawn|withdrawn|retracted|retraction|kill (?:notice|advisory))\s*[:–—-]\s*`},
		[2]string{string(Kill), `^[\[(](?:(?:MANDATORY |STORY )?KILL(?:ED)?|(?:STORY )?WITHDRAWN)[\])]\s*[:–—-]*\s*`},
		[2]string{string(Hold), `^[\[(](?:HOLD|WITHHELD|EMBARGOED)[\])]\s*[:–—-]*\s*`},
		[2]string{string(Correction), `^(?i:correct(?:ion|ed)|clarification)\s*:\s*`},
		[2]string{string(Correction), `^\((?i:correct(?:s|ed|ion))\b[^)]{0,200}\)\s*`},
		[2]string{string(Refile), `^\((?i:refil(?:es|ed|ing))\b[^)]{0,200}\)\s*`},
		[2]string{string(Repeat), `^\((?i:repeat(?:s|ed|ing)?)\b[^)]{0,200}\)\s*`},
		[2]string{string(Update), `^(?i:update(?:d)?\s*(\d{1,3})?)\s*:\s*`},
	)
	trailing = rules(
		[2]string{string(Writethru), `[\s,–—-]*\(?\b(?:(\d{1,2})(?i:st|nd|rd|th)[\s-]+)?(?:(?i:ld|lead)[\s-]+)?(?i:writethru|writethrough)\)?\s*$`},
		[2]string{string(Update), `[\s,–—-]+\(?(\d{1,2})(?i:st|nd|rd|th)[\s-]+(?i:ld|lead|update)\)?\s*$`},
		[2]string{string(Correction), `\s*[\[(](?i:corrected|correction)[\])]\s*$`},
		[2]string{string(Update), `\s*[\[(](?i:updated?)(?:\s+(\d{1,3}))?[\])]\s*$`},
		[2]string{string(Repeat), `\s*[\[(](?i:repeat(?:ed)?|rpt)[\])]\s*$`},
		[2]string{string(Kill), `\s*(?:[-–—:]|[\[(])\s*(?:(?:STORY )?WITHDRAWN|KILL(?:ED)?)[\])]?\s*$`},
	)
)

// Headline takes the marks off a headline and returns what is left, trimmed, and the marks in the order they stood.
// A headline that is nothing but marks leaves "". Routing signatures of the old AP wire ("BC-EU--Talks, 2nd Ld-Writethru,
// 0450", "EDITORS:", "ADVISORY-") are no marks and stay.
func Headline(title string) (clean string, marks []Mark) {
	clean = strings.TrimSpace(title)
	for len(marks) < maxMarks {
		rest, mark, ok := first(clean, leading)
		if !ok {
			rest, mark, ok = first(clean, leadingNote)
		}
		if !ok {
			break
		}
		clean, marks = rest, append(marks, mark)
	}
	for len(marks) < maxMarks {
		rest, mark, ok := first(clean, trailing)
		if !ok {
			break
		}
		clean, marks = rest, append(marks, mark)
	}
	return clean, marks
}

// first applies the first rule that matches; what stands before the match is kept with what stands after it.
func first(text string, rules []rule) (rest string, mark Mark, ok bool) {
	for _, r := range rules {
		m := r.pattern.FindStringSubmatchIndex(text)
		if m == nil || m[0] == m[1] {
			continue
		}
		return strings.TrimSpace(text[:m[0]] + text[m[1]:]), Mark{r.kind, number(text, m)}, true
	}
	return text, Mark{}, false
}

func number(text string, match []int) int {
	for i := 2; i+1 < len(match); i += 2 {
		if match[i] >= 0 {
			n, _ := strconv.Atoi(text[match[i]:match[i+1]])
			return n
		}
	}
	return 0
}
