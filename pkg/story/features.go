package story

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

const (
	// maxWords and maxNames keep packed features under 300 bytes.
	maxWords, maxNames = 40, 24
	// leadTokens is how far an article is read: news says what happened first.
	leadTokens = 400
)

// Features are what a story index remembers of an article.
type Features struct {
	Words []uint32 // hashes of its telling words, ascending, at most 40
	Names []uint32 // hashes of the words of its names, ascending, at most 24
	At    time.Time
}

// NewFeatures reads an article. names are its entities where the caller knows
// them; without, the capitalised words within sentences stand for them.
func NewFeatures(title, text string, names []string, at time.Time) Features {
	r := reader{seen: map[uint32]int{}}
	r.read(title, 3, true)
	r.read(text, 1, false)
	nameTerms := r.capitalised
	if len(names) > 0 {
		nameTerms = nil
		for _, n := range names {
			var nr reader
			nr.seen = map[uint32]int{}
			nr.read(n, 1, true)
			for _, t := range nr.terms {
				nameTerms = append(nameTerms, t.hash)
			}
		}
	}
	return Features{Words: r.top(maxWords), Names: firsts(nameTerms, maxNames), At: at}
}

// reader counts the terms of a text.
type reader struct {
	terms       []term
	seen        map[uint32]int
	capitalised []uint32
	tokens      int
}

type term struct {
	hash   uint32
	weight float64
}

// read counts the words of s. In a title capitals say nothing.
func (r *reader) read(s string, weight float64, title bool) {
	opens := true
	it := words.FromString(s)
	for it.Next() && r.tokens < leadTokens {
		seg := it.Value()
		first, _ := utf8.DecodeRuneInString(seg)
		if !unicode.IsLetter(first) {
			if strings.ContainsAny(seg, ".!?:\n\"“”") {
				opens = true
			}
			continue
		}
		r.tokens++
		w := strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(seg), "'s"), "’s")
		if utf8.RuneCountInString(w) < 3 && first < unicode.MaxLatin1 && !unicode.IsUpper(first) || plain[w] {
			opens = false
			continue
		}
		h := hash(strings.ReplaceAll(w, ".", ""))
		if unicode.IsUpper(first) && !opens && !title {
			r.capitalised = append(r.capitalised, h)
		}
		opens = false
		// The first sentences tell the happening, the later ones its background.
		lead := 1 / (1 + float64(r.tokens)/100)
		i, ok := r.seen[h]
		if !ok {
			i = len(r.terms)
			r.seen[h] = i
			r.terms = append(r.terms, term{hash: h})
		}
		r.terms[i].weight += weight * lead
	}
}

func (r *reader) top(n int) []uint32 {
	slices.SortStableFunc(r.terms, func(a, b term) int { return cmp.Compare(b.weight, a.weight) })
	out := make([]uint32, 0, n)
	for _, t := range r.terms[:min(n, len(r.terms))] {
		out = append(out, t.hash)
	}
	slices.Sort(out)
	return out
}

// firsts returns the n terms that occur most, earlier ones first, ascending.
func firsts(terms []uint32, n int) []uint32 {
	at := map[uint32]int{}
	var counted []term
	for _, h := range terms {
		i, ok := at[h]
		if !ok {
			i = len(counted)
			at[h] = i
			counted = append(counted, term{hash: h})
		}
		counted[i].weight++
	}
	r := reader{terms: counted}
	return r.top(n)
}

// hash is 32-bit FNV-1a, fixed by the features already stored.
func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// plain are words that tell nothing of what happened.
var plain = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`the and for are was were been has have had but not you all any can her his him she they them their this that these those there
with from into onto upon over under about after before between during through against among within without while when where which who whom whose what why how
will would should could may might must shall did does done being also more most less least much many some such than then too very just only even still yet both
each every other another same own its our your out off down again further once here because until since although though however according said says say saying
told tell asked ask added add called call made make making take took taken taking get got give given gave come came go went going see seen know known think want
one two three four five six seven eight nine ten first second third last next new old year years month months week weeks day days today yesterday tomorrow time
times hour hours monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
mr mrs ms dr people man woman men women group part way well back good high long great like including include included per cent percent million billion
around near later early late now report reported reports news media statement press article photo image read share comment comments advertisement`) {
		m[w] = true
	}
	return m
}()
