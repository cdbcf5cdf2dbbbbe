package quotes

import (
	"github.com/wirefold/wirefold/pkg/nlp"
)

// stretch is what stands between quotation marks: tokens [first, last) of one paragraph.
type stretch struct {
	first, last int
	open, close int // the marks' tokens, -1 where there is none
	taken       bool
}

// closers tells which marks close what an opening mark began.
var closers = map[string]string{"“": "”\"", "„": "“”", "«": "»", "\"": "\"", "‘": "’", "'": "'", "``": "''\""}

// stretches finds the quoted stretches of a document in order.
func stretches(doc *nlp.Document) []stretch {
	var found []stretch
	for p := range doc.Paragraphs {
		first, last := bounds(doc, p)
		loose := -1 // a closing mark that nothing opened
		from := len(found)
		for i := first; i < last; i++ {
			text := doc.Tokens[i].Text
			if text == "”" && touches(doc, i) && i >= last-2 {
				loose = i
			}
			if closers[text] == "" || !opening(doc, i, first, last) {
				continue
			}
			if j := closing(doc, i, last); j > i+1 {
				found = append(found, stretch{first: i + 1, last: j, open: i, close: j})
				i = j
			} else if j == 0 && continued(doc, p, i) {
				found = append(found, stretch{first: i + 1, last: last, open: i, close: -1})
				break
			}
		}
		if loose >= 0 && len(found) == from {
			found = reopen(doc, found, p, loose)
		}
	}
	return found
}

// opening says that the mark at token i may open a quotation: no word is grown to its left, one is to its right.
func opening(doc *nlp.Document, i, first, last int) bool {
	if i+1 >= last {
		return false
	}
	switch doc.Tokens[i].Text {
	case "“", "„", "«":
		return true
	case "'", "‘":
		// "'90s", "'em" are short forms.
		if next := doc.Tokens[i+1]; next.Kind == nlp.Number && len(next.Text) == 3 || next.Text == "em" {
			return false
		}
	}
	free := i == first || !touches(doc, i) || doc.Tokens[i-1].Kind == nlp.Punct && doc.Tokens[i-1].Text != "." && doc.Tokens[i-1].Text != ","
	return free && touches(doc, i+1)
}

// closing finds the mark that closes the one at token i before token last; 0 if there is none. An apostrophe after a
// plural's s closes only if nothing better does.
func closing(doc *nlp.Document, i, last int) int {
	open := doc.Tokens[i].Text
	weak := 0
	for j := i + 1; j < last; j++ {
		text := doc.Tokens[j].Text
		switch {
		case !oneOf(text, closers[open]):
			if text == open {
				return weak
			}
		case open == "“" || open == "„" || open == "«" || open == "``":
			return j
		case !touches(doc, j):
			return weak // opens another
		case open == "\"":
			return j
		case j+1 < last && touches(doc, j+1) && doc.Tokens[j+1].Kind <= nlp.Number:
			// an apostrophe inside a word
		case doc.Tokens[j-1].Kind <= nlp.Number && j+1 < last && doc.Tokens[j+1].Kind == nlp.Word && lower(doc.Tokens[j+1].Text) && endsInS(doc.Tokens[j-1].Text):
			if weak == 0 {
				weak = j
			}
		default:
			return j
		}
	}
	return weak
}

// continued says that an unclosed quotation, opened at token i of paragraph p, goes on in the next paragraph, which
// then opens with the same mark, or at least fills a paragraph of the usual length from its start.
func continued(doc *nlp.Document, p, i int) bool {
	first, _ := bounds(doc, p)
	if open := doc.Tokens[i].Text; open == "'" || open == "‘" {
		return false // more likely an apostrophe
	}
	if p+1 < len(doc.Paragraphs) {
		next, _ := bounds(doc, p+1)
		if doc.Tokens[next].Text == doc.Tokens[i].Text {
			return true
		}
	}
	// 1,000 code points: newspapers' paragraphs have a fifth of it.
	return i == first && doc.Paragraphs[p].Span.Len() < 1000
}

// reopen repairs a quotation whose opening mark was lost: paragraph p ends with a closing mark that nothing opened.
// If one of the four paragraphs before it is a quotation from end to end, what lies between belongs to the speech.
func reopen(doc *nlp.Document, found []stretch, p, loose int) []stretch {
	for q := p - 1; q >= 0 && q >= p-4; q-- {
		first, last := bounds(doc, q)
		n := len(found)
		for n > 0 && found[n-1].first >= first {
			n--
		}
		if n == len(found) || found[n].first > first+1 || found[n].last < last-2 || found[n].last > last {
			continue
		}
		found = found[:n+1] // fragments between are part of the speech, not quotations of their own
		for r := q + 1; r <= p; r++ {
			a, b := bounds(doc, r)
			s := stretch{first: a, last: b, open: -1, close: -1}
			if r == p {
				s.last, s.close = loose, loose
			}
			found = append(found, s)
		}
		return found
	}
	return found
}

// bounds gives the tokens of a paragraph.
func bounds(doc *nlp.Document, p int) (first, last int) {
	g := doc.Paragraphs[p]
	return doc.Sentences[g.First].First, doc.Sentences[g.Last-1].Last
}

// touches says that token i follows the one before it without a blank.
func touches(doc *nlp.Document, i int) bool {
	return i > 0 && i < len(doc.Tokens) && doc.Tokens[i-1].Span.End == doc.Tokens[i].Span.Start
}

// oneOf says that the mark is among those of a list.
func oneOf(mark, list string) bool {
	switch list {
	case "”\"":
		return mark == "”" || mark == "\""
	case "“”":
		return mark == "“" || mark == "”"
	case "''\"":
		return mark == "''" || mark == "\""
	}
	return mark == list
}

func lower(w string) bool   { return w[0] >= 'a' && w[0] <= 'z' }
func endsInS(w string) bool { return w[len(w)-1] == 's' }
func capital(w string) bool { return w[0] >= 'A' && w[0] <= 'Z' }
