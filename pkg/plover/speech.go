package plover

import (
	"sort"

	"github.com/wirefold/wirefold/pkg/ner"
	"github.com/wirefold/wirefold/pkg/nlp"
	"github.com/wirefold/wirefold/pkg/quotes"
)

// speak codes what statements of this sentence amount to as deeds: whoever says that a party would bear consequences
// threatens it, who calls its proposals unacceptable rejects them, who says that it lies accuses it.
func (c *coder) speak(s int) {
	for k := sort.Search(len(c.said), func(k int) bool { return c.said[k].Sentence >= s }); k < len(c.said) && c.said[k].Sentence == s; k++ {
		q := c.said[k]
		if !q.Speaker.Known() {
			continue
		}
		by, ok := c.speaker(q)
		if !ok {
			continue
		}
		if k+1 < len(c.said) && c.said[k+1].Sentence == s && q.Span.Contains(c.said[k+1].Span) && q.Speaker.EntityID == c.said[k+1].Speaker.EntityID {
			continue // "said he had told the envoy that …": what he told is coded by itself
		}
		c.statement(q, by, s)
	}
}

// speaker is the party that a quote's speaker stands for.
func (c *coder) speaker(q quotes.Quote) (party, bool) {
	first := c.doc.TokenAt(q.Speaker.Span.Start)
	last := c.doc.TokenAt(q.Speaker.Span.End - 1)
	for _, person := range []bool{true, false} {
		for i := first; i <= last && i < len(c.owner); i++ {
			if p := c.partyAt(i); p >= 0 && (c.parties[p].person || !person) {
				return c.parties[p], c.parties[p].Country != ""
			}
		}
	}
	k, ok := c.ids[q.Speaker.EntityID]
	if !ok {
		return party{}, false
	}
	e := c.entities[k]
	return party{Party: Party{Name: e.Name, Country: e.Country, Sector: e.Sector, EntityID: e.ID}, person: e.Type == ner.Person}, e.Country != ""
}

// attribute says that the adjective at token i stands before its noun: "unacceptable threats" rejects nothing.
func (c *coder) attribute(i int) bool {
	return i+1 < len(c.doc.Tokens) && c.doc.Tokens[i+1].Kind == nlp.Word && !c.at1(i+1, "to", "for", "and", "but", "because", "in", "as", "since", "while")
}

// statement codes one quote.
func (c *coder) statement(q quotes.Quote, by party, s int) {
	first := c.doc.TokenAt(q.Span.Start)
	last := first
	var punished, threatening, conditional, refused, misdeed bool
	for ; last < len(c.low) && c.doc.Tokens[last].Span.Start < q.Span.End; last++ {
		w := c.low[last]
		punished = punished || english().classes["%punish"][w]
		threatening = threatening || english().classes["%harsh"][w] || english().classes["%punish"][w] && !english().classes["%answer"][w]
		conditional = conditional || w == "if" || w == "should" || w == "any" || w == "would" || w == "will"
		refused = refused || english().classes["%refusal"][w] && !(w == "unacceptable" && c.attribute(last)) || w == "accept" && c.at1(last-1, "cannot", "not", "never")
		misdeed = misdeed || english().classes["%misdeed"][w]
	}
	var to []party
	a, b := c.between(first, last)
	for i := a; i < b && to == nil; i++ {
		if c.parties[i].Country != by.Country && !c.at1(c.parties[i].first-1, "in", "at", "near") {
			to = c.parties[i : i+1]
		}
	}
	e := Event{Actors: partiesOf([]party{by}), Recipients: partiesOf(to), Modality: Asserted, Confidence: .7}
	switch {
	case punished && threatening && conditional && to != nil:
		e.Type = "THREATEN"
		if c.mentions(first, last, "%sanction") {
			e.Mode = "restrict"
		}
	case refused:
		e.Type, e.Mode = "REJECT", "change"
	case misdeed && to != nil:
		e.Type, e.Mode = "ACCUSE", "allege"
	default:
		return
	}
	e.Evidence = []nlp.Span{q.Span}
	e.Time, e.Modality = c.when(trigger{first: first, last: last}, s, c.doc.Sentences[s].Last, Asserted)
	c.record(e, false, false)
}
