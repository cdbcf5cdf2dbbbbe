package gazetteer

import (
	"testing"

	"github.com/wirefold/wirefold/pkg/nlp"
)

func TestLook(t *testing.T) {
	g := Shared()
	for _, c := range []struct {
		behaviour, name string
		kind            Kind
		code            string
	}{
		{"a country", "Norway", Country, "NOR"},
		{"a country's other name", "Russian Federation", Country, "RUS"},
		{"a country in capitals", "NORWAY", Country, "NOR"},
		{"a short acronym", "US", Country, "USA"},
		{"not the pronoun", "us", 0, ""},
		{"an acronym with stops", "U.S.", Country, "USA"},
		{"nationals", "Norwegians", Demonym, "NOR"},
		{"a capital, accents aside", "Bogota", Capital, "COL"},
		{"a body", "North Atlantic Treaty Organization", Body, "NATO"},
		{"a region", "Black Sea", Region, ""},
		{"a people", "Kurds", People, ""},
		{"a city", "Bergen", City, ""},
		{"a first name", "Sergei", FirstName, ""},
		{"a town of the packed list", "Lomonosov", Town, ""},
		{"no name", "umbrella", 0, ""},
	} {
		e := g.Look(c.name)
		switch {
		case c.kind == 0 && (e == nil || e.Kinds&(Country|Body|Demonym) == 0):
		case e == nil:
			t.Errorf("%s: %q unknown", c.behaviour, c.name)
		case e.Kinds&c.kind == 0 || c.code != "" && e.Code != c.code:
			t.Errorf("%s: %q is %+v", c.behaviour, c.name, *e)
		}
	}
}

func TestFindTakesTheLongestName(t *testing.T) {
	d := nlp.Parse("the South Korean and US envoys in New York told us of korea")
	keys := make([]uint64, len(d.Tokens))
	for i, k := range d.Tokens {
		keys[i] = Key(k.Text)
	}
	var got []string
	Shared().Find(d.Tokens, keys, func(m Match) {
		if m.Entry.Kinds&(Country|Demonym|Province) != 0 {
			got = append(got, d.Slice(nlp.Span{Start: d.Tokens[m.First].Span.Start, End: d.Tokens[m.Last-1].Span.End}))
		}
	})
	want := []string{"South Korean", "Korean", "US", "New York"}
	if len(got) != len(want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
