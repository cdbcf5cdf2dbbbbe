package neardup

import "unicode"

// maxQuoted bounds a passage in quotation marks, in words: a mark that is
// never closed must not swallow the text.
const maxQuoted = 400

// quoteState follows quotation marks through a text. A mark left open ends
// with its paragraph.
type quoteState struct {
	closing  rune // the mark that ends the passage, 0 outside
	words    int
	prev     rune
	newlines int
}

func (q *quoteState) open() bool { return q.closing != 0 }

// word notes that a word was passed.
func (q *quoteState) word() {
	q.prev, q.newlines = 'w', 0
	if q.closing == 0 {
		return
	}
	if q.words++; q.words > maxQuoted {
		q.closing = 0
	}
}

// see notes a rune between words.
func (q *quoteState) see(r rune) {
	switch {
	case r == '\n':
		if q.newlines++; q.newlines == 2 {
			q.closing = 0
		}
	case !unicode.IsSpace(r):
		q.newlines = 0
	}
	before := q.prev
	q.prev = r
	if q.closing != 0 {
		if r == q.closing || q.closing == '”' && r == '"' {
			q.closing = 0
		}
		return
	}
	if c := closingMark(r); c != 0 && (r != '"' || before == 0 || !isClosingContext(before)) {
		q.closing, q.words = c, 0
	}
}

// isClosingContext tells that a straight mark after r cannot open a passage.
func isClosingContext(r rune) bool {
	return r == 'w' || r == '.' || r == ',' || r == '!' || r == '?'
}

// closingMark returns the mark that closes what r opens, or 0. German „…“ is
// closed by the mark that opens in English.
func closingMark(r rune) rune {
	switch r {
	case '"':
		return '"'
	case '“':
		return '”'
	case '„':
		return '“'
	case '«':
		return '»'
	case '「':
		return '」'
	case '『':
		return '』'
	}
	return 0
}
