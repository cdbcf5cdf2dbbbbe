package main

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/feed"
)

// read reads a feed as a feed reader does; false while there is none.
func (d *desk) read(address string) (feed.Feed, bool) {
	d.t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		return feed.Feed{}, false
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		return feed.Feed{}, false
	}
	f, err := feed.Parse(body, answer.Header.Get("Content-Type"), address)
	if err != nil {
		d.t.Fatalf("%s: %v", address, err)
	}
	return f, true
}

// sampleFeeds looks at what the sample became for feed readers: each article once, corrections in, kills gone.
func sampleFeeds(d *desk, folder string) {
	d.t.Helper()
	for _, name := range []string{"all.xml", "all.json", "us-russia-talks.xml", "us-russia-talks.json"} {
		var f feed.Feed
		d.eventually("the last article is in "+name, func() bool {
			var ok bool
			f, ok = d.read(folder + name)
			return ok && len(f.Items) > 10 && strings.Contains(f.Items[0].Title, "the day after the American letter")
		})
		titles, ids, corrected := map[string]bool{}, map[string]bool{}, false
		for _, i := range f.Items {
			if titles[i.Title] || ids[i.ID] || !strings.HasPrefix(i.ID, "urn:wirefold:a-") {
				d.t.Errorf("%s: %q is told twice, or has the id %s", name, i.Title, i.ID)
			}
			titles[i.Title], ids[i.ID] = true, true
			text := i.HTML + i.Text
			if strings.Contains(i.URL, "meridianwire.example") && strings.Contains(strings.ToLower(i.Title), "second round") || strings.Contains(text, "30,000 troops") {
				d.t.Errorf("%s: what was killed or corrected stands: %q", name, i.Title)
			}
			corrected = corrected || strings.Contains(text, "about 3,000 troops") && i.Updated != ""
		}
		if !corrected {
			d.t.Errorf("%s lacks the correction", name)
		}
	}
}

func TestFeedsByThemselves(t *testing.T) {
	d := start(t)
	d.must("publish", d.file("a.json", article("a", "coastwire.example", "Pier closed", ferry)))
	ctx, stop := context.WithCancel(t.Context())
	door, done := natstest.FreeAddress(t), make(chan error, 1)
	go func() {
		done <- call(ctx, nil, io.Discard, io.Discard, "feeds", "--nats-url", d.url, "--http", "127.0.0.1:0", "--door", door, "--log-level", "error")
	}()
	d.eventually("the article is in the feed", func() bool {
		f, ok := d.read("http://" + door + "/feed/all.json")
		return ok && len(f.Items) == 1 && f.Items[0].Title == "Pier closed"
	})
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, _, err := d.run("feeds", "--door="); err == nil || !strings.Contains(err.Error(), "--door") {
		t.Errorf("without a door: %v", err)
	}
}
