package tagger

import (
	"maps"
	"slices"
)

// Usage is how the training texts write a word.
type Usage uint8

// The usages.
const (
	Unknown Usage = iota
	Common        // in lower case, as a rule
	Mixed         // in lower case too
)

// Lexicon is the usage of words, by the hash of their lower-case form.
type Lexicon map[uint32]Usage

func newLexicon(common, mixed []uint32) Lexicon {
	l := make(Lexicon, len(common)+len(mixed))
	for _, h := range common {
		l[h] = Common
	}
	for _, h := range mixed {
		l[h] = Mixed
	}
	return l
}

// Add notes the usage of a word.
func (l Lexicon) Add(lower string, u Usage) { l[uint32(fnv(lower))] = u }

func (l Lexicon) sorted() (common, mixed []uint32) {
	for _, h := range slices.Sorted(maps.Keys(l)) {
		if l[h] == Common {
			common = append(common, h)
		} else {
			mixed = append(mixed, h)
		}
	}
	return common, mixed
}
