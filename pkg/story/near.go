package story

import (
	"math"
	"slices"
)

// maxNear bounds the stories that an article is compared with.
const maxNear = 10

// priorStories stands for the stories not seen yet, so that the first hour of a
// stream does not take every word for common.
const priorStories = 200

// rarityOf is the inverse document frequency over open stories of a term that
// so many have.
func (x *Index) rarityOf(count int) float64 {
	return math.Log(float64(len(x.places)+priorStories) / float64(count+1))
}

// near returns the places of the stories that share the rarest terms with an
// article, best first.
func (x *Index) near(each func(yield func(weighted))) []uint32 {
	x.shared = append(x.shared, make([]float64, len(x.stories)-len(x.shared))...)
	x.touched = x.touched[:0]
	var one [1]uint32
	each(func(w weighted) {
		count, stories := x.terms.find(w.term, &one)
		weight := x.rarityOf(count)
		if w.word > 0 && w.name > 0 {
			weight *= 2
		}
		for _, p := range stories {
			if x.shared[p] == 0 {
				x.touched = append(x.touched, p)
			}
			x.shared[p] += weight
		}
	})
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
