package decider

import (
	"testing"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

func TestStrongEvidenceThatTwoOriginalsAreOneText(t *testing.T) {
	join := func(ofCopy, ofOriginal float64) *wirefoldv1.Join {
		return &wirefoldv1.Join{Coverage: &wirefoldv1.Coverage{OfCopy: ofCopy, OfOriginal: ofOriginal}, Spans: []*wirefoldv1.AlignedSpan{{CopyEnd: 9, OriginalEnd: 9}}}
	}
	byWay := join(1, 1)
	byWay.Spans = nil
	above := join(.2, 1)
	above.Spans[0] = &wirefoldv1.AlignedSpan{CopyStart: 9, CopyEnd: 12, OriginalEnd: 3}
	for _, c := range []struct {
		name string
		p, q *wirefoldv1.Join
		want bool
	}{
		{"the same text as both", join(1, 1), join(.9, .85), true},
		{"the same text as one, the edited half of another", join(.95, .9), join(.5, .6), true},
		{"the same text as one, which is half of the other", join(1, 1), join(1, .45), true},
		{"the same text as one, which is one item of the other, a digest", join(1, 1), join(.98, .2), false},
		{"the same text as a digest, of which the other is an item that was left out", join(1, 1), join(.1, .3), false},
		{"part of both: of the rest nothing is known", join(1, .4), join(1, .4), false},
		{"more than both, a digest of the two", join(.5, 1), join(.5, 1), false},
		{"the same text as one, and as a copy of the other", join(1, 1), byWay, false},
		{"the same text as one, with the whole of another, a brief, beside it", join(.85, 1), above, false},
	} {
		if strong(c.p, c.q) != c.want || strong(c.q, c.p) != c.want {
			t.Errorf("%s: want %v", c.name, c.want)
		}
	}
}

func TestRivals(t *testing.T) {
	article := func(source string, credits ...string) *wirefoldv1.ArticleMemory {
		return &wirefoldv1.ArticleMemory{Source: source, Credits: credits}
	}
	for _, c := range []struct {
		name string
		p, q *wirefoldv1.ArticleMemory
		want bool
	}{
		{"two agencies", article("south_example", "reuters"), article("west_example", "afp"), true},
		{"one agency", article("south_example", "reuters", "afp"), article("west_example", "reuters"), false},
		{"nobody on one side", article("south_example", "reuters"), article("west_example"), false},
		{"the other's own source", article("south_example", "reuters"), article("reuters_com", "afp"), false},
		{"a link to one's own pages is no credit", article("south_example", "southexample"), article("west_example", "afp"), false},
	} {
		if rivals(c.p, c.q) != c.want || rivals(c.q, c.p) != c.want {
			t.Errorf("%s: want %v", c.name, c.want)
		}
	}
}
