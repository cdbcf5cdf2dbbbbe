package neardup

import (
	"cmp"
	"fmt"
	"math/rand"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2022, 1, 10, 12, 0, 0, 0, time.UTC)

func sketch(body string) Sketch { return NewSketch(Parse("", body, time.Time{})) }

func ids(cs []Candidate) (out []uint32) {
	for _, c := range cs {
		out = append(out, c.ID)
	}
	return out
}

func TestCandidates(t *testing.T) {
	s := sketch(ferry)
	rows := []struct {
		says string
		fold func(x *Index)
		at   time.Time
		want []uint32
	}{
		{"an empty index has none", func(*Index) {}, noon, nil},
		{"a text is found by its excerpt", func(x *Index) { x.Add(5, 5, sketch(ferry[:300]), noon) }, noon, []uint32{5}},
		{"another text is not", func(x *Index) { x.Add(5, 5, sketch(article(1, 80)), noon) }, noon, nil},
		{"of equals the earlier comes first", func(x *Index) {
			x.Add(4, 4, s, noon)
			x.Add(9, 9, s, noon.Add(time.Hour))
		}, noon, []uint32{4, 9}},
		{"a number that was given is not given again", func(x *Index) {
			x.Add(5, 5, s, noon)
			x.Add(5, 6, sketch(article(1, 80)), noon)
			x.Add(4, 4, s, noon)
		}, noon, []uint32{5}},
		{"one shared word sequence is an accident", func(x *Index) {
			x.Add(5, 5, Sketch{Anchors: []uint32{1, 2, 3, s.Anchors[7]}}, noon)
			x.Add(6, 6, Sketch{Anchors: s.Anchors[7:9]}, noon)
		}, noon, []uint32{6}},
		{"a text of one word sequence is found by it", func(x *Index) { x.Add(5, 5, Sketch{Anchors: s.Anchors[:1]}, noon) }, noon, []uint32{5}},
		{"a text older than Keep is not found", func(x *Index) { x.Add(5, 5, s, noon) }, noon.Add(30*24*time.Hour + time.Second), nil},
		{"a text older than the window is found", func(x *Index) {
			x.Add(5, 5, s, noon)
			x.Add(6, 6, sketch(article(1, 80)), noon.Add(200*time.Hour))
			if len(x.segments) != 1 || !x.segments[0].cold {
				t.Errorf("%d segments", len(x.segments))
			}
		}, noon, []uint32{5}},
		{"a text is dropped when later ones have come", func(x *Index) {
			x.Add(5, 5, s, noon)
			x.Add(6, 6, sketch(article(1, 80)), noon.Add(31*24*time.Hour+12*time.Hour))
			if len(x.segments) != 0 {
				t.Errorf("%d segments held", len(x.segments))
			}
		}, noon, nil},
		{"a time that runs back stands still", func(x *Index) {
			x.Add(5, 5, sketch(article(1, 80)), noon)
			x.Add(6, 6, s, noon.Add(-31*24*time.Hour))
		}, noon, []uint32{6}},
		{"one group gets three places at most", func(x *Index) {
			for i := range uint32(20) {
				x.Add(i, 0, s, noon)
			}
			x.Add(30, 30, sketch(ferry[:400]), noon)
		}, noon, []uint32{0, 1, 2, 30}},
		{"words that many groups share find nothing", func(x *Index) {
			for i := range uint32(40) {
				x.Add(i, i, s, noon)
			}
		}, noon, nil},
	}
	for _, r := range rows {
		t.Run(r.says, func(t *testing.T) {
			x := NewIndex(Params{})
			r.fold(x)
			if got := ids(x.Candidates(s, r.at)); !reflect.DeepEqual(got, r.want) {
				t.Fatalf("found %v, want %v", got, r.want)
			}
		})
	}
}

func TestWeightsAreTheSameAfterLookingForCandidates(t *testing.T) {
	fill := func() *Index {
		x := NewIndex(Params{})
		for i := range uint32(10) {
			x.Add(i, i, sketch(article(int64(i), 40)+ferry[:400]), noon)
		}
		return x
	}
	text := Parse("", ferry, noon)
	want := slices.Clone(fill().frequencies(text))
	x := fill()
	x.Candidates(sketch(article(77, 300)), noon)
	x.Candidates(NewSketch(text), noon)
	if got := x.frequencies(text); !slices.Equal(got, want) || slices.Min(got) == 1 {
		t.Fatalf("weights %v, want %v", got, want)
	}
}

func TestAStoryCopiedTwoHundredTimesIsStillFound(t *testing.T) {
	x := NewIndex(Params{})
	for i := range uint32(200) {
		x.Add(i, 0, sketch(fmt.Sprintf("%s %s", article(int64(i), 30), ferry)), noon.Add(time.Duration(i)*time.Minute))
	}
	if got := ids(x.Candidates(sketch(ferry), noon)); len(got) != 3 {
		t.Fatalf("found %v", got)
	}
}

// article writes words that no other seed has.
func article(seed int64, n int) string {
	r := rand.New(rand.NewSource(seed))
	var b strings.Builder
	for i := range n {
		if i%12 == 11 {
			b.WriteString(". ")
		}
		fmt.Fprintf(&b, "%c%c%c%c%c ", 'a'+r.Intn(26), 'a'+r.Intn(26), 'a'+r.Intn(26), 'a'+r.Intn(26), 'a'+r.Intn(26))
	}
	return b.String()
}

// TestTheSameFoldGivesTheSameAnswers also crosses the sealing of segments.
func TestTheSameFoldGivesTheSameAnswers(t *testing.T) {
	run := func() (out []string) {
		x := NewIndex(Params{Window: 24 * time.Hour})
		texts := make([]Text, 3000)
		for i := range texts {
			body := article(int64(i%700), 60+i%50)
			texts[i] = Parse("", body, time.Time{})
			s, at := NewSketch(texts[i]), noon.Add(time.Duration(i)*time.Minute)
			cs := x.Candidates(s, at)
			group := uint32(i)
			for _, c := range cs {
				m, ok := x.Compare(texts[i], texts[c.ID])
				if ok {
					group = c.ID
				}
				out = append(out, fmt.Sprint(i, c, m.Rule, m.Score))
			}
			x.Add(uint32(i), group, s, at)
		}
		return append(out, fmt.Sprint(len(x.segments)))
	}
	a, b := run(), run()
	if len(a) < 2000 {
		t.Fatalf("only %d answers", len(a))
	}
	if !reflect.DeepEqual(a, b) {
		t.Fatal("two runs differ")
	}
}

// TestAnswersAreThoseOfAPlainList holds the index, with its segments, merges
// and tiers, against a list of texts that is read from the beginning.
func TestAnswersAreThoseOfAPlainList(t *testing.T) {
	p := Params{Window: 24 * time.Hour, Keep: 96 * time.Hour}
	x, l := NewIndex(p), newPlainList(p)
	s := newStream(2)
	s.pause = time.Second // fills segments, where the pause below fills days
	merged, cold, found := false, 0, 0
	for i := range 20_000 {
		if i == 14_000 {
			s.pause = 90 * time.Second
		}
		a := s.next()
		if i%20 == 0 {
			want, got := l.candidates(a.sketch, a.at), x.Candidates(a.sketch, a.at)
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("text %d: found %v, want %v", i, got, want)
			}
			for _, c := range got {
				found++
				if l.isCold(l.at[c.ID]) {
					cold++
				}
			}
		}
		x.Add(a.id, a.group, a.sketch, a.at)
		l.add(a)
		merged = merged || x.merging != nil
	}
	if !merged || found < 500 || cold < 100 {
		t.Fatalf("merged %v, %d found, %d of them cold", merged, found, cold)
	}
}

// plainList is what an index promises, without what makes it quick.
type plainList struct {
	x    *Index // for its parameters
	now  int64
	all  []arrival
	at   map[uint32]int64
	with map[uint32][]int // anchor → who has it
}

func newPlainList(p Params) *plainList {
	return &plainList{x: NewIndex(p), at: map[uint32]int64{}, with: map[uint32][]int{}}
}

func (l *plainList) add(a arrival) {
	l.now = max(l.now, a.at.Unix())
	l.at[a.id] = l.now
	for _, h := range a.sketch.Anchors {
		l.with[h] = append(l.with[h], len(l.all))
	}
	l.all = append(l.all, a)
}

func (l *plainList) isCold(at int64) bool { return (at/l.x.slot+1)*l.x.slot+l.x.window <= l.now }

func (l *plainList) isDropped(at int64) bool {
	day := slotsPerDay * l.x.slot
	return (at/day+1)*day+l.x.keep <= l.now
}

// having lists who has an anchor among the hot or the cold, oldest first.
func (l *plainList) having(anchor uint32, cold bool) (out []int) {
	for _, i := range l.with[anchor] {
		a := l.all[i]
		at := l.at[a.id]
		if len(out) == maxPostings {
			break
		}
		if l.isDropped(at) || l.isCold(at) != cold {
			continue
		}
		if rank, _ := slices.BinarySearch(a.sketch.Anchors, anchor); !cold || rank < coldAnchors {
			out = append(out, i)
		}
	}
	return out
}

func (l *plainList) candidates(s Sketch, at time.Time) []Candidate {
	weight, shared := map[int]float64{}, map[int]int{}
	groups := make([]map[uint32]bool, len(s.Anchors))
	for _, cold := range []bool{false, true} {
		for i, h := range s.Anchors {
			if groups[i] == nil {
				groups[i] = map[uint32]bool{}
			}
			hits := l.having(h, cold)
			for _, hit := range hits {
				groups[i][l.all[hit].group] = true
			}
			if w := l.x.rarity(len(groups[i])); w > 0 {
				for _, hit := range hits {
					weight[hit] += w
					shared[hit]++
				}
			}
		}
	}
	var hits []int
	for hit := range weight {
		a := l.all[hit]
		full, kept := len(a.sketch.Anchors), len(a.sketch.Anchors)
		if l.isCold(l.at[a.id]) {
			kept = min(full, coldAnchors)
		}
		weight[hit] *= float64(full) / float64(kept)
		if apart := at.Unix() - l.at[a.id]; shared[hit] >= min(minShared, kept, len(s.Anchors)) && max(apart, -apart) <= l.x.keep {
			hits = append(hits, hit)
		}
	}
	slices.SortFunc(hits, func(a, b int) int { return cmp.Or(cmp.Compare(weight[b], weight[a]), cmp.Compare(a, b)) })
	perGroup, earliest := map[uint32]int{}, map[uint32]int{}
	for _, hit := range hits {
		if e, ok := earliest[l.all[hit].group]; !ok || hit < e {
			earliest[l.all[hit].group] = hit
		}
	}
	var out []Candidate
	for _, hit := range hits {
		a := l.all[hit]
		if hit != earliest[a.group] {
			perGroup[a.group]++
		}
		if (hit == earliest[a.group] || perGroup[a.group] < maxPerGroup) && len(out) < l.x.params.MaxCandidates {
			out = append(out, Candidate{a.id, min(1, weight[hit]/float64(min(len(s.Anchors), len(a.sketch.Anchors))))})
		}
	}
	return out
}

func TestHostileTextsAreBounded(t *testing.T) {
	var million strings.Builder
	for i := range 1 << 20 {
		fmt.Fprintf(&million, "%x ", i*2654435761)
	}
	texts := map[string]string{
		"one word of four million letters": strings.Repeat("a", 4<<20),
		"one word over and over":           strings.Repeat("ferry ", 700_000),
		"two words in turn":                strings.Repeat("ferry boat ", 380_000),
		"a million distinct words":         million.String(),
		"only Chinese characters":          strings.Repeat("谈判在日内瓦举行没有进展", 100_000),
		"only quotation marks":             strings.Repeat("\"“”", 500_000),
		"no text":                          strings.Repeat("\xff\x00", 2<<20),
	}
	for name, body := range texts {
		t.Run(name, func(t *testing.T) {
			from := time.Now()
			x := NewIndex(Params{})
			a := Parse(body, body, noon)
			b := Parse("", body[:len(body)/2]+" end "+body[len(body)/2:], noon)
			for i, s := range []Sketch{NewSketch(a), NewSketch(b)} {
				if len(s.Anchors) > maxAnchors {
					t.Fatalf("%d anchors", len(s.Anchors))
				}
				x.Add(uint32(i), uint32(i), s, noon)
			}
			m, _ := x.Compare(a, b)
			x.Candidates(NewSketch(a), noon)
			checkSpans(t, m, body, body[:len(body)/2]+" end "+body[len(body)/2:])
			if took := time.Since(from); took > 20*time.Second {
				t.Fatalf("took %v", took)
			}
		})
	}
}
