package pageclean

import (
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func FuzzClean(f *testing.F) {
	f.Add(pageOf(`<script type="application/ld+json">{"@type":"NewsArticle","author":["x"],"datePublished":"2022-01-10"}</script>`, "<ul><li>a<li>b</ul>"), "https://harbour.example/x")
	f.Add("<p>"+one+"<p>"+two+"<a href='//x'>"+end, "")
	f.Fuzz(func(t *testing.T, page, address string) {
		got, err := Clean(page, address, Hints{})
		if err != nil {
			return
		}
		if len(got.Paragraphs) == 0 || (got.PublishedAt == "") != (got.PublishedAtOrigin == "") {
			t.Fatalf("%+v", got)
		}
		for _, p := range append([]string{got.Title}, got.Paragraphs...) {
			if !utf8.ValidString(p) || strings.ContainsAny(p, "\x00\n") {
				t.Fatalf("%q is no clean line", p)
			}
		}
		if again, _ := Clean(page, address, Hints{}); !reflect.DeepEqual(again, got) {
			t.Fatal("two articles of one page")
		}
	})
}

func TestCleanIsBounded(t *testing.T) {
	const size = 1 << 20 // a quarter of what a message holds: what is quadratic shows here already
	fill := func(unit string) string { return strings.Repeat(unit, size/len(unit)) }
	for says, page := range map[string]string{
		"a million attributes":         "<p " + fill("a ") + ">" + one,
		"attributes with values":       "<p " + fill("ab='c' ") + ">" + one,
		"a storm of entities":          "<p>" + fill("&amp;&lt;"),
		"entities that are none":       "<p>" + fill("&a"),
		"open elements":                fill("<div>"),
		"open formatting":              fill("<b><i>"),
		"ends that close nothing":      fill("<div></p>"),
		"formatting across blocks":     fill("<b><p></b>"),
		"paragraphs":                   fill("<p>x"),
		"table cells":                  fill("<table><td>"),
		"list items with links":        fill("<li><a href=x>y"),
		"an open comment":              "<!--" + fill("-"),
		"an open tag":                  fill("<"),
		"an open script":               "<script>" + fill("<!--<script>"),
		"JSON-LD of open brackets":     `<script type="application/ld+json">` + fill("["),
		"JSON-LD of objects":           `<script type="application/ld+json">` + fill(`{"@graph":`),
		"a paragraph of one long word": "<article><p>" + fill("a"),
		"a paragraph of sentences":     "<article><p>" + fill("It was so. "),
		"meta elements":                fill("<meta name=date content=x>"),
		"templates":                    fill("<template>"),
		"select elements":              fill("<select><option>"),
	} {
		start := time.Now()
		Clean(page, "https://harbour.example/x", Hints{}) //nolint:errcheck // only the time counts
		if took := time.Since(start); took > 30*time.Second {
			t.Errorf("%s took %v", says, took)
		}
	}
}

func BenchmarkClean(b *testing.B) {
	page := pageOf(`<meta property="article:published_time" content="2022-01-10T08:00:00Z">`,
		strings.Repeat("<p>"+two+" "+end+"</p><aside><ul><li><a href=/x>Storm closes passes</a></ul></aside>", 40))
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		Clean(page, "https://harbour.example/x", Hints{}) //nolint:errcheck // only the time counts
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}
