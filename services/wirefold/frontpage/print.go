package frontpage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/wirefold/news"
)

// How much of each section is shown.
const (
	maxStories  = 12
	maxLines    = 14 // of one story
	maxSpeakers = 10
	maxDeeds    = 12
)

// Head opens the log.
func (p *Page) Head(title, subtitle string) {
	rule := strings.Repeat("═", Width)
	spaced := strings.Join(strings.Split(title, ""), " ")
	fmt.Fprintf(p.out, "\n%s\n%s\n%s\n%s\n\n", p.style.paint(rule, bold), p.style.paint(centre(spaced), bold),
		p.style.paint(centre(subtitle), faint), p.style.paint(rule, bold))
}

// Print sets the page.
func (p *Page) Print() {
	p.EndTurn()
	originals, copies := 0, 0
	for _, x := range p.order {
		switch {
		case !x.live():
		case x.copyOf == "":
			originals++
		default:
			copies++
		}
	}
	p.section("What it comes to")
	fmt.Fprintf(p.out, "  %s from %s became %s with %s folded under them, in %s.\n",
		count(len(p.seqs), "message", "messages"), count(p.outlets(), "outlet", "outlets"), count(originals, "article", "articles"),
		count(copies, "copy", "copies"), count(len(p.storiesByWeight()), "story", "stories"))
	p.stories()
	p.speakers()
	p.deeds()
	p.changes()
	p.letters()
}

func (p *Page) section(title string) {
	title = strings.ToUpper(title)
	fmt.Fprintf(p.out, "\n%s %s\n\n", p.style.paint(title, bold), p.style.paint(strings.Repeat("─", Width-1-utf8.RuneCountInString(title)), faint))
}

func (p *Page) more(n int, what, command string) {
	if n > 0 {
		fmt.Fprintln(p.out, p.style.paint(fmt.Sprintf("  … %d more %s: %s", n, what, command), faint))
	}
}

func centre(s string) string {
	return strings.Repeat(" ", max(0, (Width-utf8.RuneCountInString(s))/2)) + s
}

// stories sets each story with its articles, and their copies folded under them.
func (p *Page) stories() {
	all := p.storiesByWeight()
	if len(all) == 0 {
		return
	}
	p.section("The stories")
	for i, s := range all[:min(len(all), maxStories)] {
		if i > 0 {
			fmt.Fprintln(p.out)
		}
		p.tellStory(s)
	}
	if rest := all[min(len(all), maxStories):]; len(rest) > 0 {
		fmt.Fprintln(p.out)
		for _, s := range rest {
			fmt.Fprintln(p.out, "  "+p.style.paint(cut(s.GetTitle(), Width-2), faint))
		}
	}
}

func (p *Page) tellStory(s *wirefoldv1.NewsStory) {
	note := count(len(s.GetArticleIds()), "article", "articles")
	if n := int(s.GetCopyCount()); n > 0 {
		note += ", " + count(n, "copy", "copies")
	}
	if t := s.GetTopics(); len(t) > 0 {
		note = t[0] + " · " + note
	}
	room := Width - 4 - utf8.RuneCountInString(note)
	fmt.Fprintf(p.out, "  %s  %s\n", p.style.paint(cell(s.GetTitle(), room), bold), p.style.paint(note, faint))
	lines := 0
	for _, id := range s.GetArticleIds() {
		x := p.pieces[id]
		if x == nil {
			continue
		}
		if lines++; lines > maxLines {
			break
		}
		fmt.Fprintln(p.out, p.articleLine(x))
		if under := p.copyLines(x); len(under) > 0 {
			for _, line := range under {
				fmt.Fprintln(p.out, p.style.paint(line, faint))
			}
		}
	}
}

func (p *Page) articleLine(x *piece) string {
	state, k := "", faint
	switch x.state {
	case "withdrawn":
		state, k = "killed", red
	case "held":
		state, k = "held", yellow
	case "corrected":
		state, k = "corrected", yellow
	}
	room := Width - 4 - outletColumn - 2
	if state != "" {
		room -= len(state) + 2
	}
	line := "    " + cell(outlet(x.source), outletColumn) + "  " + cut(x.title, room)
	if state != "" {
		line += "  " + p.style.paint(state, k)
	}
	return line
}

// copyLines fold the copies of an article under it.
func (p *Page) copyLines(x *piece) []string {
	var words []string
	for _, c := range p.copies(x.id) {
		w := outlet(c.source) + " " + c.relation
		if c.stale {
			w += ", outdated"
		}
		words = append(words, w)
	}
	margin := strings.Repeat(" ", 4+outletColumn+2)
	var lines []string
	for i, line := range wrap(strings.Join(words, " · "), Width-len(margin)-2, 6) {
		mark := "↳ "
		if i > 0 {
			mark = "  "
		}
		lines = append(lines, margin+mark+line)
	}
	return lines
}

// speakers sets who said what: each speaker's first words in their own words, else as they were told.
func (p *Page) speakers() {
	type voice struct {
		of     *wirefoldv1.QuoteSpeaker
		quotes []*wirefoldv1.NewsQuote
	}
	var voices []*voice
	total := 0
	for _, id := range p.said {
		q := p.quotes[id]
		if q == nil || q.GetSpeaker().GetName() == "" {
			continue
		}
		total++
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
	if total == 0 {
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
		slices.SortStableFunc(v.quotes, func(a, b *wirefoldv1.NewsQuote) int { return cmp.Compare(kindRank(a), kindRank(b)) })
		for _, q := range v.quotes[:min(len(v.quotes), 2)] {
			shown++
			from := ""
			if x := p.pieces[q.GetArticleId()]; x != nil {
				from = outlet(x.source)
			}
			p.passage(news.Quoted(q), from)
		}
	}
	fmt.Fprintln(p.out)
	p.more(total-shown, "quotes", "wirefold tail --all 'news.quote.>'")
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

// kindRank puts a speaker's own words first.
func kindRank(q *wirefoldv1.NewsQuote) int {
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

// deeds sets who did what to whom: a line for each happening, with the words it was read from.
func (p *Page) deeds() {
	type happening struct {
		first             *wirefoldv1.NewsEvent
		mentions, sources int32
	}
	var all []*happening
	by := map[string]*happening{}
	for _, id := range p.done {
		e := p.events[id]
		if e == nil {
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
		p.passage(news.Evidence(h.first), from)
	}
	fmt.Fprintln(p.out)
	p.more(len(all)-maxDeeds, "happenings", "wirefold tail --all 'news.event.>'")
}

// Colophon says how to go on.
func (p *Page) Colophon(url string) {
	p.section("Your turn")
	server, flag := "", ""
	if url != "nats://127.0.0.1:4222" {
		server, flag = " -s "+url, " --nats-url "+url
	}
	for _, row := range [][2]string{
		{"publish", "wirefold publish story.txt --source yourdesk.example" + flag},
		{"", "nats" + server + " pub wire.yourdesk_example 'Geneva, Jan 27 - …' -H Content-Type:text/plain"},
		{"follow", "wirefold tail" + flag},
		{"ask", "wirefold tail --all 'news.event.*.*.rus-usa.>'" + flag},
		{"", "nats" + server + " sub 'news.quote.*.rus.>'"},
		{"look after", "wirefold dead list" + flag},
	} {
		fmt.Fprintf(p.out, "  %s  %s\n", p.style.paint(cell(row[0], 10), bold), row[1])
	}
	fmt.Fprintf(p.out, "\n  %s\n\n", p.style.paint("Wirefold stays up on "+url+" until you press Ctrl-C. The sample begins anew at every start.", faint))
}
