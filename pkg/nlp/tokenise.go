package nlp

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokeniser walks the text once. Looking ahead is bounded by a few characters
// (the longest clitic, the longest abbreviation), so the walk is linear.
type tokeniser struct {
	text       string
	at         int // byte
	rune       int // code point at `at`
	tokens     []Token
	paragraphs []int // indices of the tokens that open one
}

func tokenise(text string) *tokeniser {
	// News has a token for every five to six bytes; 16 covers most of the rest
	// of short texts without growing.
	t := &tokeniser{text: text, tokens: make([]Token, 0, len(text)/5+16)}
	for t.skipBlanks(); t.at < len(text); t.skipBlanks() {
		end, kind := t.next()
		t.emit(end, kind)
	}
	return t
}

func (t *tokeniser) emit(end int, kind Kind) {
	s := t.text[t.at:end]
	n := utf8.RuneCountInString(s)
	t.tokens = append(t.tokens, Token{Text: s, Span: Span{t.rune, t.rune + n}, Kind: kind})
	t.at, t.rune = end, t.rune+n
}

// skipBlanks goes to the next visible character and notes the end of a paragraph:
// two line ends with nothing visible between them, or U+2029.
func (t *tokeniser) skipBlanks() {
	lines := 0
	for t.at < len(t.text) {
		r, n := utf8.DecodeRuneInString(t.text[t.at:])
		switch {
		case r == '\n' || r == '\r' && !strings.HasPrefix(t.text[t.at+n:], "\n") || r == '\u2028':
			lines++
		case r == '\u2029':
			lines += 2
		case !blank(r):
			if lines >= 2 || len(t.tokens) == 0 {
				t.paragraphs = append(t.paragraphs, len(t.tokens))
			}
			return
		}
		t.at, t.rune = t.at+n, t.rune+1
	}
}

// blank is what lies between tokens: space, controls, and formatting characters
// (byte order marks, direction marks, soft hyphens) that stand outside a word.
func blank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// next finds the end of the token that begins here.
func (t *tokeniser) next() (end int, kind Kind) {
	r, n := utf8.DecodeRuneInString(t.text[t.at:])
	switch {
	case unicode.IsDigit(r):
		return t.number(), Number
	case ideograph(r):
		return t.at + n, Word
	case letter(r):
		return t.word(), Word
	case apostrophe(r) && t.grown():
		if n := cliticLen(t.text[t.at:]); n > 0 {
			return t.at + n, Word
		}
	}
	end = t.at + n
	if strings.ContainsRune(".-!?*=~#–—''`", r) { // runs are one mark: "...", "--", "''"
		for strings.HasPrefix(t.text[end:], t.text[t.at:t.at+n]) {
			end += n
		}
	}
	if unicode.IsPunct(r) && !strings.ContainsRune("%&@#*‰№", r) || r == '`' {
		return end, Punct
	}
	return end, Symbol
}

// grown says that the last token touches this place.
func (t *tokeniser) grown() bool {
	k := len(t.tokens) - 1
	return k >= 0 && t.tokens[k].Span.End == t.rune && t.tokens[k].Kind <= Number
}

func (t *tokeniser) number() int {
	i := t.at
	for i < len(t.text) {
		r, n := utf8.DecodeRuneInString(t.text[i:])
		if letter(r) && !ideograph(r) || unicode.IsDigit(r) {
			i += n
			continue
		}
		if next, _ := utf8.DecodeRuneInString(t.text[i+n:]); strings.ContainsRune(".,:٫٬", r) && unicode.IsDigit(next) {
			i += n
			continue
		}
		break
	}
	return i
}

func (t *tokeniser) word() int {
	i := t.at
	if n := acronymLen(t.text[i:]); n > 0 {
		return i + n
	}
	for i < len(t.text) {
		r, n := utf8.DecodeRuneInString(t.text[i:])
		if (letter(r) || unicode.IsDigit(r)) && !ideograph(r) || unicode.Is(unicode.Cf, r) {
			i += n
			continue
		}
		next, _ := utf8.DecodeRuneInString(t.text[i+n:])
		switch {
		case apostrophe(r) && letter(next):
			if cliticLen(t.text[i:]) > 0 {
				return i
			}
			if notLen(t.text[i-1:]) > 0 && i-1 > t.at { // "don't": "do" + "n't"
				return i - 1
			}
			if strings.EqualFold(t.text[t.at:i], "n") && notLen(t.text[t.at:]) > 0 && t.grown() {
				return t.at + notLen(t.text[t.at:])
			}
		case r == '.' && unicode.IsLower(next): // a host: "example.org"
		case r == '.' && abbreviated(t.text[t.at:i], t.text[i+n:]):
			return i + n
		case r == '&' && unicode.IsUpper(next) && i-t.at <= 3: // "AT&T", "R&D"
		default:
			return trimFormat(t.text, t.at, i)
		}
		i += n
	}
	return trimFormat(t.text, t.at, i)
}

// trimFormat takes formatting characters off the end of a word.
func trimFormat(text string, start, end int) int {
	for end > start {
		r, n := utf8.DecodeLastRuneInString(text[start:end])
		if !unicode.Is(unicode.Cf, r) {
			break
		}
		end -= n
	}
	return end
}

// acronymLen measures single letters with stops, "U.S.", "p.m.", "J.K.": at least
// two, and a last letter without its stop only if nothing is grown to it.
func acronymLen(s string) int {
	i, letters := 0, 0
	for i < len(s) && letters < 8 {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) || !strings.HasPrefix(s[i+n:], ".") || strings.HasPrefix(s[i+n:], "..") {
			break
		}
		i, letters = i+n+1, letters+1
	}
	if letters == 0 {
		return 0
	}
	r, n := utf8.DecodeRuneInString(s[i:])
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		next, _ := utf8.DecodeRuneInString(s[i+n:])
		switch {
		case letter(next) || unicode.IsDigit(next): // "U.S.The" is, "e.on" is not
			if letters < 2 || !unicode.IsUpper(r) {
				return 0
			}
		case letters >= 1 && unicode.IsUpper(r): // "U.S.A"
			return i + n
		}
	}
	if letters < 2 {
		return 0
	}
	return i
}

var clitics = []string{"s", "re", "ve", "ll", "d", "m"}

// cliticLen measures "'s", "'re", … at the head of s.
func cliticLen(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	if !apostrophe(r) {
		return 0
	}
	for _, c := range clitics {
		if len(s) >= n+len(c) && strings.EqualFold(s[n:n+len(c)], c) {
			if next, _ := utf8.DecodeRuneInString(s[n+len(c):]); !letter(next) && !unicode.IsDigit(next) {
				return n + len(c)
			}
		}
	}
	return 0
}

// notLen measures "n't" at the head of s.
func notLen(s string) int {
	if s == "" || s[0]|0x20 != 'n' {
		return 0
	}
	r, n := utf8.DecodeRuneInString(s[1:])
	if !apostrophe(r) || len(s) < 2+n || s[1+n]|0x20 != 't' {
		return 0
	}
	if next, _ := utf8.DecodeRuneInString(s[2+n:]); letter(next) || unicode.IsDigit(next) {
		return 0
	}
	return 2 + n
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

func letter(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_' ||
		r >= 0x80 && r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r))
}

func ideograph(r rune) bool { return r >= 0x2E80 && unicode.Is(unicode.Han, r) }
