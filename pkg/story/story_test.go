package story

import (
	"testing"
	"time"
)

func TestAnArticleJoinsTheStoryWithItsWordsAndNames(t *testing.T) {
	at := time.Date(2022, 1, 10, 9, 0, 0, 0, time.UTC)
	x := New(Params{})
	x.Add(1, NewFeatures("Ferry runs aground off Ulvsund", "The ferry Margarete ran aground off Ulvsund on Tuesday, the coast guard said.", nil, at))
	x.Add(2, NewFeatures("Apple harvest late", "Farmers in the Vale expect a late apple harvest after a cold spring.", nil, at))
	id, _, _, ok := x.Best(NewFeatures("Captain of stranded ferry questioned", "The captain of the ferry Margarete, which ran aground off Ulvsund, was questioned by the coast guard.", nil, at.Add(time.Hour)))
	if !ok || id != 1 {
		t.Fatalf("got story %d %v, want 1", id, ok)
	}
}
