package main

import (
	"math/rand/v2"
	"slices"

	"github.com/wirefold/wirefold/pkg/ner/internal/tagger"
)

// run is an unbroken run of candidates: the features of each token and its tag.
type run struct {
	features [][]int32 // dense ids
	tags     []tagger.Tag
	partial  bool
	weight   int
}

// trainer is a structured perceptron with averaged weights.
type trainer struct {
	rows         [][tagger.Tags]int32 // weights
	totals       [][tagger.Tags]int64 // updates times the step they came at
	trans, tsums [tagger.Tags][tagger.Tags]int64
	step         int64
}

func newTrainer(features int) *trainer {
	return &trainer{rows: make([][tagger.Tags]int32, features), totals: make([][tagger.Tags]int64, features)}
}

func (t *trainer) score(r *run, v *tagger.Decoder) {
	v.Reset(len(r.tags))
	for i, fs := range r.features {
		e := v.Emission(i)
		for _, f := range fs {
			for tag, w := range &t.rows[f] {
				e[tag] += w
			}
		}
	}
}

func (t *trainer) transitions() *tagger.Transitions {
	var w tagger.Transitions
	for a := range w {
		for b := range w[a] {
			w[a][b] = int32(t.trans[a][b])
		}
	}
	return &w
}

// epoch shows every run once, in a shuffled order, and counts wrong ones.
func (t *trainer) epoch(runs []run, order []int, rnd *rand.Rand) (wrong int) {
	rnd.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	var v, g tagger.Decoder
	w := t.transitions()
	for _, k := range order {
		r := &runs[k]
		t.step++
		t.score(r, &v)
		guess := v.Decode(w)
		gold := r.tags
		if r.partial {
			t.score(r, &g)
			gold = constrained(r, &g, w)
		}
		if slices.Equal(guess, gold) {
			continue
		}
		wrong++
		t.update(r, gold, 1)
		t.update(r, guess, -1)
		w = t.transitions()
	}
	return wrong
}

// constrained is the best sequence that keeps the names of a set which leaves
// out the miscellaneous: what is Outside there may be one of those.
func constrained(r *run, v *tagger.Decoder, w *tagger.Transitions) []tagger.Tag {
	for i, gold := range r.tags {
		e := v.Emission(i)
		for tag := range tagger.Tag(tagger.Tags) {
			free := gold == tagger.Outside && tag != tagger.Outside && tag.Class() == tagger.Miscellaneous
			if tag != gold && !free {
				e[tag] = tagger.Impossible
			}
		}
	}
	return v.Decode(w)
}

func (t *trainer) update(r *run, tags []tagger.Tag, by int32) {
	last := tagger.Outside
	for i, tag := range tags {
		for _, f := range r.features[i] {
			t.rows[f][tag] += by
			t.totals[f][tag] += int64(by) * t.step
		}
		t.trans[last][tag] += int64(by)
		t.tsums[last][tag] += int64(by) * t.step
		last = tag
	}
	t.trans[last][tagger.Outside] += int64(by)
	t.tsums[last][tagger.Outside] += int64(by) * t.step
}

// average is the mean of the weights over all steps.
func (t *trainer) average(f, tag int) float64 {
	return float64(t.rows[f][tag]) - float64(t.totals[f][tag])/float64(t.step)
}

func (t *trainer) averageTransition(a, b int) float64 {
	return float64(t.trans[a][b]) - float64(t.tsums[a][b])/float64(t.step)
}
