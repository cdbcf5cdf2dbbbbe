package ner

import (
	"strings"

	"github.com/wirefold/wirefold/pkg/ner/internal/gazetteer"
	"github.com/wirefold/wirefold/pkg/ner/internal/tagger"
	"github.com/wirefold/wirefold/pkg/nlp"
)

// mend cuts names to what is theirs: titles and articles in front of them go,
// and the nouns of offices behind them; what then is no name goes altogether.
func mend(doc *nlp.Document, names []tagger.Name) []tagger.Name {
	out := names[:0]
	judged, isHeading := -1, false // names come in order: each sentence is judged once
	for _, n := range names {
		n = cutBack(doc, cutFront(doc, n))
		if n.First == n.Last || n.Last-n.First > longestNameTokens || span(doc, n.First, n.Last).Len() > longestNameRunes {
			continue
		}
		if s := doc.Tokens[n.First].Sentence; s != judged {
			judged, isHeading = s, heading(doc, doc.Sentences[s])
		}
		if !mistaken(doc, n) && !(isHeading && clause(doc, n)) {
			out = append(out, n)
		}
	}
	return out
}

// A run of capitals beyond these is a table or noise, no name: the longest name
// of the sets that the tagger learned from has 16 words, 84 characters.
const (
	longestNameTokens = 24
	longestNameRunes  = 160
)

// cutFront makes "President Ann Lee" Ann Lee, and "State Ann Lee" behind
// "Secretary of" too.
func cutFront(doc *nlp.Document, n tagger.Name) tagger.Name {
	if n.Class == tagger.Person && ofState(doc, n.First) {
		n.First++
	}
	for n.First < n.Last {
		t := doc.Tokens[n.First]
		if t.Kind <= nlp.Number && !article(t.Text, n.Class) && !(n.Class == tagger.Person && title(t.Text)) {
			break
		}
		n.First++
	}
	return n
}

// cutBack makes "NATO Secretary-General" NATO.
func cutBack(doc *nlp.Document, n tagger.Name) tagger.Name {
	last := n.Last
	for last-n.First > 1 && (doc.Tokens[last-1].Kind >= nlp.Punct || officeWords[lower(doc, last-1)]) {
		last--
	}
	if last < n.Last && officeWords[lower(doc, n.Last-1)] {
		n.Last = last
		if n.Class == tagger.Person { // an officer without a name: what is left is the body
			n.Class = tagger.Organisation
		}
	}
	return n
}

// ofState says that token i is the State of "Secretary of State".
func ofState(doc *nlp.Document, i int) bool {
	if i < 2 || doc.Tokens[i].Text != "State" || doc.Tokens[i-1].Text != "of" {
		return false
	}
	w := doc.Tokens[i-2].Text
	return w == "Secretary" || w == "secretary" || w == "Minister" || w == "Head" || w == "Secretaries"
}

func article(word string, c tagger.Class) bool {
	return (word == "the" || word == "a" || word == "an" || word == "The") && c != tagger.Miscellaneous
}

// openersOnly begin a sentence with a capital and are rare enough for the
// tagger not to know them.
var openersOnly = set(`furthermore moreover nevertheless nonetheless additionally consequently likewise similarly hence thus indeed besides
	regardless accordingly conversely notably importantly interestingly unfortunately fortunately undoubtedly alternatively admittedly`)

// mistaken says that a name of one word is none.
func mistaken(doc *nlp.Document, n tagger.Name) bool {
	if n.Last-n.First > 1 {
		return false
	}
	w := lower(doc, n.First)
	return ofState(doc, n.First) || openersOnly[w] || n.Class != tagger.Person && officeWords[w]
}

// clause says that a name in a heading holds a verb or a preposition: "Lee Calls Norway" is no body. Its parts are found again
// by the lists and by what the rest of the text calls them.
func clause(doc *nlp.Document, n tagger.Name) bool {
	for i := n.First; i < n.Last; i++ {
		if headingWords[lower(doc, i)] {
			return true
		}
	}
	return false
}

func lower(doc *nlp.Document, i int) string { return strings.ToLower(doc.Tokens[i].Text) }

// heading says that a sentence has no stop and capitals on nearly every word.
func heading(doc *nlp.Document, s nlp.Sentence) bool {
	high, low := 0, 0
	for _, t := range doc.Tokens[s.First:s.Last] {
		switch {
		case t.Kind != nlp.Word || len(t.Text) < 4:
		case gazetteer.Capitalised(t.Text):
			high++
		default:
			low++
		}
	}
	last := doc.Tokens[s.Last-1].Text
	return last != "." && high >= 3 && low*4 <= high
}

// headingWords are what a name in a heading does not hold.
var headingWords = set(`says say calls call warns warn tells tell asks ask meets meet sees see wins win loses lose set holds hold urges urge
	vows vow rejects reject slams slam seeks seek eyes hits hit faces face backs back accuses accuse denies deny orders order signs sign
	visits visit blames blame agrees agree plans plan wants want begins begin ends end kills kill talks talk threatens threaten
	to will is are amid over after as on in for with against from at by`)
