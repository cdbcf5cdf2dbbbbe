package newsfeed

import (
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"html"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	readers "github.com/wirefold/wirefold/pkg/feed"
	"github.com/wirefold/wirefold/services/newsfeed/edition"
	"github.com/wirefold/wirefold/services/wirefold/sample/sampletest"
)

var update = flag.Bool("update", false, "write what comes out to testdata")

var at = address{folder: "https://news.example/feed/", self: "https://news.example/feed/all.xml"}

// folded is the sample's edition.
func folded(t *testing.T) *edition.Edition {
	t.Helper()
	e := edition.New("us-russia-talks")
	for _, raw := range sampletest.Events(t) {
		event, ok, err := edition.Read(raw.Data)
		if err != nil {
			t.Fatal(err)
		}
		if ok {
			e.Take(event)
		}
	}
	e.EndTurn()
	return e
}

// some items of the sample: one that was corrected and has copies, one that outlived its original, one as it came.
func excerpt(t *testing.T) edition.Feed {
	feed, _ := folded(t).Feed(edition.All)
	seen := map[string]bool{}
	feed.Items = slices.DeleteFunc(feed.Items, func(i edition.Item) bool {
		kind := i.Action
		if i.GUID != i.ArticleID {
			kind = "inherited"
		}
		known := seen[kind]
		seen[kind] = true
		return known
	})
	return feed
}

func TestGolden(t *testing.T) {
	hostile := edition.Feed{Topic: "all", Changed: time.Date(2022, 3, 3, 14, 0, 0, 0, time.UTC), Items: []edition.Item{{
		GUID: "a-1", ArticleID: "a-1", Source: "x_example", URL: "javascript:alert(1)", Title: "</title><script>alert(1)</script> ]]> & \x00\x0b\xff",
		Bylines: []string{`"<b>`}, Language: `en"><x>`, Topics: []string{"a&b"}, Text: "<script>alert(2)</script>\n\n]]>\nline two", Cut: true, Action: "new",
		Published: time.Date(2022, 3, 3, 14, 0, 0, 0, time.UTC), Came: time.Date(2022, 3, 3, 14, 0, 0, 0, time.UTC),
		Copies: []edition.Copy{{ID: "a-2", Source: "<y>", URL: `https://y.example/"><script>`}},
	}}}
	for name, feed := range map[string]edition.Feed{"sample": excerpt(t), "hostile": hostile, "empty": {Topic: "us-russia-talks"}} {
		for extension, form := range forms {
			t.Run(name+"."+extension, func(t *testing.T) {
				got, err := form.write(feed, at)
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(string(got), "<script") && extension == "xml" {
					t.Error("a script came through")
				}
				golden := "testdata/" + name + "." + extension
				if *update {
					if err := os.WriteFile(golden, got, 0o644); err != nil {
						t.Fatal(err)
					}
				}
				if want, _ := os.ReadFile(golden); string(want) != string(got) {
					t.Errorf("got\n%.4000s\nwant\n%.4000s", got, want)
				}
			})
		}
	}
}

// What a feed reader makes of the feeds is what stands, each article once.
func TestReadersReadIt(t *testing.T) {
	e := folded(t)
	for _, topic := range e.Topics() {
		feed, _ := e.Feed(topic)
		for extension, form := range forms {
			body, err := form.write(feed, at)
			if err != nil {
				t.Fatal(err)
			}
			read, err := readers.Parse(body, form.mediaType, "https://news.example/feed/"+topic+"."+extension)
			if err != nil || len(read.Items) != len(feed.Items) || len(feed.Items) < 10 {
				t.Fatalf("%s.%s: %d items of %d, %v", topic, extension, len(read.Items), len(feed.Items), err)
			}
			for n, i := range read.Items {
				want := feed.Items[n]
				published, err := time.Parse(time.RFC3339, i.Published)
				if i.ID != "urn:wirefold:"+want.GUID || i.Title != want.Title || i.URL != want.URL || err != nil || !published.Equal(want.Published.Truncate(time.Second)) ||
					strings.Join(i.Bylines, ", ") != strings.Join(want.Bylines, ", ") {
					t.Errorf("%s.%s: %+v of %+v", topic, extension, i, want)
				}
				first, _, _ := strings.Cut(want.Text, "\n\n")
				if text := html.UnescapeString(i.HTML + i.Text); !strings.Contains(text, first) || len(text) < len(want.Text) {
					t.Errorf("%s.%s: %s lacks its text", topic, extension, i.Title)
				}
			}
		}
	}
}

func TestSampleIsToldOnce(t *testing.T) {
	e := folded(t)
	feed, _ := e.Feed("us-russia-talks")
	byTitle := func(part string) (out []edition.Item) {
		for _, i := range feed.Items {
			if strings.Contains(i.Title+i.Text, part) {
				out = append(out, i)
			}
		}
		return out
	}
	// The drills were corrected, with all copies told: the wrong figure is gone.
	drills := byTitle("3,000 troops")
	if len(drills) != 1 || drills[0].Action != "corrected" || strings.Contains(drills[0].Text, "30,000 troops") || len(drills[0].Copies) != 5 || drills[0].Modified.IsZero() {
		t.Errorf("the drills: %+v", drills)
	}
	if html := markup(drills[0]); !strings.Contains(html, "Corrected 27 January 2022") || !strings.Contains(html, "5 copies in 5 other outlets") || !strings.Contains(html, `<a href="https://`) {
		t.Error(html)
	}
	// Meridian's second round never happened; the one copy that does not credit it stands, under the first guid.
	for _, i := range feed.Items {
		if strings.Contains(i.Title, "second round") && i.Source == "meridianwire_example" {
			t.Errorf("a killed article: %+v", i)
		}
	}
	// Meridian's report from Brussels came after the Tribune's copy of it.
	for _, i := range feed.Items {
		if i.GUID != i.ArticleID && i.Source == "meridianwire_example" && (i.Copies[0].Source != "harbortribune_example" || i.Copies[0].ID != i.GUID) {
			t.Errorf("the former original: %+v", i)
		}
	}
}

// jsonfeed.org: version, title and items are required; of an item id, and one of the contents.
func TestJSONFeedHasWhatTheSpecRequires(t *testing.T) {
	feed, _ := folded(t).Feed(edition.All)
	body, err := writeJSON(feed, at)
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(body, &doc); err != nil {
		t.Fatal(err)
	}
	if doc["version"] != "https://jsonfeed.org/version/1.1" || doc["title"] == "" || doc["feed_url"] != at.self {
		t.Errorf("%v", doc)
	}
	ids := map[any]bool{}
	for _, each := range doc["items"].([]any) {
		item := each.(map[string]any)
		id, _ := item["id"].(string)
		_, err := time.Parse(time.RFC3339, fmt.Sprint(item["date_published"]))
		if id == "" || ids[id] || item["content_html"] == "" || err != nil || item["_wirefold"].(map[string]any)["about"] == "" {
			t.Errorf("%v", item)
		}
		ids[id] = true
	}
}

func TestWords(t *testing.T) {
	for _, r := range []struct{ why, got, want string }{
		{"an outlet is its host", outlet("reuters_com", "https://www.reuters.com/x"), "reuters.com"},
		{"where the address is another's, what its token tells", outlet("reuters_com", "https://t.example/x"), "reuters.com"},
		{"or where there is none", outlet("coast-wire", ""), "coast-wire"},
		{"a summary is the first paragraph", summary(edition.Item{Text: "a\nb\n\nc"}), "a b"},
		{"of a long one whole words", summary(edition.Item{Text: strings.Repeat("word, ", 60)}), strings.TrimSuffix(strings.Repeat("word, ", 46), ", ") + "…"},
		{"of one long word its beginning", summary(edition.Item{Text: strings.Repeat("ö", 300)}), strings.Repeat("ö", 280) + "…"},
		{"without a title the text begins", headline(edition.Item{Title: " ", Text: "a"}), "a"},
		{"a link leads to the web", link("ftp://x.example/"), ""},
		{"and nowhere else", link("//x.example/"), ""},
	} {
		if r.got != r.want {
			t.Errorf("%s: %q, want %q", r.why, r.got, r.want)
		}
	}
}

func FuzzWrite(f *testing.F) {
	f.Add("<b>", "a\n\n]]>", "https://x.example/?a=\"", "en", "t")
	f.Add("\x00\xff", "&amp;", "http://[", "\u2028", "")
	f.Fuzz(func(t *testing.T, title, text, address, language, topic string) {
		feed := edition.Feed{Topic: topic, Items: []edition.Item{{GUID: "a", Title: title, Text: text, URL: address, Language: language, Topics: []string{topic}, Bylines: []string{title},
			Copies: []edition.Copy{{Source: title, URL: address}}}}}
		body, err := writeRSS(feed, at)
		if err != nil {
			t.Fatal(err)
		}
		var doc rssDocument
		if err := xml.Unmarshal(body, &doc); err != nil || len(doc.Channel.Items) != 1 {
			t.Fatalf("%s: %v", body, err)
		}
		if content := markup(feed.Items[0]); strings.Contains(strings.ToLower(content), "<script") || strings.Count(content, "<a ") > 2 {
			t.Errorf("markup came through: %s", content)
		}
		if body, err = writeJSON(feed, at); err != nil || !json.Valid(body) {
			t.Fatalf("%s: %v", body, err)
		}
	})
}
