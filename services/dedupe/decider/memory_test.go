package decider_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/decider"
)

func TestMemoryForgetsWhatIsOlderThanItsWindows(t *testing.T) {
	title, text, _ := copyText("ferry")
	first := func() *desk {
		d := newDesk(t)
		d.file(article("north_example", "n1", title, text))
		return d
	}
	for _, c := range []struct {
		name  string
		pause time.Duration
		id    string
		want  decider.Verdict
	}{
		{"a copy is found within the near-duplicate window", 95 * time.Hour, "s1", decider.Copy},
		{"a whole one for a month", 29 * 24 * time.Hour, "s1", decider.Copy},
		{"and not after it", 31 * 24 * time.Hour, "s1", decider.New},
		{"an identity is known within the memory window", 29 * 24 * time.Hour, "n1", decider.Repeat},
		{"and new after it", 31 * 24 * time.Hour, "n1", decider.New},
	} {
		d := first()
		d.now = d.now.Add(c.pause)
		d.file(nil) // what forgets is the arrival after
		d.last = map[string]string{}
		if got, _ := d.file(article(map[string]string{"n1": "north_example", "s1": "south_example"}[c.id], c.id, title, text)); got.GetVerdict() != string(c.want) {
			t.Errorf("%s: got %s, want %s", c.name, got.GetVerdict(), c.want)
		}
	}
}

func TestAnOriginalIsRememberedAsLongAsItsCopiesAre(t *testing.T) {
	title, text, _ := copyText("ferry")
	_, later, _ := copyText("ferry/update")
	d := newDesk(t)
	d.file(article("north_example", "n1", title, text))
	d.now = d.now.Add(90 * time.Hour)
	d.file(article("south_example", "s1", title, text))
	d.now = d.now.Add(28 * 24 * time.Hour)
	d.file(nil)
	got, events := d.file(article("north_example", "n1", title, later))
	if n := count(t, events); got.GetVerdict() != string(decider.Revision) || n["copy.superseded"] != 1 {
		t.Errorf("31 days after it came, and 28 after its copy: got %s with %v", got.GetVerdict(), n)
	}
}

func TestMemoryIsBoundedByTime(t *testing.T) {
	title, text, _ := copyText("ferry")
	d := newDesk(t)
	d.thorough = false
	for range 2000 {
		d.now = d.now.Add(2 * time.Hour)
		d.file(article("north_example", "n"+d.now.Format("20060102150405"), title, text))
	}
	if n := d.decider.Memory.Len(); n > 30*12+1 {
		t.Errorf("%d articles are remembered of 12 a day for 30 days", n)
	}
	if n := d.decider.Memory.Stories(); n > 30*12+1 {
		t.Errorf("%d stories are remembered of 12 a day for 30 days", n)
	}
}

func TestADecisionIsAppliedOnce(t *testing.T) {
	title, text, _ := copyText("ferry")
	d := newDesk(t)
	decision, _ := d.file(article("north_example", "n1", title, text))
	before := save(t, d.decider.Memory)
	d.decider.Memory.Apply(decision)
	if !bytes.Equal(save(t, d.decider.Memory), before) {
		t.Error("a decision applied twice changed the memory twice")
	}
}

func TestAnErrorOfTheStoreEndsTheDecision(t *testing.T) {
	title, text, _ := copyText("ferry")
	d := newDesk(t)
	d.file(article("north_example", "n1", title, text))
	broken := errors.New("no connection")
	again := &decider.Decider{Memory: d.decider.Memory}
	again.Texts = func(uint64) (*wirefoldv1.Facts, error) { return nil, broken }
	if _, err := again.Decide(decider.Input{WireSeq: 2, FactsSeq: 9, Facts: article("south_example", "s1", title, text)}); !errors.Is(err, broken) {
		t.Errorf("got %v, want the store's own error", err)
	}
	again.Texts = func(uint64) (*wirefoldv1.Facts, error) { return nil, decider.ErrGone }
	got, err := again.Decide(decider.Input{WireSeq: 2, FactsSeq: 9, Facts: article("south_example", "s1", title, text)})
	if err != nil || got.GetVerdict() != string(decider.New) {
		t.Errorf("what can no longer be read is not compared: got %s, %v", got.GetVerdict(), err)
	}
}

func TestADetachOutlivesTheOriginal(t *testing.T) {
	title, text, _ := copyText("ferry")
	_, later, _ := copyText("ferry/update")
	north := article("north_example", "n1", title, text, crediting("west"))
	d := newDesk(t)
	d.unordered = true
	d.file(north)
	d.file(article("south_example", "s1", title, text))
	d.file(command("detach", "s1"))
	d.now = d.now.Add(20 * 24 * time.Hour)
	d.file(article("south_example", "s1", title, later))
	d.now = d.now.Add(11 * 24 * time.Hour)
	d.file(nil) // what forgets is the arrival after
	if got, _ := d.file(north); got.GetVerdict() != string(decider.New) {
		t.Fatalf("31 days after it came, the original is still known: %s", got.GetVerdict())
	}
	// What follows the original takes over what is detached from it, also where the memory was restored since.
	d.file(article("west_example", "w1", title, text))
	d.file(article("south_example", "s1", title, text))
	if g := d.decider.Memory.Group("s1"); g != "s1" {
		t.Errorf("what was detached from n1 is in the group of %s", g)
	}
}
