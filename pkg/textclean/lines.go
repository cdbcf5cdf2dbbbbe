package textclean

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirefold/wirefold/pkg/internal/lazyregexp"
)

// split cuts repaired text into lines, each a paragraph: hard wraps are undone, a text in one line is cut where its
// paragraphs were joined.
func split(text string) []line {
	var lines []line
	gap := 0
	for raw := range strings.Lines(text) {
		t := strings.TrimSpace(strings.ReplaceAll(raw, "\t", "  "))
		if t == "" {
			gap++
			continue
		}
		for _, part := range unblob(t) {
			lines = append(lines, line{text: fold(part), gap: gap})
			gap = 0
			if len(lines) == MaxLines {
				return unwrap(lines)
			}
		}
	}
	return unwrap(lines)
}

// minBlob is the least length of a line, in bytes, that is taken for a whole page: shorter ones are typists' spaces.
const minBlob = 400

var (
	wideSpace     = lazyregexp.New(` {2,}`)
	narrowJoint   = lazyregexp.New(`[.!?]["”’)]? ["“‘(]?\p{Lu}`)
	sentenceJoint = lazyregexp.New(`[.!?…]["”’)]* {2,}`)
)

// unblob cuts a line that holds a whole page, where two spaces stand for its line breaks. Typists who put two spaces
// after each sentence are told by this: in a page some joints stand after no sentence, or some sentences are joined by one.
func unblob(text string) []string {
	if len(text) < minBlob {
		return []string{text}
	}
	wide := len(wideSpace.FindAllStringIndex(text, -1))
	if wide < 3 {
		return []string{text}
	}
	sentences := len(sentenceJoint.FindAllStringIndex(text, -1))
	if sentences == wide && !narrowJoint.MatchString(text) {
		return []string{text}
	}
	return wideSpace.Split(text, -1)
}

// Widths, in characters, within which text is taken to be hard-wrapped: from narrow columns to a wide terminal.
const (
	minWrap = 40
	maxWrap = 100
)

// unwrap joins the lines of hard-wrapped text. A line was wrapped when the first word of the next did not fit behind it.
func unwrap(lines []line) []line {
	width, joints, full := 0, 0, 0
	for _, l := range lines {
		width = max(width, utf8.RuneCountInString(l.text))
	}
	if width < minWrap || width > maxWrap {
		return hyphens(lines)
	}
	for i := 1; i < len(lines); i++ {
		if lines[i].gap == 0 {
			joints++
			if wrapped(lines[i-1].text, lines[i].text, width) {
				full++
			}
		}
	}
	// Six joints in ten: paragraphs of two and three lines end every other line short.
	if joints < 3 || full*10 < joints*6 {
		return hyphens(lines)
	}
	out := lines[:1:1]
	for i := 1; i < len(lines); i++ {
		last := &out[len(out)-1]
		if lines[i].gap == 0 && (wrapped(lines[i-1].text, lines[i].text, width) || brokenWord(lines[i-1].text, lines[i].text)) {
			last.text = join(last.text, lines[i].text)
		} else {
			out = append(out, lines[i])
		}
	}
	return out
}

func wrapped(line, next string, width int) bool {
	word, _, _ := strings.Cut(next, " ")
	return utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width
}

// hyphens joins lines where the first ends within a word.
func hyphens(lines []line) []line {
	var out []line
	for _, l := range lines {
		if len(out) > 0 && l.gap == 0 && len(out[len(out)-1].text) >= minWrap && brokenWord(out[len(out)-1].text, l.text) {
			out[len(out)-1].text = join(out[len(out)-1].text, l.text)
			continue
		}
		out = append(out, l)
	}
	return out
}

// brokenWord reports that line ends in a hyphen within a word, which next goes on with.
func brokenWord(line, next string) bool {
	if !strings.HasSuffix(line, "-") {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(line[:len(line)-1])
	after, _ := utf8.DecodeRuneInString(next)
	return unicode.IsLower(before) && unicode.IsLower(after)
}

// join puts next behind line. A hyphen at the joint goes, unless the word is written with one elsewhere in the line.
func join(line, next string) string {
	if !brokenWord(line, next) {
		return line + " " + next
	}
	head := line[strings.LastIndexByte(line, ' ')+1:]
	tail, _, _ := strings.Cut(next, " ")
	if strings.Contains(line[:len(line)-1], head+strings.TrimRight(tail, ".,;:")) {
		return line + next
	}
	return line[:len(line)-1] + next
}

var (
	sentenceEnd = lazyregexp.New(`[.!?…。！？։۔।]["'”’»)\]]*$`)
	quoteEnd    = lazyregexp.New(`[.!?,]["”’»]$`)
)

// endsSentence reports that text ends as sentences do.
func endsSentence(text string) bool {
	return sentenceEnd.MatchString(text[max(0, len(text)-tailBytes):])
}

// tailBytes holds the stop at the end of a sentence and the brackets and quotes behind it.
const tailBytes = 40

// isBody reports a paragraph of prose: a sentence of four words or more, or a long line, or one in a script without
// spaces.
func isBody(text string) bool {
	if len(text) > 250 {
		return true
	}
	n, runes := words(text), utf8.RuneCountInString(text)
	if endsSentence(text) {
		return n >= 4 || n <= 2 && runes >= 20 && len(text) > 2*runes
	}
	return n >= 4 && quoteEnd.MatchString(text)
}

func words(text string) int {
	n, in := 0, false
	for _, r := range text {
		is := unicode.IsLetter(r) || unicode.IsDigit(r)
		space := unicode.IsSpace(r)
		if is && !in {
			n++
			in = true
		} else if space {
			in = false
		}
	}
	return n
}
