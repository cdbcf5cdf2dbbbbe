package stage_test

import (
	"strings"
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/stage"
)

func TestWalkHeader(t *testing.T) {
	noon := time.Date(2022, 3, 5, 12, 0, 0, 123_456_789, time.FixedZone("CET", 3600))
	header := stage.AppendWalk("", stage.Walk{Stage: "ingest", Done: noon, Took: 1234567})
	header = stage.AppendWalk(header, stage.Walk{Stage: "clean", Done: noon.Add(time.Second)})
	if want := "ingest 2022-03-05T11:00:00.123456Z 1.235ms, clean 2022-03-05T11:00:01.123456Z 0s"; header != want {
		t.Fatalf("%s, want %s", header, want)
	}
	walk := stage.ReadWalk(header)
	if len(walk) != 2 || walk[0].Stage != "ingest" || !walk[0].Done.Equal(noon.Truncate(time.Microsecond)) || walk[0].Took != 1235*time.Microsecond || walk[1].Stage != "clean" {
		t.Error(walk)
	}
	for range 100 {
		header = stage.AppendWalk(header, walk[0])
	}
	if n := len(header); n > 1024 || len(stage.ReadWalk(header)) == 0 {
		t.Errorf("a header that is full has %d bytes: %s", n, header)
	}
	for _, r := range []struct{ why, in string }{
		{"nothing", ""},
		{"words", "good morning"},
		{"a stage without its times", "ingest"},
		{"a time that is none", "ingest noon 1ms"},
		{"a duration that is none", "ingest 2022-03-05T11:00:00Z long"},
		{"one that went backwards", "ingest 2022-03-05T11:00:00Z -1ms"},
		{"a name that is none", "In\x1bgest 2022-03-05T11:00:00Z 1ms"},
		{"one good line and a bad one", "ingest 2022-03-05T11:00:00Z 1ms, clean"},
		{"more than a stage ever wrote", strings.Repeat("ingest 2022-03-05T11:00:00Z 1ms, ", 40) + "ingest 2022-03-05T11:00:00Z 1ms"},
	} {
		if got := stage.ReadWalk(r.in); got != nil {
			t.Errorf("%s is read as %v", r.why, got)
		}
	}
}

func FuzzReadWalk(f *testing.F) {
	f.Add("ingest 2022-03-05T11:00:00.123456Z 1.2ms, clean 2022-03-05T11:00:01Z 0s")
	f.Fuzz(func(t *testing.T, header string) {
		again := ""
		for _, w := range stage.ReadWalk(header) {
			if w.Took < 0 || w.Stage == "" {
				t.Errorf("%q: %v", header, w)
			}
			again = stage.AppendWalk(again, w)
		}
		if len(again) > 1024 {
			t.Errorf("%q written again has %d bytes", header, len(again))
		}
	})
}
