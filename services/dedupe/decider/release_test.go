package decider_test

import (
	"errors"
	"testing"
	"time"

	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// TestAReleaseNeedNotSendTheCopyAgain: `usable` with no more than the article's id releases what is held.
func TestAReleaseNeedNotSendTheCopyAgain(t *testing.T) {
	title, text, _ := copyText("ferry")
	for _, r := range []struct {
		why         string
		news        bool // it was news before it was held
		want, quote string
	}{
		{"what was first seen held becomes news", false, "wirefold.article.new.v1", "wirefold.quote.new.v1"},
		{"what had been news is released", true, "wirefold.article.released.v1", ""},
	} {
		d := newDesk(t)
		if r.news {
			d.file(article("north_example", "n1", title, text))
			d.file(bare("north_example", "n1", "withheld"))
		} else {
			d.file(article("north_example", "n1", title, text, status("withheld")))
		}
		_, events := d.file(bare("north_example", "n1", "released"))
		quoted := false
		for _, e := range events {
			quoted = quoted || e.Type == r.quote
		}
		if len(events) == 0 || events[0].Type != r.want || quoted != (r.quote != "") {
			t.Fatalf("%s: %d events", r.why, len(events))
		}
		if data := decode(t, events[0]).Data; data["text"] != text || data["title"] != title {
			t.Errorf("%s: without its copy: %v", r.why, data)
		}
		if _, events := d.file(article("north_example", "n1", title, text)); len(events) != 0 {
			t.Errorf("%s: the same copy is told again", r.why)
		}
	}
}

func TestAReleaseOfNothingIsAnError(t *testing.T) {
	title, text, _ := copyText("ferry")
	d := newDesk(t)
	d.file(article("north_example", "n1", title, text))
	for _, id := range []string{"n1", "n2"} {
		_, err := d.decider.Decide(decider.Input{WireSeq: 2, FactsSeq: 9, ReceivedAt: d.now.Add(time.Minute), Facts: bare("north_example", id, "released")})
		if !errors.Is(err, decider.ErrNoText) {
			t.Errorf("%s: %v", id, err)
		}
	}
}
