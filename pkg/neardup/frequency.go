package neardup

import "slices"

// frequency remembers how many groups share the anchors last looked up, and
// the weights of the text last weighed, so that finding candidates and
// comparing with each of them looks everything up once. It is a cache:
// dropping it changes no answer.
type frequency struct {
	anchors sharedShingles
	of      *token
	weights []float32
}

func (f *frequency) forget() { *f = frequency{} }

const (
	// plainGroups is the number of groups that may share words before they lose
	// weight: an original and one that repeats its background.
	plainGroups = 2
	// maxWeighed bounds how many shingles of a text are looked up, the lowest
	// first: all that are sampled of a thousand words. Those of longer texts
	// that are higher still would be met only in the anchors of short ones.
	maxWeighed = 256
)

// frequencies weighs the words of a text by how many groups of the window
// share their sampled shingles: 1, or less where they are boilerplate. A
// sentence half of whose samples are boilerplate is so as a whole, with the
// names in its slots.
func (x *Index) frequencies(t Text) []float32 {
	ts, hs := t.tokens, t.shingles
	if len(ts) == 0 {
		return nil
	}
	if x.freq.of == &ts[0] && len(x.freq.weights) == len(ts) {
		return x.freq.weights
	}
	w := make([]float32, len(ts))
	common := x.sharing(hs)
	for from := 0; from < len(ts); {
		to := sentenceEnd(ts, from)
		common.weighSentence(hs, w, from, to)
		from = to
	}
	x.freq.of, x.freq.weights = &ts[0], w
	return w
}

// sharedShingles says how many groups have each of some shingles.
type sharedShingles struct {
	shingles []uint32 // ascending
	groups   []int
}

func (x *Index) sharing(hs []uint32) sharedShingles {
	s := sharedShingles{shingles: slices.Sorted(func(yield func(uint32) bool) {
		for _, h := range hs {
			if h < sampled && !yield(h) {
				return
			}
		}
	})}
	s.shingles = slices.Compact(s.shingles)
	s.shingles = s.shingles[:min(len(s.shingles), maxWeighed)]
	s.groups = make([]int, len(s.shingles))
	var unknown []uint32
	for i, h := range s.shingles {
		if at, ok := slices.BinarySearch(x.freq.anchors.shingles, h); ok {
			s.groups[i] = x.freq.anchors.groups[at]
		} else {
			unknown = append(unknown, h)
		}
	}
	for i, hits := range x.postings(unknown, false) {
		var g groupSet
		g.add(x, hits)
		at, _ := slices.BinarySearch(s.shingles, unknown[i])
		s.groups[at] = g.n
	}
	return s
}

func (s sharedShingles) weighSentence(hs []uint32, w []float32, from, to int) {
	for i := from; i < to; i++ {
		w[i] = 1
	}
	samples, low, sum := 0, 0, float32(0)
	for i := from; i < min(to, len(hs)); i++ {
		at, ok := slices.BinarySearch(s.shingles, hs[i])
		if !ok {
			continue
		}
		samples++
		n := s.groups[at]
		if n <= plainGroups {
			continue
		}
		low++
		f := float32(plainGroups) / float32(n)
		sum += f
		for j := i; j < min(i+3, to); j++ {
			w[j] = min(w[j], f)
		}
	}
	if low > 0 && 2*low >= samples {
		for i := from; i < to; i++ {
			w[i] = min(w[i], sum/float32(low))
		}
	}
}

// sentenceEnd returns the end of the sentence that begins at from.
func sentenceEnd(ts []token, from int) int {
	to := from + 1
	for to < len(ts) && !ts[to].is(opening) && to-from < maxSentence {
		to++
	}
	return to
}

// maxSentence cuts what has no full stops, such as menus.
const maxSentence = 60
