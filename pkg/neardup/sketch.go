package neardup

import "slices"

const (
	// maxAnchors bounds a sketch. A 500-word article is then sampled 1 in 9, and
	// a third of it still shares some 18 anchors. From 52 to 64 the groups that
	// are found in generated and real copy differ by accident; below 40 forms
	// are no longer told by their boilerplate.
	maxAnchors = 56
	// minAnchors is taken of texts too short to be sampled.
	minAnchors = 4
	// sampled is the share of shingles that may become anchors: 1 in 4.
	sampled = 1 << anchorBits
	// shingleWeight is the length of a shingle, where a word counts 2 and a
	// character of a script without spaces 1: three words or six characters.
	shingleWeight = 6
)

// Sketch is what an Index remembers of a text: the anchors, a sample of the
// hashes of its word trigrams, and its length in words.
type Sketch struct {
	Anchors []uint32 // ascending, without repeats, below 2^30, at most 56
	Tokens  uint32
}

// NewSketch samples a text. Every text with a word has at least one anchor.
func NewSketch(t Text) Sketch {
	hs := slices.Clone(t.shingles)
	if len(hs) == 0 && len(t.tokens) > 0 {
		h := uint32(fnv32Offset)
		for _, w := range t.tokens {
			h = mix(h*31 + w.folded)
		}
		hs = []uint32{h}
	}
	slices.Sort(hs)
	hs = slices.Compact(hs)
	n, _ := slices.BinarySearch(hs, sampled)
	n = min(max(n, minAnchors), maxAnchors, len(hs))
	anchors := slices.Clone(hs[:n])
	if n > 0 && anchors[n-1] >= sampled {
		// What is taken though it was not sampled is folded down.
		for i := range anchors {
			anchors[i] %= sampled
		}
		slices.Sort(anchors)
		anchors = slices.Compact(anchors)
	}
	return Sketch{Anchors: anchors, Tokens: uint32(len(t.tokens))}
}

// valid returns the anchors as far as they are what NewSketch makes.
func (s Sketch) valid() []uint32 {
	for i, a := range s.Anchors {
		if i == maxAnchors || a >= sampled || i > 0 && a <= s.Anchors[i-1] {
			return s.Anchors[:i]
		}
	}
	return s.Anchors
}

// shingles appends the hash of the word sequence that begins at each token;
// the last tokens begin none.
func shingles(ts []token, to []uint32) []uint32 {
	for i := range ts {
		h, w := uint32(fnv32Offset), 0
		for j := i; j < len(ts) && w < shingleWeight; j++ {
			h = (h ^ ts[j].folded) * fnv32Prime
			h ^= h >> 15
			w += 2
			if ts[j].is(ideogram) {
				w--
			}
		}
		if w < shingleWeight {
			break
		}
		to = append(to, mix(h))
	}
	return to
}
