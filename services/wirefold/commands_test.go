package main

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/topology"
)

func TestPublish(t *testing.T) {
	d := start(t)
	lines := d.file("wire.jsonl", article("p-1", "coastwire.example", "Pier closed", ferry)+"\n\n"+article("p-2", "coastwire.example", "Gale", gale)+"\n")
	page := d.file("gale.html", "<html><body><article><h1>Gale</h1><p>"+strings.ReplaceAll(gale, "\n\n", "</p><p>")+"</p></article></body></html>")
	text := d.file("gale.txt", gale)
	msg := d.file("one.msg", "Subject: wire.islandpost.example\nContent-Type: text/plain\nNats-Msg-Id: islandpost_example/1\n\n"+gale)
	broken := d.file("broken.json", `{"id":"x",`)

	out := d.must("publish", lines, "--source", "Coast Wire")
	for _, want := range []string{"WIRE 1  wire.coast-wire", ":1\n", "WIRE 2", ":3\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if again := d.must("publish", lines, "--source", "Coast Wire"); strings.Count(again, "was there already") != 2 {
		t.Errorf("published twice:\n%s", again)
	}
	out, errs, err := d.run("publish", broken, text, page, d.dir+"/none.txt", "--source", "weathermast.example")
	if err == nil || !strings.Contains(err.Error(), "2 of 4") || strings.Count(out, "wire.weathermast_example") != 2 ||
		!strings.Contains(errs, "broken.json: it is no JSON object") || !strings.Contains(errs, "none.txt") {
		t.Errorf("a bad file does not keep the others back: %v\n%s%s", err, out, errs)
	}
	if out = d.must("publish", msg); !strings.Contains(out, "wire.islandpost.example") {
		t.Errorf("a message keeps its subject: %s", out)
	}
	if _, errs, err = d.run("publish", text); err == nil || !strings.Contains(errs, "no source") {
		t.Errorf("text without a source: %v %s", err, errs)
	}
	if _, errs, err = d.run("publish", lines, "--title", "x"); err == nil || !strings.Contains(errs, "--title") {
		t.Errorf("a title beside an object: %v %s", err, errs)
	}
	d.must("publish", text, "--url", "https://www.skerry.example/gale", "--title", "A gale", "--published-at", "2022-03-05T06:00:00Z")
	m := d.lastOf(topology.Wire)
	if m.Subject != "wire.skerry_example" || m.Header.Get("Wirefold-Title") != "A gale" || m.Header.Get("Content-Type") != "text/plain" ||
		!strings.HasPrefix(m.Header.Get("Nats-Msg-Id"), "skerry_example/") {
		t.Errorf("%s %v", m.Subject, m.Header)
	}
}

func TestSources(t *testing.T) {
	d := start(t)
	lines := d.file("wire.jsonl", article("p-1", "coastwire.example", "Pier closed", ferry)+"\n"+article("p-2", "harborgazette.example", "Pier shut", ferry)+"\n")
	d.must("publish", lines)
	d.settled()
	list := d.file("sources.yaml", "- {source: coastwire.example, every: 1ms, feeds: [https://coastwire.example/rss]}\n")
	if _, _, err := d.run("sources", "--sources", list); err == nil || !strings.Contains(err.Error(), "sources.yaml") {
		t.Errorf("a bad list is named: %v", err)
	}
	list = d.file("sources.yaml", "- {source: coastwire.example, every: 24h, feeds: [https://coastwire.example/rss]}\n")
	out := d.must("sources", "--sources", list)
	for _, want := range []string{`(?m)^coastwire_example +1 +waiting +\S+ ago +1d .* 0% `, `(?m)^harborgazette_example +0 +- .* 100% `, `since \d{4}-`} {
		if !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
	if out = d.must("sources", "--json"); strings.Count(out, "\n") != 2 || !strings.Contains(out, `"copyShare":1`) {
		t.Errorf("as JSON lines:\n%s", out)
	}
	if out = d.must("sources", "--sources", list, "Coastwire.example"); !strings.Contains(out, "https://coastwire.example/rss") || strings.Contains(out, "harbor") {
		t.Errorf("of one source:\n%s", out)
	}
	if _, _, err := d.run("sources", "nobody.example"); err == nil || !strings.Contains(err.Error(), "nobody_example") {
		t.Errorf("of an unknown one: %v", err)
	}
}

func (d *desk) message(stream string, seq uint64) *jetstream.RawStreamMsg {
	d.t.Helper()
	s, err := d.js().Stream(d.t.Context(), stream)
	if err != nil {
		d.t.Fatal(err)
	}
	m, err := s.GetMsg(d.t.Context(), seq)
	if err != nil {
		d.t.Fatal(err)
	}
	return m
}

func (d *desk) lastOf(stream string) *jetstream.RawStreamMsg {
	d.t.Helper()
	s, err := d.js().Stream(d.t.Context(), stream)
	if err != nil {
		d.t.Fatal(err)
	}
	return d.message(stream, s.CachedInfo().State.LastSeq)
}

func TestTail(t *testing.T) {
	d := start(t)
	d.must("publish", d.file("a.json", article("a", "coastwire.example", "Pier closed", ferry)))
	d.settled()
	all, state, quotes := d.follow("--all", "--json"), d.follow("--json"), d.follow("news.quote.>")
	lines := func(s string) []string { return strings.Split(strings.TrimSpace(s), "\n") }
	ids := func(s string) (ids []string) {
		for _, line := range lines(s) {
			var e struct{ ID, SpecVersion string }
			if err := json.Unmarshal([]byte(line), &e); err != nil || e.SpecVersion != "1.0" {
				t.Fatalf("no CloudEvent: %s", line)
			}
			ids = append(ids, e.ID)
		}
		return ids
	}
	d.eventually("the state is told", func() bool { return strings.Count(state(), "\n") >= 2 })
	if got := strings.Join(ids(state())[:2], " "); got != "1-1 1-2" {
		t.Errorf("the article, then its story: %s", got)
	}
	d.must("publish", d.file("b.json", article("b", "weathermast.example", "Gale", gale)))
	d.settled()
	d.eventually("the new one is told", func() bool { return strings.Contains(state(), `"id":"2-2"`) && strings.Contains(all(), `"id":"2-2"`) })
	seen := map[string]bool{}
	for _, id := range ids(state()) {
		if seen[id] {
			t.Errorf("%s twice", id)
		}
		seen[id] = true
	}
	for _, id := range ids(all()) {
		if strings.HasPrefix(id, "2-") && !seen[id] {
			t.Errorf("%s is missing after the state", id)
		}
	}
	if !strings.HasPrefix(all(), `{"specversion":"1.0","id":"1-1"`) {
		t.Errorf("--all does not begin with the first:\n%s", all())
	}
	if strings.Contains(quotes(), "article") {
		t.Errorf("more than was asked for:\n%s", quotes())
	}
}

func TestTailFormats(t *testing.T) {
	d := start(t)
	d.must("publish", d.file("a.json", article("a", "coastwire.example", "Pier closed", ferry)))
	d.settled()
	formats := map[string]func() string{}
	for _, format := range []string{"lines", "jsonl", "ninjs", "cloudevents"} {
		formats[format] = d.follow("--all", "--format", format)
	}
	for format, want := range map[string]string{
		"lines": "  article new ", "jsonl": `{"event":"article.new","eventId":"1-1","eventTime":"`, "ninjs": `"uri":"urn:wirefold:a-`,
		"cloudevents": `{"specversion":"1.0","id":"1-1"`,
	} {
		d.eventually(format+" is told", func() bool { return strings.Contains(formats[format](), want) })
	}
	d.eventually("quotes follow", func() bool { return strings.Contains(formats["jsonl"](), `"event":"quote.new"`) })
	if got := formats["ninjs"](); strings.Count(got, "\n") != 1 {
		t.Errorf("more than the article is an item:\n%s", got)
	}
	if _, _, err := d.run("tail", "--format", "xml"); err == nil || !strings.Contains(err.Error(), "--format") {
		t.Errorf("a format that is none: %v", err)
	}
}

func TestDeadLetters(t *testing.T) {
	d := start(t)
	// The first is buried by ingest, the second by clean: it has no article in it.
	d.must("publish", d.file("broken.msg", "Subject: wire.newsbasket_example\nContent-Type: application/json\n\n{\"text\":\"half"))
	d.must("publish", d.file("empty.msg", "Subject: wire.newsbasket_example\nContent-Type: text/plain\nWirefold-Title: Nothing\nX-Desk: night\n\n***\n"))
	d.settled()
	list := d.must("dead", "list")
	if !regexp.MustCompile(`(?m)^\d+ +\S+ \S+ +ingest +bad_json +newsbasket_example +- +1 `).MatchString(list) || !regexp.MustCompile(`clean +no_text +- +a-[0-9a-f]{16} +2 `).MatchString(list) {
		t.Fatalf("list:\n%s", list)
	}
	seqs := regexp.MustCompile(`(?m)^(\d+) .* (ingest|clean) `).FindAllStringSubmatch(list, -1)
	byStage := map[string]string{}
	for _, s := range seqs {
		byStage[s[2]] = s[1]
	}
	show := d.must("dead", "show", byStage["ingest"])
	if !strings.Contains(show, "Wirefold-Reason: bad_json") || !strings.HasSuffix(show, "{\"text\":\"half\n") {
		t.Errorf("show:\n%s", show)
	}
	out := d.must("dead", "retry", byStage["clean"])
	if !strings.Contains(out, "WIRE 3  wire.newsbasket_example") {
		t.Errorf("retry: %s", out)
	}
	m := d.lastOf(topology.Wire)
	if string(m.Data) != "***\n" || m.Header.Get("X-Desk") != "night" || m.Header.Get("Wirefold-Title") != "Nothing" || m.Header.Get("Wirefold-Reason") != "" {
		t.Errorf("the publisher's own message is not what was published again: %v %q", m.Header, m.Data)
	}
	d.settled()
	if list = d.must("dead", "list"); strings.Count(list, "no_text") != 1 || strings.Contains(list, "\n"+byStage["clean"]+" ") {
		t.Errorf("it failed again, as a letter of its own:\n%s", list)
	}
	if _, errs, err := d.run("dead", "retry", byStage["clean"]); err == nil || !strings.Contains(errs, "there is no dead letter") {
		t.Errorf("retry of what is gone: %v %s", err, errs)
	}
	if _, _, err := d.run("dead", "discard"); err == nil {
		t.Error("discard of nothing in particular")
	}
	d.must("dead", "retry", "--all") // the broken one first: it is the older letter
	d.settled()
	if m = d.message(topology.Wire, 4); m.Subject != "wire.newsbasket_example" || string(m.Data) != `{"text":"half` || m.Header.Get("Wirefold-Reason") != "" {
		t.Errorf("the letter is the message where ingest buried it: %s %v %q", m.Subject, m.Header, m.Data)
	}
	if out = d.must("dead", "discard", "--all"); strings.Count(out, "discarded") != 2 {
		t.Errorf("discard: %s", out)
	}
	if list = d.must("dead", "list"); strings.Count(list, "\n") != 1 {
		t.Errorf("letters are left:\n%s", list)
	}
}

var articleID = regexp.MustCompile(`a-[0-9a-f]{16}`)

func TestOperator(t *testing.T) {
	d := start(t)
	d.must("publish", d.file("wire.jsonl", article("o", "coastwire.example", "Pier closed", ferry)+"\n"+
		article("c", "harborgazette.example", "Pier shut", ferry)+"\n"+article("g", "weathermast.example", "Gale", gale)))
	d.settled()
	ids := map[string]string{} // source → article
	tail := d.follow("news.*.*.*.*.*")
	d.eventually("three articles are told", func() bool {
		for line := range strings.Lines(tail()) {
			for _, source := range []string{"coastwire", "harborgazette", "weathermast"} {
				if id := articleID.FindString(line); id != "" && strings.Contains(line, source) {
					ids[source] = id
				}
			}
		}
		return len(ids) == 3
	})
	if out := d.must("detach", ids["harborgazette"]); !strings.Contains(out, "copy detached  "+ids["harborgazette"]) || !strings.Contains(out, "article new  "+ids["harborgazette"]) {
		t.Errorf("detach:\n%s", out)
	}
	if _, _, err := d.run("detach", ids["harborgazette"]); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("detached twice: %v", err)
	}
	if out := d.must("join", ids["weathermast"], ids["coastwire"]); !strings.Contains(out, "copy collapsed  "+ids["weathermast"]) {
		t.Errorf("join:\n%s", out)
	}
	if _, _, err := d.run("join", ids["weathermast"], "pier"); err == nil {
		t.Error("joined to what is no id")
	}

	out := d.must("trace", ids["harborgazette"])
	for _, want := range []string{
		"Pier shut", "WIRE            2", "wire.harborgazette_example", "FACTS", "copy; exact of " + ids["coastwire"],
		"news.copy.collapsed", "WIRE            4", "command", "news.copy.detached", "news.article.new",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("trace has no %q:\n%s", want, out)
		}
	}
	if _, _, err := d.run("trace", "a-0000000000000000"); err == nil {
		t.Error("a trace of nothing")
	}
}

func TestRetryOfWhatWireHasNoMore(t *testing.T) {
	d := start(t)
	d.must("publish", d.file("empty.msg", "Subject: wire.newsbasket_example\nContent-Type: text/plain\nWirefold-Title: Nothing\n\n***\n"))
	d.settled()
	wire, err := d.js().Stream(t.Context(), topology.Wire)
	if err != nil {
		t.Fatal(err)
	}
	if err := wire.Purge(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, errs, err := d.run("dead", "retry", "1"); err == nil || !strings.Contains(errs, "no more") {
		t.Errorf("%v %s", err, errs)
	}
	if list := d.must("dead", "list"); !strings.Contains(list, "no_text") {
		t.Errorf("the letter is gone:\n%s", list)
	}
}

func TestSetup(t *testing.T) {
	d := &desk{t: t, url: natstest.Start(t).URL}
	epoch := func(out string) string {
		m := regexp.MustCompile(`epoch ([0-9a-f]{12})`).FindStringSubmatch(out)
		if m == nil {
			t.Fatalf("no epoch: %s", out)
		}
		return m[1]
	}
	first := epoch(d.must("setup"))
	if again := epoch(d.must("setup")); again != first {
		t.Errorf("set up twice, the epoch is another: %s, %s", first, again)
	}
	if lost := epoch(d.must("setup", "--accept-loss")); lost == first {
		t.Error("an accepted loss begins no new epoch")
	}
}
