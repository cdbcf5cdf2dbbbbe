package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/pkg/warc/warctest"
	"github.com/wirefold/wirefold/services/wirefold/bookmark"
)

// crawl is a web archive as crawlers of news keep it: a request and a response for each of n pages, in gzip, a member a
// record, and now and then what is no article.
func crawl(t testing.TB, n int, page func(p *press, at string) string) (file string) {
	t.Helper()
	p := &press{r: rand.New(rand.NewPCG(2016, 8))}
	records := []string{warctest.Record("warcinfo", "", "software: a test\r\n")}
	for i := range n {
		at := fmt.Sprintf("https://paper%d.example/news/%d", i%40, i)
		records = append(records, warctest.Record("request", at, "GET / HTTP/1.1\r\n\r\n"),
			warctest.Response(at, page(p, at), "200 OK", "Content-Type: text/html; charset=utf-8", "X-Crawler-Content-Encoding: gzip"))
		switch i % 10 {
		case 3:
			records = append(records, warctest.Response(at+"/old", "", "301 Moved Permanently", "Location: "+at))
		case 7:
			records = append(records, warctest.Response(at+".png", "\x89PNG", "200 OK", "Content-Type: image/png"))
		}
	}
	file = filepath.Join(t.TempDir(), "crawl.warc.gz")
	if err := os.WriteFile(file, []byte(warctest.Members(records...)), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// newsPage is an article of some 3 kB in the midst of what sites put around one, 30 to 100 kB in all.
func newsPage(p *press, at string) string {
	size := 30_000 + p.r.IntN(70_000)
	d := p.article()
	var b strings.Builder
	fmt.Fprintf(&b, `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>%s | Paper</title><link rel="canonical" href="%s">`+
		`<meta property="article:published_time" content="%s"></head><body><nav><ul>`, d.Title, at, d.PublishedAt)
	for n := range size / 2500 {
		fmt.Fprintf(&b, `<li class="item"><a href="/section/%d">%s</a></li>`, n, p.words(2))
	}
	fmt.Fprintf(&b, `</ul></nav><main><article><h1>%s</h1><p>%s</p></article><aside>`, d.Title, strings.ReplaceAll(d.Text, "\n\n", "</p><p>"))
	for n := range size / 1500 {
		fmt.Fprintf(&b, `<div class="teaser"><a href="/news/%d"><img src="/i/%d.jpg" alt=""><h3>%s</h3></a></div>`, n, n, p.words(5))
	}
	b.WriteString(`</aside></main><footer>`)
	for b.Len() < size {
		fmt.Fprintf(&b, `<script>window.dataLayer=window.dataLayer||[];dataLayer.push({"slot":"%s","refresh":%d,"sizes":[[300,250],[728,90]]});</script>`, p.words(3), p.r.IntN(1000))
	}
	b.WriteString(`</footer></body></html>`)
	return b.String()
}

// shortPage makes an archive of many records.
func shortPage(_ *press, at string) string {
	return "<html><body><p>Read more at " + at + "</p></body></html>"
}

// kill -9 of wirefold publish in the midst of an archive, again and again: WIRE holds each page once, although it compares
// Nats-Msg-Ids for a moment only, as if the next try came another day.
func TestAnArchiveSurvivesTheKillOfPublish(t *testing.T) {
	const pages, kills = 9000, 3
	b := natstest.Start(t)
	js := b.Connect()
	b.Setup(js, topology.IngestPart)
	forgetful(t, js)
	file := crawl(t, pages, shortPage)
	wirefold := command(t, "wirefold")
	for kill := range kills {
		publish := exec.Command(wirefold, "publish", file, "--nats-url", b.URL)
		if err := publish.Start(); err != nil {
			t.Fatal(err)
		}
		before := max(position(t, js), 0)
		natstest.Eventually(t, "it is known how much further it is, or much further", func() bool {
			return position(t, js) > before || count(t, js, topology.Wire) >= pages*uint64(kill+1)/(kills+1)
		})
		if err := publish.Process.Kill(); err != nil {
			t.Errorf("it ended before it could be killed: %v", err)
		}
		_ = publish.Wait() // killed
		if n := count(t, js, topology.Wire); n >= pages {
			t.Fatalf("all %d pages stood on WIRE before it was killed", n)
		}
		time.Sleep(2 * shortWindow) // what was sent last is not known by its Nats-Msg-Id any more
	}
	var out, errs bytes.Buffer
	publish := exec.Command(wirefold, "publish", file, "--nats-url", b.URL)
	publish.Stdout, publish.Stderr = &out, &errs
	if err := publish.Run(); err != nil {
		t.Fatalf("%v\n%s", err, errs.String())
	}
	for _, want := range []string{
		"going on behind", fmt.Sprintf("%d published", pages),
		fmt.Sprintf("passed over: %d image, %d redirect, %d request, 1 warcinfo", pages/10, pages/10, pages),
	} {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, errs.String())
		}
	}
	seen := map[string]bool{}
	for _, m := range natstest.Read(t, js, topology.Wire) {
		at := m.Header.Get("Wirefold-Url")
		if seen[at] {
			t.Errorf("%s twice", at)
		}
		seen[at] = true
	}
	if len(seen) != pages {
		t.Errorf("WIRE holds %d of %d pages", len(seen), pages)
	}
	if position(t, js) >= 0 {
		t.Error("a mark is left of what is published to its end")
	}
}

// shortWindow is the shortest time over which the broker compares Nats-Msg-Ids.
const shortWindow = 100 * time.Millisecond

func forgetful(t *testing.T, js jetstream.JetStream) {
	t.Helper()
	wire, err := js.Stream(t.Context(), topology.Wire)
	if err != nil {
		t.Fatal(err)
	}
	config := wire.CachedInfo().Config
	config.Duplicates = shortWindow
	if _, err := js.UpdateStream(t.Context(), config); err != nil {
		t.Fatal(err)
	}
}

// position is how far a file was published, by its mark: the number of a record; -1 where there is no mark.
func position(t *testing.T, js jetstream.JetStream) int {
	t.Helper()
	kv, err := js.KeyValue(t.Context(), topology.FilesBucket)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := kv.Keys(t.Context())
	if errors.Is(err, jetstream.ErrNoKeysFound) {
		return -1
	}
	if err != nil || len(keys) != 1 {
		t.Fatalf("marks %v, %v", keys, err)
	}
	entry, err := kv.Get(t.Context(), keys[0])
	if err != nil {
		t.Fatal(err)
	}
	var mark bookmark.Mark
	if err := json.Unmarshal(entry.Value(), &mark); err != nil {
		t.Fatal(err)
	}
	return mark.Position.Number
}

// BenchmarkArchive measures `wirefold publish` of an archive of 1,000 pages of 30 to 100 kB: to the last receipt, with nobody
// who works on WIRE; then until all of it is decided, with the whole pipeline in this process. A profile of the processors
// (-cpuprofile) tells where that goes.
func BenchmarkArchive(b *testing.B) {
	const pages = 1000
	file, wirefold := crawl(b, pages, newsPage), command(b, "wirefold")
	publish := func(d *desk) (cpu time.Duration) {
		command := exec.Command(wirefold, "publish", file, "--nats-url", d.ns.URL())
		if out, err := command.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		return command.ProcessState.UserTime() + command.ProcessState.SystemTime()
	}
	perRecord := func(cpu time.Duration) float64 { return float64(cpu.Microseconds()) / pages }
	for b.Loop() {
		idle := openBroker(b)
		if err := topology.Setup(b.Context(), idle.js, topology.Limits{}, topology.All...); err != nil {
			b.Fatal(err)
		}
		began, cpu := time.Now(), cpuTime(b)
		own := publish(idle)
		b.ReportMetric(pages/time.Since(began).Seconds(), "published/s")
		b.ReportMetric(perRecord(own), "publish-cpu-µs/record")
		b.ReportMetric(perRecord(cpuTime(b)-cpu), "broker-cpu-µs/record")

		d := open(b)
		began, cpu = time.Now(), cpuTime(b)
		publish(d)
		for count(b, d.js, topology.Decisions) < pages {
			time.Sleep(20 * time.Millisecond)
		}
		b.ReportMetric(pages/time.Since(began).Seconds(), "decided/s")
		b.ReportMetric(perRecord(cpuTime(b)-cpu), "pipeline-cpu-µs/record")
	}
}
