package frontpage

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/wirefold/wirefold/services/wirefold/news"
)

// Columns of the log.
const (
	seqColumn    = 4
	outletColumn = 16
	verbColumn   = 9
	textColumn   = Width - seqColumn - outletColumn - verbColumn - 6
	indent       = seqColumn + 2
)

// verbs are what the log calls the actions on a message's own article.
var verbs = map[string]struct {
	word string
	ink  ink
}{
	"article new":       {"new", green},
	"article updated":   {"update", green},
	"article corrected": {"corrected", yellow},
	"article withdrawn": {"killed", red},
	"article held":      {"held", yellow},
	"article released":  {"released", green},
	"copy collapsed":    {"copy", faint},
	"copy withdrawn":    {"recalled", red},
	"copy detached":     {"own text", green},
}

// tellTurn writes what one message made of itself, and what it meant for others.
func (p *Page) tellTurn(events []news.Event) {
	t := sort(events)
	verb := verbs[t.cause.Kind+" "+t.cause.Action]
	if t.cause.Kind == "" {
		return
	}
	switch t.cause.Action {
	case "corrected", "withdrawn", "held", "released":
		p.turns = append(p.turns, t)
	}
	x := p.pieces[t.cause.Of]
	text := x.title
	if t.cause.Kind == "copy" && t.cause.Action != "detached" {
		text = p.copyWords(t.cause) + text
	}
	p.logLine(t.seq, x.source, verb.word, verb.ink, text, facts(t.cause.Of, events))
	for _, line := range p.effects(t) {
		fmt.Fprintln(p.out, p.style.paint(strings.Repeat(" ", indent)+"└ "+cut(line, Width-indent-2), faint))
	}
}

// sort parts the events of one message: its own article's, its copies', and others' that come of it.
func sort(events []news.Event) turn {
	t := turn{seq: events[0].WireSeq()}
	for _, e := range events {
		switch {
		case e.Article == nil && e.Copy == nil:
		case t.cause.Kind == "":
			t.cause = e // the first is about the message's own article
		case e.Of == t.cause.Of:
		case e.Copy != nil:
			t.copies = append(t.copies, e)
		default:
			t.others = append(t.others, e)
		}
	}
	return t
}

// copyWords say whose copy it is.
func (p *Page) copyWords(e news.Event) string {
	words := e.Copy.GetRelation()
	if o := p.pieces[e.Copy.GetOriginalId()]; o != nil {
		words = fmt.Sprintf("of %d, %s", o.wireSeq, words)
	}
	switch {
	case e.Copy.GetStale():
		words += ", an older revision"
	case e.Copy.GetReason() == "held":
		words += ", which is held"
	}
	return words + " · "
}

// effects are the lines below: who else was told, and what.
func (p *Page) effects(t turn) []string {
	var lines []string
	for _, action := range []struct{ name, one, more string }{
		{"superseded", "copy told", "copies told"},
		{"withdrawn", "copy recalled, crediting the killed text", "copies recalled, crediting the killed text"},
		{"collapsed", "is now its copy", "are now its copies"},
		{"detached", "no longer a copy", "no longer copies"},
	} {
		var who []string
		for _, e := range t.copies {
			if e.Action == action.name {
				who = append(who, outlet(e.Copy.GetSource()))
			}
		}
		switch {
		case len(who) == 0:
		case action.name == "collapsed" && len(who) == 1:
			lines = append(lines, who[0]+" "+action.one)
		case action.name == "collapsed":
			lines = append(lines, strings.Join(who, ", ")+" "+action.more)
		default:
			lines = append(lines, count(len(who), action.one, action.more)+": "+strings.Join(who, ", "))
		}
	}
	for _, e := range t.others {
		if e.Action == "new" {
			lines = append(lines, outlet(e.Article.GetSource())+" has it without credit, and now speaks for itself")
		}
	}
	if t.cause.Kind == "copy" && t.cause.Action == "withdrawn" && t.cause.Copy.GetReason() != "" {
		lines = append(lines, "it credits a text that was killed before it came")
	}
	return lines
}

// facts counts what the message newly told of an article.
func facts(article string, events []news.Event) string {
	quotes, coded := 0, 0
	for _, e := range events {
		switch {
		case e.Action != "new":
		case e.Quote.GetArticleId() == article:
			quotes++
		case e.Coded.GetArticleId() == article:
			coded++
		}
	}
	var parts []string
	if quotes > 0 {
		parts = append(parts, count(quotes, "quote", "quotes"))
	}
	if coded > 0 {
		parts = append(parts, count(coded, "event", "events"))
	}
	return strings.Join(parts, " ")
}

func (p *Page) logLine(seq uint64, source, verb string, k ink, text, note string) {
	room := textColumn
	if note != "" {
		room -= utf8.RuneCountInString(note) + 2
	}
	line := fmt.Sprintf("%s  %s  %s  ", p.style.paint(fmt.Sprintf("%*d", seqColumn, seq), faint),
		cell(outlet(source), outletColumn), p.style.paint(cell(verb, verbColumn), k))
	if note == "" {
		line += cut(text, room)
	} else {
		line += cell(text, room) + "  " + p.style.paint(note, faint)
	}
	fmt.Fprintln(p.out, strings.TrimRight(line, " "))
}
