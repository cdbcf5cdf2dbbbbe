package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/topology"
)

// BenchmarkPipeline measures the whole pipeline in one process, broker and publisher included, on articles of 3 kB of which
// every fourth is a copy. It reports throughput and CPU time under full load, then latency from publish to
// news.article.new at a tenth of that load, and the memory in use at the end.
func BenchmarkPipeline(b *testing.B) {
	const articles = 4000
	for b.Loop() {
		d := open(b)
		texts := generate(articles, 4)
		began, cpu := time.Now(), cpuTime(b)
		for i, text := range texts {
			if _, err := d.js.PublishAsync(fmt.Sprintf("wire.paper%d_example", i%40), []byte(text), jetstream.WithStallWait(time.Minute)); err != nil {
				b.Fatal(err)
			}
		}
		for count(b, d.js, topology.Decisions) < articles {
			time.Sleep(20 * time.Millisecond)
		}
		took := time.Since(began)
		b.ReportMetric(articles/took.Seconds(), "articles/s")
		b.ReportMetric(float64((cpuTime(b)-cpu).Microseconds())/articles, "cpu-µs/article")
		drain(b, d)
		delays := latencies(b, d, generate(300, 0), took/articles*10)
		b.ReportMetric(float64(delays[len(delays)/2].Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(delays[len(delays)*99/100].Microseconds())/1000, "p99-ms")
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapInuse)/(1<<20), "heap-MiB")
	}
}

// drain waits until NEWS has stood still for a second: the announcer is behind the decider by what is under way.
func drain(b *testing.B, d *desk) {
	b.Helper()
	for last, since := uint64(0), time.Now(); time.Since(since) < time.Second; time.Sleep(20 * time.Millisecond) {
		if n := count(b, d.js, topology.News); n != last {
			last, since = n, time.Now()
		}
	}
}

// latencies publishes one text every pause and measures how long each takes to stand on NEWS, for a subscriber of core
// NATS. It returns them in order.
func latencies(b *testing.B, d *desk, texts []string, pause time.Duration) []time.Duration {
	b.Helper()
	var mu sync.Mutex
	published := map[string]time.Time{}
	var delays []time.Duration
	sub, err := d.nc.SubscribeSync("news.article.new.>")
	if err != nil {
		b.Fatal(err)
	}
	defer sub.Unsubscribe()
	var reading sync.WaitGroup
	ctx, cancel := context.WithTimeout(b.Context(), patience)
	defer cancel()
	reading.Go(func() {
		for len(delays) < len(texts) {
			msg, err := sub.NextMsgWithContext(ctx)
			if err != nil {
				b.Errorf("after %d articles: %v", len(delays), err)
				return
			}
			now := time.Now()
			source := msg.Subject[strings.LastIndex(msg.Subject, ".")+1:]
			mu.Lock()
			if at, ok := published[source]; ok { // else it is of the load before
				delays = append(delays, now.Sub(at))
			}
			mu.Unlock()
		}
	})
	for i, text := range texts {
		source := fmt.Sprintf("clock%d_example", i)
		mu.Lock()
		published[source] = time.Now()
		mu.Unlock()
		if _, err := d.js.Publish(ctx, "wire."+source, []byte(text)); err != nil {
			b.Fatal(err)
		}
		time.Sleep(pause)
	}
	reading.Wait()
	if len(delays) == 0 {
		b.Fatal("no article came")
	}
	slices.Sort(delays)
	return delays
}

// generate makes articles of about 3 kB that read like news to every stage: names, roles, quotes, dates, amounts, events,
// among words drawn as words are, few often and most seldom. Every copies-th is a copy of the one before under another
// headline; 0 for none. The same numbers give the same texts.
func generate(n, copies int) []string {
	g := newGenerator(uint64(n), uint64(copies))
	texts := make([]string, 0, n)
	for len(texts) < n {
		body := g.article()
		texts = append(texts, g.headline()+"\n\n"+body)
		if copies > 0 && len(texts)%copies == copies-1 {
			texts = append(texts, g.headline()+"\n\n"+body)
		}
	}
	return texts[:n]
}

type generator struct {
	*rand.Rand
	zipf  *rand.Zipf
	words []string
}

func newGenerator(a, b uint64) *generator {
	g := &generator{Rand: rand.New(rand.NewPCG(a, b))}
	const vocabulary = 20_000
	g.zipf = rand.NewZipf(g.Rand, 1.1, 8, vocabulary-1)
	for range vocabulary {
		var w strings.Builder
		for range 2 + g.IntN(3) {
			w.WriteByte("bcdfglmnprstv"[g.IntN(13)])
			w.WriteByte("aeiou"[g.IntN(5)])
		}
		g.words = append(g.words, w.String())
	}
	return g
}

func (g *generator) one(l ...string) string { return l[g.IntN(len(l))] }
func (g *generator) name() string {
	w := g.words[g.IntN(len(g.words))]
	return strings.ToUpper(w[:1]) + w[1:]
}
func (g *generator) country() string {
	return g.one("France", "Kenya", "Brazil", "Japan", "Norway", "Chile", "Egypt", "India", "Canada", "Poland")
}
func (g *generator) people() string {
	return g.one("French", "Kenyan", "Brazilian", "Japanese", "Norwegian", "Chilean", "Egyptian", "Indian", "Canadian", "Polish")
}

func (g *generator) phrase(n int) string {
	l := make([]string, n)
	for i := range l {
		if l[i] = g.words[g.zipf.Uint64()]; i%2 == 1 { // every second word of English prose is a small one
			l[i] = small[g.IntN(len(small))]
		}
	}
	return strings.Join(l, " ")
}

var small = strings.Fields(`the of in that would for with on by from was has had its their which after before while over under
	against and but or not as at be been more most than then there these this to up very when where who will a an is are were it he she
	they said told could should into about between during through`)

func (g *generator) headline() string { return g.people() + " " + g.name() + " " + g.phrase(6) }

func (g *generator) article() string {
	who, town := g.name()+" "+g.name(), g.name()
	var b strings.Builder
	for b.Len() < 3000 {
		for range 1 + g.IntN(3) {
			switch g.IntN(6) {
			case 0:
				fmt.Fprintf(&b, "%s %s %s met officials from %s in %s on %d January. ", g.people(), g.one("Foreign Minister", "Prime Minister", "envoy", "spokesman"), who, g.country(), town, 1+g.IntN(30))
			case 1:
				fmt.Fprintf(&b, "“%s,” %s %s. ", g.phrase(6+g.IntN(14)), who, g.one("said", "told reporters", "added", "warned"))
			case 2:
				fmt.Fprintf(&b, "%s %s %s with %s over %d million dollars of %s. ", g.country(), g.one("threatened", "accused", "praised", "criticised"), g.country(), g.phrase(2), 2+g.IntN(90), g.phrase(3))
			default:
				s := g.phrase(8 + g.IntN(18))
				fmt.Fprintf(&b, "%s%s. ", strings.ToUpper(s[:1]), s[1:])
			}
		}
		b.WriteString("\n\n")
	}
	return b.String()
}
