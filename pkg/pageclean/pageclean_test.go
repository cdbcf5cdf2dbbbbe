package pageclean

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/wirefold/wirefold/pkg/textclean"
)

const (
	one = "The ministers of the two river states met on Monday in the old harbour town to talk about the ferry."
	two = "They agreed on little, said a diplomat, but they will meet again when the ice has gone from the water."
	end = "The ferry has not sailed since the autumn, when the last of its three engines broke down in a storm."
)

// pageOf is a page as newsrooms' templates write them, with what is given in its head and behind its first paragraph.
func pageOf(head, within string) string {
	return `<!doctype html><html lang="en"><head><title>Ministers meet over ferry | Harbour Post</title>` + head + `</head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav><main><article><h1>Ministers meet over ferry</h1>
<p>` + one + `</p>` + within + `<p>` + two + `</p><h2>A harbour in winter</h2><p>` + end + `</p></article></main>
<footer>All rights reserved</footer></body></html>`
}

func TestClean(t *testing.T) {
	text := textclean.Text{Title: "Ministers meet over ferry", Language: "en", Paragraphs: []string{one, two, "A harbour in winter", end}}
	with := func(change func(*Page)) Page {
		p := Page{Text: text, URL: "https://harbour.example/ferry"}
		change(&p)
		return p
	}
	for _, row := range []struct {
		says, page string
		want       Page
	}{
		{"the body keeps its order, menus and footers stay out", pageOf("", ""), with(func(*Page) {})},
		{"JSON-LD gives names and the date with its offset", pageOf(`<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle",
			"headline":"Ministers meet over ferry","datePublished":"2022-01-10T23:30:00-05:00","author":[{"@type":"Person","name":"Jane Roe"},{"@type":"Person","name":"John Doe"}]}]}</script>`, ""),
			with(func(p *Page) {
				p.Byline, p.PublishedAt, p.PublishedAtOrigin = []string{"Jane Roe", "John Doe"}, "2022-01-10T23:30:00-05:00", FromJSONLD
			})},
		{"meta elements do without JSON-LD", pageOf(`<meta property="article:published_time" content="2022-01-10T08:00:00Z"><meta name="author" content="By Jane Roe">`, ""),
			with(func(p *Page) {
				p.Byline, p.PublishedAt, p.PublishedAtOrigin = []string{"Jane Roe"}, "2022-01-10T08:00:00Z", FromMeta
			})},
		{"the canonical address is the article's", pageOf(`<link rel="canonical" href="/2022/ferry">`, ""),
			with(func(p *Page) { p.URL = "https://harbour.example/2022/ferry" })},
		{"a link in the body is told", pageOf("", `<p>So it stood <a href="https://northwire.example/a">in a report</a> that the ministry confirmed on the same day.</p>`),
			with(func(p *Page) {
				p.Links = []string{"https://northwire.example/a"}
				p.Paragraphs = []string{one, "So it stood in a report that the ministry confirmed on the same day.", two, "A harbour in winter", end}
			})},
		{"words at the end of an inline element stay apart", pageOf("", `<p>It was the <b>third</b> <i>breakdown</i> of the <a href="/ferry">old ferry</a> since the summer, the operator said.</p>`),
			with(func(p *Page) {
				p.Links = []string{"https://harbour.example/ferry"}
				p.Paragraphs = []string{one, "It was the third breakdown of the old ferry since the summer, the operator said.", two, "A harbour in winter", end}
			})},
		{"furniture in the body goes and is told", pageOf("", `<p>Read more: Storm closes mountain passes</p>`),
			with(func(p *Page) {
				p.Removed = []textclean.Removed{{Text: "Read more: Storm closes mountain passes", Reason: textclean.Related}}
			})},
	} {
		t.Run(row.says, func(t *testing.T) {
			got, err := Clean(row.page, "https://harbour.example/ferry", Hints{})
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, row.want) {
				t.Errorf("got  %+q\nwant %+q", got, row.want)
			}
		})
	}
}

func TestParagraphsOfShortPages(t *testing.T) {
	const cup = "Bring a cup."
	for _, r := range []struct{ says, page string }{
		{"that stand close together", "<article><p>" + one + "</p><p>" + cup + "</p></article>"},
		{"with inline elements", "<article><p>" + strings.Replace(one, "met", "<b>met</b>", 1) + "</p><p>Bring a <i>cup</i>.</p></article>"},
		{"that are lines", "<div>" + one + "<br>\n<br/>" + cup + "</div>"},
		{"beside a menu", "<nav><a href=/>Home</a></nav><article><p>" + one + "</p><p>" + cup + "</p></article>"},
	} {
		got, err := Clean("<html><body>"+r.page+"</body></html>", "", Hints{})
		if err != nil || !reflect.DeepEqual(got.Paragraphs, []string{one, cup}) {
			t.Errorf("%s: %+q, %v", r.says, got.Paragraphs, err)
		}
	}
}

// The extractor gives the paragraphs of such pages, and then all their text in one run.
func TestVeryShortPages(t *testing.T) {
	const gale = "A gale took the roof of a boathouse in the night."
	for _, r := range []struct {
		says, page string
		want       []string
	}{
		{"without a headline", "<p>" + gale + "</p>", []string{gale}},
		{"with a title", "<title>Gale over the isles</title><p>" + gale + "</p>", []string{gale}},
		{"with a headline", "<title>Gale over the isles</title><body><h1>Gale over the isles</h1><p>" + gale + "</p><p>More soon.</p>", []string{gale, "More soon."}},
		{"whose text stands beside the paragraph", "<div>" + one + "</div><p>More soon.</p>", []string{one, "More soon."}},
	} {
		got, err := Clean(r.page, "", Hints{})
		if err != nil || !reflect.DeepEqual(got.Paragraphs, r.want) {
			t.Errorf("%s: %+q, %v", r.says, got.Paragraphs, err)
		}
	}
}

func TestCleanRefuses(t *testing.T) {
	for _, row := range []struct {
		says, page string
		want       error
	}{
		{"nothing", "", textclean.ErrNoText},
		{"a page without copy", "<html><body><nav><a href=/>Home</a></nav></body></html>", textclean.ErrNoText},
		{"elements nested too deep", strings.Repeat("<div>", MaxDepth+1) + one, ErrTooLarge},
		{"more ends of paragraphs than an article has", strings.Repeat("</p>", MaxElements+1) + one, ErrTooLarge},
		{"more elements than an article has", strings.Repeat("<b></b>", MaxElements+1) + one, ErrTooLarge},
		{"more bytes than a message holds", strings.Repeat("x", MaxBytes+1), ErrTooLarge},
	} {
		t.Run(row.says, func(t *testing.T) {
			if got, err := Clean(row.page, "", Hints{}); !errors.Is(err, row.want) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}
