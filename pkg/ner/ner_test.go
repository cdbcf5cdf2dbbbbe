package ner

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/wirefold/wirefold/pkg/nlp"
)

// show renders entities as "id TYPE [country sector] roles: mention|mention".
func show(text, title string) []string {
	d := nlp.Parse(text)
	var out []string
	for _, e := range Find(d, title) {
		var m []string
		for _, s := range e.Mentions {
			m = append(m, d.Slice(s))
		}
		facts := strings.Join(strings.Fields(e.Country+" "+e.Sector), " ")
		if facts != "" {
			facts = " " + facts
		}
		roles := ""
		if len(e.Roles) > 0 {
			roles = " (" + strings.Join(e.Roles, "; ") + ")"
		}
		out = append(out, fmt.Sprintf("%s %s%s%s: %s", e.ID, e.Type, facts, roles, strings.Join(m, "|")))
	}
	return out
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		behaviour, text string
		want            []string // among the entities found
	}{
		{"a country has one id under all its names", "The United States agreed. The U.S. will pay, said a US envoy, as America must.",
			[]string{"c-usa GPE USA: United States|U.S.|US|America"}},
		{"nationals are one group of their country", "The Russian plan failed. The Russians knew.",
			[]string{"n-rus NORP RUS: Russian|Russians"}},
		{"a capital stays a city and tells its country", "The ministers of Norway met in Moscow on Friday.",
			[]string{"c-nor GPE NOR: Norway", "g-moscow GPE RUS: Moscow"}},
		{"a region has no government", "The fleet of Norway sailed across the Black Sea to the east.", []string{"g-black-sea LOC: Black Sea"}},
		{"bodies carry their code", "The talks between NATO and the OSCE failed, the European Union told the U.N. on Monday.",
			[]string{"o-nato ORG NATO IGO: NATO", "o-osce ORG OSCE IGO: OSCE", "o-eu ORG EU IGO: European Union", "o-un ORG UN IGO: U.N."}},
		{"full name, title and last name are one person",
			"Norwegian Deputy Foreign Minister Sergei Halvorsen spoke on Monday. Mr Halvorsen was calm. The talks were hard, Halvorsen said.",
			[]string{"p-sergei-halvorsen PER NOR GOV (Norwegian Deputy Foreign Minister): Sergei Halvorsen|Halvorsen|Halvorsen"}},
		{"a last name is known before the full one", "Halvorsen was calm on Monday. Later Peter Halvorsen said that he would go.",
			[]string{"p-peter-halvorsen PER: Halvorsen|Peter Halvorsen"}},
		{"a role behind the name", "The talks with Ann Fielding, the Canadian foreign minister, went on for hours.",
			[]string{"p-ann-fielding PER CAN GOV (Canadian foreign minister): Ann Fielding"}},
		{"a role set off by a comma", "U.S. Deputy Secretary of State, Ann Fielding, said that she would go.",
			[]string{"p-ann-fielding PER USA GOV (U.S. Deputy Secretary of State): Ann Fielding"}},
		{"the country of a counterpart", "He met his Polish counterpart, Defence Minister Jan Nowicki, in the afternoon.",
			[]string{"p-jan-nowicki PER POL GOV (Defence Minister): Jan Nowicki"}},
		{"the owner of an office", "It was Norway's Prime Minister Erik Halvorsen who said so.",
			[]string{"p-erik-halvorsen PER NOR GOV (Prime Minister): Erik Halvorsen"}},
		{"an envoy is of the country that sends", "The former U.S. Ambassador to Russia Peter Fielding said that the talks would go on.",
			[]string{"p-peter-fielding PER USA ELI (former U.S. Ambassador to Russia): Peter Fielding"}},
		{"an envoy is not of the country that receives", "The talks were hard, Ambassador to Russia Peter Fielding said on Monday.",
			[]string{"p-peter-fielding PER GOV (Ambassador to Russia): Peter Fielding"}},
		{"an officer of a body is the body's", "NATO Secretary-General Erik Halvorsen warned of war on Monday.",
			[]string{"o-nato ORG NATO IGO: NATO", "p-erik-halvorsen PER NATO IGO (NATO Secretary-General): Erik Halvorsen"}},
		{"a speaker in capitals", "ANN FIELDING, U.S. State Department Spokesperson: We did not say that the talks had failed.",
			[]string{"p-ann-fielding PER USA GOV (U.S. State Department Spokesperson): ANN FIELDING"}},
		{"an office without a country invents none", "The talks were useful, Foreign Minister Erik Halvorsen said on Monday.",
			[]string{"p-erik-halvorsen PER GOV (Foreign Minister): Erik Halvorsen"}},
		{"the owner of an office behind the name", "The talks went well, said Peter Halvorsen, Norway's foreign minister.",
			[]string{"p-peter-halvorsen PER NOR GOV (Norway's foreign minister): Peter Halvorsen"}},
		{"an office of several nouns behind the name", "The talks went well, said Peter Halvorsen, Norway's deputy foreign minister, on Monday.",
			[]string{"p-peter-halvorsen PER NOR GOV (Norway's deputy foreign minister): Peter Halvorsen"}},
		{"an office with its owner, set off by a comma", "Norway's envoy in Riga, Peter Halvorsen, said that he would go.",
			[]string{"p-peter-halvorsen PER NOR GOV (envoy in Riga): Peter Halvorsen"}},
		{"a secretary general is no general", "The talks were useful, Secretary General Erik Halvorsen said on Monday.",
			[]string{"p-erik-halvorsen PER (Secretary General): Erik Halvorsen"}},
		{"two of one office are not one office", "The President and President Erik Halvorsen agreed that they would stay in touch.",
			[]string{"p-erik-halvorsen PER GOV (President): Erik Halvorsen"}},
		{"a conjunction is no part of an office", "Whether President Erik Halvorsen would agree was not known on Monday.",
			[]string{"p-erik-halvorsen PER GOV (President): Erik Halvorsen"}},
		{"two officers joined by and", "German Chancellor Peter Halvorsen and French President Michael Fielding met in Berlin on Monday.",
			[]string{"p-peter-halvorsen PER DEU GOV (German Chancellor): Peter Halvorsen", "p-michael-fielding PER FRA GOV (French President): Michael Fielding"}},
		{"the head of a body", "The head of the African Union, Peter Halvorsen, said on Monday that he would go.",
			[]string{"p-peter-halvorsen PER IGO IGO (head of the African Union): Peter Halvorsen"}},
		{"a last name means the one spoken of", "President Peter Halvorsen and his wife Michelle Halvorsen left on Monday. Halvorsen said that he was ill.",
			[]string{"p-peter-halvorsen PER GOV (President): Peter Halvorsen|Halvorsen"}},
		{"an acronym in brackets is the same body", "The Northern Fishermen Association (NFA) said on Monday that the NFA would strike.",
			[]string{"o-northern-fishermen-association ORG: Northern Fishermen Association|NFA|NFA"}},
		{"a ministry has its country's name", "The Norwegian Foreign Ministry said that it was not told of the plan.",
			[]string{"o-foreign-ministry ORG NOR GOV: Foreign Ministry"}},
		{"a part of the United Kingdom stays apart", "The Scottish lawmakers met in Scotland on Monday, the British press said.",
			[]string{"n-gbr-sct NORP GBR: Scottish", "c-gbr-sct GPE GBR: Scotland", "n-gbr NORP GBR: British"}},
		{"the pronoun is no country", "She told us of the plan that was made in Norway.", []string{"c-nor GPE NOR: Norway"}},
		{"a heading's verb is no part of a name", "Fielding Calls Norway Weak\n\nAnn Fielding said that the country was weak.",
			[]string{"p-ann-fielding PER: Fielding|Ann Fielding", "c-nor GPE NOR: Norway"}},
		{"in other languages the lists' names only", "Der Minister sprach am Montag mit NATO und Russia Today über die Lage der Menschen in den Städten und über viele andere Dinge die er nicht nennen wollte",
			[]string{"o-nato ORG NATO IGO: NATO"}},
	} {
		got := show(c.text, "")
		for _, w := range c.want {
			if !slices.Contains(got, w) {
				t.Errorf("%s:\n%q\n got %q\nwant %q", c.behaviour, c.text, got, w)
			}
		}
	}
}

func TestTheTitleKnowsFullNames(t *testing.T) {
	got := show("The talks failed, Halvorsen said on Monday in Oslo.", "Peter Halvorsen leaves the talks of Oslo")
	if !slices.Contains(got, "p-peter-halvorsen PER: Halvorsen") {
		t.Errorf("got %q", got)
	}
}

func TestNothingIsFoundInNothing(t *testing.T) {
	for _, text := range []string{"", " \n\n ", "...", "they went away and came back again.", "привет, мир", "他来了。"} {
		if got := show(text, ""); len(got) > 0 {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestNoNameIsEndless(t *testing.T) {
	for _, text := range []string{strings.Repeat("A", 1000) + " said so.", strings.Repeat("Bank of ", 500) + "Norway said that it was so."} {
		d := nlp.Parse(text)
		for _, e := range Find(d, "") {
			if len(e.Name) > 200 {
				t.Errorf("a name of %d bytes: %.40q", len(e.Name), e.Name)
			}
		}
	}
}

func TestLookUps(t *testing.T) {
	for _, c := range []struct {
		look       func(string) (string, bool)
		name, want string
	}{
		{Country, "Russian Federation", "RUS"}, {Country, "U.S.", "USA"}, {Country, "Russian", ""}, {Country, "us", ""},
		{Demonym, "Ukrainians", "UKR"}, {Demonym, "Ukraine", ""},
		{Capital, "Kyiv", "UKR"}, {Capital, "Geneva", ""},
		{Body, "NATO", "NATO"}, {Body, "State Department", "USA"},
		{CountryName, "RUS", "Russia"}, {CountryName, "GBR", "United Kingdom"}, {CountryName, "XXX", ""},
	} {
		if got, ok := c.look(c.name); got != c.want || ok != (c.want != "") {
			t.Errorf("%q: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestTimeIsLinear(t *testing.T) {
	for _, unit := range []string{"Ann Lee ", "A", "Al-", "President ", "U.S. of ", "Minister of and ", "Ann Lee, the ", "Xi. ", "(A) ", "NATO ", "Ann A. Lee said. "} {
		text := strings.Repeat(unit, 256<<10/len(unit))
		start := time.Now()
		Find(nlp.Parse(text), text[:1000])
		// 256 KiB of names take about 0.5 s; a quadratic step takes minutes.
		if took := time.Since(start); took > 60*time.Second {
			t.Errorf("%q repeated: %v", unit, took)
		}
	}
}

func TestManyNamesakesStayQuick(t *testing.T) {
	var b strings.Builder
	for i := range 6_000 {
		fmt.Fprintf(&b, "The minister met Ann%c%c%c Lee and Tom%d Lee%d on Monday. ", 'a'+i%26, 'a'+i/26%26, 'a'+i/676%26, i, i)
	}
	start := time.Now()
	Find(nlp.Parse(b.String()), "")
	if took := time.Since(start); took > 60*time.Second {
		t.Errorf("took %v", took)
	}
}

// check asserts the promises of the package comment.
func check(t *testing.T, text, title string) {
	t.Helper()
	d := nlp.Parse(text)
	runes := utf8.RuneCountInString(text)
	ids := map[string]bool{}
	var all []nlp.Span
	last := -1
	for _, e := range Find(d, title) {
		if e.ID == "" || ids[e.ID] || e.Name == "" || len(e.Mentions) == 0 {
			t.Fatalf("entity %+v", e)
		}
		ids[e.ID] = true
		if e.Mentions[0].Start <= last {
			t.Fatalf("%s begins at %d, after %d", e.ID, e.Mentions[0].Start, last)
		}
		last = e.Mentions[0].Start
		if !slices.IsSortedFunc(e.Mentions, func(a, b nlp.Span) int { return a.Start - b.Start }) {
			t.Fatalf("%s: %v", e.ID, e.Mentions)
		}
		all = append(all, e.Mentions...)
	}
	slices.SortFunc(all, func(a, b nlp.Span) int { return a.Start - b.Start })
	end := 0
	for _, m := range all {
		if m.Start < end || m.End <= m.Start || m.End > runes || d.Slice(m) == "" {
			t.Fatalf("mention %v after %d of %d", m, end, runes)
		}
		end = m.End
	}
}

func FuzzFind(f *testing.F) {
	f.Add("Norwegian Minister Ann Lee, the U.S. envoy to NATO (NFA), said Lee.", "Ann Lee")
	f.Add("AL-A Jong-il’s O'B. Sr. 's of the A. B. C", "U.S.-")
	f.Add("Ann Lee Calls Norway\n\nthe of in to and Xi Xi Lee Jr. President", "")
	f.Add("Secretary of State Lee, President of the of the Secretary-General", "\xff A")
	f.Fuzz(check)
}

func BenchmarkFind(b *testing.B) {
	text := strings.Repeat("Norwegian Deputy Foreign Minister Erik Halvorsen said on Monday that the United States and Russia, whose envoys had met in Geneva, were not ready to sign. ", 20)
	text = text[:3000]
	doc := nlp.Parse(text)
	Find(doc, "")
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Find(doc, "")
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}
