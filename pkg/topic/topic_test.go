package topic

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/wirefold/wirefold/pkg/ner"
	"github.com/wirefold/wirefold/pkg/nlp"
)

func TestParse(t *testing.T) {
	got, err := Parse([]byte("- name: fish\n  phrases: [herring quota, cod | haddock]\n  dyads: [nor-isl]\n  min: 2\n- name: b_2\n  entities: [Lee]\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Name != "fish" || got[0].Min != 2 || got[1].Min != 1 || !slices.Equal(got[0].Dyads, []string{"isl-nor"}) {
		t.Errorf("got %+v", got)
	}
	if got, err := Parse([]byte("# none\n")); err != nil || len(got) != 0 {
		t.Errorf("an empty file: %v, %v", got, err)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ behaviour, file, want string }{
		{"an unknown key", "- name: a\n  phrases: [b]\n  phrase: [c]\n", "phrase not found"},
		{"no list", "name: a\n", "cannot unmarshal"},
		{"bad YAML", "- name: [\n", "yaml"},
		{"two documents", "- name: a\n  phrases: [b]\n---\n- name: c\n", "more than one document"},
		{"no name", "- phrases: [b]\n", "a name is"},
		{"a capital in the name", "- name: Fish\n  phrases: [b]\n", "a name is"},
		{"a dot in the name", "- name: a.b\n  phrases: [b]\n", "a name is"},
		{"the name that stands for none", "- name: _\n  phrases: [b]\n", "a name is"},
		{"a long name", "- name: " + strings.Repeat("a", 49) + "\n  phrases: [b]\n", "a name is"},
		{"the same name twice", "- name: a\n  phrases: [b]\n- name: a\n  phrases: [c]\n", "used before"},
		{"nothing to match", "- name: a\n", "has no phrases"},
		{"a phrase without words", "- name: a\n  phrases: ['...']\n", "no words"},
		{"an empty way of writing", "- name: a\n  entities: ['b |']\n", "no words"},
		{"a dyad of one", "- name: a\n  dyads: [rus]\n", "two parties"},
		{"a dyad of no country", "- name: a\n  dyads: [rus-qqq]\n", `"qqq" is neither`},
		{"a dyad in capitals", "- name: a\n  dyads: [RUS-USA]\n", "small letters"},
		{"a dyad of two letters", "- name: a\n  dyads: [ru-us]\n", "neither"},
		{"more than there is", "- name: a\n  phrases: [b]\n  min: 2\n", "min 2: of 1"},
		{"less than nothing", "- name: a\n  phrases: [b]\n  min: -1\n", "min -1"},
	} {
		_, err := Parse([]byte(c.file))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.behaviour, err, c.want)
		}
	}
}

func TestMatch(t *testing.T) {
	topics, err := Parse([]byte(`
- {name: fish, phrases: [herring quota, cod | haddock]}
- {name: fish-dispute, phrases: [cod | haddock], dyads: [isl-nor], entities: [Lee, European Union], min: 2}
- {name: us, phrases: [US]}
`))
	if err != nil {
		t.Fatal(err)
	}
	m := New(topics)
	for _, c := range []struct {
		behaviour, title, text string
		entities, dyads        []string
		want                   string
	}{
		{"nothing", "", "", nil, nil, ""},
		{"a phrase in the text", "", "the Herring\nquotas, no: the herring quota", nil, nil, "fish"},
		{"whole words only", "", "herring quotas and codfish", nil, nil, ""},
		{"a phrase in the title", "Cod is dear", "", nil, nil, "fish"},
		{"two ways of one thing count once", "", "cod and haddock", nil, nil, "fish"},
		{"a phrase and a dyad", "", "cod", nil, []string{"isl-nor"}, "fish fish-dispute"},
		{"two entities, one by the last name", "", "", []string{"Ann Lee", "european union"}, nil, "fish-dispute"},
		{"a dyad alone is not enough", "", "", nil, []string{"isl-nor"}, ""},
		{"title and text are not joined", "herring", "quota", nil, nil, ""},
		{"an acronym is not the pronoun", "", "they told us", nil, nil, ""},
		{"an acronym", "", "the US said", nil, nil, "us"},
		{"accents aside", "", "côd", nil, nil, "fish"},
	} {
		if got := strings.Join(m.Match(c.title, c.text, c.entities, c.dyads), " "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.behaviour, got, c.want)
		}
	}
}

// about runs an article through the names of package ner, without events.
func about(title, text string, dyads ...string) bool {
	var names []string
	for _, e := range ner.Find(nlp.Parse(text), title) {
		names = append(names, e.Name)
	}
	return slices.Contains(New(Builtin()).Match(title, text, names, dyads), "us-russia-talks")
}

func TestBuiltinTalks(t *testing.T) {
	for _, c := range []struct {
		behaviour, text string
		dyads           []string
		want            bool
	}{
		{"the talks", "Envoys of Russia and the United States ended their talks in Geneva on Monday without a word on Ukraine.", nil, true},
		{"the talks by the capitals", "Washington and Moscow will keep up the dialogue on arms control, both sides said on Monday.", nil, true},
		{"an event between the two, over Ukraine", "The United States warned Russia on Monday of the price of a move against Ukraine.", []string{"rus-usa"}, true},
		{"oil that both sell", "Oil rose on Monday as stocks in the United States fell and Russia pumped less than it had said, traders said.", nil, false},
		{"oil talks of others", "Oil rose on Monday as talks of the producers stalled. Russia and the United States pump a fifth of the world's oil.", nil, false},
		{"a match", "The United States beat Russia 4-2 in ice hockey on Monday in a hard match before 9,000 people.", []string{"rus-usa"}, false},
		{"talks of others on Ukraine", "France and Germany held talks on Ukraine with Russia in Paris on Monday.", nil, false},
		{"other talks of the United States", "The United States and China ended their talks on trade on Monday.", nil, false},
	} {
		if got := about("", c.text, c.dyads...); got != c.want {
			t.Errorf("%s: %v, want %v: %q", c.behaviour, got, c.want, c.text)
		}
	}
}

// The five seeds are about the talks, whatever still clings to them.
func TestSeedsAreAboutTheTalks(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/seeds/*.txt")
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if !about("", strings.ToValidUTF8(string(b), "\ufffd")) {
			t.Errorf("%s is not about the talks", filepath.Base(f))
		}
	}
}

func TestTimeIsLinear(t *testing.T) {
	m := New(Builtin())
	for _, unit := range []string{"talks ", "security ", "a", "é", "\u0301", "- ", "US "} {
		start := time.Now()
		m.Match("", strings.Repeat(unit, 4<<20/len(unit)), nil, nil)
		// 4 MiB take about 0.3 s; a quadratic step would take hours.
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%q repeated: %v", unit, took)
		}
	}
}

// A file that is taken gives topics that can be published and matched.
func FuzzParse(f *testing.F) {
	f.Add([]byte("- name: a\n  phrases: [b | c]\n  dyads: [usa-rus]\n  min: 2\n"))
	f.Add([]byte("- {name: b, entities: [\"Ł Ö\"], min: 1}\n"))
	f.Add(builtin)
	f.Fuzz(func(t *testing.T, file []byte) {
		topics, err := Parse(file)
		if err != nil {
			if topics != nil {
				t.Fatal("topics in spite of an error")
			}
			return
		}
		for _, p := range topics {
			if !nameForm.MatchString(p.Name) || p.Min < 1 {
				t.Fatalf("%+v", p)
			}
			var phrases, entities []string
			for _, s := range p.Phrases {
				phrases = append(phrases, strings.Split(s, "|")[0])
			}
			for _, s := range p.Entities {
				entities = append(entities, strings.Split(s, "|")[0])
			}
			text := strings.Join(phrases, "\n.\n")
			if utf8.ValidString(text) && !slices.Contains(New([]Topic{p}).Match("", text, entities, p.Dyads), p.Name) {
				t.Fatalf("%+v does not match all its own things", p)
			}
		}
	})
}
