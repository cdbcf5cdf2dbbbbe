package decider_test

import (
	"fmt"
	"testing"

	"github.com/wirefold/wirefold/services/dedupe/announcer"
)

// count counts events by type, and by reason where they have one.
func count(t *testing.T, events []announcer.Event) map[string]int {
	t.Helper()
	n := map[string]int{}
	for _, e := range events {
		n[e.Type[len("wirefold."):len(e.Type)-len(".v1")]]++
	}
	return n
}

// TestWhateverHappensToAnOriginalIsToldToEachCopy plays every change of an original over groups of one, two and two hundred.
func TestWhateverHappensToAnOriginalIsToldToEachCopy(t *testing.T) {
	title, text, _ := copyText("ferry")
	_, later, _ := copyText("ferry/update")
	for _, size := range []int{1, 2, 200} {
		t.Run(fmt.Sprintf("%d copies", size), func(t *testing.T) {
			group := func(credit func(i int) bool) *desk {
				d := newDesk(t)
				d.thorough = size < 10
				d.file(article("north_example", "n1", title, text))
				for i := range size {
					f := article(fmt.Sprintf("paper%d_example", i), fmt.Sprintf("c%d", i), title, text)
					if credit(i) {
						crediting("north")(f)
					}
					_, events := d.file(f)
					if n := count(t, events); n["copy.collapsed"] != 1 || n["story.updated"] != 1 || len(events) != 2 {
						t.Fatalf("copy %d: got %v, want it collapsed and the story told", i, n)
					}
				}
				return d
			}
			nobody, all := func(int) bool { return false }, func(int) bool { return true }

			d := group(nobody)
			_, events := d.file(article("north_example", "n1", title, later))
			if n := count(t, events); n["article.updated"] != 1 || n["copy.superseded"] != size {
				t.Errorf("an update: got %v", n)
			}
			if got := decode(t, events[0]).Data; int(got["copyCount"].(float64)) != size || len(got["copies"].([]any)) != size {
				t.Errorf("an update lists %v copies and counts %v", len(got["copies"].([]any)), got["copyCount"])
			}
			_, events = d.file(article("north_example", "n1", title, later, status("withheld")))
			if n := count(t, events); n["article.held"] != 1 || n["copy.superseded"] != size {
				t.Errorf("a hold: got %v", n)
			}
			_, events = d.file(article("north_example", "n1", title, later))
			if n := count(t, events); n["article.released"] != 1 || n["copy.superseded"] != size {
				t.Errorf("a release: got %v", n)
			}
			_, events = d.file(article("north_example", "n1", "", "", status("canceled")))
			if n := count(t, events); n["article.withdrawn"] != 1 || n["article.new"] != 1 || n["copy.superseded"] != size-1 || n["copy.withdrawn"] != 0 {
				t.Errorf("a kill that no copy credits: got %v", n)
			}
			if g := d.decider.Memory.Group(fmt.Sprintf("c%d", size-1)); g != "c0" {
				t.Errorf("after the kill the last copy is in the group of %q, want the earliest copy's", g)
			}

			_, events = group(all).file(article("north_example", "n1", "", "", status("canceled")))
			if n := count(t, events); n["article.withdrawn"] != 1 || n["copy.withdrawn"] != size || n["article.new"] != 0 {
				t.Errorf("a kill that all copies credit: got %v", n)
			}

			_, events = group(func(i int) bool { return i%2 == 0 }).file(article("north_example", "n1", "", "", status("canceled")))
			uncredited := size / 2
			if n := count(t, events); n["copy.withdrawn"] != size-uncredited || n["article.new"] != min(uncredited, 1) || n["copy.superseded"] != max(uncredited-1, 0) {
				t.Errorf("a kill that every other copy credits: got %v", n)
			}
		})
	}
}

func TestACreditedOriginalTakesTheWholeGroup(t *testing.T) {
	title, text, _ := copyText("ferry")
	d := newDesk(t)
	d.thorough = false
	for i := range 200 {
		d.file(article(fmt.Sprintf("paper%d_example", i), fmt.Sprintf("c%d", i), title, text, crediting("north")))
	}
	_, events := d.file(article("north_example", "n1", title, text))
	if n := count(t, events); n["article.new"] != 1 || n["copy.collapsed"] != 200 || n["story.updated"] != 1 || len(events) != 202 {
		t.Errorf("got %v, want one new article, 200 copies, one story", n)
	}
	for i := range 200 {
		if g := d.decider.Memory.Group(fmt.Sprintf("c%d", i)); g != "n1" {
			t.Fatalf("copy %d is in the group of %q", i, g)
		}
	}
}

// TestTwoGroupsBecomeOne has a copy show that two groups, of one, two and two hundred copies each, are one text.
func TestTwoGroupsBecomeOne(t *testing.T) {
	title, text, _ := copyText("ferry")
	other, otherText, _ := copyText("apples")
	for _, size := range []int{0, 1, 2, 200} {
		d := newDesk(t)
		d.thorough = size < 10
		d.file(article("north_example", "n1", title, text))
		d.file(article("south_example", "s1", other, otherText))
		for i := range size {
			d.file(article(fmt.Sprintf("paper%d_example", i), fmt.Sprintf("a%d", i), title, text))
			d.file(article(fmt.Sprintf("paper%d_example", i), fmt.Sprintf("b%d", i), other, otherText))
		}
		// What was told of another thing comes to be the same text: its copies hang on it, so that it stays an original.
		d.file(article("south_example", "s1", title, text))
		_, events := d.file(article("west_example", "w1", title, text))
		if n := count(t, events); n["copy.collapsed"] != 2+size || n["article.new"] != 0 {
			t.Errorf("%d copies: got %v, want the copy and the later group collapsed", size, n)
		}
		for _, e := range events[1 : 2+size] {
			if c := decode(t, e).Data; c["originalId"] != "n1" || c["rule"] != "bridged_by_copy" {
				t.Fatalf("%d copies: %v joins %v by %v", size, c["id"], c["originalId"], c["rule"])
			}
		}
		_, events = d.file(article("north_example", "n1", "", "", status("canceled")))
		if n := count(t, events); n["article.withdrawn"] != 1 || n["article.new"] != 1 || n["copy.superseded"] != 2*size+1 {
			t.Errorf("%d copies: a kill is told as %v, want to each of both groups", size, n)
		}
	}
}

func TestAListOfCopiesIsBoundedAndItsCountIsNot(t *testing.T) {
	title, text, _ := copyText("ferry")
	_, later, _ := copyText("ferry/update")
	d := newDesk(t)
	d.thorough = false
	d.file(article("north_example", "n1", title, text))
	for i := range 1010 {
		d.file(article(fmt.Sprintf("paper%d_example", i), fmt.Sprintf("c%d", i), title, text))
	}
	_, events := d.file(article("north_example", "n1", title, later))
	got := decode(t, events[0]).Data
	if len(got["copies"].([]any)) != 1000 || got["copyCount"] != 1010.0 {
		t.Errorf("got %d copies listed and %v counted, want 1000 and 1010", len(got["copies"].([]any)), got["copyCount"])
	}
	if n := count(t, events); n["copy.superseded"] != 1010 {
		t.Errorf("got %d copies told, want all 1010", n["copy.superseded"])
	}
}
