package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"
	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/plover"
	"github.com/wirefold/wirefold/pkg/sources"
	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/pkg/topology"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/wirefold/sample"
)

// sampleSources is the file that names the sources of the sample.
const sampleSources = "../wirefold/sample/sources.yaml"

// counted is what metrics should have counted, by series as scraped.counters writes them.
type counted map[string]float64

// add counts a series: its name, then label and value by turns, labels in alphabetical order.
func (c counted) add(n int, name string, pairs ...string) {
	var l []string
	for i := 0; i < len(pairs); i += 2 {
		l = append(l, pairs[i]+"="+pairs[i+1])
	}
	c[name+"{"+strings.Join(l, ",")+"}"] += float64(n)
}

// namedSources are the sources of the sample's file.
func namedSources(t *testing.T) []string {
	t.Helper()
	list, err := sources.Parse(sample.Sources)
	if err != nil || len(list) == 0 {
		t.Fatal(err)
	}
	return list.Labels()
}

// languages have a label of their own, as docs/metrics.md lists them. The copy that ends a load is random letters, and may be
// taken for any.
var languages = strings.Fields("en ru uk de fr es pt it nl pl cs sv tr ar zh ja ko")

func orOther(value string, set []string) string {
	if slices.Contains(set, value) {
		return value
	}
	return "other"
}

// ofNews is what should be counted of events. It reads their payloads where they tell, so as not to make the mistakes of what it
// checks.
func ofNews(t *testing.T, events []event) counted {
	t.Helper()
	c, named := counted{}, namedSources(t)
	for _, e := range events {
		kind, action, _ := strings.Cut(e.kind(), ".")
		c.add(1, "wirefold_news_events_total", "action", action, "kind", kind)
		token := strings.Split(e.Subject, ".")
		dated := strings.Contains(e.text("publishedAt"), "T")
		switch e.kind() {
		case "article.new", "copy.collapsed":
			as, source := "original", orOther(e.text("source"), named)
			if kind == "copy" {
				as = "copy"
				c.add(1, "wirefold_news_copies_total", "relation", e.text("relation"))
			} else {
				language, _, _ := strings.Cut(e.text("language"), "-")
				c.add(1, "wirefold_news_articles_total", "language", orOther(language, languages))
				c.add(1, "wirefold_news_freshness_seconds", "since", "ingest")
				if dated {
					c.add(1, "wirefold_news_freshness_seconds", "since", "publish")
				}
			}
			c.add(1, "wirefold_source_articles_total", "as", as, "source", source)
			if dated && e.Data["revision"] == 1.0 && e.text("wireSeq") == fmt.Sprint(e.wireSeq(t)) {
				c.add(1, "wirefold_source_delay_seconds", "source", source)
			}
		case "copy.detached":
			reason := "revised"
			if r := e.text("reason"); r != "" {
				reason = r
			}
			c.add(1, "wirefold_news_joins_undone_total", "reason", reason)
		case "story.closed", "story.merged":
			c.add(1, "wirefold_news_story_copies")
		case "quote.new":
			country, speaker := whoSpoke(token[3], token[4])
			c.add(1, "wirefold_news_quotes_total", "country", country, "speaker", speaker)
		case "event.new":
			if dyad := token[4]; slices.Contains([]string{"rus-usa", "nato-rus", "rus-ukr"}, dyad) {
				c.add(1, "wirefold_news_coded_events_total", "dyad", dyad, "type", strings.ToLower(e.text("type")))
				c.add(1, "wirefold_news_acts_total", "actor", token[5], "class", plover.Class(e.text("type")), "dyad", dyad)
			}
		}
	}
	return c
}

// whoSpoke is the label of a speaker, by the defaults of --watch-speakers and --watch-dyads.
func whoSpoke(country, speaker string) (string, string) {
	for of, names := range map[string][]string{
		"rus": {"lavrov", "ryabkov", "putin", "peskov", "grushko"}, "usa": {"blinken", "sherman", "biden", "price"},
		"nato": {"stoltenberg"}, "ukr": {"kuleba", "zelensky", "zelenskiy", "zelenskyy"},
	} {
		if slices.Contains(names, speaker) && (country == of || country == subject.None) {
			return of, speaker
		}
	}
	return orOther(country, []string{"rus", "usa", "nato", "ukr"}), "other"
}

// ofStages is what ingest, clean and extract should have counted, each record once.
func ofStages(t *testing.T, d *desk) counted {
	t.Helper()
	c, named := counted{}, namedSources(t)
	for _, m := range natstest.Read(t, d.js, topology.Wire) {
		source, err := subject.WireSource(m.Subject)
		if err != nil {
			t.Fatal(err)
		}
		c.add(1, "wirefold_source_messages_total", "source", orOther(source, named))
	}
	for _, m := range natstest.Read(t, d.js, topology.Facts) {
		f := new(wirefoldv1.Facts)
		if err := proto.Unmarshal(m.Data, f); err != nil {
			t.Fatal(err)
		}
		for _, r := range f.GetArticle().GetRemoved() {
			c.add(1, "wirefold_clean_removed_total", "reason", r.GetReason())
		}
		if f.GetArticle().GetText() == "" {
			continue
		}
		c.add(1, "wirefold_extract_articles_total")
		for kind, n := range map[string]int{
			"entity": len(f.GetEntities()), "quote": len(f.GetQuotes()), "time": len(f.GetTimes()), "quantity": len(f.GetQuantities()), "event": len(f.GetEvents()),
		} {
			c.add(n, "wirefold_extract_facts_total", "kind", kind)
		}
	}
	return c
}

// holds compares the counted series of some areas with what they should be.
func (c counted) holds(t *testing.T, got scraped, areas ...string) {
	t.Helper()
	in := func(series string) bool {
		return slices.ContainsFunc(areas, func(a string) bool { return strings.HasPrefix(series, a) })
	}
	seen := got.counters()
	for series, n := range seen {
		if in(series) && n != c[series] {
			t.Errorf("%s is %v, want %v", series, n, c[series])
		}
	}
	for series, n := range c {
		if _, there := seen[series]; !there && n > 0 {
			t.Errorf("%s is not there, want %v", series, n)
		}
	}
}

// rest scrapes when the metrics tell all of NEWS that stands, and NEWS stands still.
func (s scraper) rest(t *testing.T, d *desk, before uint64) scraped {
	t.Helper()
	var out scraped
	natstest.Within(t, patience, "all news is counted", func() bool {
		stands := count(t, d.js, topology.News)
		time.Sleep(300 * time.Millisecond)
		out = s.scrape(t, expfmt.TypeTextPlain)
		events := 0.0
		for _, n := range out.sum("wirefold_news_events_total") {
			events += n
		}
		return stands == count(t, d.js, topology.News) && uint64(events) == stands-before
	})
	return out
}

func TestMetricsOfTheNewsAreTheNews(t *testing.T) {
	address := natstest.FreeAddress(t)
	p := startPipeline(t, "--http", address, "--sources", sampleSources)
	s := scraper{"http://" + address + "/metrics"}
	playSample(t, p.desk, 1<<30)
	p.settle(t)
	got := s.rest(t, p.desk, 0)
	events := p.news(t, 1)
	ofNews(t, events).holds(t, got, "wirefold_news_", "wirefold_source_articles", "wirefold_source_delay")
	ofStages(t, p.desk).holds(t, got, "wirefold_source_messages", "wirefold_clean_", "wirefold_extract_")

	copies, in := 0.0, 0.0
	for _, e := range events {
		if e.kind() == "story.closed" {
			n, _ := e.Data["copyCount"].(float64)
			copies += n
		}
		if e.kind() == "story.merged" {
			t.Fatal("the sample merges stories: the copies of the one that goes are not in its event")
		}
	}
	for _, m := range got["wirefold_news_story_copies"].GetMetric() {
		in += m.GetHistogram().GetSampleSum()
	}
	if copies != in || copies == 0 {
		t.Errorf("stories closed with %v copies, counted are %v", copies, in)
	}
}

// A dedupe that is killed in mid-work takes what it counted with it. The next one counts what it stores itself, and nothing that
// stood there: both together never count more than there is.
func TestARestartedDedupeCountsNothingTwice(t *testing.T) {
	d := openBroker(t)
	if err := topology.Setup(t.Context(), d.js, topology.Limits{}, topology.All...); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ingest", "clean", "extract"} {
		start(t, name, "--nats-url", d.ns.URL(), "--http", "127.0.0.1:0")
	}
	address := natstest.FreeAddress(t)
	dedupe := start(t, "dedupe", "--nats-url", d.ns.URL(), "--http", address, "--data", t.TempDir(), "--sources", sampleSources)
	s := scraper{"http://" + address + "/metrics"}
	playSample(t, d, 1<<30)
	if !d.awaitNews(t, 60) {
		t.FailNow()
	}
	first := s.scrape(t, expfmt.TypeTextPlain)
	dedupe.kill()
	time.Sleep(200 * time.Millisecond) // what it sent last may be on the broker's desk
	killed := count(t, d.js, topology.News)
	dedupe.start()
	d.settle(t)
	second := s.rest(t, d, killed)
	all := d.news(t, 1)
	areas := []string{"wirefold_news_", "wirefold_source_articles", "wirefold_source_delay"}
	ofNews(t, all[killed:]).holds(t, second, areas...)
	most := ofNews(t, all[:killed])
	for series, n := range first.counters() {
		if slices.ContainsFunc(areas, func(a string) bool { return strings.HasPrefix(series, a) }) && n > most[series] {
			t.Errorf("before it was killed, %s was %v; NEWS told of %v", series, n, most[series])
		}
	}
	if killed < 60 || killed == uint64(len(all)) {
		t.Errorf("it was killed at event %d of %d: that proves nothing", killed, len(all))
	}
}
