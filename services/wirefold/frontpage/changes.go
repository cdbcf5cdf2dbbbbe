package frontpage

import (
	"fmt"
	"strings"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// changes sets what was taken back, and how it reached the copies.
func (p *Page) changes() {
	var shown []turn
	for _, t := range p.turns {
		if t.cause.Action != "updated" || len(t.copies) > 0 {
			shown = append(shown, t)
		}
	}
	if len(shown) == 0 {
		return
	}
	p.section("Corrected, held, killed")
	for _, t := range shown {
		verb := verbs[t.cause.Kind+" "+t.cause.Action]
		x := p.pieces[t.cause.Of]
		fmt.Fprintf(p.out, "  %s  %s  %s\n", p.style.paint(cell(verb.word, verbColumn), verb.ink),
			cell(outlet(x.source), outletColumn), cut(x.title, Width-verbColumn-outletColumn-6))
		margin := strings.Repeat(" ", verbColumn+4)
		if t.cause.Action == "corrected" {
			for _, line := range corrections(t.cause.Article) {
				fmt.Fprintln(p.out, margin+p.style.paint(line, yellow))
			}
		}
		for _, line := range p.effects(t) {
			fmt.Fprintln(p.out, p.style.paint(margin+"└ "+cut(line, Width-len(margin)-2), faint))
		}
	}
}

// corrections are the places that changed, as far as they are short enough to read.
func corrections(a *wirefoldv1.NewsArticle) []string {
	text := []rune(a.GetText())
	var lines []string
	for _, c := range a.GetChanged() {
		start, end := int(c.GetStart()), int(c.GetEnd())
		if start < 0 || end > len(text) || start > end || len(lines) == 2 {
			continue
		}
		was, now := strings.Join(strings.Fields(c.GetWas()), " "), strings.Join(strings.Fields(string(text[start:end])), " ")
		if was == "" || now == "" {
			continue
		}
		lines = append(lines, fmt.Sprintf("was “%s”, is “%s”", cut(was, 36), cut(now, 36)))
	}
	return lines
}

// letters sets what could not be understood.
func (p *Page) letters() {
	if len(p.dead) == 0 {
		return
	}
	p.section("Could not be understood, kept whole")
	for _, l := range p.dead {
		fmt.Fprintf(p.out, "  %s  %s  %s\n", p.style.paint(cell(l.Stage, verbColumn), red), cell(outlet(l.Source), outletColumn),
			cut(l.Reason+": "+l.Because, Width-verbColumn-outletColumn-6))
	}
}
