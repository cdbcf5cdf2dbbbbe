package filter

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// kept is the record of a line, of some 10 kB.
func kept(seq uint64) *wirefoldv1.Facts {
	return &wirefoldv1.Facts{Article: &wirefoldv1.CleanArticle{Title: fmt.Sprint(seq), Text: strings.Repeat("Boats came and went. ", 500)}}
}

// openSmall opens a drawer whose files take some ten records.
func openSmall(t *testing.T) (d *drawer, folder string) {
	t.Helper()
	folder = t.TempDir()
	t.Setenv("TMPDIR", folder)
	d, err := openDrawer()
	if err != nil {
		t.Fatal(err)
	}
	d.grain = 100 << 10
	return d, folder
}

func files(t *testing.T, folder string) int {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

func TestDrawer(t *testing.T) {
	d, folder := openSmall(t)
	start := time.Date(2022, 3, 3, 0, 0, 0, 0, time.UTC)
	const last = 100
	bad := func(seq uint64) bool { return seq%7 == 1 }
	for seq := uint64(1); seq <= last; seq++ {
		if bad(seq) {
			continue
		}
		if err := d.put(seq, start.Add(time.Duration(seq)*24*time.Hour), kept(seq)); err != nil {
			t.Fatal(err)
		}
		if f, err := d.get(seq); err != nil || !proto.Equal(f, kept(seq)) {
			t.Fatalf("line %d is not what was put: %v", seq, err)
		}
	}
	for seq := range uint64(last + 5) {
		f, err := d.get(seq)
		switch old := seq+60 < last; { // a month, and what else its file holds
		case old || bad(seq) || seq == 0 || seq > last:
			if !errors.Is(err, decider.ErrGone) {
				t.Errorf("line %d, which is too old, bad or to come: %v", seq, err)
			}
		case seq+30 >= last && (err != nil || !proto.Equal(f, kept(seq))):
			t.Errorf("line %d, of the last month: %v", seq, err)
		}
	}
	if n := files(t, folder); n < 3 || n > 6 {
		t.Errorf("%d files for a month and what else is in the oldest", n)
	}
	if err := d.close(); err != nil || files(t, folder) != 0 {
		t.Errorf("%d files are left: %v", files(t, folder), err)
	}
}

func TestDrawerGoesByTheLatestTime(t *testing.T) {
	d, _ := openSmall(t)
	defer d.close()
	start := time.Date(2022, 3, 3, 0, 0, 0, 0, time.UTC)
	for seq := uint64(1); seq <= 40; seq++ {
		// Every other line is of the year before: it must neither keep time back nor lose its file for it.
		at := start
		if seq%2 == 0 {
			at = start.AddDate(-1, 0, 0)
		}
		if err := d.put(seq, at, kept(seq)); err != nil {
			t.Fatal(err)
		}
	}
	for seq := uint64(1); seq <= 40; seq++ {
		if _, err := d.get(seq); err != nil {
			t.Error(err)
		}
	}
}
