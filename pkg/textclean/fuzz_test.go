package textclean

import (
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// again is a clean article as a text.
func again(t Text) string {
	parts := t.Paragraphs
	if t.Title != "" {
		parts = append([]string{t.Title}, parts...)
	}
	return strings.Join(parts, "\n\n")
}

func FuzzClean(f *testing.F) {
	f.Add("Ministers meet over ferry\nBy Jane Roe\n\n" + one + "\n\n" + two + "\n\nMost read\n1\nStorm\n")
	f.Add("&amp;amp;#0; \xff\x00 {O/C} Ã\u00a0 <p>" + one)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Clean(text, Hints{})
		if err != nil {
			return
		}
		if len(got.Paragraphs) == 0 {
			t.Fatal("no error and no paragraph")
		}
		for _, p := range append(append([]string{got.Title, got.Dateline, got.Credit}, got.Byline...), got.Paragraphs...) {
			if !utf8.ValidString(p) || strings.ContainsAny(p, "\x00\n") || p != strings.TrimSpace(p) {
				t.Fatalf("%q is no clean line", p)
			}
		}
		for _, r := range got.Removed {
			if r.Reason == "" || r.Text == "" {
				t.Fatalf("removed without a reason or a text: %+v", r)
			}
		}
		if same, _ := Clean(text, Hints{}); !reflect.DeepEqual(same, got) {
			t.Fatal("two articles of one text")
		}
	})
}

func TestCleanIsBounded(t *testing.T) {
	const (
		size = 1 << 20 // a quarter of what a message holds: what is quadratic shows here already, in minutes
		// The slowest takes about a second; the race detector and a busy machine make it ten.
		limit = 20 * time.Second
	)
	for _, unit := range []string{"a", " ", "\n", "{", "&amp;", "&", "<", "<p", "<br>", "-\na", "Ã", "By A ", "Most read\n", "1\n", ".  A", "“", "(Photo: ", "x\n\n"} {
		start := time.Now()
		Clean(strings.Repeat(unit, size/len(unit)), Hints{}) //nolint:errcheck // only the time counts
		if took := time.Since(start); took > limit {
			t.Errorf("1 MiB of %q took %v", unit, took)
		}
	}
}

func TestCleanTwiceIsCleanOnce(t *testing.T) {
	for _, text := range []string{
		page("Ministers meet over ferry\nBy Jane Roe\n\n", "A harbour in winter\n\n", "\nComments"),
		page("", "“Sail, sail!” they cried.\n\n", "\nWith files from Northwire"),
		page("HARBOUR TOWN, Jan 10 (Reuters) - ", "Most read\n1\nStorm closes passes\n\n", ""),
	} {
		first, err := Clean(text, Hints{})
		if err != nil {
			t.Fatal(err)
		}
		second, err := Clean(again(first), Hints{})
		if err != nil {
			t.Fatal(err)
		}
		if first.Title != second.Title || !reflect.DeepEqual(first.Paragraphs, second.Paragraphs) {
			t.Errorf("once %+q\ntwice %+q", first, second)
		}
	}
}

func BenchmarkClean(b *testing.B) {
	text := page("Ministers meet over ferry\nBy Jane Roe\nPublished 10 January 2022\n\n", strings.Repeat(two+" "+end+"\n\n", 20), "\nShare this\nComments\nLeave a Reply")
	b.ReportAllocs()
	for b.Loop() {
		Clean(text, Hints{}) //nolint:errcheck // only the time counts
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}
