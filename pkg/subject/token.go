package subject

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxToken is the longest token in bytes. A longer one is cut to keep, then "-" and hashDigits follow.
const (
	maxToken   = 48
	hashDigits = 8
	keep       = maxToken - 1 - hashDigits
)

// maxFold bounds the work of a fold: no name is as long, and what follows counts in the hash only.
const maxFold = 1024

// Legal reports whether s is a token: lower-case [a-z0-9_-], 1 to 48 bytes.
func Legal(s string) bool {
	if s == "" || len(s) > maxToken {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !alnum(rune(c)) && c != '_' && c != '-' {
			return false
		}
	}
	return true
}

// Token folds s into a token. A legal token stays as it is. Letters are written in lower-case ASCII: Latin loses its
// diacritics, Cyrillic and Greek are transliterated as newspapers do; apostrophes, and the dots of initials, fall
// away; each run of anything else becomes one "-". A text too long, and one in a script that is not transliterated,
// is told apart by a hash; one without letters and digits is None.
func Token(s string) string {
	if Legal(s) {
		return s
	}
	token := strings.Trim(fold(clamp(s)), "-_")
	switch {
	case token == "" && hasLetter(clamp(s)):
		return digest(s)
	case token == "":
		return None
	case len(s) > maxFold:
		return cut(token) + "-" + digest(s)
	case len(token) > maxToken:
		return cut(token) + "-" + digest(token)
	}
	return token
}

// fold writes s in [a-z0-9_-].
func fold(s string) string {
	var out strings.Builder
	gap := false  // something was left out since the last letter
	initials := 0 // letters since the last break: a dot after one letter is that of an initial
	write := func(ascii string) {
		if gap && out.Len() > 0 {
			out.WriteByte('-')
		}
		gap = false
		out.WriteString(ascii)
	}
	for _, r := range latin(s) {
		switch {
		case alnum(r) || r == '_':
			write(string(r))
			initials++
		case r == '.' && initials == 1:
			initials = 0
		case r == '\'' || r == '’' || r == 'ʼ' || r == '‘' || r == '`' || unicode.Is(unicode.Mn, r):
		default:
			gap = true
			initials = 0
		}
	}
	return out.String()
}

// latin lowers s and writes it in Latin letters without marks as far as it knows them.
func latin(s string) string {
	letters := []rune(strings.ToLower(norm.NFKC.String(strings.ToValidUTF8(s, " "))))
	var out strings.Builder
	for i, r := range letters {
		if ascii, ok := transliterate(letters, i); ok {
			out.WriteString(ascii)
			continue
		}
		if r < utf8.RuneSelf {
			out.WriteRune(r)
			continue
		}
		// The letter under its marks, which itself may be Greek or Cyrillic.
		base, _ := utf8.DecodeRuneInString(norm.NFKD.String(string(r)))
		if ascii, ok := transliterate([]rune{base}, 0); ok {
			out.WriteString(ascii)
			continue
		}
		out.WriteRune(unicode.ToLower(base))
	}
	return out.String()
}

// cut leaves room for a hash, and no two separators before it.
func cut(token string) string { return strings.TrimRight(token[:min(keep, len(token))], "-_") }

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:hashDigits/2])
}

func clamp(s string) string {
	if len(s) > maxFold {
		return s[:maxFold]
	}
	return s
}

func hasLetter(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
	})
}

func alnum(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }
