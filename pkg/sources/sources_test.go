package sources

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/subject"
)

func TestParse(t *testing.T) {
	for _, row := range []struct {
		why, file string
		want      List
	}{
		{"a name as subjects have it", "- source: reuters_com\n  every: 10m\n", List{{"reuters_com", 10 * time.Minute}}},
		{"a host, www. aside", "- source: www.Reuters.com\n  every: 10m\n", List{{"reuters_com", 10 * time.Minute}}},
		{"an address", "- source: https://tass.com/world\n  every: 1h30m\n", List{{"tass_com", 90 * time.Minute}}},
		{"an agency", "- {source: РИА Новости, every: 1s}\n", List{{"ria-novosti", time.Second}}},
		{"keys in any order", "- every: 24h\n  source: a\n- source: b\n  every: 48h\n", List{{"a", 24 * time.Hour}, {"b", 48 * time.Hour}}},
		{"a number is a name", "- source: 24\n  every: 1h\n", List{{"24", time.Hour}}},
		{"nothing", "", nil},
		{"comments alone", "# none yet\n", nil},
		{"an empty list", "[]\n", nil},
	} {
		t.Run(row.why, func(t *testing.T) {
			if got, err := Parse([]byte(row.file)); err != nil || !slices.Equal(got, row.want) {
				t.Errorf("%q gives %v, %v, want %v", row.file, got, err, row.want)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for _, row := range []struct{ why, file, says string }{
		{"what is no YAML", "- source: [\n", "read sources: yaml: line"},
		{"no list", "source: a\nevery: 1m\n", "line 1: want a list"},
		{"an entry that is a name alone", "- reuters_com\n", "line 1: entry 1: want the keys source and every"},
		{"an unknown key", "- source: a\n  every: 1m\n- source: b\n  evry: 1m\n", `line 4: entry 2: unknown key "evry": an entry has source and every`},
		{"a key twice", "- source: a\n  source: b\n  every: 1m\n", "source stands there twice"},
		{"a source that is missing", "- every: 1m\n", "source is missing"},
		{"an interval that is missing", "- source: a\n", "every is missing"},
		{"a source twice", "- source: a.com\n  every: 1m\n- source: b\n  every: 1m\n- source: www.a.com\n  every: 2m\n", "line 5: entry 3: a_com is in the list before"},
		{"a name without letters", "- source: '*.>'\n  every: 1m\n", `source "*.>": no letter or digit`},
		{"the name of all others", "- source: Other\n  every: 1m\n", `source "Other": so all that are not in the list are called`},
		{"an empty name", "- source:\n  every: 1m\n", `source "": no letter or digit`},
		{"a number without unit", "- source: a\n  every: 10\n", `every "10": want a time, as 90s, 10m or 24h`},
		{"an interval under a second", "- source: a\n  every: 999ms\n", "every 999ms: less than 1s"},
		{"an interval below nothing", "- source: a\n  every: -1h\n", "every -1h0m0s: less than 1s"},
		{"several values", "- source: [a, b]\n  every: 1m\n", "source: want one value"},
		{"an alias, which may unfold without end", "- &a {source: a, every: 1m}\n- *a\n", "entry 2: want the keys"},
		{"two documents", "- {source: a, every: 1m}\n---\n- {source: b, every: 1m}\n", "more than one document"},
	} {
		t.Run(row.why, func(t *testing.T) {
			if got, err := Parse([]byte(row.file)); err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("%q gives %v, %v, want an error with %q", row.file, got, err, row.says)
			}
		})
	}
}

func TestLabels(t *testing.T) {
	var long List
	for i := range 60 {
		long = append(long, Source{fmt.Sprint("s", i), time.Minute})
	}
	if got := long.Labels(); len(got) != MaxNamed+1 || got[MaxNamed-1] != "s49" || got[MaxNamed] != Other {
		t.Errorf("60 sources have the labels %v, want the first 50 and other", got)
	}
	for name, want := range map[string]string{"s0": "s0", "s49": "s49", "s50": Other, "nobody": Other} {
		if got := long.Label(name); got != want {
			t.Errorf("the label of %s is %s, want %s", name, got, want)
		}
	}
	if got := List(nil).Labels(); !slices.Equal(got, []string{Other}) {
		t.Errorf("no list has the labels %v, want other", got)
	}
}

// FuzzParse: whatever is taken has legal names, each once, and intervals of a second and more; writing it down and
// reading it again gives the same.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"- source: a\n  every: 1m\n", "- {source: www.a.com, every: 1h}\n- {every: 2s, source: b}", "[]", "- &x [*x]", "- source: !!binary YQ==\n  every: 1s",
		"a: &a [*a, *a]", "- ? {a: b}\n  : c", "---\n---\n", "- source: |\n    a\n  every: >\n    1m\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		list, err := Parse(file)
		if err != nil {
			return
		}
		var again strings.Builder
		for i, s := range list {
			if !subject.Legal(s.Name) || s.Name == subject.None || s.Name == Other || s.Every < MinEvery {
				t.Fatalf("entry %d is %+v", i+1, s)
			}
			if slices.ContainsFunc(list[:i], func(o Source) bool { return o.Name == s.Name }) {
				t.Fatalf("%s is there twice", s.Name)
			}
			fmt.Fprintf(&again, "- source: '%s'\n  every: %s\n", s.Name, s.Every)
		}
		if same, err := Parse([]byte(again.String())); err != nil || !slices.Equal(same, list) {
			t.Fatalf("%v reads again as %v, %v", list, same, err)
		}
	})
}
