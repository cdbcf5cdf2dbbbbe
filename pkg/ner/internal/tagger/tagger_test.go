package tagger

import (
	"bytes"
	"slices"
	"testing"

	"github.com/wirefold/wirefold/pkg/nlp"
)

func TestTheEmbeddedModelFindsNames(t *testing.T) {
	m, err := Shared()
	if err != nil {
		t.Fatal(err)
	}
	d := nlp.Parse("Peter Halvorsen of the Norwegian Red Cross flew to Iraq on Monday.")
	var got []string
	for _, n := range m.Find(d) {
		got = append(got, d.Slice(nlp.Span{Start: d.Tokens[n.First].Span.Start, End: d.Tokens[n.Last-1].Span.End}))
	}
	if !slices.Contains(got, "Peter Halvorsen") || !slices.Contains(got, "Iraq") {
		t.Errorf("got %q", got)
	}
}

func TestSaveThenLoad(t *testing.T) {
	lexicon := Lexicon{}
	lexicon.Add("house", Common)
	lexicon.Add("may", Mixed)
	trans := Transitions{}
	trans[0][TagOf(Unit, Location)] = -7
	features, rows := []uint32{3, 4, 1 << 31}, [][Tags]int8{{1}, {0, -127}, {2, 127}}
	var b bytes.Buffer
	if err := Save(&b, lexicon, &trans, features, rows); err != nil {
		t.Fatal(err)
	}
	packed := b.Bytes()
	m, err := Load(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	var sum [Tags]int32
	m.score([]uint32{4, 1 << 31, 99}, &sum)
	if sum != [Tags]int32{2, 0} || m.transitions != trans || len(m.lexicon) != 2 || m.lexicon[uint32(fnv("may"))] != Mixed {
		t.Errorf("sum %v, model %+v", sum, m)
	}
	for _, cut := range []int{0, 5, len(packed) / 2} {
		if _, err := Load(bytes.NewReader(packed[:cut])); err == nil {
			t.Errorf("a model cut at byte %d loads", cut)
		}
	}
}

func TestTagsFollowEachOther(t *testing.T) {
	for _, c := range []struct {
		a, b Tag
		want bool
	}{
		{Outside, Outside, true},
		{Outside, TagOf(Begin, Person), true},
		{Outside, TagOf(Inside, Person), false},
		{TagOf(Begin, Person), TagOf(Last, Person), true},
		{TagOf(Begin, Person), TagOf(Last, Location), false},
		{TagOf(Begin, Person), Outside, false},
		{TagOf(Inside, Person), TagOf(Inside, Person), true},
		{TagOf(Last, Person), TagOf(Unit, Person), true},
		{TagOf(Unit, Person), TagOf(Last, Person), false},
	} {
		if got := c.a.Follows(c.b); got != c.want {
			t.Errorf("%d → %d: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestDecodeKeepsToTheRules(t *testing.T) {
	var d Decoder
	d.Reset(2)
	d.Emission(0)[TagOf(Begin, Person)] = 10
	d.Emission(1)[TagOf(Last, Location)] = 9 // better by itself, but not behind a person's beginning
	d.Emission(1)[TagOf(Last, Person)] = 5
	if got := d.Decode(&Transitions{}); !slices.Equal(got, []Tag{TagOf(Begin, Person), TagOf(Last, Person)}) {
		t.Errorf("got %v", got)
	}
	if got := Names([]Tag{TagOf(Begin, Person), TagOf(Last, Person), Outside, TagOf(Unit, Location)}, 4); !slices.Equal(got, []Name{{4, 6, Person}, {7, 8, Location}}) {
		t.Errorf("names %v", got)
	}
}
