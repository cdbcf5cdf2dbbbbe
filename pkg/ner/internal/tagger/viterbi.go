package tagger

import "math"

// Transitions are the weights of a tag behind another.
type Transitions [Tags][Tags]int32

// Decoder finds the best sequence of tags for a run of tokens. Its buffers are
// kept from run to run.
type Decoder struct {
	n     int
	score [][Tags]int32 // emissions, then best sums
	from  [][Tags]Tag
	tags  []Tag
}

// Reset prepares for a run of n tokens, all emissions nought.
func (v *Decoder) Reset(n int) {
	if cap(v.score) < n {
		v.score, v.from, v.tags = make([][Tags]int32, 2*n), make([][Tags]Tag, 2*n), make([]Tag, 2*n)
	}
	v.score, v.from, v.tags, v.n = v.score[:cap(v.score)], v.from[:cap(v.from)], v.tags[:cap(v.tags)], n
	clear(v.score[:n])
}

// Emission is the score of each tag of token i, to be filled in.
func (v *Decoder) Emission(i int) *[Tags]int32 { return &v.score[i] }

// predecessors[t] are the tags that t may stand behind.
var predecessors = func() (p [Tags][]Tag) {
	for t := range Tag(Tags) {
		for before := range Tag(Tags) {
			if before.Follows(t) {
				p[t] = append(p[t], before)
			}
		}
	}
	return p
}()

// Impossible is the score of a tag that must not be.
const Impossible = math.MinInt32 / 4

// Decode is the best sequence of tags, valid until the next Reset.
func (v *Decoder) Decode(w *Transitions) []Tag {
	for t := range Tag(Tags) {
		v.score[0][t] += w[Outside][t]
		if !Outside.Follows(t) {
			v.score[0][t] = Impossible
		}
	}
	for i := 1; i < v.n; i++ {
		for t := range Tag(Tags) {
			best, from := int32(Impossible), Outside
			for _, before := range predecessors[t] {
				if s := v.score[i-1][before] + w[before][t]; s > best {
					best, from = s, before
				}
			}
			v.score[i][t] = max(v.score[i][t]+best, Impossible)
			v.from[i][t] = from
		}
	}
	best, tag := int32(math.MinInt32), Outside
	for t := range Tag(Tags) {
		if s := v.score[v.n-1][t] + w[t][Outside]; t.Ends() && s > best {
			best, tag = s, t
		}
	}
	tags := v.tags[:v.n]
	for i := v.n - 1; i >= 0; i-- {
		tags[i] = tag
		tag = v.from[i][tag]
	}
	return tags
}
