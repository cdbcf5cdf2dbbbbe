package news

import (
	"slices"
	"strings"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// Speaker names who said it: with country, where it is known.
func Speaker(q *wirefoldv1.NewsQuote) string {
	s := q.GetSpeaker()
	switch {
	case s.GetName() == "":
		return "somebody"
	case s.GetCountry() == "":
		return s.GetName()
	}
	return s.GetName() + " (" + s.GetCountry() + ")"
}

// Quoted is what was said: in quotation marks where all of it is in the speaker's own words.
func Quoted(q *wirefoldv1.NewsQuote) string {
	text := oneLine(q.GetText())
	if q.GetKind() != "direct" {
		return text
	}
	return "“" + strings.TrimRight(strings.Trim(text, `"“”„«»‘’'`), ",") + "”"
}

// deeds words PLOVER's types: between the actors and the recipients, and of several who act together.
var deeds = map[string]struct{ one, many, together string }{
	"AGREE":     {"agrees with", "agree with", "agree"},
	"CONSULT":   {"confers with", "confer with", "hold talks"},
	"SUPPORT":   {"supports", "support", "support one another"},
	"COOPERATE": {"cooperates with", "cooperate with", "cooperate"},
	"AID":       {"aids", "aid", "aid one another"},
	"RETREAT":   {"pulls back from", "pull back from", "pull back"},
	"CONCEDE":   {"concedes to", "concede to", "concede to one another"},
	"REQUEST":   {"makes a request of", "make a request of", "make requests of one another"},
	"ACCUSE":    {"accuses", "accuse", "accuse one another"},
	"REJECT":    {"rejects", "reject", "reject one another"},
	"THREATEN":  {"threatens", "threaten", "threaten one another"},
	"PROTEST":   {"protests against", "protest against", "protest"},
	"SANCTION":  {"sanctions", "sanction", "sanction one another"},
	"MOBILIZE":  {"mobilizes against", "mobilize against", "mobilize"},
	"COERCE":    {"coerces", "coerce", "coerce one another"},
	"ASSAULT":   {"attacks", "attack", "fight"},
}

// Deed words an event: who did what to whom, and how far it is meant.
func Deed(e *wirefoldv1.NewsEvent) string {
	actors, recipients := Parties(e.GetActors()), Parties(e.GetRecipients())
	d, ok := deeds[e.GetType()]
	if !ok {
		lower := strings.ToLower(e.GetType())
		d.one, d.many, d.together = lower, lower, lower
	}
	var s string
	switch {
	case recipients != "" && len(e.GetActors()) > 1:
		s = actors + " " + d.many + " " + recipients
	case recipients != "" && actors == "":
		s = "somebody " + d.one + " " + recipients
	case recipients != "":
		s = actors + " " + d.one + " " + recipients
	case len(e.GetActors()) > 1:
		s = actors + " " + d.together
	default:
		s = strings.TrimSpace(actors + ": " + strings.ToLower(e.GetType()))
	}
	if m := e.GetModality(); m != "" && m != "asserted" {
		s += " (" + m + ")"
	}
	return s
}

// Parties names parties, each once.
func Parties(ps []*wirefoldv1.Party) string {
	var names []string
	for _, p := range ps {
		name := p.GetName()
		if name == "" {
			name = p.GetCountry()
		}
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	switch n := len(names); n {
	case 0, 1:
		return strings.Join(names, "")
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}

// Evidence is the passage that an event was read from.
func Evidence(e *wirefoldv1.NewsEvent) string {
	if len(e.GetEvidence()) == 0 {
		return ""
	}
	return "“" + oneLine(e.GetEvidence()[0].GetText()) + "”"
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
