package sources

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestParseOPML(t *testing.T) {
	day := 24 * time.Hour
	for _, row := range []struct {
		why, file string
		want      List
	}{
		{
			"a reader's export: folders, titles, a feed in two folders, two feeds of one name", `<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Mine</title></head><body>
  <outline text="World">
    <outline type="rss" text="North Wire" title="North Wire" xmlUrl="https://north.example/a.xml" htmlUrl="https://north.example/"/>
    <outline type="rss" text="South & East" xmlUrl="https://south.example/rss"/>
  </outline>
  <outline text="Again"><outline text="x" title="North Wire" xmlUrl="https://north.example/a.xml"/></outline>
  <outline title="North Wire" xmlUrl="https://north.example/b.xml"/>
</body></opml>`, List{
				{Name: "north-wire", Every: day, Feeds: []string{"https://north.example/a.xml", "https://north.example/b.xml"}},
				{Name: "south-east", Every: day, Feeds: []string{"https://south.example/rss"}},
			},
		},
		{
			"no name: the host of the page, else of the feed", `<opml><body><outline xmlUrl="https://feeds.example/1" htmlUrl="https://www.west.example/"/>
<outline title="Other" xmlUrl="https://feeds.example/2"/></body></opml>`, List{
				{Name: "west_example", Every: day, Feeds: []string{"https://feeds.example/1"}},
				{Name: "feeds_example", Every: day, Feeds: []string{"https://feeds.example/2"}},
			},
		},
		{
			"an older charset", "<?xml version=\"1.0\" encoding=\"windows-1251\"?><opml><body><outline title=\"\xcd\xee\xe2\xee\xf1\xf2\xe8\" xmlUrl=\"http://n.example/\"/></body></opml>",
			List{{Name: "novosti", Every: day, Feeds: []string{"http://n.example/"}}},
		},
		{"no feed in it", "<opml><body/></opml>", nil},
	} {
		t.Run(row.why, func(t *testing.T) {
			if got, err := Parse([]byte(row.file)); err != nil || !reflect.DeepEqual(got, row.want) {
				t.Errorf("it gives %+v, %v, want %+v", got, err, row.want)
			}
		})
	}
}

func TestParseOPMLRefuses(t *testing.T) {
	for _, row := range []struct{ why, file, says string }{
		{"XML of another kind", "<rss><channel/></rss>", "XML, but no OPML"},
		{"XML that is broken off", "<opml><body><outline", "read sources: OPML:"},
		{"an address that is none", "<opml>\n<outline title='A' xmlUrl='feed:a'/></opml>", `line 2: outline 1: address "feed:a": want one of http`},
	} {
		t.Run(row.why, func(t *testing.T) {
			if got, err := Parse([]byte(row.file)); err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("it gives %v, %v, want an error with %q", got, err, row.says)
			}
		})
	}
}

func TestBounds(t *testing.T) {
	for _, row := range []struct {
		why         string
		source      Source
		least, most time.Duration
	}{
		{"nothing said of a seldom source", Source{Every: 24 * time.Hour}, time.Minute, time.Hour},
		{"a source that is expected often is polled twice as often", Source{Every: 10 * time.Minute}, time.Minute, 5 * time.Minute},
		{"one that is expected by the second", Source{Every: time.Second}, time.Second, time.Second},
		{"both given", Source{Every: time.Minute, Least: 5 * time.Minute, Most: 6 * time.Hour}, 5 * time.Minute, 6 * time.Hour},
		{"a least above the usual most", Source{Every: 24 * time.Hour, Least: 3 * time.Hour}, 3 * time.Hour, 3 * time.Hour},
		{"a most below the usual least", Source{Every: 24 * time.Hour, Most: 10 * time.Second}, 10 * time.Second, 10 * time.Second},
	} {
		if least, most := row.source.Bounds(); least != row.least || most != row.most {
			t.Errorf("%s: %s to %s, want %s to %s", row.why, least, most, row.least, row.most)
		}
	}
}
