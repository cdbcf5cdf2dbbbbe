package charset

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
)

// window is how many bytes a guess reads. The evidence of some hundred letters beyond ASCII decides; 64 KiB holds them
// even in pages that begin with scripts.
const window = 64 << 10

// candidates in order of preference: the first of equals wins.
var candidates = func() []candidate {
	var list []candidate
	for _, c := range []struct{ name, letters string }{
		{"windows-1252", "éèàüöäßñçãõåøæíóúáêâôîïëûùœÉÈÀÜÖÄÅØÆÍÓÚÁÊÂÔÇÑ"},
		{"windows-1251", cyrillic},
		{"shift_jis", ""}, {"euc-jp", ""}, {"iso-2022-jp", ""}, {"euc-kr", ""}, {"gb18030", ""}, {"big5", ""},
		{"windows-1250", "ąćęłńóśźżáčďéěíňřšťúůýžőűăâîșțşţđôäöüßĄĆĘŁŃÓŚŹŻÁČŘŠŽ"},
		{"iso-8859-2", "ąćęłńóśźżáčďéěíňřšťúůýžőűăâîșțşţđôäöüßĄĆĘŁŃÓŚŹŻÁČŘŠŽ"},
		{"windows-1254", "şğıİüöçâîûŞĞÜÖÇ"},
		{"windows-1257", "āčēģīķļņšūžėųįąęõäöüĀČĒĪŠŪŽĖ"},
		{"koi8-r", cyrillic}, {"iso-8859-5", cyrillic}, {"ibm866", cyrillic}, {"koi8-u", cyrillic + "іїєґІЇЄҐ"},
		{"windows-1253", "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏ"},
		{"windows-1255", "אבגדהוזחטיכלמנסעפצקרשתםןךףץ"},
		{"windows-1256", "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآئءؤ،؟"},
		{"windows-874", "กขคฆงจฉชซญฎฏฐณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮะาิีึืุูเแโใไ็่้๊์ำั"},
	} {
		enc, _ := charset.Lookup(c.name)
		list = append(list, candidate{c.name, enc, c.letters})
	}
	return list
}()

const cyrillic = "абвгдежзийклмнопрстуфхцчшщъыьэюяёАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЫЭЮЯ"

// rareCyrillic make up some 8 % of Russian copy; another alphabet read as Cyrillic has them as often as the others.
const rareCyrillic = "щъэфцюжхш"

type candidate struct {
	name     string
	encoding encoding.Encoding
	letters  string // the letters beyond ASCII that its languages use; "" for multi-byte charsets
}

// guess picks the charset under which the characters beyond ASCII look most like words.
func guess(body []byte) (encoding.Encoding, string) {
	sample := body[:min(len(body), window)]
	best, name, top := candidates[0].encoding, candidates[0].name, math.Inf(-1)
	for _, c := range candidates {
		out, err := c.encoding.NewDecoder().Bytes(sample)
		if err != nil {
			continue
		}
		if score := likeness(string(out), c); score > top+1e-9 {
			best, name, top = c.encoding, c.name, score
		}
	}
	return best, name
}

// likeness is the mean worth of the characters beyond ASCII of text under charset c, per byte they took: a letter that
// fits its word is worth most, a symbol within a word, a change of script or of case in it, or an unreadable byte costs.
func likeness(text string, c candidate) float64 {
	sum, n := 0.0, 0
	before := ' '
	for i, r := range text {
		if r < utf8.RuneSelf {
			before = r
			continue
		}
		after, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
		worth, width := worthOf(r, before, after, c)
		sum += worth * float64(width)
		n += width
		before = r
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// worthOf weighs one character; width is the bytes it stands for, so that two wrong letters weigh as one right ideograph.
func worthOf(r, before, after rune, c candidate) (worth float64, width int) {
	width = 1
	if c.letters == "" {
		width = 2
	}
	switch {
	case r == utf8.RuneError:
		return -8, 1
	case r < 0xA0 || unicode.In(r, unicode.Co, unicode.Cn):
		return -5, width
	case unicode.In(r, unicode.Hiragana, unicode.Katakana):
		// Half-width katakana are what other charsets turn into under Shift_JIS.
		if r >= 0xFF61 {
			return -2, 1
		}
		return 1.4, width
	case unicode.Is(unicode.Hangul, r):
		return syllable(r), width
	case unicode.Is(unicode.Han, r):
		return ideograph(r), width
	case unicode.IsLetter(r) || unicode.IsMark(r):
		if c.letters == "" {
			return -0.5, width
		}
		return letter(r, before, after, c), width
	case strings.ContainsRune("“”‘’„«»–—…·\u00A0§°€£©®•、。，「」『』（）・ー！？：；％", r):
		if unicode.IsLetter(before) && unicode.IsLetter(after) && r != '’' && r != '—' && r != '–' && c.letters != "" {
			return -1.5, width
		}
		return 0.6, width
	case unicode.IsLetter(before) && unicode.IsLetter(after) && c.letters != "":
		return -3, width
	}
	return -1, width
}

// syllable prefers the syllables that make up some half of Korean copy; single jamo are what kana turn into under EUC-KR.
func syllable(r rune) float64 {
	switch {
	case r < 0xAC00:
		return -1
	case strings.ContainsRune(commonHangul, r):
		return 1.6
	}
	return 0.6
}

const commonHangul = "이다는의에을를은가고하지도로한사기대서인자정시해아일리어나라부전원들장것과동수보있으년주만그성제상했적중국구"

// ideograph prefers the characters that are common in news copy: a wrong multi-byte charset gives rare ones.
func ideograph(r rune) float64 {
	if strings.ContainsRune(commonHan, r) {
		return 1.6
	}
	if r >= 0x4E00 && r <= 0x9FFF {
		return 0.5
	}
	return -1
}

const commonHan = "的一是了我不在人有他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着下自之年过過发發后後作里裡" +
	"日月本者行市東東京長同事前分社员員議議首相米田部新第回开開关關经經方现現全定家最高法民主动動進进"

func letter(r, before, after rune, c candidate) float64 {
	worth := -0.5
	if strings.ContainsRune(c.letters, r) {
		worth = 1
	}
	if strings.ContainsRune(rareCyrillic, unicode.ToLower(r)) {
		worth = 0.4
	}
	if unicode.IsLetter(before) && before >= utf8.RuneSelf || unicode.IsLetter(before) && unicode.Is(unicode.Latin, r) {
		switch {
		case unicode.Is(unicode.Latin, r) != unicode.Is(unicode.Latin, before):
			worth -= 2
		case unicode.IsLower(before) && unicode.IsUpper(r):
			worth -= 2
		}
	} else if !unicode.Is(unicode.Latin, r) && (isASCIILetter(before) || isASCIILetter(after)) {
		worth -= 2.5 // a Cyrillic or Greek letter in a Latin word
	}
	if !unicode.IsLetter(before) && unicode.IsUpper(r) && !unicode.IsLetter(after) {
		worth -= 1 // capitals that stand alone are quotation marks and dashes of another charset
	}
	return worth
}

func isASCIILetter(r rune) bool {
	return r < utf8.RuneSelf && unicode.IsLetter(r)
}
