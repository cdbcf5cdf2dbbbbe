package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
	"github.com/wirefold/wirefold/pkg/topology"
)

// kill -9 of an ingest while it publishes what a feed has; two others take it up: each item is on WIRE, and once, though
// the broker forgets ids at once.
func TestAPollThatIsKilledRepeatsNothing(t *testing.T) {
	const items = 2000
	web := fetchtest.New(t)
	var feed strings.Builder
	feed.WriteString(`<rss version="2.0"><channel>`)
	for n := range items {
		fmt.Fprintf(&feed, `<item><title>Item %d</title><guid isPermaLink="false">i-%[1]d</guid><description>%s</description></item>`, n, strings.Repeat("A word of the desk. ", 20))
	}
	feed.WriteString(`</channel></rss>`)
	web.Handle("/feed.xml", fetchtest.Page("application/rss+xml", feed.String()))
	web.Handle("/robots.txt", http.NotFoundHandler())
	list := filepath.Join(t.TempDir(), "sources.yaml")
	entry := fmt.Sprintf("- {source: desk.example, every: 24h, feeds: ['%s/feed.xml'], poll: {least: 1s, most: 1s}}\n", web.Direct())
	if err := os.WriteFile(list, []byte(entry), 0o600); err != nil {
		t.Fatal(err)
	}

	d := openBroker(t)
	if err := topology.Setup(t.Context(), d.js, topology.Limits{}, topology.All...); err != nil {
		t.Fatal(err)
	}
	wire, err := d.js.Stream(t.Context(), topology.Wire)
	if err != nil {
		t.Fatal(err)
	}
	config := wire.CachedInfo().Config
	config.Duplicates = 100 * time.Millisecond // the least that the broker takes
	if _, err := d.js.UpdateStream(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	published := func() uint64 {
		info, err := wire.Info(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return info.State.Msgs
	}
	args := []string{"--nats-url", d.ns.URL(), "--http", "127.0.0.1:0", "--door", "", "--manage-streams=false", "--sources", list, "--fetch-allow", "127.0.0.0/8"}
	first := start(t, "ingest", args...)
	natstest.Eventually(t, "the feed begins to come", func() bool { return published() > 50 })
	first.kill()
	if cut := published(); cut >= items {
		t.Fatalf("all %d items came before the kill: they are too few", cut)
	}
	for range 2 {
		start(t, "ingest", args...)
	}
	natstest.Within(t, 2*natstest.Patience, "the rest of the feed comes", func() bool { return published() >= items })
	asked := len(web.Host("127.0.0.1").Requests)
	natstest.Eventually(t, "it is polled on", func() bool { return len(web.Host("127.0.0.1").Requests) > asked+3 })
	times := map[string]int{}
	for _, m := range natstest.Read(t, d.js, topology.Wire) {
		times[m.Header.Get(nats.MsgIdHdr)]++
	}
	if len(times) != items {
		t.Errorf("%d different items came, want %d", len(times), items)
	}
	for id, n := range times {
		if n > 1 {
			t.Errorf("%s came %d times", id, n)
		}
	}
}
