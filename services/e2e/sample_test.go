package e2e

import (
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/wirefold/wirefold/services/wirefold/sample"
)

// playSample publishes the first n messages of the shipped sample and returns their WIRE sequences by name.
func playSample(t testing.TB, d *desk, n int) map[string]uint64 { return play(t, d, 0, n) }

func playSampleFrom(t testing.TB, d *desk, from int) map[string]uint64 {
	return play(t, d, from, 1<<30)
}

func play(t testing.TB, d *desk, from, to int) map[string]uint64 {
	t.Helper()
	messages, err := sample.Messages()
	if err != nil {
		t.Fatal(err)
	}
	seqs := map[string]uint64{}
	for _, m := range messages[from:min(to, len(messages))] {
		ack, err := d.js.PublishMsg(t.Context(), &nats.Msg{Subject: m.Subject, Header: m.Header, Data: m.Body})
		if err != nil {
			t.Fatalf("publish %s: %v", m.Name, err)
		}
		seqs[m.Name] = ack.Sequence
	}
	return seqs
}

// played is the sample, played once for all tests that only read what came of it.
var played struct {
	once   sync.Once
	events []event
	seqs   map[string]uint64
}

func sampleNews(t *testing.T) []event {
	t.Helper()
	played.once.Do(func() {
		d := open(t)
		played.seqs = playSample(t, d, 1<<30)
		played.events = d.settle(t)
	})
	if len(played.events) == 0 {
		t.Fatal("the sample gave no news")
	}
	return played.events
}

// The sample says of each of its messages what should come of it.
func TestSampleBecomesTheNewsItShould(t *testing.T) {
	events := sampleNews(t)
	raw, err := os.ReadFile("../wirefold/sample/expect.tsv")
	if err != nil {
		t.Fatal(err)
	}
	type line struct{ name, kind, of, story, events string }
	var lines []line
	for _, l := range strings.Split(strings.TrimSpace(string(raw)), "\n")[1:] {
		f := strings.Split(l, "\t")
		lines = append(lines, line{f[0], f[1], f[2], f[3], f[4]})
	}
	about := map[string]string{} // article id by message name
	stories := map[string]map[string]bool{}
	for _, l := range lines {
		own := of(t, events, played.seqs[l.name], "article", "copy")
		var kinds []string
		for _, e := range own {
			if about[l.name] == "" {
				about[l.name] = e.About
			}
			// What its copies are told comes on top.
			if e.About == about[l.name] {
				kinds = append(kinds, e.kind())
			}
		}
		if got := strings.Join(kinds, ","); got != strings.TrimPrefix(l.events, "-") {
			t.Errorf("%s (%s of %q): %q, want %q\n%s", l.name, l.kind, l.of, got, l.events, outline(own))
		}
		if l.kind == "copy" && l.events == "copy.collapsed" && len(own) > 0 && about[l.of] != "" && own[0].text("originalId") != about[l.of] {
			t.Errorf("%s is a copy of %s, not of %s\n%s", l.name, l.of, own[0].text("originalId"), outline(own))
		}
		for _, e := range own {
			if id := e.text("storyId"); id != "" {
				label, _, _ := strings.Cut(l.story, "/")
				if stories[id] == nil {
					stories[id] = map[string]bool{}
				}
				stories[id][label] = true
			}
		}
	}
	for id, labels := range stories {
		if len(labels) > 1 {
			t.Errorf("story %s holds %v", id, labels)
		}
	}
}
