package decider_test

import (
	"strings"
	"testing"
)

// TestACopyThatCarriesASecondTextDoesNotDrawInTheCopiesOfThat: pages put another story on top of the one they took.
func TestACopyThatCarriesASecondTextDoesNotDrawInTheCopiesOfThat(t *testing.T) {
	title, text, _ := copyText("ferry")
	other, above, _ := copyText("apples")
	d := newDesk(t)
	d.file(article("north_example", "n1", title, text))
	if _, events := d.file(article("page_example", "p1", title, above+"\n\n"+text)); !strings.Contains(events[0].Type, "copy.collapsed") {
		t.Fatalf("the page with both is told as %s, want a copy of the first", events[0].Type)
	}
	if _, events := d.file(article("east_example", "e1", other, above)); !strings.Contains(events[0].Type, "article.new") {
		t.Errorf("the second text by itself is told as %s, want article.new", events[0].Type)
	}
	if _, events := d.file(article("south_example", "s1", title, above+"\n\n"+text)); !strings.Contains(events[0].Type, "copy.collapsed") {
		t.Errorf("the same page elsewhere is told as %s, want copy.collapsed", events[0].Type)
	}
}
