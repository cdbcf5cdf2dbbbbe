package story

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// reader takes the telling words and the names out of a text.
type reader struct {
	words, names *terms
	tokens       int
	before       rune // the character before, in scripts without spaces
	word         word
}

// read counts the words of s. Where capitals tell, those of words within
// sentences make names; in a title they do not.
func (r *reader) read(s string, weight float64, capitals bool) {
	if len(s) > leadBytes {
		s = s[:leadBytes]
	}
	opens := true
	r.before = 0
	it := words.FromString(s)
	for it.Next() && r.tokens < leadTokens {
		seg := it.Value()
		first, _ := utf8.DecodeRuneInString(seg)
		if !unicode.IsLetter(first) {
			opens = opens || strings.ContainsAny(seg, ".!?:\n\"“”")
			continue
		}
		r.tokens++
		named := capitals && !opens && unicode.IsUpper(first)
		opens = false
		h, ok := r.telling(seg, first)
		if !ok {
			continue
		}
		if named {
			r.names.add(h, 1)
		}
		// The first sentences tell the happening, the later ones its background.
		r.words.add(h, weight/(1+float64(r.tokens)/100))
	}
}

// telling gives the hash of a word, if it tells anything. Scripts without
// spaces count pairs of characters.
func (r *reader) telling(seg string, first rune) (hash uint32, ok bool) {
	if spaceless(first) {
		before := r.before
		if r.before = first; before == 0 {
			return 0, false
		}
		return hashOf([]rune{before, first}), true
	}
	r.before = 0
	w := r.word.fold(seg)
	switch {
	case len(w) >= 4:
	case unicode.IsUpper(first) && len(w) >= 2:
	case unicode.Is(unicode.Hangul, first) && len(w) >= 2:
	case !unicode.IsLower(first) && len(w) >= 3:
	default:
		return 0, false
	}
	hash = hashOf(w)
	return hash, !plain[hash]
}

// spaceless tells a letter of a script that is written without spaces.
func spaceless(r rune) bool {
	return r >= firstSpaceless && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// firstSpaceless is the first letter of Thai, before which no such script lies.
const firstSpaceless = 0x0E01

// hashOf is 32-bit FNV-1a of the word in UTF-8, fixed by the features already stored.
func hashOf(w []rune) uint32 {
	h := uint32(2166136261)
	var b [utf8.UTFMax]byte
	for _, r := range w {
		for _, c := range b[:utf8.EncodeRune(b[:], r)] {
			h = (h ^ uint32(c)) * 16777619
		}
	}
	return h
}
