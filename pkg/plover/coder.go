package plover

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wirefold/wirefold/pkg/ner"
	"github.com/wirefold/wirefold/pkg/nlp"
	"github.com/wirefold/wirefold/pkg/quotes"
	"github.com/wirefold/wirefold/pkg/timex"
	"github.com/wirefold/wirefold/pkg/wiremark"
)

// coder holds a document and what is known of it.
type coder struct {
	doc       *nlp.Document
	entities  []ner.Entity
	said      []quotes.Quote
	times     []timex.Time
	reference time.Time
	ids       map[string]int // entity id → index
	low       []string
	parties   []party
	owner     []int // token → party plus 1
	speech    []int // token → quote plus 1, the innermost
	events    []Event
	talks     int // index of the last CONSULT, plus 1
	copy      int // token at which the copy begins, behind the dateline
}

func newCoder(doc *nlp.Document, entities []ner.Entity, said []quotes.Quote, times []timex.Time, reference time.Time) *coder {
	c := &coder{doc: doc, entities: entities, said: said, times: times, reference: reference, low: make([]string, len(doc.Tokens)), speech: make([]int, len(doc.Tokens))}
	for i, t := range doc.Tokens {
		c.low[i] = strings.ToLower(t.Text)
	}
	// Quotes come in order of their start, so an inner one overwrites what holds it. A sentence of quotes inside quotes
	// is bounded by the depth that is marked: 8.
	depth := make([]uint8, len(doc.Tokens))
	for k, q := range said {
		for i := doc.TokenAt(q.Span.Start); i < len(doc.Tokens) && doc.Tokens[i].Span.Start < q.Span.End && depth[i] < 8; i++ {
			c.speech[i], depth[i] = k+1, depth[i]+1
		}
	}
	c.ids = make(map[string]int, len(entities))
	for k, e := range entities {
		c.ids[e.ID] = k
	}
	c.copy = c.dateline()
	c.findParties()
	return c
}

// dateline is the token behind the dateline, whose place and agency do nothing.
func (c *coder) dateline() int {
	if len(c.doc.Paragraphs) == 0 {
		return 0
	}
	p := c.doc.Paragraphs[0]
	text := c.doc.Slice(p.Span)
	d, ok := wiremark.FindDateline(text)
	if !ok {
		return 0
	}
	return c.doc.TokenAt(p.Span.Start + utf8.RuneCountInString(text[:d.End]))
}

// running says that a sentence is running text: not a heading, which has no final stop.
func (c *coder) running(s int) bool {
	p := c.doc.Paragraphs[c.doc.Sentences[s].Paragraph]
	last := c.doc.Sentences[p.Last-1].Last
	for i := last - 1; i >= 0 && i >= last-3; i-- {
		if quoteMarks[c.low[i]] || c.at1(i, ")", "]", "}") {
			continue
		}
		return strings.ContainsAny(c.low[i], ".?!…:")
	}
	return false
}

// sentence codes what the patterns find in a sentence, then what its speech amounts to.
func (c *coder) sentence(s int) {
	first, last := max(c.doc.Sentences[s].First, c.copy), c.doc.Sentences[s].Last
	last = c.attribution(first, last)
	start := len(c.events)
	governed := first
	for i := first; i < last; i++ {
		if i < governed {
			continue
		}
		t, ok := c.trigger(i, last)
		if !ok || c.direct(i) {
			continue
		}
		if t.kind == none {
			governed = t.last
			continue
		}
		if c.code(t, s, last, len(c.events) > start) {
			governed = c.scope(t, last)
		}
	}
	c.speak(s)
}

// attribution cuts ", an official said on Monday" off the end of a sentence.
func (c *coder) attribution(first, last int) int {
	// 16 tokens hold a name, an office and a day.
	for i := last - 1; i > first && i >= last-16; i-- {
		if c.low[i] != "," {
			continue
		}
		for k := i + 1; k < last; k++ {
			if c.at1(k, "said", "says", "reported", "announced", "told", "confirmed") {
				return i
			}
		}
	}
	return last
}

// scope is where the complement of a verb ends; what stands in it belongs to the deed and is none of its own.
func (c *coder) scope(t trigger, end int) int {
	for i := t.last; i < end; i++ {
		if w := c.low[i]; w == "," || w == ";" || w == ":" || scopeEnds[w] && !(w == "which" && prepositions[c.at(i-1)]) {
			return i
		}
		if k := c.search(i + 1); c.low[i] == "and" && k < len(c.parties) && c.parties[k].first <= i+2 && c.acts(k, i) {
			return i
		}
	}
	return end
}

var scopeEnds = words("after when while as following but since because although where who which amid despite")

// direct says that token i lies in direct speech, whose "we" and "you" are not resolved.
func (c *coder) direct(i int) bool {
	return c.speech[i] > 0 && c.said[c.speech[i]-1].Kind == quotes.Direct
}

// reach is how many tokens off a trigger its parties are sought; sentences of news have 25, long ones 60.
const reach = 100

// code makes an event of a trigger; second says that the sentence has given one already, which asks more of this one.
func (c *coder) code(t trigger, s, end int, second bool) bool {
	first := max(c.doc.Sentences[s].First, c.copy, t.first-reach)
	end = min(end, t.last+reach)
	kind, modality, ok := c.mood(t, first, end)
	if !ok {
		return t.frame != mutual
	}
	from, to, weak := c.sides(t, kind, first, end)
	if t.frame == mutual && kind != "REJECT" && (kind != "AGREE" || len(from)+len(to) > 1) {
		// Whoever meets is named beside the verb; who is named far off is what they talk about.
		if len(countries(from)) < 2 && len(to) > 0 && to[0].first-t.last <= 8 && !c.at1(c.hook(to[0].first, t.first)-1, "border", "frontier") {
			from = unite(from, to)
		}
		to = nil
		if kind == "COOPERATE" && len(countries(from)) < 2 && c.mentions(t.first, t.last, "%drill") {
			kind = "MOBILIZE" // an exercise of one's own
		}
		if kind == "CONSULT" && len(countries(from)) < 2 {
			if c.talks == 0 || !c.plural(t, first) {
				return false
			}
			from, weak = c.parted(c.events[c.talks-1]), true
		}
	} else {
		to = c.others(to, from, kind)
	}
	if len(from) == 0 && kind == "AGREE" && c.talks > 0 && c.plural(t, first) { // "the two sides agreed"
		from, to, weak = c.parted(c.events[c.talks-1]), nil, true
	}
	if len(from) == 0 && !(len(to) > 0 && kind == "ASSAULT") {
		return false
	}
	if second && len(to) == 0 && kind != "CONSULT" && kind != "MOBILIZE" {
		return false
	}
	e := Event{Type: kind, Mode: t.mode, Actors: partiesOf(from), Recipients: partiesOf(to), Modality: modality}
	if kind != t.kind {
		e.Mode = ""
	}
	if kind == "THREATEN" && c.mentions(t.first, t.last, "%sanction") {
		e.Mode = "restrict"
	}
	e.Confidence = confidence(t, len(from) > 0, len(to) > 0, second, weak)
	e.Evidence = []nlp.Span{c.evidence(t, from, to, s)}
	e.Time, e.Modality = c.when(t, s, end, e.Modality)
	if c.yearsAfter(t.first) {
		e.Modality = Historical
	}
	e.Place = c.where(t, end)
	if kind == "CONSULT" && e.Mode == "" && e.Place.Country != "" && !has(e.Actors, e.Place.Country) {
		e.Mode = "third-party"
	}
	if q := c.speech[t.first]; q > 0 && c.said[q-1].Speaker.Known() {
		if e.AttributedTo = c.said[q-1].Speaker.EntityID; e.AttributedTo == "" {
			e.AttributedTo = c.said[q-1].Speaker.Name
		}
	}
	c.record(e, t.frame == mutual && !t.elements[0].verb, c.at1(t.first-1, "previously", "already", "earlier"))
	return true
}

// yearsAfter says that "eight years after" stands before the verb at token i, or before its subject.
func (c *coder) yearsAfter(i int) bool {
	for k := i - 1; k > 0 && k >= i-4; k-- {
		if c.low[k] == "after" && c.at1(k-1, "years", "decades") {
			return true
		}
	}
	return false
}

// mentions says that one of the tokens [first, last) is of a class of the lexicon.
func (c *coder) mentions(first, last int, class string) bool {
	for i := first; i < last; i++ {
		if english().classes[class][c.low[i]] {
			return true
		}
	}
	return false
}

// confidence orders events: a long pattern with both parties in the main clause comes first.
func confidence(t trigger, actor, recipient, second, weak bool) float64 {
	v := .55 + .05*float64(min(len(t.elements), 4))
	if actor {
		v += .1
	}
	if recipient {
		v += .1
	}
	if second {
		v -= .2
	}
	if weak {
		v -= .1
	}
	return v
}

// evidence spans the parties and the trigger, within the sentence.
func (c *coder) evidence(t trigger, from, to []party, s int) nlp.Span {
	first, last := t.first, t.last
	for _, list := range [][]party{from, to} {
		for _, p := range list {
			if c.doc.Tokens[p.first].Sentence == s {
				first, last = min(first, p.first), max(last, p.last)
			}
		}
	}
	return nlp.Span{Start: c.doc.Tokens[first].Span.Start, End: c.doc.Tokens[last-1].Span.End}
}
