package nlp

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// divide groups the tokens into sentences and those into paragraphs; opens are
// the indices of the tokens that open a paragraph.
func (d *Document) divide(opens []int) {
	n := len(d.Tokens)
	for p, first := range opens {
		last := n
		if p+1 < len(opens) {
			last = opens[p+1]
		}
		firstSentence := len(d.Sentences)
		for at := first; at < last; {
			end := d.sentenceEnd(at, last)
			for i := at; i < end; i++ {
				d.Tokens[i].Sentence = len(d.Sentences)
			}
			d.Sentences = append(d.Sentences, Sentence{
				Span: Span{d.Tokens[at].Span.Start, d.Tokens[end-1].Span.End}, First: at, Last: end, Paragraph: p,
			})
			at = end
		}
		d.Paragraphs = append(d.Paragraphs, Paragraph{
			Span:  Span{d.Tokens[first].Span.Start, d.Tokens[last-1].Span.End},
			First: firstSentence, Last: len(d.Sentences),
		})
	}
}

// sentenceEnd is the end of the sentence that begins at token first.
func (d *Document) sentenceEnd(first, last int) int {
	for i := first; i < last; i++ {
		stop := stopOf(d.Tokens[i].Text)
		if stop == noStop {
			continue
		}
		end := d.closers(i+1, last)
		if end == last || d.ends(stop, first, i, end) {
			return end
		}
	}
	return last
}

// stop is how a token can end a sentence.
type stop uint8

const (
	noStop stop = iota
	fullStop
	question // or an exclamation: may also stand within a sentence, in a quotation
	ellipsis
	wideStop // of a script that sets no blank after it, or knows no capitals
	shortened
)

func stopOf(s string) stop {
	switch s[0] {
	case '.':
		if len(s) > 1 {
			return ellipsis
		}
		return fullStop
	case '?', '!':
		return question
	}
	if s[0] < utf8.RuneSelf {
		if len(s) > 1 && s[len(s)-1] == '.' {
			return shortened
		}
		return noStop
	}
	switch s {
	case "…":
		return ellipsis
	case "。", "！", "？", "｡", "؟", "۔", "।", "።", "։", "܀", "။":
		return wideStop
	case "‼", "⁇", "⁈", "⁉", "‽":
		return question
	}
	if strings.HasSuffix(s, ".") {
		return shortened
	}
	return noStop
}

// closers skips what still belongs to the sentence behind its stop: more stops,
// and quotation marks and brackets that touch it.
func (d *Document) closers(i, last int) int {
	for i < last && d.Tokens[i].Span.Start == d.Tokens[i-1].Span.End && closes(d.Tokens[i].Text) {
		i++
	}
	return i
}

func closes(s string) bool {
	switch s {
	case `"`, "'", "''", "”", "’", "»", "›", ")", "]", "}", "」", "』", "）", "】", "》", "!", "?", ".", "！", "？", "…":
		return true
	}
	return false
}

// ends judges whether the sentence that began at first ends before token next,
// after the stop at token i.
func (d *Document) ends(s stop, first, i, next int) bool {
	if s == wideStop {
		return true
	}
	touching := d.Tokens[next].Span.Start == d.Tokens[next-1].Span.End
	quoted := next > i+1
	head := d.firstWord(next)
	if lowerCase(head.Text) && head.Kind == Word {
		return false
	}
	before := &d.Tokens[max(i-1, first)]
	switch s {
	case fullStop:
		if touching { // a blank is missing: "the end.The next"
			return capitalised(head.Text) && lowerCase(before.Text) && head.Span == d.Tokens[next].Span
		}
		// "1. The first": a list's number is no sentence
		return !(i == first+1 && before.Kind == Number && len(before.Text) <= 3)
	case question:
		return !touching && !(quoted && d.reports(next))
	case ellipsis:
		return !touching
	}
	return !touching && d.shortenedEnds(i, head, quoted)
}

// shortenedEnds judges the stop of an abbreviation.
func (d *Document) shortenedEnds(i int, head Token, quoted bool) bool {
	w := strings.ToLower(strings.TrimSuffix(d.Tokens[i].Text, "."))
	if e, ok := abbreviations[w]; ok && e == neverEnds {
		return quoted && openers[strings.ToLower(head.Text)]
	}
	return openers[strings.ToLower(head.Text)] && capitalised(head.Text)
}

// firstWord is the token at i, or the first behind opening marks.
func (d *Document) firstWord(i int) Token {
	for k := i; k < min(i+3, len(d.Tokens)); k++ {
		if d.Tokens[k].Kind <= Number {
			return d.Tokens[k]
		}
	}
	return d.Tokens[i]
}

// reports says that a reporting verb follows a quotation that ended in a
// question or an exclamation: `"Why?" Ms Garcia asked.`
func (d *Document) reports(i int) bool {
	for k := i; k < min(i+4, len(d.Tokens)); k++ {
		switch d.Tokens[k].Text {
		case "said", "says", "asked", "asks", "added", "adds", "told", "wrote", "replied", "shouted", "cried", "exclaimed", "demanded", "wondered":
			return k > i
		}
		if !capitalised(d.Tokens[k].Text) {
			return false
		}
	}
	return false
}

func lowerCase(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

func capitalised(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) || unicode.IsTitle(r)
}
