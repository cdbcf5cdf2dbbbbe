package sources

import (
	"fmt"
	"reflect"
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
		{"a name as subjects have it", "- source: reuters_com\n  every: 10m\n", List{{Name: "reuters_com", Every: 10 * time.Minute}}},
		{"a host, www. aside", "- source: www.Reuters.com\n  every: 10m\n", List{{Name: "reuters_com", Every: 10 * time.Minute}}},
		{"an address", "- source: https://tass.com/world\n  every: 1h30m\n", List{{Name: "tass_com", Every: 90 * time.Minute}}},
		{"an agency", "- {source: РИА Новости, every: 1s}\n", List{{Name: "ria-novosti", Every: time.Second}}},
		{"keys in any order", "- every: 24h\n  source: a\n- source: b\n  every: 48h\n", List{{Name: "a", Every: 24 * time.Hour}, {Name: "b", Every: 48 * time.Hour}}},
		{"a number is a name", "- source: 24\n  every: 1h\n", List{{Name: "24", Every: time.Hour}}},
		{"nothing", "", nil},
		{
			"what is fetched, and how", `
- source: a.com
  every: 10m
  feeds: [https://a.com/world.xml, "http://a.com:8080/rss?x=1#top"]
  sitemaps: https://a.com/news.xml.gz
  pages: fetch
  topics: [us-russia-talks]
  poll: {least: 2m, most: 30m}
  robots: false
  websub: no
  clean: {body: "article .text", remove: [.promo, aside]}
`, List{{
				Name: "a_com", Every: 10 * time.Minute, Feeds: []string{"https://a.com/world.xml", "http://a.com:8080/rss?x=1"},
				Sitemaps: []string{"https://a.com/news.xml.gz"}, Pages: PagesFetch, Topics: []string{"us-russia-talks"}, Least: 2 * time.Minute,
				Most: 30 * time.Minute, IgnoreRobots: true, NoWebSub: true, Clean: Clean{Body: "article .text", Remove: []string{".promo", "aside"}},
			}},
		},
		{"the defaults, written out", "- {source: a, every: 1h, feeds: [], robots: true, websub: true, pages: auto}", List{{Name: "a", Every: time.Hour, Pages: PagesAuto}}},
		{"one feed of two sources", "- {source: a, every: 1h, feeds: https://x.example/}\n- {source: b, every: 1h, feeds: https://x.example/}", List{
			{Name: "a", Every: time.Hour, Feeds: []string{"https://x.example/"}}, {Name: "b", Every: time.Hour, Feeds: []string{"https://x.example/"}},
		}},
		{"comments alone", "# none yet\n", nil},
		{"an empty list", "[]\n", nil},
	} {
		t.Run(row.why, func(t *testing.T) {
			if got, err := Parse([]byte(row.file)); err != nil || !reflect.DeepEqual(got, row.want) {
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
		{"an address of another kind", "- {source: a, every: 1m, feeds: [ftp://a.com/rss]}\n", `entry 1: address "ftp://a.com/rss": want one of http or https`},
		{"an address without host", "- {source: a, every: 1m, feeds: [/rss]}\n", `address "/rss": want one of http or https, with its host`},
		{"a password in an address, which is not repeated", "- {source: a, every: 1m, feeds: ['https://me:secret@a.com/']}\n", `address "https://me:xxxxx@a.com/": no name and password in it`},
		{"an address twice", "- {source: a, every: 1m, feeds: ['https://a.com/'], sitemaps: ['https://a.com/#x']}\n", "https://a.com/ stands there twice"},
		{"feeds within feeds", "- {source: a, every: 1m, feeds: [[b]]}\n", "feeds: want a list of values"},
		{"another choice of pages", "- {source: a, every: 1m, pages: all}\n", `pages "all": want auto, fetch or feed`},
		{"a sitemap of which nothing would be taken", "- {source: a, every: 1m, pages: feed, sitemaps: 'https://a.com/'}\n", "a sitemap has no text but its pages"},
		{"a topic that is none", "- {source: a, every: 1m, topics: [US talks]}\n", `topic "US talks": want a topic's name`},
		{"a bound below the least", "- {source: a, every: 1m, poll: {least: 1ms}}\n", "poll: least 1ms: want 1s to 168h0m0s"},
		{"bounds the wrong way round", "- {source: a, every: 1m, poll: {least: 2m, most: 1m}}\n", "poll: least 2m0s is more than most 1m0s"},
		{"an unknown bound", "- {source: a, every: 1m, poll: {min: 2m}}\n", `unknown key "min": poll has least and most`},
		{"neither yes nor no", "- {source: a, every: 1m, robots: maybe}\n", `"maybe": want true or false`},
		{"hints that are no mapping", "- {source: a, every: 1m, clean: article}\n", "clean: want the keys body and remove"},
		{"a selector of two lines", "- {source: a, every: 1m, clean: {body: \"a\\nb\"}}\n", "a selector is one line"},
		{"a selector that is none", "- {source: a, every: 1m, clean: {body: 'p >'}}\n", "clean: body: read selector"},
		{"a selector that pages could make slow", "- {source: a, every: 1m, clean: {remove: [aside, 'p:has(a)']}}\n", "clean: remove: read selector"},
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
		long = append(long, Source{Name: fmt.Sprint("s", i), Every: time.Minute})
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
		"- {source: a, every: 1m, feeds: ['https://a.com/'], sitemaps: 'http://b/', pages: fetch, topics: [t], poll: {least: 1s, most: 2s}, robots: no, clean: {body: p, remove: [a, b]}}",
		`<opml version="2.0"><body><outline text="A"><outline title="B" xmlUrl="https://a.com/rss"/></outline></body></opml>`,
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
			write(&again, s)
		}
		if same, err := Parse([]byte(again.String())); err != nil || !reflect.DeepEqual(same, list) {
			t.Fatalf("%v reads again as %v, %v", list, same, err)
		}
	})
}

// write writes an entry down as a file has it.
func write(to *strings.Builder, s Source) {
	fmt.Fprintf(to, "- source: '%s'\n  every: %s\n  robots: %t\n  websub: %t\n", s.Name, s.Every, !s.IgnoreRobots, !s.NoWebSub)
	if s.Pages != "" {
		fmt.Fprintf(to, "  pages: %s\n", s.Pages)
	}
	for key, values := range map[string][]string{"feeds": s.Feeds, "sitemaps": s.Sitemaps, "topics": s.Topics} {
		fmt.Fprintf(to, "  %s: [%s]\n", key, quoted(values))
	}
	if s.Least+s.Most > 0 {
		fmt.Fprint(to, "  poll:\n")
	}
	for key, bound := range map[string]time.Duration{"least": s.Least, "most": s.Most} {
		if bound != 0 {
			fmt.Fprintf(to, "    %s: %s\n", key, bound)
		}
	}
	fmt.Fprintf(to, "  clean: {body: %s, remove: [%s]}\n", quoted([]string{s.Clean.Body}), quoted(s.Clean.Remove))
}

func quoted(values []string) string {
	var out []string
	for _, v := range values {
		out = append(out, "'"+strings.ReplaceAll(v, "'", "''")+"'")
	}
	return strings.Join(out, ", ")
}
