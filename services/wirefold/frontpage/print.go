package frontpage

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// How much of each section is shown.
const (
	maxStories  = 12
	maxLines    = 14 // of one story
	maxAlone    = 24
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

// more says what is left out, and which subscription has it all.
func (p *Page) more(n int, one, many, subject string) {
	if n > 0 {
		fmt.Fprintln(p.out, p.style.paint(fmt.Sprintf("  … and %s, on %s", count(n, one, many), subject), faint))
	}
}

func centre(s string) string {
	return strings.Repeat(" ", max(0, (Width-utf8.RuneCountInString(s))/2)) + s
}

// stories sets each story with its articles, and their copies folded under them; then those that one outlet told.
func (p *Page) stories() {
	all := p.storiesByWeight()
	if len(all) == 0 {
		return
	}
	p.section("The stories")
	alone := slices.IndexFunc(all, func(s *wirefoldv1.NewsStory) bool { return p.weight(s) < 2 })
	if alone < 0 {
		alone = len(all)
	}
	for i, s := range all[:alone] {
		if i == maxStories {
			p.more(alone-i, "more story", "more stories", "news.story.>")
			break
		}
		p.tellStory(s)
		fmt.Fprintln(p.out)
	}
	for i, s := range all[alone:] {
		if i == 0 {
			fmt.Fprintln(p.out, "  "+p.style.paint("Told by one outlet alone", bold))
		}
		if i == maxAlone {
			p.more(len(all)-alone-i, "more", "more", "news.story.>")
			break
		}
		for _, x := range p.articles(s) {
			fmt.Fprintln(p.out, p.articleLine(x))
		}
	}
}

func (p *Page) tellStory(s *wirefoldv1.NewsStory) {
	articles := p.articles(s)
	live, copies := 0, 0
	for _, x := range articles {
		copies += len(p.copies(x.id))
		if x.live() {
			live++
		}
	}
	note := count(live, "article", "articles")
	if copies > 0 {
		note += ", " + count(copies, "copy", "copies")
	}
	if t := s.GetTopics(); len(t) > 0 {
		note = t[0] + " · " + note
	}
	room := Width - 4 - utf8.RuneCountInString(note)
	fmt.Fprintf(p.out, "  %s  %s\n", p.style.paint(cell(s.GetTitle(), room), bold), p.style.paint(note, faint))
	for i, x := range articles {
		if i == maxLines {
			p.more(len(articles)-i, "more article", "more articles", "state.story."+s.GetId())
			break
		}
		fmt.Fprintln(p.out, p.articleLine(x))
		for _, line := range p.copyLines(x) {
			fmt.Fprintln(p.out, p.style.paint(line, faint))
		}
	}
}

// articles are those of a story, with those that were copies in it and now speak for themselves, in order of arrival.
func (p *Page) articles(s *wirefoldv1.NewsStory) []*piece {
	var out []*piece
	for _, x := range p.order {
		if x.copyOf == "" && (x.story == s.GetId() || slices.Contains(s.GetArticleIds(), x.id)) {
			out = append(out, x)
		}
	}
	return out
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

// Colophon says how to go on, with the pipeline at url and the command of that name.
func (p *Page) Colophon(url, command string) {
	p.section("Your turn")
	flag, server := "", ""
	if url != "nats://127.0.0.1:4222" {
		flag, server = " --nats-url "+url, " -s "+url
	}
	for _, row := range [][2]string{
		{"publish", command + " publish story.txt --source yourdesk.example" + flag},
		{"", "nats" + server + " pub wire.yourdesk_example 'Geneva, Jan 27 - …' -H Content-Type:text/plain"},
		{"follow", command + " tail" + flag},
		{"ask", command + " tail --all 'news.event.*.*.rus-usa.>'" + flag},
		{"", "nats" + server + " sub 'news.quote.*.rus.>'"},
		{"look after", command + " dead list" + flag},
	} {
		fmt.Fprintf(p.out, "  %s  %s\n", p.style.paint(cell(row[0], 10), bold), row[1])
	}
	fmt.Fprintf(p.out, "\n  %s\n\n", p.style.paint("It listens on "+url+" until you press Ctrl-C. The sample begins anew at every start.", faint))
}
