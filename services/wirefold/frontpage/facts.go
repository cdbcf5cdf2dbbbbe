package frontpage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wirefold/wirefold/pkg/nlp"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/wirefold/news"
)

// speakers sets who said what: those with a name, their own words before what was told of them.
func (p *Page) speakers() {
	type voice struct {
		of     *wirefoldv1.QuoteSpeaker
		quotes []*wirefoldv1.NewsQuote
	}
	var voices []*voice
	total := 0
	for _, id := range p.said {
		q := p.quotes[id]
		if q == nil {
			continue
		}
		total++
		if q.GetSpeaker().GetEntityId() == "" {
			continue // "a diplomat"
		}
		i := slices.IndexFunc(voices, func(v *voice) bool { return v.of.GetName() == q.GetSpeaker().GetName() })
		if i < 0 {
			voices = append(voices, &voice{of: q.GetSpeaker()})
			i = len(voices) - 1
		}
		v := voices[i]
		v.quotes = append(v.quotes, q)
		if len(q.GetSpeaker().GetRoles()) > len(v.of.GetRoles()) {
			v.of = q.GetSpeaker()
		}
	}
	if len(voices) == 0 {
		return
	}
	p.section("Who said what")
	slices.SortStableFunc(voices, func(a, b *voice) int { return cmp.Compare(len(b.quotes), len(a.quotes)) })
	shown := 0
	for i, v := range voices[:min(len(voices), maxSpeakers)] {
		if i > 0 {
			fmt.Fprintln(p.out)
		}
		fmt.Fprintln(p.out, "  "+p.speakerLine(v.of))
		for _, q := range telling(v.quotes) {
			shown++
			from := ""
			if x := p.pieces[q.GetArticleId()]; x != nil {
				from = outlet(x.source)
			}
			p.passage(news.Quoted(q), from)
		}
	}
	fmt.Fprintln(p.out)
	p.more(total-shown, "more quote", "more quotes", "news.quote.>")
}

func (p *Page) speakerLine(s *wirefoldv1.QuoteSpeaker) string {
	line := p.style.paint(s.GetName(), bold)
	var notes []string
	if len(s.GetRoles()) > 0 {
		notes = append(notes, s.GetRoles()[0])
	}
	if s.GetCountry() != "" {
		notes = append(notes, s.GetCountry())
	}
	if len(notes) > 0 {
		line += "  " + p.style.paint(cut(strings.Join(notes, " · "), Width-6-utf8.RuneCountInString(s.GetName())), faint)
	}
	return line
}

// telling are a speaker's two most telling quotes: own words first, none that another one holds, none of a word or two.
func telling(quotes []*wirefoldv1.NewsQuote) []*wirefoldv1.NewsQuote {
	slices.SortStableFunc(quotes, func(a, b *wirefoldv1.NewsQuote) int { return cmp.Compare(rank(a), rank(b)) })
	out := quotes[:1:1]
	for _, q := range quotes[1:] {
		within := slices.ContainsFunc(out, func(o *wirefoldv1.NewsQuote) bool {
			return strings.Contains(o.GetText(), q.GetText()) || strings.Contains(q.GetText(), o.GetText())
		})
		if !within && rank(q) < short && len(out) < 2 {
			out = append(out, q)
		}
	}
	return out
}

// short is the rank of quotes that say little.
const short = 3

func rank(q *wirefoldv1.NewsQuote) int {
	if utf8.RuneCountInString(q.GetText()) < 25 {
		return short
	}
	return slices.Index([]string{"direct", "mixed", "indirect"}, q.GetKind())
}

// passage sets a text with its outlet at the right edge.
func (p *Page) passage(text, from string) {
	const room = Width - 4 - outletColumn - 2
	for i, line := range wrap(text, room, 3) {
		if i == 0 && from != "" {
			fmt.Fprintf(p.out, "    %s  %s\n", cell(line, room), p.style.paint(from, faint))
			continue
		}
		fmt.Fprintln(p.out, "    "+line)
	}
}

// deeds sets who did what to whom: a line for each happening between two, with the sentence it was read from.
func (p *Page) deeds() {
	type happening struct {
		first             *wirefoldv1.NewsEvent
		mentions, sources int32
	}
	var all []*happening
	by := map[string]*happening{}
	for _, id := range p.done {
		e := p.events[id]
		if e == nil || len(e.GetActors())+len(e.GetRecipients()) < 2 {
			continue
		}
		key := cmp.Or(e.GetHappening(), e.GetId())
		h := by[key]
		if h == nil {
			h = &happening{first: e}
			by[key] = h
			all = append(all, h)
		}
		h.mentions, h.sources = max(h.mentions, e.GetMentions()), max(h.sources, e.GetSources())
		if e.GetConfidence() > h.first.GetConfidence() {
			h.first = e
		}
	}
	if len(all) == 0 {
		return
	}
	p.section("Who did what to whom")
	slices.SortStableFunc(all, func(a, b *happening) int {
		return cmp.Or(cmp.Compare(b.sources, a.sources), cmp.Compare(b.mentions, a.mentions), cmp.Compare(b.first.GetConfidence(), a.first.GetConfidence()))
	})
	for _, h := range all[:min(len(all), maxDeeds)] {
		note := h.first.GetType()
		if h.sources > 1 {
			note += fmt.Sprintf(" · told by %d", h.sources)
		}
		room := Width - 4 - utf8.RuneCountInString(note)
		fmt.Fprintf(p.out, "  %s  %s\n", p.style.paint(cell(news.Deed(h.first), room), bold), p.style.paint(note, faint))
		from := ""
		if x := p.pieces[h.first.GetArticleId()]; x != nil {
			from = outlet(x.source)
		}
		p.passage(p.sentence(h.first), from)
	}
	fmt.Fprintln(p.out)
	p.more(len(p.standing())-min(len(all), maxDeeds), "more event", "more events", "news.event.>")
}

// standing are the coded events that stand.
func (p *Page) standing() []*wirefoldv1.NewsEvent {
	var out []*wirefoldv1.NewsEvent
	for _, id := range p.done {
		if e := p.events[id]; e != nil {
			out = append(out, e)
		}
	}
	return out
}

// sentence is the one that an event was read from; the words alone where its article's text is not at hand.
func (p *Page) sentence(e *wirefoldv1.NewsEvent) string {
	text, ok := p.texts[revision{e.GetArticleId(), e.GetRevision()}]
	if !ok || len(e.GetEvidence()) == 0 {
		return news.Evidence(e)
	}
	d := nlp.Parse(text)
	i := d.SentenceAt(int(e.GetEvidence()[0].GetStart()))
	if i < 0 || i >= len(d.Sentences) {
		return news.Evidence(e)
	}
	return d.Slice(d.Sentences[i].Span)
}
