package frontpage

import (
	"fmt"
	"strings"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
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

// corrections are the places that changed, with the words around them, as far as they are short enough to read.
func corrections(a *wirefoldv1.NewsArticle) []string {
	text := []rune(a.GetText())
	var lines []string
	for _, c := range a.GetChanged() {
		start, end := int(c.GetStart()), int(c.GetEnd())
		if start < 0 || end > len(text) || start > end || end-start > 40 || len(c.GetWas()) > 60 || len(lines) == 2 {
			continue
		}
		before, after := around(text, start, end)
		lines = append(lines, fmt.Sprintf("was “%s”, is “%s”", before+oneLine(c.GetWas())+after, before+oneLine(string(text[start:end]))+after))
	}
	return lines
}

// around gives the rest of the words that a change begins and ends in, and a word more on either side.
func around(text []rune, start, end int) (before, after string) {
	from, to := start, end
	for spaces := 0; from > 0 && text[from-1] != '\n'; from-- {
		if text[from-1] == ' ' {
			if spaces++; spaces > 1 {
				break
			}
		}
	}
	for spaces := 0; to < len(text) && text[to] != '\n'; to++ {
		if text[to] == ' ' {
			if spaces++; spaces > 1 {
				break
			}
		}
	}
	return string(text[from:start]), string(text[end:to])
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

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
