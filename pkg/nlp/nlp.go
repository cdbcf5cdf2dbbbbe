// Package nlp lays the ground every extractor of Wirefold stands on: it cuts a
// news text into paragraphs, sentences and tokens.
//
// It promises, for any input whatever:
//   - spans are half-open ranges of Unicode code points into Document.Text (a
//     byte that is not UTF-8 counts as one), and Text[Start:End], so counted,
//     equals Token.Text;
//   - tokens come in order, are never empty, never overlap and hold no blank
//     but the one that a token's own spelling has;
//   - every token belongs to exactly one sentence, every sentence to exactly
//     one paragraph, each without gaps in the index ranges;
//   - time and memory grow linearly with the text.
//
// Tokens follow the habits of the Penn Treebank where news needs them: "U.S."
// and "Mr." keep their stop, "Russia's" is "Russia" and "'s", "don't" is "do"
// and "n't". Compounds are parted at the hyphen ("U.S.-led" is three tokens),
// since half of one may be a name. Figures keep marks and letters grown to them:
// "100,000", "1.5", "10:30", "20th", "5km". Han characters stand alone.
package nlp

import (
	"sort"
	"unicode/utf8"
)

// Span is a half-open range in code points.
type Span struct{ Start, End int }

// Len is the length in code points.
func (s Span) Len() int { return s.End - s.Start }

// Overlaps says whether two spans share a code point.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Contains says whether o lies wholly inside s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Kind is the sort of a token.
type Kind uint8

// The kinds of tokens. Word begins with a letter (or is a clitic such as "'s"),
// Number with a digit.
const (
	Word Kind = iota
	Number
	Punct
	Symbol
)

// Token is a word, figure, mark or sign.
type Token struct {
	Text     string
	Span     Span
	Sentence int // index into Document.Sentences
	Kind     Kind
}

// Sentence is a run of tokens [First, Last).
type Sentence struct {
	Span        Span
	First, Last int
	Paragraph   int // index into Document.Paragraphs
}

// Paragraph is a run of sentences [First, Last); a blank line parts two.
type Paragraph struct {
	Span        Span
	First, Last int
}

// Document is a parsed text. It is not changed after Parse and may be shared.
type Document struct {
	Text       string
	Tokens     []Token
	Sentences  []Sentence
	Paragraphs []Paragraph

	index runeIndex
}

// Parse cuts text into tokens, sentences and paragraphs.
func Parse(text string) *Document {
	t := tokenise(text)
	d := &Document{Text: text, Tokens: t.tokens, index: newRuneIndex(text)}
	d.divide(t.paragraphs)
	return d
}

// Slice is the text of a span; parts of it outside the text are left out.
func (d *Document) Slice(s Span) string {
	start, end := d.index.byteAt(d.Text, s.Start), d.index.byteAt(d.Text, s.End)
	if start >= end {
		return ""
	}
	return d.Text[start:end]
}

// SentenceAt is the index of the sentence that covers the code point pos; for a
// blank between two it is the one before. It is -1 only where there is none.
func (d *Document) SentenceAt(pos int) int {
	i := sort.Search(len(d.Sentences), func(i int) bool { return d.Sentences[i].Span.Start > pos })
	return min(max(i-1, 0), len(d.Sentences)-1)
}

// TokenAt is the index of the first token that ends after the code point pos,
// len(d.Tokens) if there is none.
func (d *Document) TokenAt(pos int) int {
	return sort.Search(len(d.Tokens), func(i int) bool { return d.Tokens[i].Span.End > pos })
}

// runeIndex finds the byte at which a code point begins: the byte offset of
// every stride-th code point. It is empty for a text in ASCII.
type runeIndex struct {
	marks []int
	runes int
}

// 32 code points between marks: a look-up decodes 16 on average, the index costs
// a quarter of a byte per byte of text.
const stride = 32

func newRuneIndex(text string) runeIndex {
	x := runeIndex{runes: utf8.RuneCountInString(text)}
	if x.runes == len(text) {
		return x
	}
	x.marks = make([]int, 0, x.runes/stride+1)
	n := 0
	for i := range text {
		if n%stride == 0 {
			x.marks = append(x.marks, i)
		}
		n++
	}
	return x
}

func (x runeIndex) byteAt(text string, pos int) int {
	switch {
	case pos <= 0:
		return 0
	case pos >= x.runes:
		return len(text)
	case x.marks == nil:
		return pos
	}
	at := x.marks[pos/stride]
	for range pos % stride {
		_, n := utf8.DecodeRuneInString(text[at:])
		at += n
	}
	return at
}
