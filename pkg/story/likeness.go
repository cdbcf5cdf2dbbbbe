package story

import (
	"math"
	"slices"
)

// Shares of the likeness that words and names give. Names are among the words
// as well, so that texts without capitals lose only the second share.
const (
	shareWords = 0.75
	shareNames = 0.25
)

// fewNames is from how many name words on sharing none means another happening.
// On labelled pairs the rule changes no join.
const fewNames = 3

// vector is the terms of an article or story, weighed by rarity as well.
type vector struct {
	terms        []rated // ascending by term
	words, names float64 // lengths
	named        int     // how many terms are names
}

type rated struct {
	weighted
	rarity float64
}

// vector weighs a bag. The lengths are summed up in the order of terms, so that
// they come out the same every time.
func (x *Index) vector(b bag) vector {
	v := vector{terms: make([]rated, len(b))}
	for i, w := range b {
		r := x.rarity(w.term)
		v.terms[i] = rated{w, r}
		v.words += square(r * float64(w.word))
		v.names += square(r * float64(w.name))
		if w.name > 0 {
			v.named++
		}
	}
	v.words, v.names = math.Sqrt(v.words), math.Sqrt(v.names)
	return v
}

func square(a float64) float64 { return a * a }

// cosines compares two vectors by their words and by their names.
func (v vector) cosines(o vector) (words, names float64) {
	a, b := v.terms, o.terms
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].term < b[0].term:
			a = a[1:]
		case b[0].term < a[0].term:
			b = b[1:]
		default:
			r := square(a[0].rarity)
			words += r * float64(a[0].word) * float64(b[0].word)
			names += r * float64(a[0].name) * float64(b[0].name)
			a, b = a[1:], b[1:]
		}
	}
	if words > 0 {
		words /= v.words * o.words
	}
	if names > 0 {
		names /= v.names * o.names
	}
	return words, names
}

// likeness compares an article with a story: cosines of rarity-weighted terms,
// where a story's term counts by its mean weight over the articles.
func (v vector) likeness(story vector) float64 {
	words, names := v.cosines(story)
	if names == 0 && min(v.named, story.named) >= fewNames {
		return 0 // two notices on one form, say of two companies' results
	}
	return shareWords*words + shareNames*names
}

// between compares two stories.
func (v vector) between(o vector) float64 {
	words, names := v.cosines(o)
	return shareWords*words + shareNames*names
}

// priorStories stands for the stories not seen yet, so that the first hour of a
// stream does not take every word for common.
const priorStories = 200

// rarity is the inverse document frequency of a term over open stories. It
// falls to 0 for a term that more stories have than the prior foresees.
func (x *Index) rarity(term uint32) float64 {
	return math.Log(float64(len(x.places)+priorStories) / float64(x.terms.stories(term)+1))
}

// maxNear bounds the stories that an article is compared with.
const maxNear = 10

// near returns the places of the stories that share the rarest terms with an
// article, best first.
func (x *Index) near(v vector) []uint32 {
	x.shared = append(x.shared, make([]float64, len(x.stories)-len(x.shared))...)
	x.touched = x.touched[:0]
	for _, t := range v.terms {
		weight := t.rarity
		if t.word > 0 && t.name > 0 {
			weight *= 2
		}
		x.terms.find(t.term, func(p uint32) {
			if x.shared[p] == 0 {
				x.touched = append(x.touched, p)
			}
			x.shared[p] += weight
		})
	}
	best := make([]uint32, 0, maxNear+1)
	for _, p := range x.touched {
		i := len(best)
		for i > 0 && x.nearer(p, best[i-1]) {
			i--
		}
		if i < maxNear {
			best = slices.Insert(best, i, p)
			best = best[:min(len(best), maxNear)]
		}
	}
	for _, p := range x.touched {
		x.shared[p] = 0
	}
	return best
}

func (x *Index) nearer(p, than uint32) bool {
	if x.shared[p] != x.shared[than] {
		return x.shared[p] > x.shared[than]
	}
	return x.stories[p].id < x.stories[than].id
}
