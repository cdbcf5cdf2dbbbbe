package dedupetest_test

import (
	"testing"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/decider"
	"github.com/wirefold/wirefold/services/dedupe/dedupetest"
)

// TestDecisionsAreThoseOfTheDecider has a decider judge the wire, and compares what it finds with what was made up.
func TestDecisionsAreThoseOfTheDecider(t *testing.T) {
	const articles = 1500
	d := &decider.Decider{Memory: decider.NewMemory(decider.Params{}), Texts: func(seq uint64) (*wirefoldv1.Facts, error) { return dedupetest.Facts(seq), nil }}
	agreed, stories, made, bytes := 0, map[string]bool{}, map[string]bool{}, 0
	for seq := uint64(1); seq <= articles; seq++ {
		f := dedupetest.Facts(seq)
		bytes += len(f.GetArticle().GetText())
		got, err := d.Decide(decider.Input{WireSeq: seq, FactsSeq: seq, ReceivedAt: dedupetest.At(seq), Facts: f})
		if err != nil {
			t.Fatal(err)
		}
		d.Memory.Apply(got)
		want := dedupetest.Decision(seq)
		if got.GetVerdict() == want.GetVerdict() && got.GetArticles()[0].GetJoin().GetOriginalId() == want.GetArticles()[0].GetJoin().GetOriginalId() {
			agreed++
		}
		stories[got.GetArticles()[0].GetStoryId()] = true
		made[want.GetArticles()[0].GetStoryId()] = true
	}
	t.Logf("%d bytes a text; %d of %d judged as made; %d stories, %d made", bytes/articles, agreed, articles, len(stories), len(made))
	if agreed < articles*98/100 || len(stories) < len(made)*8/10 || len(stories) > len(made)*12/10 || bytes/articles < 2700 || bytes/articles > 3300 {
		t.Error("that is another wire")
	}
}
