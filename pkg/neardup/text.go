package neardup

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// The part of a text that is compared is bounded. The longest news features
// have some 15,000 words; a megabyte holds 32,768 of thirty bytes.
const (
	maxTokens = 1 << 15
	maxBytes  = 1 << 20

	maxTitleTokens = 64
	maxTitleBytes  = 1 << 10
)

// Text is an article prepared for comparison. It is read-only once parsed.
type Text struct {
	tokens      []token
	shingles    []uint32 // of the tokens, in order
	title       []uint32 // folded words of the title
	titleDays   []uint32 // of them, the days and months, and the figures beside them, ascending
	names       []uint32 // folded, ascending, without repeats, outside quotation marks and furniture
	numbers     []uint32 // the same
	publishedAt time.Time
	offTopic    bool   // it has a title, and none of its words
	rest        uint64 // hash of the body past maxTokens, 0 if there is none
}

// token is a word of a body and its place there, in code points.
type token struct {
	exact      uint32 // hash of the letters and digits, lower-cased
	folded     uint32 // as exact, with one spelling for US and UK and digits for number words
	letters    uint32 // the set of its letters: misspelt words keep most of it; of a number, its digits
	start, end uint32
	kind       kind
	initial    uint16 // its first letter, lower-cased
}

type kind uint16

const (
	number    kind = 1 << iota // has a digit
	name                       // capitalised within a sentence
	quoted                     // inside quotation marks
	common                     // a word of the small prior: articles, prepositions, wire verbs
	ideogram                   // one character of a script without spaces
	capital                    // begins with a capital letter
	opening                    // first of its sentence
	pageWord                   // a word of web page furniture: cookies, subscribe
	furniture                  // in a sentence that is page furniture by its words
	calendar                   // a day of the week or a month
	vague                      // says that a figure is rounded
)

func (t token) is(k kind) bool { return t.kind&k != 0 }

// Len returns the number of words that are compared.
func (t Text) Len() int { return len(t.tokens) }

// Parse prepares an article. publishedAt may be zero if it is not known.
// Offsets of spans count in body.
func Parse(title, body string, publishedAt time.Time) Text {
	t := Text{publishedAt: publishedAt}
	words, _ := scan(title, maxTitleTokens, maxTitleBytes)
	for i, w := range words {
		t.title = append(t.title, w.folded)
		if dated(words, i) {
			t.titleDays = append(t.titleDays, w.folded)
		}
	}
	slices.Sort(t.titleDays)
	var read int
	t.tokens, read = scan(body, maxTokens, maxBytes)
	if read < len(body) {
		t.rest = hashBytes(body[read:]) | 1
	}
	markNames(t.tokens)
	markFurniture(t.tokens)
	t.shingles = shingles(t.tokens, make([]uint32, 0, len(t.tokens)))
	t.offTopic = strange(words, t.tokens)
	t.names, t.numbers = ownWords(t.tokens, name), ownWords(t.tokens, number)
	return t
}

// ownWords lists the words of a kind outside quotation marks and furniture.
func ownWords(ts []token, k kind) []uint32 {
	var out []uint32
	for _, t := range ts {
		if t.is(k) && !t.is(quoted|furniture) {
			out = append(out, t.folded)
		}
	}
	slices.Sort(out)
	return slices.Clip(slices.Compact(out))
}

// scan segments s into words, at most limit of them from about the first bytes
// bytes, and returns how far it read.
func scan(s string, limit, bytes int) (tokens []token, read int) {
	tokens = make([]token, 0, min(len(s)/5+1, limit))
	var quotes quoteState
	var fold folder
	at, opens := 0, true
	begin, end, broken := 0, 0, false // the last word, in bytes, up to what broke it
	it := words.FromString(s)
	for it.Next() {
		if it.Start() > bytes {
			return tokens, it.Start()
		}
		seg := it.Value()
		n := utf8.RuneCountInString(seg)
		first, _ := utf8.DecodeRuneInString(seg)
		goesOn := len(tokens) > 0 && end == it.Start() && it.End()-begin < maxWord && !tokens[len(tokens)-1].is(ideogram)
		switch {
		case goesOn && breaksWord(s, it.Start(), it.End()):
			end, broken = it.End(), true
			at += n
			continue
		case goesOn && broken && fold.word(s[begin:it.End()]):
			last := &tokens[len(tokens)-1]
			*last = token{fold.exact, fold.folded, fold.letters, last.start, uint32(at + n), fold.kind | last.kind&(capital|opening|quoted), last.initial}
			end, broken = it.End(), false
			at += n
			continue
		case !fold.word(seg):
			for _, r := range seg {
				quotes.see(r)
				if endsSentence(r) && !(r == '.' && endsInitial(tokens, at)) {
					opens = true
				}
			}
			at += n
			continue
		case len(tokens) == limit:
			return tokens, it.Start()
		}
		k := fold.kind
		if unicode.IsUpper(first) || unicode.IsTitle(first) {
			k |= capital
		}
		if opens {
			k |= opening
		}
		if quotes.open() {
			k |= quoted
		}
		tokens = append(tokens, token{fold.exact, fold.folded, fold.letters, uint32(at), uint32(at + n), k, uint16(unicode.ToLower(first))})
		quotes.word()
		opens = false
		at += n
		begin, end, broken = it.Start(), it.End(), false
	}
	return tokens, len(s)
}

// breaksWord tells that what stands at s[from:to] is damage within a word: an
// unseen space, or the mark that stands for letters that were lost on the way.
func breaksWord(s string, from, to int) bool {
	const unseen, lost = "\u200B", "?\uFFFD"
	if strings.Trim(s[from:to], unseen+lost) != "" {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(s[max(0, from-utf8.UTFMax):from])
	after, _ := utf8.DecodeRuneInString(strings.TrimLeft(s[to:min(len(s), to+2*utf8.UTFMax)], unseen+lost))
	if s[from:to] == unseen && unicode.IsDigit(before) && unicode.IsDigit(after) {
		return true
	}
	return unicode.IsLetter(after) && (unicode.IsLetter(before) || strings.ContainsRune(unseen+lost, before))
}

// endsInitial tells that the last word is a capital letter that ends at at.
func endsInitial(ts []token, at int) bool {
	n := len(ts)
	return n > 0 && ts[n-1].is(capital) && !ts[n-1].is(ideogram) && ts[n-1].end-ts[n-1].start == 1 && int(ts[n-1].end) == at
}

func endsSentence(r rune) bool {
	switch r {
	case '.', '!', '?', ':', '\n', '\r', '\u2028', '\u2029', '。', '！', '？', '।', '؟', '“', '"', '«', '„', '•', '—', '–':
		return true
	}
	return false
}

// markNames flags the capitalised words that stand for names: those within a
// sentence, those that open one and go on capitalised, and every other
// occurrence of the same word. A text mostly in capitals has none that can be told.
func markNames(ts []token) {
	capitals := 0
	known := make(map[uint32]struct{}, 64)
	for i, t := range ts {
		if !t.is(capital) {
			continue
		}
		capitals++
		follows := i+1 < len(ts) && ts[i+1].is(capital) && !ts[i+1].is(opening) && !ts[i+1].is(common)
		if (!t.is(opening) || follows) && !t.is(common) && !t.is(number) {
			known[t.exact] = struct{}{}
		}
	}
	if 5*capitals > 4*len(ts) && len(ts) > 8 {
		return
	}
	for i, t := range ts {
		if _, ok := known[t.exact]; ok && t.is(capital) {
			ts[i].kind |= name
		}
	}
}
