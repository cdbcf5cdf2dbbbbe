package neardup

import (
	"fmt"
	"math/rand"
	"reflect"
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
			x.Add(9, 9, s, noon)
			x.Add(4, 4, s, noon.Add(time.Hour))
		}, noon, []uint32{9, 4}},
		{"a removed text is not found", func(x *Index) { x.Add(5, 5, s, noon); x.Remove(5); x.Remove(6) }, noon, nil},
		{"a text added again is found by its new sketch only", func(x *Index) {
			x.Add(5, 5, s, noon)
			x.Add(5, 5, sketch(article(1, 80)), noon)
		}, noon, nil},
		{"a text older than the window is not found", func(x *Index) { x.Add(5, 5, s, noon) }, noon.Add(97 * time.Hour), nil},
		{"a text is dropped when later ones have come", func(x *Index) {
			x.Add(5, 5, s, noon)
			x.Add(6, 6, sketch(article(1, 80)), noon.Add(200*time.Hour))
			if x.docs != 1 {
				t.Errorf("%d texts held, want 1", x.docs)
			}
		}, noon, nil},
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
			if i%17 == 0 {
				x.Remove(uint32(i / 2))
			}
			x.Add(uint32(i), group, s, at)
		}
		return append(out, fmt.Sprint(x.docs, len(x.segments)))
	}
	a, b := run(), run()
	if len(a) < 2000 {
		t.Fatalf("only %d answers", len(a))
	}
	if !reflect.DeepEqual(a, b) {
		t.Fatal("two runs differ")
	}
}

func TestASealedSegmentFindsWhatItFoundOpen(t *testing.T) {
	open, sealed := &segment{}, &segment{}
	r := rand.New(rand.NewSource(1))
	var anchors []uint32
	for i := range 3000 {
		var as []uint32
		for range 1 + r.Intn(20) {
			as = append(as, uint32(r.Intn(sampled))>>uint(r.Intn(3)))
		}
		as = append(as, 7, 1<<31+uint32(i))
		anchors = append(anchors, as...)
		for _, s := range []*segment{open, sealed} {
			s.add(row{id: uint32(i), group: uint32(i), gone: i%5 == 0}, as)
		}
	}
	sealed.seal()
	for _, a := range append(anchors, 0, 1<<32-1, sampled) {
		want, got := open.find(a, 1, nil), sealed.find(a, 1, nil)
		if len(want) > maxPostings {
			want = want[:maxPostings]
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("anchor %d: sealed %v, open %v", a, got, want)
		}
	}
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
