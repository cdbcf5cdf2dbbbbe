package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/wirefold/roster"
)

// TestAFeedBecomesNews polls a feed by wirefold run, with what its entry says: the page is fetched, its parts taken out, its
// topics given. A kill -9 repeats nothing; a feed that is added to the file is polled without a restart.
func TestAFeedBecomesNews(t *testing.T) {
	t.Parallel() // it waits most of the time
	web := fetchtest.New(t)
	var items atomic.Int32
	items.Store(1)
	web.Handle("/feed", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fetchtest.Page(asRSS, pier(web.Direct(), int(items.Load()))).ServeHTTP(w, r)
	}))
	for n := range 3 {
		web.Handle(fmt.Sprintf("/story/%d", n), fetchtest.Page("text/html; charset=utf-8", pierPage(n)))
	}
	web.Handle("/sport", fetchtest.Page(asRSS, rss("Rowers win the cup")))

	file := filepath.Join(t.TempDir(), "sources.yaml")
	entry := "- {source: pierpost.example, every: 24h, pages: fetch, topics: [us-russia-talks], poll: {least: 5s, most: 5s}, clean: {body: article, remove: [.promo]}, feeds: ['" + web.Direct() + "/feed']}\n"
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file+".new", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(file+".new", file); err != nil {
			t.Fatal(err)
		}
	}
	write(entry)
	d := startPipeline(t, "--sources", file, "--fetch-allow", "127.0.0.0/8", "--door", "")
	articles := func(source string) (found []event) {
		for _, e := range d.news(t, 1) {
			if e.kind() == "article.new" && e.text("source") == source {
				found = append(found, e)
			}
		}
		return found
	}
	natstest.Within(t, longPatience, "the streams stand", func() bool {
		_, err := d.js.Stream(t.Context(), topology.News)
		return err == nil
	})
	natstest.Within(t, longPatience, "the feed's item is news", func() bool { return len(articles("pierpost_example")) == 1 })
	first := articles("pierpost_example")[0]
	if text := first.text("text"); !strings.Contains(text, "rot in beam 0") || strings.Contains(text, "choir") {
		t.Errorf("its text is not the page's article: %q", text)
	}
	if topics := fmt.Sprint(first.Data["topics"]); topics != "[us-russia-talks]" || !strings.HasPrefix(first.Subject, "news.article.new.us-russia-talks.") {
		t.Errorf("its topics are %s, on %s", topics, first.Subject)
	}
	if removed := fmt.Sprint(first.Data["removed"]); !strings.Contains(removed, "choir") || !strings.Contains(removed, "source_hint") {
		t.Errorf("what was taken out is not told: %s", removed)
	}

	// Between two polls, for a claim of the dead is waited for.
	natstest.Within(t, longPatience, "nothing is at work", func() bool {
		s, ok := states(t, d.js)["pierpost_example"]
		return ok && s.Claim == nil && time.Until(s.Next) > 3*time.Second
	})
	d.restart()
	items.Store(2)
	natstest.Within(t, longPatience, "the next item is news", func() bool { return len(articles("pierpost_example")) == 2 })

	write(entry + "- {source: rowing.example, every: 24h, feeds: ['" + web.Direct() + "/sport']}\n")
	natstest.Within(t, longPatience, "the new feed is polled", func() bool { return len(articles("rowing_example")) == 1 })
	if n := len(articles("pierpost_example")); n != 2 {
		t.Errorf("%d articles of 2 items", n)
	}
	known, err := roster.Read(t.Context(), d.js, roster.Question{Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range known.Sources {
		names = append(names, s.Name)
		if s.Worst() != nil || len(s.Feeds) != 1 || s.LastItem.IsZero() || s.Articles == 0 {
			t.Errorf("of %s is known %+v", s.Name, s)
		}
	}
	if !slices.Equal(names, []string{"pierpost_example", "rowing_example"}) {
		t.Errorf("known are %v", names)
	}
}

// pier is a feed with n items, the latest first.
func pier(base string, n int) string {
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel><title>Pier Post</title>`)
	for i := n - 1; i >= 0; i-- {
		fmt.Fprintf(&b, `<item><guid>%s/story/%d</guid><link>%s/story/%d</link><title>Pier %d closed</title><description>Rot was found.</description></item>`, base, i, base, i, i)
	}
	b.WriteString(`</channel></rss>`)
	return b.String()
}

func pierPage(n int) string {
	return fmt.Sprintf(`<!doctype html><html lang="en"><head><title>Pier %[1]d closed</title></head><body><nav>Home</nav><article><h1>Pier %[1]d closed</h1>
<p>The island council voted on Thursday to close ferry pier %[1]d after an inspection found rot in beam %[1]d and forty others, %[2]s.</p>
<p class="promo">The harbour choir will sing on the quay on Sunday at noon.</p>
<p>The boats will dock at the fish market until pier %[1]d is built anew, the harbour master said: %[3]s.</p></article></body></html>`,
		n, []string{"which nobody had looked at since the war", "as divers told the mayor in a long letter", "and rust besides"}[n],
		[]string{"it may take two winters", "the money is not there yet", "nobody is to blame"}[n])
}
