package plover

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/wirefold/wirefold/pkg/ner"
	"github.com/wirefold/wirefold/pkg/nlp"
	"github.com/wirefold/wirefold/pkg/quotes"
	"github.com/wirefold/wirefold/pkg/timex"
)

var sunday = time.Date(2022, 1, 9, 12, 0, 0, 0, time.UTC)

func code(text string) (*nlp.Document, []Event) {
	doc := nlp.Parse(text)
	entities := ner.Find(doc, "")
	return doc, Code(doc, entities, quotes.Find(doc, entities), timex.Find(doc, sunday), sunday)
}

func render(text string) string {
	_, events := code(text)
	var out []string
	side := func(list []Party) string {
		var codes []string
		for _, p := range list {
			codes = append(codes, p.Country)
		}
		return strings.Join(codes, "+")
	}
	for _, e := range events {
		s := fmt.Sprintf("%s %s>%s", e.Type, side(e.Actors), side(e.Recipients))
		for _, x := range []string{e.Mode, e.Time, e.Place.Country} {
			if x != "" {
				s += " " + x
			}
		}
		if e.Modality != Asserted {
			s += " (" + e.Modality + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestCode(t *testing.T) {
	for _, row := range []struct{ behaviour, text, want string }{
		{"who did what to whom", "Norway arrested two Russian sailors on Friday.", "COERCE NOR>RUS 2022-01-07"},
		{"the passive turns the sides", "Two Russian sailors were arrested by Norwegian police.", "COERCE NOR>RUS"},
		{"talks have actors only", "Norway and Sweden held talks on Friday.", "CONSULT NOR+SWE> 2022-01-07"},
		{"talks in a third country", "Norwegian officials met with Russian diplomats in Finland.", "CONSULT NOR+RUS> third-party FIN"},
		{"talks still to come are agreed", "Norway and Russia are to meet on Monday.", "AGREE NOR+RUS> 2022-01-10 (future)"},
		{"a demand is a request", "Norway demanded that Russia release the sailors.", "REQUEST NOR>RUS change"},
		{"what is demanded is not done", "Norway urged Russia to withdraw its troops.", "REQUEST NOR>RUS"},
		{"a warning of sanctions is a threat", "Norway warned that Russia would face sanctions if it came closer.", "THREATEN NOR>RUS restrict"},
		{"hostile intent is a threat", "Norway will expel Russian diplomats.", "THREATEN NOR>RUS"},
		{"friendly intent is agreement", "Norway will support Sweden.", "AGREE NOR>SWE (future)"},
		{"a denied deed of friendship is rejection", "Norway said it would not meet with Russian envoys.", "REJECT NOR>RUS"},
		{"what is feared has not happened", "There are fears of a possible invasion of Norway by Russia. If Russia attacked Norway, all would lose.", ""},
		{"what is denied has not happened", "Russia has not attacked Norway.", ""},
		{"a proposal called unacceptable is rejected", "Norway said the Russian demands were unacceptable.", "REJECT NOR>RUS change"},
		{"one record an event, with all its evidence", "Norway attacked Sweden. The king wept. Norwegian troops attacked Swedish villages.", "ASSAULT NOR>SWE"},
		{"a participle keeps the subject", "Russia has deployed troops near Norway, demanding that Sweden disarm.", "MOBILIZE RUS>NOR NOR; REQUEST RUS>SWE change"},
		{"what happened years ago is history", "Norway attacked Sweden in 1808.", "ASSAULT NOR>SWE 1808 (historical)"},
		{"the two sides are those that met", "Norway and Russia held talks. The two sides agreed to keep talking.", "CONSULT NOR+RUS>; AGREE NOR+RUS>"},
		{"who leads an alliance is not the alliance", "Russia demanded that the Norwegian-led NATO mission leave.", "REQUEST RUS>NATO change"},
		{"a fear does not reach into another clause", "Fears have grown since Russia massed 9,000 troops near Norway.", "MOBILIZE RUS>NOR NOR"},
		{"a clause before the sentence lends no subject", "As tension grew between Norway and Finland, officials from Sweden and Russia met in Oslo.", "CONSULT SWE+RUS> third-party NOR"},
		{"nouns are no verbs", "The Norwegian attacks, protests and demands were the talk of Sweden.", ""},
		{"headings are no text", "Norway attacks Sweden", ""},
		{"no event without a party", "The farmers demanded rain. They arrested the thief.", ""},
	} {
		t.Run(row.behaviour, func(t *testing.T) {
			if got := render(row.text); got != row.want {
				t.Errorf("%s\n got %s\nwant %s", row.text, got, row.want)
			}
		})
	}
}

func TestWhoSaysSo(t *testing.T) {
	_, events := code("Jane Roe told reporters that Norway had attacked Sweden.")
	if len(events) != 1 || !strings.Contains(strings.ToLower(events[0].AttributedTo), "roe") {
		t.Errorf("%+v", events)
	}
}

func TestLexicon(t *testing.T) {
	types := words("AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT")
	seen := map[string]bool{}
	for word, patterns := range english().starts {
		for _, p := range patterns {
			if !types[p.kind] && p.kind != none {
				t.Errorf("%q begins a pattern of %q, which is no type of PLOVER", word, p.kind)
			}
			for _, e := range p.elements {
				if len(e.words) == 0 {
					t.Errorf("%q begins a pattern of %s with an element that nothing matches", word, p.kind)
				}
			}
			if p.kind != none {
				seen[p.kind] = true
			}
		}
	}
	if len(seen) != len(types) {
		t.Errorf("types with patterns: %v", seen)
	}
}

func FuzzCode(f *testing.F) {
	for _, s := range []string{"", "Norway attacked Sweden.", "Norway, Sweden and Russia met. Both said “no”.", "that that to to Norway not", "Norway said it will. He demanded. Talks between. \xff Russia's",
		"A Russian military buildup of Norwegian troops by Sweden in, \"Finland.\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc, events := code(text)
		runes, start := utf8.RuneCountInString(doc.Text), 0
		for _, e := range events {
			if len(e.Actors)+len(e.Recipients) == 0 || len(e.Evidence) == 0 || e.Confidence <= 0 || e.Confidence > 1 {
				t.Fatalf("%+v", e)
			}
			if e.Evidence[0].Start < start {
				t.Fatalf("%+v begins before %d", e, start)
			}
			start = e.Evidence[0].Start
			for _, s := range e.Evidence {
				if s.Start < 0 || s.End <= s.Start || s.End > runes {
					t.Fatalf("%v of %d", s, runes)
				}
			}
			for _, p := range append(e.Actors, e.Recipients...) {
				if p.Name == "" {
					t.Fatalf("%+v", e)
				}
			}
		}
	})
}

func BenchmarkCode(b *testing.B) {
	doc := nlp.Parse(strings.Repeat("Norway and Russia met on Monday. “We are ready,” said Jane Roe. Russian troops were deployed near Norway, and Sweden warned that Russia would face sanctions. ", 20))
	entities := ner.Find(doc, "")
	said, times := quotes.Find(doc, entities), timex.Find(doc, sunday)
	b.SetBytes(int64(len(doc.Text)))
	b.ReportAllocs()
	for b.Loop() {
		Code(doc, entities, said, times, sunday)
	}
}
