package e2e

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/ingest/pollstate"
)

// mostMemory is what the poller's process may have resident. It takes 160 to 360 MB with all these feeds; bombs and endless
// bodies would be gigabytes.
const mostMemory = 768 << 20

// longPatience is for what waits for a busy machine to go through hundreds of feeds, or for a claim of the dead to end.
const longPatience = 5 * time.Minute

// TestDoors polls a web that misbehaves, by a process that is killed again and again: all that is in the feeds comes out on
// WIRE, once, and what is broken is told with its reason.
//
// Each life of the process is later than the one before by its own clock, so that claims of the dead end and what failed is
// due again. The first ones are ended in the middle of their work, the last two when all is done.
func TestDoors(t *testing.T) {
	t.Parallel() // it waits most of the time
	web := fetchtest.New(t)
	feeds := doors(t)
	for _, f := range feeds {
		f.open(web)
	}
	broker := natstest.Start(t)
	js := patient(t, broker.Connect().Conn())
	broker.Setup(js, topology.IngestPart)
	forgetQuickly(t, js)
	at, err := url.Parse(web.Direct())
	if err != nil {
		t.Fatal(err)
	}
	life := pollerLife{NATS: broker.URL, Web: at.Host, Sources: listed(t, feeds)}

	all := 0
	for _, f := range feeds {
		all += len(f.want)
	}
	p := startPoller(t, life)
	const cut = 4
	for n := 1; n < cut; n++ {
		natstest.Within(t, longPatience, "some more of the items are on WIRE", func() bool { return lastOf(t, js, topology.Wire) >= uint64(all*n/cut) })
		p.kill()
		life.Ahead += 10 * time.Minute
		p.live(life)
	}
	for _, last := range []bool{false, true} {
		p.kill()
		if life.Ahead += 2 * time.Hour; last {
			life.Ahead += 3 * 24 * time.Hour // the longest that anything waits but for what is gone
		}
		began := time.Now().Add(life.Ahead)
		p.live(life)
		waitForAll(t, js, feeds, began, last)
		for _, f := range feeds {
			f.later()
		}
	}
	p.kill()
	t.Logf("%d feeds, %d items, at most %d MB", len(feeds), all, p.peak>>20)
	if p.peak > mostMemory*raceMemory {
		t.Errorf("the poller took %d MB, at most %d are its due", p.peak>>20, mostMemory*raceMemory>>20)
	}
	checkWire(t, js, feeds)
	checkStates(t, js, feeds)
}

// forgetQuickly shortens the window in which WIRE itself drops what comes twice, so that it hides nothing.
func forgetQuickly(t *testing.T, js jetstream.JetStream) {
	t.Helper()
	wire, err := js.Stream(t.Context(), topology.Wire)
	if err != nil {
		t.Fatal(err)
	}
	config := wire.CachedInfo().Config
	config.Duplicates = 100 * time.Millisecond
	if _, err := js.UpdateStream(t.Context(), config); err != nil {
		t.Fatal(err)
	}
}

func lastOf(t *testing.T, js jetstream.JetStream, stream string) uint64 {
	t.Helper()
	s, err := js.Stream(t.Context(), stream)
	if err != nil {
		t.Fatal(err)
	}
	return s.CachedInfo().State.LastSeq
}

// listed writes the file of sources.
func listed(t *testing.T, feeds []*served) string {
	t.Helper()
	var file strings.Builder
	for _, f := range feeds {
		kind := "feeds"
		if f.sitemap {
			kind = "sitemaps"
		}
		fmt.Fprintf(&file, "- {source: %s, every: 24h, %s: ['%s'], pages: %s}\n", f.source(), kind, f.address(), f.pages)
	}
	path := filepath.Join(t.TempDir(), "sources.yaml")
	if err := os.WriteFile(path, []byte(file.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func states(t *testing.T, js jetstream.JetStream) map[string]pollstate.State {
	t.Helper()
	store, err := pollstate.Open(t.Context(), js)
	if err != nil {
		t.Fatal(err)
	}
	all, err := store.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]pollstate.State{}
	for _, s := range all {
		by[s.Source] = s
	}
	return by
}

// waitForAll waits until no feed is undone.
func waitForAll(t *testing.T, js jetstream.JetStream, feeds []*served, since time.Time, last bool) {
	t.Helper()
	var left []string
	defer func() {
		if len(left) > 0 {
			t.Logf("%d feeds are undone: %.2000s", len(left), strings.Join(left, "\n"))
		}
	}()
	natstest.Within(t, longPatience, "all feeds are polled", func() bool {
		left = undone(t, js, feeds, since, last)
		return len(left) == 0
	})
}

// undone are the feeds that have not been visited since a time; when it is the last life, also those that are well and do not
// know it yet.
func undone(t *testing.T, js jetstream.JetStream, feeds []*served, since time.Time, last bool) (names []string) {
	t.Helper()
	have := states(t, js)
	for _, f := range feeds {
		s, ok := have[f.source()]
		waits := slices.ContainsFunc(s.Waiting, func(i pollstate.Item) bool { return i.Attempts == 0 })
		if !ok || s.Claim != nil || !s.Next.After(since) || waits || last && f.reason == "" && (s.Errors > 0 || len(s.Waiting) > 0) {
			names = append(names, fmt.Sprintf("%s: next %s, claimed %t, %d wait, %d errors: %s", f.name, s.Next.Format(time.DateTime), s.Claim != nil, len(s.Waiting), s.Errors, s.Error))
		}
	}
	return names
}

// checkWire compares what came out with what is in the feeds.
func checkWire(t *testing.T, js jetstream.JetStream, feeds []*served) {
	t.Helper()
	came := map[string][]string{}
	ids, again := map[string]bool{}, map[string]int{}
	for _, m := range natstest.Read(t, js, topology.Wire) {
		source, err := subject.WireSource(m.Subject)
		if err != nil {
			t.Fatal(err)
		}
		id := m.Header.Get(nats.MsgIdHdr)
		if !strings.HasPrefix(id, source+"/") {
			t.Errorf("%s is no id of %s", id, source)
		}
		if ids[id] {
			again[source]++
		}
		ids[id] = true
		came[source] = append(came[source], titleOf(t, m))
	}
	for source, n := range again {
		t.Errorf("%s: %d items came again", source, n)
	}
	for _, f := range feeds {
		got, want := slices.Sorted(slices.Values(came[f.source()])), slices.Sorted(slices.Values(f.want))
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d items came, %d are in the feed:\n%.500q\n%.500q", f.name, len(got), len(want), got, want)
		}
	}
}

func titleOf(t *testing.T, m *jetstream.RawStreamMsg) string {
	t.Helper()
	if m.Header.Get("Content-Type") != "application/json" {
		return m.Header.Get("Wirefold-Title")
	}
	var object struct{ Title string }
	if err := json.Unmarshal(m.Data, &object); err != nil {
		t.Fatalf("%s: %v", m.Subject, err)
	}
	return object.Title
}

// checkStates compares what is told of the feeds with what is wrong with them.
func checkStates(t *testing.T, js jetstream.JetStream, feeds []*served) {
	t.Helper()
	have := states(t, js)
	for _, f := range feeds {
		s := have[f.source()]
		if s.Reason != f.reason || (s.Errors > 0) != (f.reason != "") || (s.Error != "") != (f.reason != "") {
			t.Errorf("%s: %d errors, %q: %s, want reason %q", f.name, s.Errors, s.Reason, s.Error, f.reason)
		}
	}
}
