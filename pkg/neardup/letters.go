package neardup

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// plainLetters appends a word as the keyboards, fonts and pages it went
// through have it in common: without accents, vowel points and widths, in one
// form of each Arabic letter, with ASCII digits. Marks of scripts in which they
// are letters, the vowels of India and South-East Asia, stay.
func plainLetters(to []byte, word string) []byte {
	var decomposed [2 * maxWord]byte
	for _, r := range string(norm.NFKD.AppendString(decomposed[:0], word)) {
		switch {
		case accent(r):
			continue
		case unicode.IsDigit(r):
			to = append(to, digit(r))
			continue
		case !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r) && r != '.':
			continue
		}
		r = unicode.ToLower(r)
		if p, ok := plainForms[r]; ok {
			to = append(to, p...)
			continue
		}
		to = utf8.AppendRune(to, r)
	}
	return to[:min(len(to), maxWord)]
}

// accent tells marks that texts in Latin, Greek, Cyrillic, Hebrew and Arabic
// letters lose: accents, points, the stretching of Arabic words.
func accent(r rune) bool {
	switch {
	case r < 0x300:
		return false
	case r <= 0x36F, 0x591 <= r && r <= 0x5C7, 0x610 <= r && r <= 0x61A, r == 0x640, 0x64B <= r && r <= 0x65F, r == 0x670, 0x6D6 <= r && r <= 0x6ED:
		return !unicode.IsDigit(r)
	}
	return false
}

// plainForms are letters that have no decomposition, and Arabic ones that are
// written for each other.
var plainForms = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ħ': "h", 'ı': "i",
	'ٱ': "ا", 'ى': "ي", 'ی': "ي", 'ة': "ه", 'ک': "ك",
}

// digit is the ASCII form of a decimal digit. Unicode has those of a script in
// a row, from 0, with something else before.
func digit(r rune) byte {
	value := byte(0)
	for value < 9 && unicode.IsDigit(r-1) {
		r, value = r-1, value+1
	}
	return '0' + value
}
