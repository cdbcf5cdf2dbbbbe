package neardup

// frequency remembers, for the text last weighed, how many groups share each
// of its sampled shingles, so that comparing it with several originals looks
// them up once. It is a cache: dropping it changes no answer.
type frequency struct {
	of      *token
	weights []float32
}

func (f *frequency) forget() { f.of, f.weights = nil, nil }

// frequencies gives each word of a text the weight of the rarest shingle that
// covers it and was sampled: near 1 unless the words are boilerplate.
func (x *Index) frequencies(ts []token) []float32 {
	if len(ts) == 0 {
		return nil
	}
	if x.freq.of == &ts[0] && len(x.freq.weights) == len(ts) {
		return x.freq.weights
	}
	w := make([]float32, len(ts))
	for i := range w {
		w[i] = 1
	}
	for i, h := range shingles(ts, nil) {
		if h >= sampled {
			continue
		}
		n := x.groups(x.postings(h))
		if n <= plainGroups {
			continue
		}
		f := float32(plainGroups) / float32(n)
		for j := i; j < min(i+3, len(ts)); j++ {
			w[j] = min(w[j], f)
		}
	}
	// A sampled boilerplate shingle speaks for its neighbours that were not:
	// one word in three is covered only by shingles outside the sample.
	spread(w)
	x.freq = frequency{&ts[0], w}
	return w
}

// plainGroups is the number of groups that may share words before they lose
// weight: an original, and a template or agenda item or two.
const plainGroups = 3

// spread carries low weights over gaps of up to four words between two low ones.
func spread(w []float32) {
	last := -1
	for i, f := range w {
		if f == 1 {
			continue
		}
		if last >= 0 && i-last <= 5 {
			for j := last + 1; j < i; j++ {
				w[j] = max(w[last], f)
			}
		}
		last = i
	}
}
