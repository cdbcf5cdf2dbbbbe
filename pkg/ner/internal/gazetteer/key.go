package gazetteer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Key is a token's hash by which names are compared.
func Key(token string) uint64 {
	if len(token) <= 3 && token == strings.ToUpper(token) {
		return hash(token)
	}
	return hash(Fold(token))
}

// Fold takes case and accents away: "Bogotá" is "bogota".
func Fold(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return foldUnicode(s)
		}
	}
	return strings.ToLower(s)
}

// longestWord bounds the work on what is no word at all.
const longestWord = 64

func foldUnicode(s string) string {
	if len(s) > longestWord {
		return s
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == '’' || r == 'ʼ':
			b.WriteByte('\'')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// FNV-1a, whose prime also mixes the tokens of a name.
const (
	offset = 14695981039346656037
	prime  = 1099511628211
)

func hash(s string) uint64 {
	h := uint64(offset)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * prime
	}
	return h
}

func extend(h, key uint64) uint64 { return (h ^ key ^ h>>29) * prime }

// Capitalised says that a word begins with a capital, or with a figure.
func Capitalised(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) || unicode.IsTitle(r) || unicode.IsDigit(r)
}
