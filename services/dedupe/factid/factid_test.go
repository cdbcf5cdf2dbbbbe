package factid

import (
	"testing"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

func TestAQuoteIsItselfAsLongAsItsWordsAre(t *testing.T) {
	keys := Quotes([]*wirefoldv1.Quote{{Text: "We will see,"}, {Text: "we will see"}, {Text: "We will not see"}})
	if keys[0] != keys[1] || keys[0] == keys[2] {
		t.Errorf("got keys %q", keys)
	}
}

func TestAnEventIsItselfAsLongAsTypeAndPartiesAre(t *testing.T) {
	event := func(kind string, actors, recipients []string) *wirefoldv1.Event {
		e := &wirefoldv1.Event{Type: kind, Time: "2022-01-10"}
		for _, a := range actors {
			e.Actors = append(e.Actors, &wirefoldv1.Party{Country: a})
		}
		for _, r := range recipients {
			e.Recipients = append(e.Recipients, &wirefoldv1.Party{Name: "the " + r})
		}
		return e
	}
	a := event("CONSULT", []string{"USA", "RUS"}, nil)
	for _, c := range []struct {
		name string
		b    *wirefoldv1.Event
		same bool
	}{
		{"parties in another order", event("CONSULT", []string{"RUS", "USA"}, nil), true},
		{"another type", event("THREATEN", []string{"USA", "RUS"}, nil), false},
		{"another party", event("CONSULT", []string{"USA", "CHN"}, nil), false},
		{"done to the other instead", event("CONSULT", []string{"USA"}, []string{"RUS"}), false},
	} {
		if got := Events([]*wirefoldv1.Event{a})[0] == Events([]*wirefoldv1.Event{c.b})[0]; got != c.same {
			t.Errorf("%s: same is %v, want %v", c.name, got, c.same)
		}
	}
	if keys := Events([]*wirefoldv1.Event{a, a}); keys[0] == keys[1] {
		t.Errorf("two events of one article have one key: %q", keys)
	}
	if k := Happening(event("CONSULT", nil, []string{"ministry"})); k != "" {
		t.Errorf("got happening %q for parties of no known country, want none", k)
	}
}

func TestIDsHaveSixteenHexDigitsAndDoNotRunTogether(t *testing.T) {
	if a, b := ID("q", "ab", "c"), ID("q", "a", "bc"); a == b || len(a) != 18 || a[:2] != "q-" {
		t.Errorf("got %s and %s", a, b)
	}
}
