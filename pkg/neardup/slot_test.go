package neardup

import (
	"testing"
	"time"
)

func TestFrames(t *testing.T) {
	bulletin := evidence{
		ofCopy: 0.9, ofOriginal: 0.9, copyOwn: 60, originalOwn: 60, taken: 54, matched: 70, agree: 60, title: 0.6,
		namesC: 1, namesO: 1, numbersC: 1, numbersO: 1, leadC: 1, leadO: 1, apart: time.Hour,
	}
	rows := []struct {
		says   string
		change func(*evidence)
		want   bool
	}{
		{"two bulletins that say the same are no issues of a form", func(*evidence) {}, false},
		{"they are where hardly a figure or name of the frame agrees, and others differ", func(e *evidence) { e.agree, e.numbersC, e.numbersO = 2, 0.3, 0.3 }, true},
		{"not where one of them has no figures", func(e *evidence) { e.agree, e.numbersC, e.numbersO = 2, 0, 1 }, false},
		{"they are where two figures were exchanged", func(e *evidence) { e.conflict = 2 }, true},
		{"not in a longer text", func(e *evidence) { e.conflict, e.copyOwn, e.originalOwn, e.taken = 2, 200, 200, 180 }, false},
		{"nor where names were: a spelling", func(e *evidence) { e.conflict, e.renamed = 2, 2 }, false},
		{"one figure is a correction", func(e *evidence) { e.conflict = 1 }, false},
		{"a day later it is not", func(e *evidence) { e.conflict, e.apart = 1, 24*time.Hour }, true},
	}
	for _, r := range rows {
		t.Run(r.says, func(t *testing.T) {
			e := bulletin
			r.change(&e)
			if got := e.form() || e.frame(); got != r.want {
				t.Errorf("a form: %v", got)
			}
		})
	}
}

func TestFiguresOfTheForm(t *testing.T) {
	found := evidence{figures: []uint32{1, 2, 3}, title: 0.5, ofCopy: 0.5, ofOriginal: 0.5, leadC: 1, leadO: 1, namesC: 1, namesO: 1, numbersC: 1, numbersO: 1}
	if !found.sameFigures() {
		t.Error("three figures and the names agree: the notice is there")
	}
	if found.namesC, found.namesO = 0.3, 0.3; found.sameFigures() {
		t.Error("the figures agree, the names do not: they belong to the form")
	}
}

func TestDaysFollowThePublication(t *testing.T) {
	for _, r := range []struct {
		says    string
		days    int
		was, is uint32
		want    bool
	}{
		{"two days later, two days on", 2, 3, 5, true},
		{"give or take one", 2, 3, 6, true},
		{"over the end of the month", 4, 29, 2, true},
		{"a dateline of another week", 2, 3, 17, false},
		{"no figure beside the day", 2, 0, 0, true},
		{"no publication date", 0, 3, 17, true},
	} {
		e := evidence{apart: time.Duration(r.days) * 24 * time.Hour}
		if got := e.follows(r.was, r.is); got != r.want {
			t.Errorf("%s: %v", r.says, got)
		}
	}
}

func TestSlots(t *testing.T) {
	const frame = " of the plant were kept cool by water from the upper reservoir while crews worked on the spillway below it."
	for _, r := range []struct {
		says           string
		copy, original string
		conflict       float64
	}{
		{"figures of a sentence before all that is the same", "On 14 of the 31 nights, 9 units" + frame, "On 12 of the 28 nights, 7 units" + frame, 3},
		{"its names do not count: a lead written anew", "In Brell the Visund turbines" + frame, "In Tallow the Karlsvik turbines" + frame, 0},
		{"nor datelines", "TALLOW 14 Units" + frame, "BRELL 12 Units" + frame, 0},
		{
			"figures of a table in one line count half",
			frame + " Dollar buys 131 pound brings 104 yen yields 172 franc costs 118 rand fetches 176 peso earns 192. All the staff" + frame,
			frame + " Dollar buys 135 pound brings 109 yen yields 168 franc costs 112 rand fetches 181 peso earns 187. All the staff" + frame, 3,
		},
	} {
		c, o := Parse("", r.copy, noon), Parse("", r.original, noon)
		if e := weigh(c, o, align(c, o), NewIndex(Params{}).frequencies(c)); e.conflict != r.conflict {
			t.Errorf("%s: exchanged %v, want %v", r.says, e.conflict, r.conflict)
		}
	}
}
