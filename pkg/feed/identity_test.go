package feed

import (
	"slices"
	"testing"
)

// story is an item that the tests of identity vary.
func story() Item {
	return Item{
		ID: "n-1", URL: "https://nordlicht.example/talks?id=1&lang=en", Title: "Envoys meet above the lake", Bylines: []string{"Mara Lindqvist", "Jan Kos"},
		HTML: "<p>They met for <b>seven</b> hours.</p><p>No date was set.</p>", Published: "2022-01-10T21:00:00+01:00", Categories: []string{"Diplomacy"},
	}
}

func TestDigest(t *testing.T) {
	before := story().Digest()
	for _, r := range []struct {
		why    string
		change func(*Item)
		same   bool
	}{
		{"another title is a change", func(i *Item) { i.Title = "Envoys meet again" }, false},
		{"another word is", func(i *Item) { i.HTML = "<p>They met for <b>eight</b> hours.</p><p>No date was set.</p>" }, false},
		{"another page is", func(i *Item) { i.URL = "https://nordlicht.example/talks?id=2&lang=en" }, false},
		{"another author is", func(i *Item) { i.Bylines = []string{"Mara Lindqvist"} }, false},
		{"a lost text is", func(i *Item) { i.HTML = "" }, false},
		{"white space is none", func(i *Item) {
			i.Title, i.HTML = " Envoys  meet\u00a0above the\nlake", "<p>They met for\n <b>seven</b> hours.</p>\n\n<p>No date was set.</p>\n"
		}, true},
		{"nor are characters that nobody sees", func(i *Item) { i.Title = "En\u00advoys meet above the lake\u200b" }, true},
		{"nor is markup", func(i *Item) {
			i.HTML = `<div class="x7f3"><p id=a>They met for seven hours.<br/>No date was set.<img src="https://count.example/p?r=81"></div>`
		}, true},
		{"nor is the text instead of the page", func(i *Item) { i.HTML, i.Text = "", "They met for seven hours.\n\nNo date was set." }, true},
		{"nor are scripts and comments", func(i *Item) { i.HTML += "<script>var t=1641845</script><!-- cached 21:04 --><style>p{}</style>" }, true},
		{"nor is tracking", func(i *Item) { i.URL = "http://www.nordlicht.example/talks/?lang=en&utm_source=rss&id=1#top" }, true},
		{"nor is the order of authors", func(i *Item) { slices.Reverse(i.Bylines) }, true},
		{"nor are dates", func(i *Item) { i.Published, i.Updated = "2022-01-11T00:00:00Z", "2022-01-11T00:00:00Z" }, true},
		{"nor are categories, language, id or how full it is", func(i *Item) { i.Categories, i.Language, i.ID, i.Full = nil, "en", "", true }, true},
		{"nor are counters of readers", func(i *Item) {
			i.HTML += "<p>Views: 1,204</p><div>17 comments</div><p>3 minutes ago</p><p>Просмотров: 88</p>"
		}, true},
		{"a number in the text is a change", func(i *Item) { i.HTML += "<p>17 comments were made by the envoy.</p>" }, false},
	} {
		i := story()
		r.change(&i)
		if (i.Digest() == before) != r.same {
			t.Errorf("%s: %s and %s", r.why, before, i.Digest())
		}
	}
}

func TestKey(t *testing.T) {
	for _, r := range []struct {
		why  string
		a, b Item
		same bool
	}{
		{"an id is the identity, whatever else changes", Item{ID: "1", URL: "https://a.example/1", Title: "A"}, Item{ID: "1", URL: "https://a.example/2", Title: "B"}, true},
		{"another id is another item", Item{ID: "1", URL: "https://a.example/1"}, Item{ID: "2", URL: "https://a.example/1"}, false},
		{"else the page is", Item{URL: "https://a.example/1?utm_source=rss", Title: "A"}, Item{URL: "http://www.a.example/1/#x", Title: "B"}, true},
		{"an id that looks like a page is none", Item{ID: "https://a.example/1"}, Item{URL: "https://a.example/1"}, false},
		{"else the content is", Item{Title: "A", Text: "x"}, Item{Title: " A ", HTML: "<p>x"}, true},
		{"with the text", Item{Title: "A", Text: "x"}, Item{Title: "A", Text: "y"}, false},
	} {
		if got := r.a.Key() == r.b.Key(); got != r.same {
			t.Errorf("%s: %s and %s", r.why, r.a.Key(), r.b.Key())
		}
	}
	// Keys stand in the state of running systems and in the ids of messages: they must not change.
	for want, i := range map[string]Item{
		"f983007680711350": {ID: "n-1"}, "d1857f7c796d99c5": {URL: "https://nordlicht.example/talks"}, "4edcb021562d8e33": {Title: "Envoys meet", Text: "They met."},
	} {
		if got := i.Key(); got != want {
			t.Errorf("%+v: got %s, want %s", i, got, want)
		}
	}
	if got, want := story().Digest(), "f864efdba6ff1e2e"; got != want {
		t.Errorf("digest: got %s, want %s", got, want)
	}
}

func TestSettle(t *testing.T) {
	page := func(n string) string { return "https://a.example/" + n }
	for _, r := range []struct {
		why    string
		items  []Item
		want   []Item
		shared []string
	}{
		{"an id on several pages with several titles is none", []Item{{ID: "0", URL: page("1"), Title: "A"}, {ID: "0", URL: page("2"), Title: "B"}},
			[]Item{{URL: page("1"), Title: "A"}, {URL: page("2"), Title: "B"}}, []string{"0"}},
		{"an id on one page is the article in two states, the first of which stands", []Item{{ID: "1", URL: page("1"), Title: "A, corrected"}, {ID: "1", URL: page("1"), Title: "A"}},
			[]Item{{ID: "1", URL: page("1"), Title: "A, corrected"}}, nil},
		{"unless their dates say otherwise", []Item{{ID: "1", URL: page("1"), Title: "A", Published: "2022-01-10T10:00:00Z"}, {ID: "1", URL: page("1"), Title: "B", Published: "2022-01-10T10:00:00Z", Updated: "2022-01-10T13:00:00+02:00"}},
			[]Item{{ID: "1", URL: page("1"), Title: "B", Published: "2022-01-10T10:00:00Z", Updated: "2022-01-10T13:00:00+02:00"}}, nil},
		{"an id under one title is an article in two sections", []Item{{ID: "1", URL: page("world/1"), Title: "A"}, {ID: "1", URL: page("talks/1"), Title: "A"}},
			[]Item{{ID: "1", URL: page("world/1"), Title: "A"}}, nil},
		{"without pages, titles decide", []Item{{ID: "1", Title: "A"}, {ID: "1", Title: "B"}, {ID: "2", Title: "C"}, {ID: "2", Title: "C"}},
			[]Item{{Title: "A"}, {Title: "B"}, {ID: "2", Title: "C"}}, []string{"1"}},
		{"a page without an id is one article", []Item{{URL: page("1"), Title: "A"}, {URL: page("1?utm_medium=x"), Title: "B"}},
			[]Item{{URL: page("1"), Title: "A"}}, nil},
		{"ids on one page are articles of their own", []Item{{ID: "1", URL: page("live#1"), Title: "A"}, {ID: "2", URL: page("live#2"), Title: "B"}},
			[]Item{{ID: "1", URL: page("live#1"), Title: "A"}, {ID: "2", URL: page("live#2"), Title: "B"}}, nil},
	} {
		f := Feed{Items: slices.Clone(r.items)}
		f.settle()
		equal := slices.EqualFunc(f.Items, r.want, func(a, b Item) bool {
			return a.ID == b.ID && a.URL == b.URL && a.Title == b.Title && a.Updated == b.Updated
		})
		if !equal || !slices.Equal(f.Shared, r.shared) {
			t.Errorf("%s:\ngot  %+v, shared %v\nwant %+v, shared %v", r.why, f.Items, f.Shared, r.want, r.shared)
		}
	}
}

func TestAnIDThatWasSharedStaysNone(t *testing.T) {
	f := Feed{Items: []Item{{ID: "0", URL: "https://a.example/1", Title: "A"}, {ID: "7", URL: "https://a.example/2", Title: "B"}}}
	f.settle()
	f.Distrust([]string{"0"})
	if f.Items[0].ID != "" || f.Items[1].ID != "7" {
		t.Errorf("got %+v", f.Items)
	}
}
