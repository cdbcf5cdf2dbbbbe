package websub_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/ingest/ingest"
	"github.com/wirefold/wirefold/services/ingest/pollstate"
	"github.com/wirefold/wirefold/services/sourcelist"
)

// rss is a feed with items whose text is long enough to be no teaser.
func rss(hub string, titles ...string) string {
	var items strings.Builder
	for _, title := range titles {
		text := strings.Repeat("The council of the island closed the "+title+" on Monday after an inspection found rot in its beams. ", 20)
		fmt.Fprintf(&items, `<item><guid isPermaLink="false">%s</guid><link>https://island.example/%s</link><title>%s</title><content:encoded><![CDATA[<p>%s</p>]]></content:encoded></item>`,
			title, title, title, text)
	}
	return `<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>` +
		`<title>Island</title><link>https://island.example/</link><atom:link rel="hub" href="` + hub + `"/>` + items.String() + `</channel></rss>`
}

// All of ingest in one process: the poller finds the hub, and what the hub pushes is as if it had been polled.
func TestWhatAHubPushesIsOnTheWireOnce(t *testing.T) {
	broker, h := natstest.Start(t), startHub(t)
	js := broker.Connect()
	publisher := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/feed.xml" {
			http.NotFound(w, r) // robots.txt
			return
		}
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprint(w, rss(h.url, "pier"))
	}))
	defer publisher.Close()
	list := filepath.Join(t.TempDir(), "sources.yaml")
	if err := os.WriteFile(list, []byte("- {source: island.example, every: 24h, feeds: [\""+publisher.URL+"/feed.xml\"], pages: feed, poll: {least: 1s, most: 24h}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	address := natstest.FreeAddress(t)
	shell := app.Shell{JS: js, Log: zap.NewNop(), ManageStreams: true, Door: httpdoor.Flags{Address: address, URL: "http://" + address}}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- app.Run(ctx, shell, ingest.Services(&sourcelist.Flags{File: list}, &fetch.Flags{FetchAllow: []string{"127.0.0.0/8"}})...)
	}()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	natstest.Eventually(t, "the hub was asked", func() bool { return h.requests() == 1 })
	natstest.Eventually(t, "the feed's state says that it is pushed", func() bool {
		store, err := pollstate.Open(natstest.Context(t), js)
		if err != nil {
			t.Fatal(err)
		}
		state, err := store.Get(natstest.Context(t), "island_example", publisher.URL+"/feed.xml")
		return err == nil && !state.Pushed.IsZero()
	})
	callback, secret := h.last()
	if got := h.asked[0].Get("hub.topic"); got != publisher.URL+"/feed.xml" {
		t.Errorf("the topic is %s", got)
	}
	for _, space := range []string{"", "\n"} { // the hub repeats it, changed in what does not matter
		pushed := rss(h.url, "ferry", "pier") + space
		if status := distribute(t, callback, pushed, sign("sha256", secret, pushed)); status != http.StatusAccepted {
			t.Fatalf("pushed: %d", status)
		}
	}
	var titles []string
	for _, m := range natstest.Read(t, js, topology.Wire) {
		var article struct{ Title string }
		if err := json.Unmarshal(m.Data, &article); err != nil || m.Subject != "wire.island_example" {
			t.Errorf("%s: %v", m.Subject, err)
		}
		titles = append(titles, article.Title)
	}
	if got := strings.Join(titles, ", "); got != "pier, ferry" {
		t.Errorf("on the wire are %q", got)
	}
	response, err := http.Post("http://"+address+"/v1/articles?source=island.example", "text/plain", strings.NewReader("The pier is open again."))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusCreated {
		t.Errorf("an article by the same door: %d", response.StatusCode)
	}
}
