package frontpage

import (
	"fmt"
	"strings"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/wirefold/news"
)

// changes sets what was taken back, and how it reached the copies.
func (p *Page) changes() {
	if len(p.turns) == 0 {
		return
	}
	p.section("Corrected, held, killed")
	for _, t := range p.turns {
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

// corrections are the places that changed.
func corrections(a *wirefoldv1.NewsArticle) []string {
	var lines []string
	for _, c := range news.Corrections(a) {
		lines = append(lines, fmt.Sprintf("was “%s”, is “%s”", c.Was, c.Is))
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
