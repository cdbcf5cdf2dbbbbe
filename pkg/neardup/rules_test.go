package neardup

import "testing"

func TestRules(t *testing.T) {
	// halves is what is known of two articles that share half of their words in
	// three places, say the same things and have other titles: too little.
	halves := evidence{
		ofCopy: 0.48, ofOriginal: 0.48, copyOwn: 200, originalOwn: 200, taken: 96, around: 50, left: 100,
		passages: 3, matched: 150, longest: 20, agree: 20,
		namesC: 1, namesO: 1, numbersC: 1, numbersO: 1, leadC: 0.5, leadO: 0.5,
	}
	four := []uint32{1, 2, 3, 4}
	rows := []struct {
		says   string
		change func(*evidence)
		want   string
	}{
		{"half of two articles is not enough", func(*evidence) {}, ""},
		{"under one title it is", func(e *evidence) { e.title = 1 }, "same_title"},
		{"a fifth is not", func(e *evidence) { e.title = 1; e.ofCopy, e.ofOriginal = 0.2, 0.2 }, ""},
		{"nor half, where each puts sentences of its own for the other's: the next statement of a series", func(e *evidence) { e.title = 1; e.passages = 2; e.replaced = 70 }, ""},
		{"a paraphrase replaces less", func(e *evidence) { e.title = 1; e.edits, e.replaced = 40, 40 }, "same_title"},
		{"nor half, under a lead of its own: one speech, two reporters", func(e *evidence) { e.title = 1; e.leadC, e.leadO = 0, 0 }, ""},
		{"but half in many places is, behind a caption", func(e *evidence) { e.title = 1; e.leadC, e.leadO, e.passages = 0, 0, 5 }, "same_title"},
		{"and in a few with the original's lead", func(e *evidence) { e.title = 1; e.leadC = 0 }, "same_title"},
		{"but not in one: another's quotations in a report of its own", func(e *evidence) { e.title = 1; e.leadC, e.passages = 0, 1 }, ""},
		{"the end of a long article under its title is taken from it", func(e *evidence) { e.title = 1; e.ofCopy, e.ofOriginal, e.leadO = 0.9, 0.1, 0 }, "same_title"},
		{"a few words under one title are not", func(e *evidence) { e.title = 1; e.taken = 12 }, ""},

		{"three quarters of an article with its lead are a copy", func(e *evidence) { e.ofCopy = 0.75 }, "covered"},
		{"background alone is not", func(e *evidence) { e.ofCopy, e.leadO = 0.75, 0 }, ""},
		{"nor is an item of a digest, though it is there whole", func(e *evidence) { e.ofCopy, e.leadO = 1, 0 }, ""},
		{"a whole article that lacks most of the lead is", func(e *evidence) { e.ofCopy, e.ofOriginal, e.leadO = 0.95, 0.3, 0.25 }, "covered"},
		{"so is one reworked in many places", func(e *evidence) { e.ofCopy, e.leadO, e.passages, e.edits = 0.65, 0.25, 5, 20 }, "reworked"},
		{"background reworked in many places is not", func(e *evidence) { e.ofCopy, e.leadO, e.passages, e.edits = 0.65, 0, 5, 20 }, ""},
		{"a longer version that reworks an earlier brief is taken from it", func(e *evidence) { e.ofCopy, e.ofOriginal, e.edits, e.originalOwn = 0.25, 0.75, 20, 80 }, "extended"},
		{"a digest that prints it as it was is not", func(e *evidence) { e.ofCopy, e.ofOriginal, e.passages, e.title = 0.25, 0.95, 1, 0.3 }, ""},

		{"a short notice whose figures all agree is a copy, though its page is larger", func(e *evidence) { e.ofCopy, e.ofOriginal, e.copyOwn, e.title, e.figures = 0.2, 0.6, 90, 0.6, four }, "same_figures"},
		{"not if it has other figures", func(e *evidence) {
			e.ofCopy, e.ofOriginal, e.copyOwn, e.title, e.figures = 0.2, 0.6, 90, 0.6, four
			e.numbersC, e.numbersO = 0.4, 0.4
		}, ""},
		{"nor if one was replaced", func(e *evidence) {
			e.ofCopy, e.ofOriginal, e.copyOwn, e.title, e.figures, e.conflict = 0.2, 0.6, 90, 0.6, four, 1
		}, ""},
		{"nor if it has other lines about it and only the figures in common", func(e *evidence) {
			e.ofCopy, e.ofOriginal, e.copyOwn, e.title, e.figures, e.leadC = 0.2, 0.6, 90, 0.6, four, 0
		}, ""},
		{"under another title its own words must be from it as well", func(e *evidence) { e.ofCopy, e.copyOwn, e.figures = 0.55, 30, four }, "same_figures"},
		{"and else it is a form", func(e *evidence) { e.ofCopy, e.copyOwn, e.figures = 0.3, 30, four }, ""},

		{"one article with some figures brought up to date is still one", func(e *evidence) { e.title = 1; e.ofCopy, e.conflict = 0.7, 3 }, "covered"},
		{"with names replaced as well it is a form", func(e *evidence) { e.title = 1; e.ofCopy, e.conflict, e.renamed, e.apart = 0.7, 2.5, 2, recurs/2 }, ""},
		{"unless it came within two days", func(e *evidence) { e.title = 1; e.ofCopy, e.conflict, e.renamed = 0.7, 2.5, 2 }, "covered"},
		{"one agency's name for another's is an edit", func(e *evidence) { e.ofCopy, e.conflict, e.renamed, e.agree = 0.75, 1.5, 1, 9 }, "covered"},
		{"where hardly another is named it is a form", func(e *evidence) { e.ofCopy, e.conflict, e.renamed, e.agree = 0.75, 1.5, 1, 5 }, ""},
		{"in a notice of some lines it is a form", func(e *evidence) { e.ofCopy, e.conflict, e.renamed, e.agree, e.copyOwn = 0.75, 1.5, 1, 9, 60 }, ""},
		{"two names for two others are a form", func(e *evidence) { e.ofCopy, e.conflict, e.renamed, e.agree = 0.75, 2, 2, 9 }, ""},
		{"two issues of a column are none, though half is the frame", func(e *evidence) { e.title = 1; e.ofCopy, e.leadO, e.longest, e.replaced = 0.6, 1, 90, 75 }, ""},
		{"nor two pages of corrections, where all names are in what was replaced", func(e *evidence) {
			e.title = 1
			e.ofCopy, e.replaced, e.namesC, e.namesO = 0.6, 30, 0.3, 0.3
		}, ""},
		{"with the names in common it is a rewrite", func(e *evidence) { e.title = 1; e.ofCopy, e.replaced = 0.6, 30 }, "covered"},
		{"nor two forecasts, which say a few phrases in another order", func(e *evidence) { e.ofCopy, e.passages, e.jumps, e.longest = 0.75, 9, 4, 15 }, ""},
		{"nor two short notices that are the same but for every name", func(e *evidence) {
			e.title = 1
			e.ofCopy, e.ofOriginal, e.copyOwn, e.namesC, e.namesO = 0.95, 0.95, 80, 0, 0
		}, ""},
		{"nor two short lists whose items stand in another order, with other names", func(e *evidence) {
			e.title = 1
			e.ofCopy, e.ofOriginal, e.copyOwn, e.namesC, e.namesO, e.jumps = 0.8, 0.7, 90, 0.3, 0.3, 1
		}, ""},
		{"nor two draws of a lottery, where most numbers differ", func(e *evidence) {
			e.title = 1
			e.ofCopy, e.ofOriginal, e.copyOwn, e.conflict, e.agree, e.numbersC, e.numbersO = 0.8, 0.8, 80, 5, 31, 0.4, 0.4
		}, ""},
		{"whole sentences in another order are one text", func(e *evidence) { e.ofCopy, e.passages, e.jumps, e.longest = 0.75, 9, 4, 30 }, "covered"},
		{"three quarters of an article of last week are its background", func(e *evidence) { e.ofCopy, e.apart = 0.75, late+1 }, ""},
		{"all of it under its title is a late excerpt", func(e *evidence) { e.title = 1; e.ofCopy, e.apart = 0.95, late+1 }, "covered"},
		{"a short text with other figures is another notice", func(e *evidence) {
			e.ofCopy, e.ofOriginal, e.copyOwn, e.conflict, e.agree, e.numbersC, e.numbersO = 0.85, 0.85, 80, 1, 24, 0.5, 0.5
		}, ""},
		{"with the same figures it is one with a name mended", func(e *evidence) {
			e.ofCopy, e.ofOriginal, e.copyOwn, e.conflict, e.agree = 0.85, 0.85, 80, 1, 24
		}, "covered"},

		{"the letter of last week, reworded, is another letter", func(e *evidence) { e.title = 1; e.ofCopy, e.edits, e.apart = 0.9, 30, recurs }, ""},
		{"as it was it is a late copy", func(e *evidence) { e.title = 1; e.ofCopy, e.apart = 0.9, recurs }, "covered"},
	}
	for _, r := range rows {
		t.Run(r.says, func(t *testing.T) {
			e := halves
			r.change(&e)
			if m, ok := judge(e); m.Rule != r.want || ok != (r.want != "") {
				t.Errorf("%v by rule %q, want %q", ok, m.Rule, r.want)
			}
		})
	}
}

func TestMisspelt(t *testing.T) {
	for _, r := range []struct {
		a, b string
		want bool
	}{
		{"government", "govemment", true},
		{"2021st", "2026st", false},
		{"received", "recieved", true},
		{"general", "council", false},
		{"президент", "президеит", true},
		{"договора", "больница", false},
		{"Υπουργός", "Σύνταγμα", false},
	} {
		a, b := Parse("", r.a, noon).tokens, Parse("", r.b, noon).tokens
		if got := misspelt(a[0], b[0]); got != r.want {
			t.Errorf("%s for %s: %v", r.a, r.b, got)
		}
	}
}
