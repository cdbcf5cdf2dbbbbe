package e2e

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	cenats "github.com/cloudevents/sdk-go/protocol/nats/v2"
	"github.com/cloudevents/sdk-go/v2/binding"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/topology"
)

// matches says whether a subject matches a NATS pattern.
func matches(pattern, subject string) bool {
	p, s := strings.Split(pattern, "."), strings.Split(subject, ".")
	for i, token := range p {
		if token == ">" {
			return len(s) > i
		}
		if i >= len(s) || token != "*" && token != s[i] {
			return false
		}
	}
	return len(p) == len(s)
}

// The wildcards of the contract are queries: each gives what it says, all of it, and nothing else.
func TestAWildcardIsAQuery(t *testing.T) {
	events := sampleNews(t)
	country := func(e event, field string) string {
		s, _ := e.Data[field].(map[string]any)
		c, _ := s["country"].(string)
		return strings.ToLower(c)
	}
	parties := func(e event, field string) (out []string) {
		list, _ := e.Data[field].([]any)
		for _, p := range list {
			c, _ := p.(map[string]any)["country"].(string)
			out = append(out, strings.ToLower(c))
		}
		return out
	}
	first := func(l []string) string {
		if len(l) == 0 {
			return ""
		}
		return l[0]
	}
	for _, q := range []struct {
		want, pattern string
		is            func(event) bool
	}{
		{"one message per article, copies collapsed", "news.article.new.>", func(e event) bool { return e.kind() == "article.new" }},
		{"the talks only", "news.article.*.us-russia-talks.>", func(e event) bool {
			return strings.HasPrefix(e.kind(), "article.") && strings.Split(e.Subject, ".")[3] == "us-russia-talks"
		}},
		{"what Ryabkov said", "news.quote.*.*.ryabkov.>", func(e event) bool {
			s, _ := e.Data["speaker"].(map[string]any)
			name, _ := s["name"].(string)
			return strings.HasPrefix(e.kind(), "quote.") && strings.HasSuffix(name, "Ryabkov")
		}},
		{"what Russians said", "news.quote.*.rus.>", func(e event) bool {
			return strings.HasPrefix(e.kind(), "quote.") && country(e, "speaker") == "rus"
		}},
		{"every threat", "news.event.*.threaten.>", func(e event) bool {
			return strings.HasPrefix(e.kind(), "event.") && e.text("type") == "THREATEN"
		}},
		{"done by Russia", "news.event.*.*.*.rus.>", func(e event) bool {
			mutual := len(parties(e, "actors")) > 1 && len(parties(e, "recipients")) == 0
			return strings.HasPrefix(e.kind(), "event.") && !mutual && first(parties(e, "actors")) == "rus"
		}},
		{"done to Ukraine", "news.event.*.*.*.*.ukr.>", func(e event) bool {
			return strings.HasPrefix(e.kind(), "event.") && first(parties(e, "recipients")) == "ukr"
		}},
		{"every recall", "news.*.withdrawn.>", func(e event) bool { return strings.HasSuffix(e.kind(), ".withdrawn") }},
	} {
		t.Run(q.want, func(t *testing.T) {
			n := 0
			for _, e := range events {
				if got, want := matches(q.pattern, e.Subject), q.is(e); got != want {
					t.Errorf("%s matches %s: %v, want %v\n%s", q.pattern, e.Subject, got, want, e.Raw)
				}
				if matches(q.pattern, e.Subject) {
					n++
				}
			}
			if n == 0 {
				t.Errorf("%s gives nothing", q.pattern)
			}
		})
	}
	t.Run("anything between Russia and the US, either way", func(t *testing.T) {
		ways := map[string]int{}
		for _, e := range events {
			if matches("news.event.*.*.rus-usa.>", e.Subject) {
				tokens := strings.Split(e.Subject, ".")
				ways[tokens[5]+"."+tokens[6]]++
			}
		}
		if ways["both.both"] == 0 || len(ways) < 2 {
			t.Errorf("ways: %v", ways)
		}
	})
}

var token = regexp.MustCompile(`^[a-z0-9_-]{1,48}$`)

func TestSubjectsHaveTheirTokens(t *testing.T) {
	tokens := map[string]int{"article": 6, "copy": 6, "story": 5, "quote": 6, "event": 8}
	for _, e := range sampleNews(t) {
		parts := strings.Split(e.Subject, ".")
		if len(parts) != tokens[parts[1]] {
			t.Errorf("%s has %d tokens", e.Subject, len(parts))
		}
		for _, p := range parts {
			if !token.MatchString(p) {
				t.Errorf("%s: token %q", e.Subject, p)
			}
		}
		if want := parts[1] + "." + parts[2]; e.kind() != want {
			t.Errorf("%s is of type %s", e.Subject, e.Type)
		}
	}
}

func TestEventsAreInWireOrderAndCountTheirIds(t *testing.T) {
	lastSeq, lastIndex := uint64(0), 0
	for _, e := range sampleNews(t) {
		index, err := strconv.Atoi(e.ID[strings.Index(e.ID, "-")+1:])
		if err != nil {
			t.Fatalf("event id %q", e.ID)
		}
		seq := e.wireSeq(t)
		if seq == lastSeq && index != lastIndex+1 || seq != lastSeq && index != 1 || seq < lastSeq {
			t.Errorf("%s follows %d-%d", e.ID, lastSeq, lastIndex)
		}
		lastSeq, lastIndex = seq, index
		if got := e.Header.Get(jetstream.MsgIDHeader); got != e.ID {
			t.Errorf("event %s has Nats-Msg-Id %s", e.ID, got)
		}
	}
}

// A reader that knows nothing of Wirefold reads the events: the CloudEvents SDK.
func TestCloudEventsSDKReadsTheEvents(t *testing.T) {
	for _, e := range sampleNews(t) {
		message := cenats.NewMessage(&nats.Msg{Subject: e.Subject, Header: e.Header, Data: e.Raw})
		ce, err := binding.ToEvent(t.Context(), message)
		if err != nil {
			t.Fatalf("%s: %v\n%s", e.ID, err, e.Raw)
		}
		if err := ce.Validate(); err != nil {
			t.Errorf("%s: %v", e.ID, err)
		}
		if ce.ID() != e.ID || ce.Subject() != e.About || ce.SpecVersion() != "1.0" || ce.Extensions()["traceparent"] != e.Header.Get("traceparent") || !strings.HasPrefix(ce.Source(), "//wirefold/test/") {
			t.Errorf("%s is read as %s", e.Raw, ce)
		}
		if e.Header.Get("Content-Type") != "application/cloudevents+json" {
			t.Errorf("%s has Content-Type %q", e.ID, e.Header.Get("Content-Type"))
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, e.Raw); err != nil || compact.Len() != len(e.Raw) {
			t.Errorf("%s is not compact: %v", e.ID, err)
		}
	}
}

// A subscriber reads STATE to its end, then NEWS from the highest Wirefold-Seq on: no gap, no repeat.
func TestStateThenLive(t *testing.T) {
	d := open(t)
	playSample(t, d, 40)
	before := d.settle(t)
	waitForState(t, d)
	state := readEvents(t, d.js, topology.State, 1)
	last, from := map[string]event{}, uint64(0)
	for _, e := range d.news(t, 1) {
		if kind, _, _ := strings.Cut(e.kind(), "."); kind == "article" || kind == "copy" || kind == "story" {
			last[stateSubject(e)] = e
		}
	}
	if len(before) == 0 || len(state) != len(last) {
		t.Errorf("STATE holds %d subjects, NEWS told of %d", len(state), len(last))
	}
	for _, s := range state {
		seq, err := strconv.ParseUint(s.Header.Get("Wirefold-Seq"), 10, 64)
		if err != nil {
			t.Fatalf("%s: Wirefold-Seq %q", s.Subject, s.Header.Get("Wirefold-Seq"))
		}
		from = max(from, seq)
		if want := last[s.Subject]; want.Seq != seq || !bytes.Equal(want.Raw, s.Raw) {
			t.Errorf("%s holds event %s of NEWS %d; the last is %s, %d", s.Subject, s.ID, seq, want.ID, want.Seq)
		}
	}
	playSampleFrom(t, d, 40)
	all := d.settle(t)
	live := d.news(t, from+1)
	if len(live) == 0 || live[0].Seq != from+1 || len(all) == 0 {
		t.Errorf("live begins at %d, STATE told up to %d", live[0].Seq, from)
	}
}

func stateSubject(e event) string {
	if strings.HasPrefix(e.kind(), "story.") {
		return "state.story." + e.About
	}
	return "state.article." + e.About
}

// waitForState waits until STATE has caught up with NEWS.
func waitForState(t *testing.T, d *desk) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for {
		told := uint64(0)
		for _, e := range d.news(t, 1) {
			if !strings.HasPrefix(e.kind(), "quote.") && !strings.HasPrefix(e.kind(), "event.") {
				told = e.Seq
			}
		}
		projected := uint64(0)
		for _, e := range readEvents(t, d.js, topology.State, 1) {
			seq, _ := strconv.ParseUint(e.Header.Get("Wirefold-Seq"), 10, 64)
			projected = max(projected, seq)
		}
		if projected == told {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("STATE stands at %d, NEWS at %d", projected, told)
		}
		time.Sleep(50 * time.Millisecond)
	}
}
