package fetch_test

import (
	"testing"

	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
)

func TestGet(t *testing.T) {
	web := fetchtest.New(t)
	web.Handle("https://paper.example/feed.xml", fetchtest.Packed("application/rss+xml", "<rss></rss>", "gzip"))
	web.Handle("http://paper.example/old.xml", fetchtest.Redirect(301, "https://paper.example/feed.xml"))
	r, err := fetch.New(web.Options()).Get(t.Context(), fetch.Request{URL: "http://paper.example/old.xml", Robots: true})
	if err != nil {
		t.Fatal(err)
	}
	if string(r.Body) != "<rss></rss>" || r.Permanent != "https://paper.example/feed.xml" {
		t.Errorf("got %+v", r)
	}
}
