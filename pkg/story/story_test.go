package story

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2022, 1, 10, 12, 0, 0, 0, time.UTC)

const (
	ferryAground = "The ferry Margarete ran aground off Ulvsund on Tuesday night with 212 passengers aboard, the coast guard said. Divers found a tear in the hull."
	ferryCaptain = "The captain of the ferry Margarete, which ran aground off Ulvsund, was taken ashore by the coast guard for questioning about the tear in its hull."
	ferryOther   = "A ferry collided with a pier in Lisbon harbour on Tuesday and its bow was damaged, port officials in Portugal said. Commuters waited for buses."
	harvest      = "Farmers in the Vale of Evering expect a late apple harvest after a cold spring, and wholesale prices have risen for three weeks."
)

func TestBest(t *testing.T) {
	rows := []struct {
		says  string
		text  string
		after time.Duration
		want  uint64 // 0: a story of its own
	}{
		{"an article about the same happening joins", ferryCaptain, time.Hour, 1},
		{"the same kind of happening elsewhere stays apart", ferryOther, time.Hour, 0},
		{"another subject joins its own", harvest, time.Hour, 2},
		{"an article after the silence opens a story of its own", ferryCaptain, 80 * time.Hour, 0},
		{"an article published before the story, within the silence, joins", ferryCaptain, -10 * time.Hour, 1},
		{"a text without words opens a story of its own", "... 12 345 !!", time.Hour, 0},
	}
	for _, r := range rows {
		t.Run(r.says, func(t *testing.T) {
			x := New(Params{})
			x.Add(1, NewFeatures("Ferry aground", ferryAground, nil, receivedAt(noon)))
			x.Add(2, NewFeatures("Harvest late", harvest, nil, receivedAt(noon)))
			id, score, _, ok := x.Best(NewFeatures("", r.text, nil, receivedAt(noon.Add(r.after))))
			if id != r.want || ok != (r.want != 0) {
				t.Fatalf("joined story %d (%.2f, %v), want %d", id, score, ok, r.want)
			}
		})
	}
}

const (
	firstBond   = "Evering Mills Ltd is offering 40 mln dlrs of convertible notes due 2031 with a four pct coupon at par, lead manager Harwick Brothers said. Proceeds of the offering repay debt. The notes of Evering Mills convert at 21 dlrs a share."
	otherBond   = "Ulvsund Shipping Corp is offering 90 mln dlrs of convertible notes due 2033 with a five pct coupon at par, lead manager Harwick Brothers said. Proceeds of the offering repay debt. The notes of Ulvsund Shipping convert at 34 dlrs a share."
	polishCrash = "Pociąg relacji Gdańsk–Łódź wykoleił się pod Kutnem. Rannych jest dwunastu pasażerów pociągu, poinformowała straż pożarna w Kutnie."
	polishLater = "Wykolejenie pociągu pod Kutnem: strażacy z Kutna wydobyli z wagonów pasażerów, dwunastu rannych trafiło do szpitala w Łodzi."
	arabicFerry = "جنحت العبارة مارغريت قبالة الميناء وعلى متنها مسافرون. وقال خفر السواحل إن المسافرين بخير."
	arabicLater = "نقلت السلطات مسافري عبارة مارغريت التي جنحت قبالة ميناء المدينة، وحقق خفر السواحل مع قبطانها."
)

func TestWhatTextsLeadWithTellsThemApart(t *testing.T) {
	for _, r := range []struct {
		says  string
		a, b  string
		joins bool
	}{
		{"two notices on one form about two companies stay apart", firstBond, otherBond, false},
		{"inflected words are the same", polishCrash, polishLater, true},
		{"words with and without the article and particles written to them are the same", arabicFerry, arabicLater, true},
	} {
		t.Run(r.says, func(t *testing.T) {
			x := New(Params{})
			x.Add(1, NewFeatures("", r.a, nil, receivedAt(noon)))
			_, score, _, ok := x.Best(NewFeatures("", r.b, nil, receivedAt(noon)))
			if ok != r.joins {
				t.Errorf("joins: %v (%.2f), want %v", ok, score, r.joins)
			}
		})
	}
}

func TestCodedEventsSpeakForALikeness(t *testing.T) {
	talks, visit := []string{"CONSULT|AAA+BBB|"}, []string{"VISIT|AAA|BBB"}
	like := func(told, found []string) float64 {
		x := New(Params{Join: 1e-9})
		x.Add(1, NewFeatures("", ferryAground, nil, receivedAt(noon)).Coded(told))
		_, score, _, _ := x.Best(NewFeatures("", ferryCaptain, nil, receivedAt(noon)).Coded(found))
		return score
	}
	without := like(nil, nil)
	for _, r := range []struct {
		says        string
		told, found []string
		more        bool
	}{
		{"an event that both tell", talks, talks, true},
		{"an event among others that both tell", append(talks, visit...), talks, true},
		{"an event that one tells takes nothing off", talks, nil, false},
		{"two different events take nothing off", talks, visit, false},
	} {
		if got := like(r.told, r.found); got < without || (got > without) != r.more {
			t.Errorf("%s: likeness %.3f, without codes %.3f", r.says, got, without)
		}
	}
	x := New(Params{})
	for i := range 100 {
		x.Add(1, NewFeatures("", ferryAground, nil, receivedAt(noon)).Coded([]string{fmt.Sprint("event ", i)}))
	}
	if n := x.stories[0].bag().codes(); n != maxStoryCodes {
		t.Errorf("a story keeps %d codes, want %d", n, maxStoryCodes)
	}
	x.Close(1)
	if x.terms.used != 0 {
		t.Errorf("%d terms left of none", x.terms.used)
	}
}

func TestAnArticleThatBelongsToTwoStoriesShowsThemToBeOne(t *testing.T) {
	x := New(Params{})
	// The same two articles were filed apart, as happens when they come at once.
	x.Add(7, NewFeatures("", ferryAground, nil, receivedAt(noon)))
	x.Add(9, NewFeatures("", ferryAground+" "+ferryCaptain, nil, receivedAt(noon)))
	id, _, merge, ok := x.Best(NewFeatures("", ferryAground, nil, receivedAt(noon)))
	if !ok || id != 7 || !reflect.DeepEqual(merge, []uint64{9}) {
		t.Fatalf("got %d, merge %v, %v", id, merge, ok)
	}
	x.Merge(9, 7)
	if x.Len() != 1 {
		t.Fatalf("%d stories after the merge, want 1", x.Len())
	}
	x.Merge(9, 7)
	x.Merge(7, 7)
	if id, _, merge, _ := x.Best(NewFeatures("", ferryCaptain, nil, receivedAt(noon))); id != 7 || merge != nil {
		t.Fatalf("after the merge: %d, %v", id, merge)
	}
}

// receivedAt is the moment of an article that tells no date.
func receivedAt(at time.Time) Moment { return Moment{Received: at} }

func TestLikeTimesAreCompared(t *testing.T) {
	day := 24 * time.Hour
	now := noon.Add(1500 * day) // a replay: published years ago, received now
	for _, r := range []struct {
		behaviour    string
		story        []Moment
		article      Moment
		joins, close bool
	}{
		{"dated copy of years ago joins the dated copy of its day", []Moment{{now, noon}}, Moment{now, noon.Add(day)}, true, false},
		{"dated copy stays apart from dated copy of another month, though both came now", []Moment{{now, noon}}, Moment{now, noon.Add(40 * day)}, false, true},
		{"copy without a date stands by dated copy that came with it", []Moment{{now, noon}}, Moment{Received: now.Add(time.Hour)}, true, false},
		{"dated copy stands by copy without a date that came with it", []Moment{{Received: now}}, Moment{now.Add(time.Hour), noon}, true, false},
		{"copy without a date stays apart from what came last week", []Moment{{now, noon}}, Moment{Received: now.Add(7 * day)}, false, true},
		{"an earlier date closes nothing", []Moment{{now, noon}}, Moment{now, noon.Add(-40 * day)}, false, false},
		{"one dated article gives a story its date", []Moment{{Received: now}, {now, noon}}, Moment{now, noon.Add(40 * day)}, false, true},
	} {
		t.Run(r.behaviour, func(t *testing.T) {
			x := New(Params{})
			for _, at := range r.story {
				x.Add(1, NewFeatures("", ferryAground, nil, at))
			}
			if _, _, _, ok := x.Best(NewFeatures("", ferryAground, nil, r.article)); ok != r.joins {
				t.Errorf("joins: %v, want %v", ok, r.joins)
			}
			if silent := x.Silent(r.article); len(silent) == 1 != r.close {
				t.Errorf("silent: %v, want %v", silent, r.close)
			}
		})
	}
}

func TestStoriesCloseAfterSilence(t *testing.T) {
	x := New(Params{Silence: 10 * time.Hour})
	x.Add(3, NewFeatures("", harvest, nil, receivedAt(noon)))
	x.Add(1, NewFeatures("", ferryAground, nil, receivedAt(noon)))
	x.Add(2, NewFeatures("", ferryOther, nil, receivedAt(noon.Add(5*time.Hour))))
	x.Add(1, NewFeatures("", ferryCaptain, nil, receivedAt(noon.Add(8*time.Hour))))
	for _, r := range []struct {
		after time.Duration
		want  []uint64
	}{
		{10 * time.Hour, nil},
		{10*time.Hour + time.Minute, []uint64{3}},
		{30 * time.Hour, []uint64{1, 2}},
		{60 * time.Hour, nil},
	} {
		got := x.Silent(receivedAt(noon.Add(r.after)))
		if !reflect.DeepEqual(got, r.want) {
			t.Errorf("after %v silent %v, want %v", r.after, got, r.want)
		}
		for _, id := range got {
			x.Close(id)
		}
	}
	if x.Len() != 0 || x.terms.used != 0 {
		t.Errorf("%d stories and %d terms left of none", x.Len(), x.terms.used)
	}
}

// file has an index take a generated article, and returns its answers.
func file(x *Index, i int) string {
	at := receivedAt(noon.Add(time.Duration(i) * 10 * time.Minute))
	closed := x.Silent(at)
	for _, id := range closed {
		x.Close(id)
	}
	f := NewFeatures("", generated(i), nil, at)
	id, score, merge, ok := x.Best(f)
	if !ok {
		id = uint64(i + 1)
	}
	for _, m := range merge {
		x.Merge(m, id)
	}
	x.Add(id, f)
	return fmt.Sprint(i, closed, id, score, merge)
}

// generated writes an article about one of a moving set of happenings, seven at
// a time. Each has words and names of its own, some of which an article tells;
// neighbours share some, so that a few stories merge.
func generated(i int) string {
	happening := i/40*7 + i%7
	var b strings.Builder
	for j := range 40 {
		n := happening*25 + (i*3+j)%30
		w := spelled(n)
		if n%5 == 4 {
			w = strings.ToUpper(w[:1]) + w[1:]
		}
		fmt.Fprintf(&b, "%s %s ", w, spelled(-1-(i*i+j*j)%150))
	}
	return b.String()
}

// spelled makes a word of a number, the same every time.
func spelled(n int) string {
	h, w := uint32(n)*2654435761, []byte("abcde")
	for i := range w {
		w[i] = byte('a' + h%26)
		h /= 26
	}
	return string(w)
}

func TestTheSameFoldGivesTheSameAnswers(t *testing.T) {
	a, b := New(Params{}), New(Params{})
	for i := range 600 {
		if one, other := file(a, i), file(b, i); one != other {
			t.Fatalf("one says %s, the other %s", one, other)
		}
	}
}

func TestFeatures(t *testing.T) {
	for _, r := range []struct{ says, text string }{
		{"four million letters without a space", strings.Repeat("a", 4<<20)},
		{"one word a million times", strings.Repeat("ferry ", 1<<20)},
		{"only Chinese characters", strings.Repeat("谈判在日内瓦举行", 1<<16)},
		{"bytes that are no text", strings.Repeat("\xff\x00\xfe", 1<<20)},
		{"half a million distinct words", distinct(1 << 19)},
		{"nothing", ""},
	} {
		t.Run(r.says, func(t *testing.T) {
			f := NewFeatures(r.text, r.text, nil, receivedAt(noon))
			if len(f.Words) > maxWords || len(f.Names) > maxNames {
				t.Fatalf("%d words, %d names", len(f.Words), len(f.Names))
			}
		})
	}
}

func distinct(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "W%x ", i*2654435761)
	}
	return b.String()
}

func TestNamesGivenStandForTheCapitalisedWords(t *testing.T) {
	f := NewFeatures("", "yesterday the Margarete sailed", []string{"Ole Lindqvist"}, receivedAt(noon))
	if want := []uint32{hashOf([]rune("lindqv"))}; !reflect.DeepEqual(f.Names[len(f.Names)-1:], want) {
		t.Fatalf("names %v do not end with %v", f.Names, want)
	}
	for _, n := range f.Names {
		if n == hashOf([]rune("margar")) {
			t.Fatal("a capitalised word is among the names that were given")
		}
	}
}

// The five articles are about one week of talks. They are not part of the repository.
func TestTheSeedsAreOneStory(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "seeds", "00*.txt"))
	x := New(Params{})
	for i, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f := NewFeatures("", string(text), nil, receivedAt(noon.Add(time.Duration(i)*time.Second)))
		id, score, _, ok := x.Best(f)
		if i > 0 && (!ok || id != 1) {
			t.Errorf("%s joins %d (%.2f), want 1", filepath.Base(name), id, score)
		}
		x.Add(1, f)
	}
}
