package main

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
)

var update = flag.Bool("update", false, "write the golden files")

// TestTrace follows a copy through a pipeline at work: as it came, revised, detached by an operator, and as a message that
// cannot be understood.
func TestTrace(t *testing.T) {
	d := start(t)
	one := func(name, object string) {
		d.must("publish", d.file(name, object))
		d.settled()
	}
	copied := article("c", "harborgazette.example", "Pier shut", ferry)
	one("original.json", article("o", "coastwire.example", "Pier closed", ferry))
	one("copy.json", copied)
	one("broken.json", strings.Replace(article("c", "harborgazette.example", "Pier shut", "***"), `"version":1`, `"version":2`, 1))
	id := natstest.Read(t, d.js(), topology.Facts)[1].Header.Get(stage.HeaderArticle)
	d.must("detach", id)
	one("revised.json", strings.Replace(strings.Replace(copied, `"version":1`, `"version":3`, 1), "Thursday", "Friday", 1))
	golden(t, "trace.txt", masked(d.must("trace", id)))
}

// masked replaces what differs from run to run, and keeps the columns.
func masked(out string) string {
	out = regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}`).ReplaceAllString(out, "YYYY-MM-DD hh:mm:ss.mmm")
	return regexp.MustCompile(` +\+?-?\d+(\.\d+)?(ms|s)\b`).ReplaceAllStringFunc(out, func(s string) string {
		return strings.Repeat(" ", len(s)-1) + "#"
	})
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s:\n%s\nwant\n%s", path, got, want)
	}
}

// TestTraceOfWhatWaits finds articles where no stage is at work.
func TestTraceOfWhatWaits(t *testing.T) {
	const walk = "ingest 2022-03-05T12:00:00.5Z 1ms"
	d := &desk{t: t, url: natstest.Start(t).URL, dir: t.TempDir()}
	d.must("setup")
	js := d.js()
	put := func(subject, article, wireSeq, walk string) {
		t.Helper()
		msg := &nats.Msg{Subject: subject, Header: nats.Header{
			stage.HeaderArticle: {article}, stage.HeaderWireSeq: {wireSeq}, stage.HeaderWireTime: {"2022-03-05T12:00:00Z"}, stage.HeaderWalk: {walk},
		}}
		if _, err := js.PublishMsg(t.Context(), msg); err != nil {
			t.Fatal(err)
		}
	}
	put(topology.SubjectArticles, "a-1", "1", walk)
	put(topology.SubjectClean, "a-2", "2", walk+", clean 2022-03-05T12:00:01Z 20ms")
	put(topology.SubjectFacts, "a-3", "3", walk+", nonsense")
	put(topology.SubjectFacts, "a-4", "4", walk+", extract 2022-03-05T11:59:00Z 2s")
	put(topology.SubjectFacts, "a-4", "4", walk+", extract 2022-03-05T11:59:00Z 3s")
	for _, r := range []struct {
		why, article, want string
		never              string
	}{
		{"before clean", "a-1", `(?m)^published 2022-03-05 12:00:00\.000  WIRE            1  kept no more\ningest      \+500\.0ms took   1\.0ms\nclean                              ARTICLES        1  waits since [0-9:.]+$`, "total"},
		{"before extract", "a-2", `(?m)^clean         \+1\.00s took  20\.0ms\nextract                            CLEAN           1  waits since [0-9:.]+$`, "total"},
		{"a walk that is malformed counts for nothing", "a-3", `extract .* FACTS           1  `, "took"},
		{"a record that was made twice", "a-4", `(?m)^ingest .*\nextract .* took   2\.00s  FACTS           2  .*\n .* took   3\.00s  FACTS           3`, "total"},
	} {
		out := d.must("trace", r.article)
		if !regexp.MustCompile(r.want).MatchString(out) || strings.Contains(out, r.never) {
			t.Errorf("%s:\n%s", r.why, out)
		}
	}
}

func TestReadable(t *testing.T) {
	for d, want := range map[time.Duration]string{
		40 * time.Microsecond: "0.0ms", 360 * time.Microsecond: "0.4ms", 999 * time.Millisecond: "999.0ms", -3 * time.Millisecond: "-3.0ms",
		1500 * time.Millisecond: "1.50s", 61*time.Second + time.Millisecond: "1m1s", 26 * time.Hour: "26h0m0s",
	} {
		if got := readable(d); got != want {
			t.Errorf("%d: %s, want %s", d, got, want)
		}
	}
}
