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
	words, names float64 // squares of its lengths
	named        int     // how many terms are names
}

type rated struct {
	weighted
	rarity float64
}

func (x *Index) vector(b bag) vector {
	v := vector{terms: make([]rated, len(b))}
	for i, w := range b {
		v.terms[i] = rated{w, x.rarity(w.term)}
		v.see(v.terms[i])
	}
	return v
}

func (v *vector) see(t rated) {
	v.words += square(t.rarity * float64(t.word))
	v.names += square(t.rarity * float64(t.name))
	if t.name > 0 {
		v.named++
	}
}

func square(a float64) float64 { return a * a }

// cosines compares a vector with a story by their words and by their names.
// Sums are in the order of the story's terms, so that they come out the same
// every time.
func (x *Index) cosines(v vector, s *openStory) (words, names float64, named int) {
	var o vector
	s.each(func(w weighted) {
		t := rated{w, 0}
		i, ok := slices.BinarySearchFunc(v.terms, t, func(a, b rated) int { return byTerm(a.weighted, b.weighted) })
		if !ok {
			t.rarity = x.rarity(w.term)
			o.see(t)
			return
		}
		t.rarity = v.terms[i].rarity
		o.see(t)
		words += square(t.rarity) * float64(t.word) * float64(v.terms[i].word)
		names += square(t.rarity) * float64(t.name) * float64(v.terms[i].name)
	})
	if words > 0 {
		words /= math.Sqrt(v.words * o.words)
	}
	if names > 0 {
		names /= math.Sqrt(v.names * o.names)
	}
	return words, names, o.named
}

// likeness compares an article with a story: cosines of rarity-weighted terms,
// where a story's term counts by its mean weight over the articles.
func (x *Index) likeness(v vector, s *openStory) float64 {
	words, names, named := x.cosines(v, s)
	if names == 0 && min(v.named, named) >= fewNames {
		return 0 // two notices on one form, say of two companies' results
	}
	return shareWords*words + shareNames*names
}

// between compares two stories, of which the first is given as a vector.
func (x *Index) between(v vector, s *openStory) float64 {
	words, names, _ := x.cosines(v, s)
	return shareWords*words + shareNames*names
}

// priorStories stands for the stories not seen yet, so that the first hour of a
// stream does not take every word for common.
const priorStories = 200

// rarity is the inverse document frequency of a term over open stories. It
// falls to 0 for a term that more stories have than the prior foresees.
func (x *Index) rarity(term uint32) float64 {
	return math.Log(float64(len(x.places)+priorStories) / float64(x.terms.count(term)+1))
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
