package tagger

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirefold/wirefold/pkg/ner/internal/gazetteer"
	"github.com/wirefold/wirefold/pkg/nlp"
)

// Extractor turns tokens into features. Read prepares a document, Features
// then gives those of one token. It is used by one goroutine at a time.
type Extractor struct {
	lexicon Lexicon
	tokens  []word
	keys    []uint64
	out     []uint32

	// the run of candidates around the last token asked for
	runFirst, runLast int
}

// word is what the features need to know of a token.
type word struct {
	lower, exact, shape  uint64
	suf2, suf3, suf4     uint64
	pre3                 uint64
	kinds                gazetteer.Kind // lists that know a name the token stands in
	inside               bool           // not the first word of that name
	usage                Usage
	candidate, capital   bool
	opens, closes, shout bool // first, last of its sentence; a sentence in capitals
}

// NewExtractor makes one with the words' usages.
func NewExtractor(l Lexicon) *Extractor { return &Extractor{lexicon: l} }

// Read prepares a document.
func (x *Extractor) Read(doc *nlp.Document) {
	x.tokens, x.keys = make([]word, len(doc.Tokens)), make([]uint64, len(doc.Tokens))
	x.runFirst, x.runLast = 0, 0
	for i, t := range doc.Tokens {
		x.tokens[i] = x.word(t)
		x.keys[i] = gazetteer.Key(t.Text)
	}
	for _, s := range doc.Sentences {
		x.tokens[s.First].opens, x.tokens[s.Last-1].closes = true, true
		x.markShout(doc, s)
		x.markCandidates(doc.Tokens, s)
	}
	gazetteer.Shared().Find(doc.Tokens, x.keys, func(m gazetteer.Match) {
		if doc.Tokens[m.First].Sentence != doc.Tokens[m.Last-1].Sentence {
			return
		}
		for i := m.First; i < m.Last; i++ {
			w := &x.tokens[i]
			if w.kinds == 0 {
				w.inside = i > m.First
			}
			if !w.inside || i > m.First {
				w.kinds |= m.Entry.Kinds
			}
		}
	})
}

// Candidate says whether the token can stand in a name.
func (x *Extractor) Candidate(i int) bool { return x.tokens[i].candidate }

func (x *Extractor) word(t nlp.Token) word {
	text := t.Text
	if len(text) > maxWord {
		text = text[:maxWord]
	}
	lower := strings.ToLower(text)
	w := word{lower: fnv(lower), exact: fnv(text), shape: shape(text), capital: latinCapital(text)}
	w.usage = x.lexicon[uint32(w.lower)]
	if w.capital {
		w.suf2, w.suf3, w.suf4 = fnv(suffix(lower, 2)), fnv(suffix(lower, 3)), fnv(suffix(lower, 4))
		w.pre3 = fnv(lower[:min(3, len(lower))])
	}
	return w
}

// maxWord bounds the work on what is no word: no name's word is longer, in bytes.
const maxWord = 64

func suffix(s string, n int) string { return s[max(0, len(s)-n):] }

// markShout marks a sentence all in capitals, where capitals tell nothing.
func (x *Extractor) markShout(doc *nlp.Document, s nlp.Sentence) {
	upper, words := 0, 0
	for i := s.First; i < s.Last; i++ {
		if doc.Tokens[i].Kind != nlp.Word || len(doc.Tokens[i].Text) < 2 {
			continue
		}
		words++
		if doc.Tokens[i].Text == strings.ToUpper(doc.Tokens[i].Text) {
			upper++
		}
	}
	for i := s.First; i < s.Last; i++ {
		x.tokens[i].shout = words > 2 && upper*4 >= words*3
	}
}

var (
	// connectors stand inside a name, between capitals.
	connectors = set(`of and for the in on at de la le les du des del della der den di da do dos das van von bin ibn bint
		al el ul ur as ash e y i et to with & - – ' ’ 's ’s / . +`)
	// particles also begin one.
	particles = set(`al el as ash an ad at ibn bin van von de da di du la le del der den dos ul d l`)
)

func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

func (x *Extractor) markCandidates(tokens []nlp.Token, s nlp.Sentence) {
	capital := func(i int) bool { return i >= s.First && i < s.Last && x.tokens[i].capital }
	text := func(i int) string {
		if i < s.First || i >= s.Last {
			return ""
		}
		return tokens[i].Text
	}
	for i := s.First; i < s.Last; i++ {
		t, w := tokens[i].Text, &x.tokens[i]
		before := i > s.First && x.tokens[i-1].candidate
		switch {
		case w.capital:
			w.candidate = true
		case tokens[i].Kind == nlp.Number:
			w.candidate = before || capital(i+1)
		case connectors[t] && before && (capital(i+1) || connectors[text(i+1)] && capital(i+2) || t == "-" && x.stem(tokens, i, s.Last)):
			w.candidate = true
		case particles[t] && (capital(i+1) || text(i+1) == "-" && capital(i+2)):
			w.candidate = true
		case text(i-1) == "-" && before && x.stem(tokens, i-1, s.Last):
			w.candidate = true
		}
	}
}

// stem says that the hyphen at i ties a part of a name to it that has no capital
// of its own: "Jong-il", not "Geneva-based".
func (x *Extractor) stem(tokens []nlp.Token, i, last int) bool {
	return i+1 < last && tokens[i+1].Kind == nlp.Word && x.tokens[i+1].usage == Unknown && len(tokens[i+1].Text) <= 6 &&
		tokens[i+1].Span.Start == tokens[i].Span.End && tokens[i-1].Span.End == tokens[i].Span.Start
}

// latinCapital says that s begins with a capital of the Latin script: the model
// knows no other.
func latinCapital(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	if r < utf8.RuneSelf {
		return r >= 'A' && r <= 'Z'
	}
	return (unicode.IsUpper(r) || unicode.IsTitle(r)) && unicode.Is(unicode.Latin, r)
}

// shape is the hash of a word's outline: "Xx", "X.X.", "dd", runs shortened.
func shape(s string) uint64 {
	h, last, run := uint64(fnvOffset), byte(0), 0
	for _, r := range s {
		c := byte('x')
		switch {
		case unicode.IsUpper(r):
			c = 'X'
		case unicode.IsDigit(r):
			c = 'd'
		case !unicode.IsLetter(r):
			c = byte(min(r, 127))
		}
		if c == last {
			if run++; run > 1 {
				continue
			}
		} else {
			last, run = c, 0
		}
		h = (h ^ uint64(c)) * fnvPrime
	}
	return h
}

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func fnv(s string) uint64 {
	h := uint64(fnvOffset)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return h
}
