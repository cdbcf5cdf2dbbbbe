package neardup

import (
	"testing"
	"time"
)

const ferry = `The ferry Margarete ran aground off Ulvsund on Tuesday night with 212 passengers aboard, the coast guard said. Nobody was hurt.

Divers found a tear of four metres in the hull near the engine room, and the captain, Ole Lindqvist, was taken ashore for questioning.

"We heard a long scraping noise and then the lights went out," passenger Hanne Brod told local radio.

The shipping line cancelled its sailings until Friday and promised to refund tickets for the route, which carries commuters between the islands.`

func TestCompare(t *testing.T) {
	rows := []struct {
		says, copy string
		want       Relation
	}{
		{"the same words in other case and punctuation are exact", "THE FERRY " + ferry[10:], Exact},
		{"a text about something else is no copy", "Farmers in the valley expect a late harvest of apples after a cold spring, and prices at the wholesale market have risen for three weeks in a row.", ""},
		{"the first paragraphs are an excerpt", ferry[:300], Excerpt},
	}
	for _, r := range rows {
		t.Run(r.says, func(t *testing.T) {
			x := NewIndex(Params{})
			m, ok := x.Compare(Parse("", r.copy, time.Time{}), Parse("", ferry, time.Time{}))
			if ok != (r.want != "") || m.Relation != r.want {
				t.Fatalf("got %v %+v, want %q", ok, m, r.want)
			}
		})
	}
}
