package plover

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/wirefold/wirefold/pkg/inflect"
)

//go:embed lexicon.txt
var lexiconText string

// frame says on which side of a pattern its parties stand.
type frame uint8

const (
	active frame = iota // actor left, recipient right
	mutual              // all are actors
	noun                // actor before or after "by", recipient after
	left                // the left one suffers it
	self                // a passive whose subject acts
)

var frames = map[string]frame{"<>": mutual, "<noun": noun, "<left": left, "<self": self}

// none is the kind of patterns that look like a deed and are none: "asked a question".
const none = "NONE"

// element is one place of a pattern.
type element struct {
	words map[string]bool
	verb  bool
	base  string // of a verb
	gap   bool   // up to six words may stand before it
}

// pattern is one line of the lexicon.
type pattern struct {
	kind, mode string
	elements   []element
	frame      frame
}

// lexicon holds the patterns by the words that their first element may be, and the classes of nouns.
type lexicon struct {
	starts  map[string][]*pattern
	classes map[string]map[string]bool
}

// english is read when a text is coded for the first time: most processes code none.
var english = sync.OnceValue(func() lexicon { return readLexicon(lexiconText) })

func readLexicon(text string) lexicon {
	l := lexicon{starts: map[string][]*pattern{}, classes: map[string]map[string]bool{}}
	kind, mode := "", ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "", strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			kind, mode, _ = strings.Cut(strings.Trim(line, "[]"), " ")
		case strings.HasPrefix(line, "%") && strings.Contains(line, " = "):
			name, list, _ := strings.Cut(line, " = ")
			class := map[string]bool{}
			for _, w := range strings.Fields(list) {
				for _, form := range inflect.Noun(w) {
					class[form] = true
				}
			}
			l.classes[name] = class
		default:
			p := l.pattern(line)
			p.kind, p.mode = kind, mode
			for w := range p.elements[0].words {
				l.starts[w] = append(l.starts[w], p)
			}
		}
	}
	return l
}

func (l lexicon) pattern(line string) *pattern {
	p := &pattern{}
	gap := false
	for _, w := range strings.Fields(line) {
		if f, ok := frames[w]; ok {
			p.frame = f
			continue
		}
		if w == "..." {
			gap = true
			continue
		}
		e := element{gap: gap, words: map[string]bool{}}
		gap = false
		switch w[0] {
		case '+':
			e.verb, e.base = true, strings.Split(w[1:], "/")[0]
			for _, form := range inflect.Verb(w[1:]) {
				e.words[form] = true
			}
		case '=':
			for _, form := range inflect.Noun(w[1:]) {
				e.words[form] = true
			}
		case '%':
			e.words = l.classes[w]
		default:
			for alternative := range strings.SplitSeq(w, "|") {
				e.words[alternative] = true
			}
		}
		p.elements = append(p.elements, e)
	}
	return p
}
