package neardup

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Hashes are FNV-1a, fixed by the sketches already stored, finished with the
// mixer of MurmurHash3 because sampling compares whole values.
const (
	fnv32Offset, fnv32Prime = 2166136261, 16777619
	fnv64Offset, fnv64Prime = 14695981039346656037, 1099511628211
)

func mix(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	return h ^ h>>16
}

func hashBytes[T string | []byte](s T) uint64 {
	h := uint64(fnv64Offset)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * fnv64Prime
	}
	return h
}

func hashWord(s []byte) uint32 {
	h := uint32(fnv32Offset)
	for _, c := range s {
		h = (h ^ uint32(c)) * fnv32Prime
	}
	return mix(h)
}

// folder reads one segment at a time into its folded forms.
type folder struct {
	exact, folded uint32
	letters       uint32
	kind          kind
	buf           []byte
}

// maxWord bounds the bytes of a word that count, in the folded form; a longer
// one is no word of any language.
const maxWord = 96

// word folds a segment and reports whether it is a word: something with a
// letter or a digit. Case goes, and all else but the point inside a number.
func (f *folder) word(seg string) bool {
	letters, digits, runes, ascii := f.read(seg)
	if letters == 0 && digits == 0 {
		return false
	}
	f.kind = 0
	// 10am and F-250 are numbers; 5ome is a misread word.
	if digits > 0 && letters <= max(digits, 2) {
		f.kind |= number
	}
	if runes == 1 && !ascii {
		f.kind |= ideogram
	}
	f.exact = hashWord(f.buf)
	f.folded = f.exact
	if !ascii && !oneSpelling(seg) {
		if f.kind&number == 0 && pageWords[string(f.buf)] {
			f.kind |= pageWord
		}
		f.buf = plainLetters(f.buf[:0], seg)
		f.folded = hashWord(f.buf)
	}
	if f.kind&number != 0 {
		f.letters = figure(f.buf)
	} else {
		f.letters = letterSet(f.buf)
	}
	f.fold()
	return true
}

// read puts the letters and digits of a segment into buf, lower-cased and
// composed, and counts them.
func (f *folder) read(seg string) (letters, digits, runes int, ascii bool) {
	f.buf, ascii = f.buf[:0], true
	if !norm.NFC.IsNormalString(seg) {
		seg = norm.NFC.String(seg)
	}
	for _, r := range seg {
		digit := '0' <= r && r <= '9' || r > 127 && unicode.IsDigit(r)
		switch {
		case 'a' <= r && r <= 'z':
			letters++
		case 'A' <= r && r <= 'Z':
			letters++
			r += 'a' - 'A'
		case digit:
			digits++
			ascii = ascii && r <= 127
		case r == '.' && digits > 0:
		case r > 127 && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r)):
			letters++
			r, ascii = unicode.ToLower(r), false
		default:
			continue
		}
		runes++
		if len(f.buf) < maxWord {
			f.buf = utf8.AppendRune(f.buf, r)
		}
	}
	return letters, digits, runes, ascii
}

// oneSpelling tells a character that has no other form: most of Han.
func oneSpelling(seg string) bool {
	r, n := utf8.DecodeRuneInString(seg)
	return n == len(seg) && 0x3400 <= r && r <= 0x9FFF
}

// fold looks up what buf is in the lists of words, and gives it its one spelling.
func (f *folder) fold() {
	if f.kind&number != 0 {
		return
	}
	f.kind |= listedWords[string(f.buf)]
	if d, ok := numberWords[string(f.buf)]; ok {
		f.folded = hashWord([]byte(d))
		f.kind |= number
		f.letters = figure([]byte(d))
		return
	}
	if stem, ending := spelling(f.buf); ending != "" {
		f.buf = append(stem, ending...)
		f.folded = hashWord(f.buf)
	}
}

// figure is the number that the digits of a word make, the first nine of them.
func figure(w []byte) (n uint32) {
	for _, c := range w {
		if '0' <= c && c <= '9' && n < 1e8 {
			n = 10*n + uint32(c-'0')
		}
	}
	return n
}

// listedWords says what words are by the lists, so that a word is looked up once.
var listedWords = func() map[string]kind {
	all := map[string]kind{}
	for k, words := range map[kind]map[string]bool{pageWord: pageWords, common: commonWords, calendar: calendarWords, vague: vagueWords} {
		for w := range words {
			all[w] |= k
		}
	}
	return all
}()

// letterSet is the set of the letters and digits of a word.
func letterSet(w []byte) (set uint32) {
	for i := 0; i < len(w); {
		r, n := rune(w[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(w[i:])
		}
		if r != '.' {
			set |= letterBit(r)
		}
		i += n
	}
	return set
}

// letterBit gives each letter of an alphabet a bit of its own, with the digits
// that are misread for some Latin ones; of 33 Cyrillic ones two share theirs.
func letterBit(r rune) uint32 {
	switch r {
	case '0':
		r = 'o'
	case '1':
		r = 'l'
	case '5':
		r = 's'
	}
	if 'a' <= r && r <= 'z' {
		return 1 << (r - 'a')
	}
	return 1 << (uint32(r) % 32)
}

var numberWords = map[string]string{
	"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"ten": "10", "eleven": "11", "twelve": "12",
}

type ending struct{ from, to string }

// britishEndings maps endings of house style to one of the two spellings. Both
// sides are folded, so a word wrongly changed does no harm while no other word
// has the result.
var britishEndings = []ending{
	{"isation", "ization"}, {"isations", "izations"}, {"ising", "izing"}, {"ised", "ized"}, {"ises", "izes"}, {"ise", "ize"},
	{"yse", "yze"}, {"ysed", "yzed"}, {"ysing", "yzing"},
	{"our", "or"}, {"ours", "ors"}, {"oured", "ored"}, {"ouring", "oring"}, {"ourable", "orable"}, {"ourite", "orite"},
	{"tre", "ter"}, {"tres", "ters"}, {"bre", "ber"}, {"bres", "bers"}, {"tred", "tered"}, {"ogue", "og"}, {"ogues", "ogs"},
	{"lling", "ling"}, {"lled", "led"}, {"ller", "ler"}, {"llers", "lers"}, {"ence", "ense"}, {"ences", "enses"},
	{"mme", "m"}, {"mmes", "ms"}, {"yre", "ire"}, {"yres", "ires"},
}

// endingsBy gives the endings by their last letter, in order.
var endingsBy = func() (by [256][]ending) {
	for _, e := range britishEndings {
		last := e.from[len(e.from)-1]
		by[last] = append(by[last], e)
	}
	return by
}()

// spelling parts a word whose ending differs by house style, and gives the
// ending's one spelling.
func spelling(w []byte) (stem []byte, ending string) {
	if len(w) < 5 {
		return w, ""
	}
	for _, e := range endingsBy[w[len(w)-1]] {
		if n := len(w) - len(e.from); n >= 0 && string(w[n:]) == e.from {
			return w[:n], e.to
		}
	}
	return w, ""
}

// commonWords is the built-in prior of rarity: the words that every English
// text has. Other languages go by the rarity of their sequences alone.
var commonWords = wordSet(`a about after all also an and any are as at be because been before being but by can could did do
for from had has have he her his how i if in into is it its just last like may more most my new no not now of on one only or other our
out over said says she should so some such than that the their them then there these they this those to under up us was we were what
when where which while who will with would year you your mr mrs ms told according monday tuesday wednesday thursday friday saturday sunday`)
