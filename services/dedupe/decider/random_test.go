package decider_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// TestAnySequenceOfCopyHoldsThePromises plays random copy of few articles, so that everything happens to everything;
// the desk checks after each that all memories decide alike and that the events make sense in their order.
func TestAnySequenceOfCopyHoldsThePromises(t *testing.T) {
	for seed := range uint64(40) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 7))
			d := newDesk(t)
			for range 60 {
				d.file(anything(r))
				if r.IntN(25) == 0 {
					d.now = d.now.Add(time.Duration(r.IntN(60)) * time.Hour)
				}
				if r.IntN(10) == 0 {
					d.now = d.now.Add(-time.Duration(r.IntN(600)) * time.Minute)
				}
				checkGroups(t, d)
			}
		})
	}
}

// TestForgettingChangesNoMemoryMoreThanAnother lets days and weeks pass.
func TestForgettingChangesNoMemoryMoreThanAnother(t *testing.T) {
	for seed := range uint64(20) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 11))
			d := newDesk(t)
			for range 60 {
				d.file(anything(r))
				if r.IntN(4) == 0 {
					d.now = d.now.Add(time.Duration(r.IntN(10*24)) * time.Hour)
					// An article that was forgotten begins anew.
					d.last = map[string]string{}
					d.unordered = true
				}
			}
		})
	}
}

var ids = []string{"n1", "n2", "s1", "s2", "w1", "e1", "h1"}

var sources = map[byte]string{'n': "north_example", 's': "south_example", 'w': "west_example", 'e': "east_example", 'h': "shore_example"}

func anything(r *rand.Rand) *wirefoldv1.Facts {
	pick := func(l ...string) string { return l[r.IntN(len(l))] }
	switch r.IntN(20) {
	case 0:
		return nil
	case 1:
		return command("detach", pick(ids...))
	case 2:
		return command("join", pick(ids...), pick(ids...))
	}
	id := pick(ids...)
	title, text, _ := copyText(pick("ferry", "ferry", "ferry", "ferry/update", "ferry/edited", "ferry/lead", "ferry/tail", "ferry/case", "tug", "tug/lead", "apples"))
	f := article(sources[id[0]], id, title, text)
	if r.IntN(3) == 0 {
		crediting(pick("north", "north", "south", "shoreexample"))(f)
	}
	if r.IntN(3) == 0 {
		version(int64(1 + r.IntN(6)))(f)
	}
	switch r.IntN(10) {
	case 0:
		status("canceled")(f)
	case 1:
		status("withheld")(f)
	}
	if f.Article.Status != "usable" && r.IntN(2) == 0 {
		f.Article.Text, f.Quotes, f.Events = "", nil, nil
	}
	if r.IntN(4) == 0 {
		published(morning.Add(time.Duration(r.IntN(300)-150) * time.Hour).Format(time.RFC3339))(f)
	}
	f.Article.Correction, f.Article.Refile = r.IntN(8) == 0, r.IntN(8) == 0
	f.Article.VersionMark = f.Article.Correction || f.Article.Refile || r.IntN(8) == 0
	return f
}

// checkGroups: a group is named by an article that is in it, and stories by one that has not gone into another.
func checkGroups(t *testing.T, d *desk) {
	t.Helper()
	if err := d.decider.Memory.CheckStories(); err != nil {
		t.Fatalf("wire %d: %v", d.wireSeq, err)
	}
	for _, id := range ids {
		g := d.decider.Memory.Group(id)
		if g != "" && g != id && d.decider.Memory.Group(g) != g && d.decider.Memory.Group(g) != "" {
			t.Fatalf("wire %d: %s is a copy of %s, which is a copy of %s", d.wireSeq, id, g, d.decider.Memory.Group(g))
		}
	}
}
