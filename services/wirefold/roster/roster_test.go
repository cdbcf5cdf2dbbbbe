package roster

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/sources"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/ingest/pollstate"
)

var update = flag.Bool("update", false, "write the golden files")

var now = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func sample() *Roster {
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	return &Roster{At: now, Since: ago(36 * time.Hour), Sources: []*Source{
		{Name: "coastwire_example", LastItem: ago(95 * time.Second), Every: 10 * time.Minute, Articles: 30, Copies: 10, Feeds: []Feed{
			{Address: "https://coastwire.example/news.xml.gz", Sitemap: true, State: Claimed, LastItem: ago(95 * time.Second), Next: now.Add(100 * time.Millisecond), Interval: time.Minute, Waiting: 3},
			{Address: "https://coastwire.example/rss", State: Polling, LastItem: ago(3 * time.Hour), Next: now.Add(25*time.Minute + 500*time.Millisecond), Interval: 90 * time.Minute,
				Errors: 4, Reason: "unavailable", Error: "get https://coastwire.example/rss: unavailable: status 503\x1b[2J " + strings.Repeat("x", 100)},
			{Address: "https://coastwire.example/sport", State: Polling, LastItem: ago(50 * time.Hour), Next: now.Add(time.Hour), Interval: time.Hour, Errors: 1, Reason: "timeout", Error: "too slow",
				MovedTo: "https://sport.coastwire.example/rss", Note: "12 items left out: more than 5000"},
		}},
		{Name: "harborgazette_example", LastItem: ago(26 * time.Hour), Every: time.Hour, Articles: 1, Feeds: []Feed{
			{Address: "https://harborgazette.example/rss", State: Gone, LastItem: ago(26 * time.Hour), Next: now.Add(72 * time.Hour), Interval: time.Hour, Errors: 1, Reason: "gone", Error: "status 410"},
		}},
		{Name: "islandpost_example", LastItem: ago(10 * time.Millisecond), Copies: 2},
		{Name: "skerry_example", Every: 24 * time.Hour, Feeds: []Feed{{Address: "https://skerry.example/feed.json", State: Waiting}}},
	}}
}

func TestPrint(t *testing.T) {
	for name, print := range map[string]func(*Roster, *bytes.Buffer) error{
		"table": func(r *Roster, b *bytes.Buffer) error { return r.Print(b) },
		"feeds": func(r *Roster, b *bytes.Buffer) error { return r.PrintFeeds(b) },
		"json":  func(r *Roster, b *bytes.Buffer) error { return r.PrintJSON(b) },
	} {
		var got bytes.Buffer
		if err := print(sample(), &got); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", name+".golden")
		if *update {
			if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(path); err != nil || !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%v\n%s\nwant\n%s", err, &got, want)
		}
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "-", 20 * time.Millisecond: "20ms", 1500 * time.Millisecond: "1s", 90 * time.Second: "1m30s", 10 * time.Minute: "10m", time.Hour: "1h",
		61*time.Minute + 5*time.Second: "1h1m", 24 * time.Hour: "1d", 50*time.Hour + 59*time.Minute: "2d2h",
	} {
		if got := span(d); got != want {
			t.Errorf("%d: %s, want %s", d, got, want)
		}
	}
}

// TestRead reads what a broker keeps.
func TestRead(t *testing.T) {
	broker := natstest.Start(t)
	js := broker.Connect()
	ctx := natstest.Context(t)
	read := func(q Question) map[string]*Source {
		t.Helper()
		if q.Now.IsZero() {
			q.Now = time.Now()
		}
		r, err := Read(ctx, js, q)
		if err != nil {
			t.Fatal(err)
		}
		if r.Broken != nil {
			t.Error(r.Broken)
		}
		by := map[string]*Source{}
		for _, s := range r.Sources {
			by[s.Name] = s
		}
		return by
	}
	broker.Setup(js, topology.All...)
	if got := read(Question{}); len(got) != 0 {
		t.Errorf("of nothing nothing is known: %v", got)
	}
	publish := func(subject string) {
		t.Helper()
		if _, err := js.PublishMsg(ctx, nats.NewMsg(subject)); err != nil {
			t.Fatal(err)
		}
	}
	for _, on := range []string{
		"wire.north.example", "wire.north_example", "wire.south_example", "wire._operator", "wire.north.example",
		"news.article.new._.en.north_example", "news.article.new.talks.en.north_example", "news.article.updated._.en.north_example",
		"news.copy.collapsed._.de.north_example", "news.copy.collapsed._.de.north_example", "news.copy.collapsed._.en.west_example", "news.copy.withdrawn._.en.west_example",
	} {
		publish(on)
	}
	store, err := pollstate.Open(ctx, js)
	if err != nil {
		t.Fatal(err)
	}
	later := time.Now().Add(time.Hour)
	for _, state := range []pollstate.State{
		{Source: "north_example", Address: "https://north.example/b"},
		{Source: "north_example", Address: "https://north.example/a", Claim: &pollstate.Claim{Until: later}, Waiting: make([]pollstate.Item, 2)},
		{Source: "north_example", Address: "https://north.example/c", Claim: &pollstate.Claim{Until: time.Now().Add(-time.Hour)}, Pushed: later},
		{Source: "east_example", Address: "https://east.example/", Errors: 2, Reason: "robots", Error: "no", Interval: pollstate.Duration(time.Minute), Next: later},
		{Source: "east_example", Address: "https://east.example/old", Errors: 1, Reason: "gone", Gone: time.Now()},
	} {
		e, err := store.Get(ctx, state.Source, state.Address)
		if err != nil {
			t.Fatal(err)
		}
		e.State = state
		if err := store.Put(ctx, e); err != nil {
			t.Fatal(err)
		}
	}
	list := sources.List{
		{Name: "north_example", Every: time.Minute, Feeds: []string{"https://north.example/a", "https://north.example/c", "https://north.example/new"}},
		{Name: "lost_example", Every: time.Hour},
	}
	got := read(Question{List: list})
	if len(got) != 5 {
		t.Errorf("%d sources, want north, south, west, east and lost", len(got))
	}
	north, east := got["north_example"], got["east_example"]
	if north.Articles != 2 || north.Copies != 2 || north.LastItem.IsZero() || north.Every != time.Minute || north.Late(time.Now()) || !north.Late(later) {
		t.Errorf("north: %+v", north)
	}
	if words := north.states(); words != "1 claimed, 1 websub, 1 waiting, 1 unlisted" || north.Feeds[0].State != Claimed || north.Feeds[0].Waiting != 2 {
		t.Errorf("north's feeds are %s: %+v", words, north.Feeds)
	}
	if words := east.states(); words != "unlisted" || east.Worst() != nil || !east.Next().IsZero() {
		t.Errorf("east left the list, and its feeds are %s: %+v", words, east.Feeds)
	}
	east = read(Question{})["east_example"]
	if words := east.states(); words != "1 gone, 1 robots" || east.Worst().Reason != "robots" || !east.Next().Equal(later) || east.Interval() != time.Minute {
		t.Errorf("east's feeds are %s: %+v", words, east.Feeds)
	}
	if share, known := got["west_example"].CopyShare(); share != 1 || !known {
		t.Errorf("west: %v of it is copies, %v", share, known)
	}
	if _, known := got["south_example"].CopyShare(); known || got["south_example"].Late(later) {
		t.Errorf("south: %+v", got["south_example"])
	}
	if !got["lost_example"].Late(now) {
		t.Error("one that is waited for and was never heard is late")
	}
	if one := read(Question{Source: "north_example", List: list}); len(one) != 1 || one["north_example"].Copies != 2 || len(one["north_example"].Feeds) != 4 {
		t.Errorf("asked for one source: %v", one)
	}
}

// TestReadWithoutDoors reads a Wirefold that never polled, and one whose bucket holds what cannot be read.
func TestReadWithoutDoors(t *testing.T) {
	broker := natstest.Start(t)
	js, ctx := broker.Connect(), natstest.Context(t)
	broker.Setup(js, topology.All...)
	kv, err := js.KeyValue(ctx, topology.DoorsBucket)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := kv.Put(ctx, "feed.north_example.0123456789abcdef", []byte("{")); err != nil {
		t.Fatal(err)
	}
	if r, err := Read(ctx, js, Question{}); err != nil || r.Broken == nil {
		t.Errorf("a state that cannot be read is told: %v", err)
	}
	if err := js.DeleteKeyValue(ctx, topology.DoorsBucket); err != nil {
		t.Fatal(err)
	}
	if err := js.DeleteStream(ctx, topology.News); err != nil {
		t.Fatal(err)
	}
	if r, err := Read(ctx, js, Question{}); err != nil || len(r.Sources) != 0 {
		t.Errorf("without a bucket and NEWS: %+v, %v", r, err)
	}
}

func TestJSONLinesAreObjects(t *testing.T) {
	var out bytes.Buffer
	if err := sample().PrintJSON(&out); err != nil {
		t.Fatal(err)
	}
	lines := 0
	for d := json.NewDecoder(&out); d.More(); lines++ {
		var object struct{ Source string }
		if err := d.Decode(&object); err != nil || object.Source == "" {
			t.Fatalf("%v, %+v", err, object)
		}
	}
	if lines != 4 {
		t.Errorf("%d lines for 4 sources", lines)
	}
}
