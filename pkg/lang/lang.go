// Package lang names the language of a text.
//
// Scripts that belong to one language decide first, then function words, which tell close neighbours (Danish from
// Norwegian, Czech from Slovak) better than letters do, then whatlanggo's trigram profiles. A text too short or too
// mixed to tell has no language.
package lang

import (
	"strings"
	"unicode"

	"github.com/abadojack/whatlanggo"
)

// sample is how much of a text is looked at, in bytes. Trigram profiles hold 300 trigrams; beyond some 1,000 letters
// the ranking does not move any more, and the cost is linear.
const sample = 4 << 10

// minLetters is the least number of letters that a guess is built on.
const minLetters = 12

// Detect returns the ISO 639-1 code of the language of text in lower case, or "" when it is unsure. It never fails,
// and it looks at no more than the first few thousand bytes.
func Detect(text string) string {
	text = head(text)
	letters := countLetters(text)
	if letters < minLetters {
		if cjk := script(text); cjk != "" {
			return cjk
		}
		return ""
	}
	if code := script(text); code != "" {
		return code
	}
	if code := cyrillic(text); code != "" {
		return code
	}
	code, votes, runnerUp := byWords(text)
	if votes >= 3 && votes >= 2*runnerUp {
		return code
	}
	info := whatlanggo.Detect(text)
	guess := iso(info.Lang.Iso6391())
	switch {
	case votes >= 2 && votes > runnerUp:
		return code
	case info.Confidence >= 0.5 || (guess == code && guess != ""):
		return guess
	}
	return ""
}

// iso folds the codes that differ between lists: both written Norwegians are "no" to a news desk.
func iso(code string) string {
	switch code {
	case "nb", "nn":
		return "no"
	}
	return code
}

func head(text string) string {
	if len(text) <= sample {
		return text
	}
	return strings.ToValidUTF8(text[:sample], "")
}

func countLetters(text string) int {
	n := 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// script tells the languages that own their script. Kana decides for Japanese even among many Han characters, since
// Chinese copy quotes no kana; Hangul decides for Korean likewise.
func script(text string) string {
	var letters, kana, han, hangul int
	counts := [len(scripts)]int{}
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		if r < 0x370 {
			continue
		}
		switch {
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			kana++
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.Is(unicode.Hangul, r):
			hangul++
		default:
			for i, s := range scripts {
				if unicode.Is(s.table, r) {
					counts[i]++
					break
				}
			}
		}
	}
	// One letter in ten of kana or Hangul is enough: an English name in the copy must not outvote it.
	switch {
	case letters == 0:
		return ""
	case (kana+han)*2 > letters && kana*10 > letters:
		return "ja"
	case hangul*2 > letters:
		return "ko"
	case han*2 > letters:
		return "zh"
	}
	for i, s := range scripts {
		if counts[i]*2 > letters {
			return s.code
		}
	}
	return ""
}

// cyrillic tells Russian, Ukrainian, Belarusian and Bulgarian by the letters that their neighbours do not write. Profiles take a
// short Russian text for Bulgarian, which has no ы, э or ё.
func cyrillic(text string) string {
	var russian, ukrainian, belarusian, bulgarian, dotted, others int
	for _, r := range text {
		switch unicode.ToLower(r) {
		case 'ы', 'э', 'ё':
			russian++
		case 'ї', 'є', 'ґ':
			ukrainian++
		case 'ў':
			belarusian++
		case 'ъ': // a vowel in Bulgarian, a rare sign in Russian
			bulgarian++
		case 'і':
			dotted++
		case 'ј', 'љ', 'њ', 'ћ', 'ђ', 'џ', 'ѓ', 'ќ', 'ѕ', 'қ', 'ғ', 'ң', 'ұ', 'ү', 'ө', 'һ', 'ә', 'җ', 'ҳ', 'ҷ', 'ӯ', 'ӣ':
			others++
		}
	}
	// Two letters: one may stand in a name.
	switch {
	case belarusian >= 2 && ukrainian+others == 0:
		return "be"
	case ukrainian >= 2 && russian+belarusian+others == 0:
		return "uk"
	case russian >= 2 && ukrainian+belarusian+dotted+others == 0:
		return "ru"
	case bulgarian >= 3 && russian+ukrainian+belarusian+dotted+others == 0:
		return "bg"
	}
	return ""
}

var scripts = [...]struct {
	table *unicode.RangeTable
	code  string
}{
	{unicode.Greek, "el"}, {unicode.Hebrew, "he"}, {unicode.Thai, "th"}, {unicode.Georgian, "ka"},
	{unicode.Armenian, "hy"}, {unicode.Bengali, "bn"}, {unicode.Tamil, "ta"}, {unicode.Telugu, "te"},
	{unicode.Gujarati, "gu"}, {unicode.Gurmukhi, "pa"}, {unicode.Kannada, "kn"}, {unicode.Malayalam, "ml"},
	{unicode.Sinhala, "si"}, {unicode.Lao, "lo"}, {unicode.Khmer, "km"}, {unicode.Myanmar, "my"},
	{unicode.Ethiopic, "am"},
}
