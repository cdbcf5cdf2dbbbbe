package neardup

import "testing"

func TestRelation(t *testing.T) {
	// whole is a copy word for word of all of its original.
	whole := evidence{ofCopy: 1, ofOriginal: 1, copyOwn: 300, originalOwn: 300, taken: 300, passages: 1, matched: 400, longest: 400}
	for _, r := range []struct {
		says   string
		change func(*evidence)
		want   Relation
	}{
		{"all of it, word for word, is verbatim", func(*evidence) {}, Verbatim},
		{"a word here and there leaves it so", func(e *evidence) { e.edits = 20 }, Verbatim},
		{"one word in twenty does not", func(e *evidence) { e.edits = 44 }, Edited},
		{"its page around it leaves it so", func(e *evidence) { e.ofCopy, e.around = 0.85, 50 }, Verbatim},
		{"reports of its own around it do not", func(e *evidence) { e.ofCopy, e.around = 0.75, 100 }, Edited},
		{"nor does a sentence of its own inside", func(e *evidence) { e.ofCopy, e.inserted = 0.95, 15 }, Edited},
		{"nor another order", func(e *evidence) { e.passages, e.jumps = 4, 1 }, Edited},
		{"the original's page may be missing", func(e *evidence) { e.ofOriginal, e.left = 0.85, 45 }, Verbatim},
		{"a third of it is more than its page", func(e *evidence) { e.originalOwn, e.ofOriginal, e.left = 160, 0.66, 50 }, Excerpt},
		{"and of a short one a fifth is its last paragraph", func(e *evidence) { e.originalOwn, e.ofOriginal, e.left = 120, 0.8, 24 }, Excerpt},
		{"without its end it is an excerpt", func(e *evidence) { e.ofOriginal, e.left = 0.6, 120 }, Excerpt},
		{"an excerpt with changes is edited", func(e *evidence) { e.ofOriginal, e.left, e.edits = 0.6, 120, 40 }, Edited},
		{"a short text that is there whole, in a page larger than it, is edited", func(e *evidence) { e.copyOwn, e.originalOwn, e.ofCopy, e.around = 90, 40, 0.5, 45 }, Edited},
	} {
		t.Run(r.says, func(t *testing.T) {
			e := whole
			r.change(&e)
			if got := e.relation(); got != r.want {
				t.Errorf("%s, want %s", got, r.want)
			}
		})
	}
}
