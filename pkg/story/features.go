package story

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

const (
	// maxWords and maxNames keep packed features under 300 bytes.
	maxWords, maxNames = 40, 24
	// leadTokens is how far an article is read: news says what happened first.
	leadTokens = 400
	// titleWeight is what a word of the title counts against one of the lead.
	titleWeight = 3
	// stemLength is where words are cut, in letters: inflection lies behind it
	// in most languages. On ten languages 5 found more than 6 or 8.
	stemLength = 5
)

// Features are what a story index remembers of an article.
type Features struct {
	Words []uint32 // hashes of its telling words, the most telling first, at most 40
	Names []uint32 // hashes of the words of its names, the most frequent first, at most 24
	At    Moment
}

// NewFeatures reads an article. names are its entities where the caller knows
// them; without, the capitalised words within sentences stand for them.
func NewFeatures(title, text string, names []string, at Moment) Features {
	var words, known terms
	r := reader{words: &words, capitalised: &known}
	r.read(title, titleWeight)
	r.read(text, 1)
	if len(names) > 0 {
		known = terms{}
		for _, n := range names {
			r := reader{words: &known, capitalised: &terms{}}
			r.read(n, 1)
		}
	}
	return Features{Words: words.top(maxWords), Names: known.top(maxNames), At: at}
}

// reader takes the telling words out of a text.
type reader struct {
	words, capitalised *terms
	tokens             int
}

// read counts the words of s. Capitals say nothing in a title, the first words
// of sentences included.
func (r *reader) read(s string, weight float64) {
	opens, before := true, ""
	it := words.FromString(s)
	for it.Next() && r.tokens < leadTokens {
		seg := it.Value()
		first, _ := utf8.DecodeRuneInString(seg)
		if !unicode.IsLetter(first) {
			opens = opens || strings.ContainsAny(seg, ".!?:\n\"“”")
			continue
		}
		r.tokens++
		inside := !opens && weight != titleWeight
		opens = false
		var w string
		w, before = telling(seg, first, before)
		if w == "" {
			continue
		}
		h := hash(w)
		if unicode.IsUpper(first) && inside {
			r.capitalised.add(h, 1)
		}
		// The first sentences tell the happening, the later ones its background.
		r.words.add(h, weight/(1+float64(r.tokens)/100))
	}
}

// telling gives the form of a word that is counted, "" for one that tells
// nothing. Scripts without spaces count pairs of characters, for which it
// takes and gives the character before.
func telling(seg string, first rune, before string) (word, last string) {
	w := strings.ReplaceAll(strings.ToLower(seg), ".", "")
	if spaceless(first) {
		if before == "" {
			return "", w
		}
		return before + w, w
	}
	w = stem(strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s"))
	n := utf8.RuneCountInString(w)
	if n < 2 || n < 4 && !unicode.IsUpper(first) || plain[w] {
		return "", ""
	}
	return w, ""
}

func stem(w string) string {
	n := 0
	for i := range w {
		if n == stemLength {
			return w[:i]
		}
		n++
	}
	return w
}

// spaceless tells a letter of a script that is written without spaces.
func spaceless(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// terms sums up weights, in order of first occurrence.
type terms struct {
	list []term
	at   map[uint32]int
}

type term struct {
	hash   uint32
	weight float64
}

func (t *terms) add(hash uint32, weight float64) {
	if t.at == nil {
		t.at = map[uint32]int{}
	}
	i, ok := t.at[hash]
	if !ok {
		i = len(t.list)
		t.at[hash] = i
		t.list = append(t.list, term{hash: hash})
	}
	t.list[i].weight += weight
}

// top returns the n heaviest terms, earlier ones first among equals.
func (t *terms) top(n int) []uint32 {
	slices.SortStableFunc(t.list, func(a, b term) int { return cmp.Compare(b.weight, a.weight) })
	out := make([]uint32, 0, min(n, len(t.list)))
	for _, t := range t.list[:min(n, len(t.list))] {
		out = append(out, t.hash)
	}
	return out
}

// hash is 32-bit FNV-1a, fixed by the features already stored.
func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}
