// Package neardup finds the texts that are copies of earlier ones, and shows
// which words were taken.
//
// It works in three steps. Parse turns an article into a Text: its words with
// their places, the passages inside quotation marks, the numbers and names.
// NewSketch keeps a few hundred bytes of it, and an Index of such sketches
// answers which earlier texts share rare word sequences with a new one
// (Candidates). Compare then aligns two whole texts and says whether one is a
// copy of the other, how, and by which rule.
//
// The package promises:
//
//   - An Index is a fold: the same Adds in the same order give
//     the same answers, in every process, also where WriteTo and ReadFrom stand
//     between them. Hashes are fixed functions.
//   - A text costs an Index four bytes an anchor and some fifteen more: 240 for
//     an article of 500 words, 95 in the cold. Segments are merged and thinned
//     in steps, so that no Add takes long; only the first after a silence of
//     more than the window has all to thin at once.
//   - Precision goes before recall. Two notices on one form, two reports that
//     share quotations, and a digest of many stories are not copies.
//   - Spans match text to text once case, punctuation, space and the way a
//     letter is composed are ignored; they are in order and do not overlap in
//     the copy.
//   - Work and memory are bounded for any input: a text counts for its first
//     32,768 words or megabyte (and is Exact only if the rest is equal too), a
//     sketch has at most 56 anchors, a posting list is read at most 256 deep.
//
// An Index is not safe for concurrent use.
package neardup

import "time"

// Params are the limits of an Index. The zero value of a field takes its default.
type Params struct {
	// Window is how long all of a sketch is kept after it was added, measured by
	// the latest time the index has seen. Default 96 h: a wire story is copied
	// within hours, and the stragglers of a weekend within four days.
	Window time.Duration
	// Keep is how long a text can be found at all, after the window by a third
	// of its sketch. Default 30 days: weeklies and monthlies, and what a page
	// brings up again.
	Keep time.Duration
	// MaxCandidates bounds what Candidates returns. Default 8.
	MaxCandidates int
	// MaxGroups is the number of unrelated groups sharing a word sequence above
	// which it is taken for boilerplate and finds nothing. Default 24, at most 63.
	MaxGroups int
}

func (p Params) withDefaults() Params {
	if p.Window <= 0 {
		p.Window = 96 * time.Hour
	}
	if p.Keep <= 0 {
		p.Keep = 30 * 24 * time.Hour
	}
	if p.MaxCandidates <= 0 {
		p.MaxCandidates = 8
	}
	if p.MaxGroups <= 0 {
		p.MaxGroups = 24
	}
	p.MaxGroups = min(p.MaxGroups, mostGroups-1)
	return p
}

// Relation says how a copy relates to its original.
type Relation string

// The closed set of relations.
const (
	Exact    Relation = "exact"    // the same words and numbers in the same order
	Verbatim Relation = "verbatim" // the same text with trivial changes
	Edited   Relation = "edited"   // taken over with changes or additions
	Excerpt  Relation = "excerpt"  // part of the original
)

// Match is what Compare found.
type Match struct {
	Relation Relation
	// Score is the confidence in the join, by which the best of several matches is
	// chosen: above 0.5, and 1 for an exact copy.
	Score float64
	// OfCopy and OfOriginal are the shares of each text's own substance, the
	// words outside quotation marks and boilerplate weighted by rarity, that the
	// other text has too. 0..1.
	OfCopy, OfOriginal float64
	Spans              []Aligned
	// Rule names the rule that decided.
	Rule string
}

// Aligned is a passage that both texts have, as half-open ranges of Unicode
// code points in each body.
type Aligned struct{ CopyStart, CopyEnd, OriginalStart, OriginalEnd int }

// Candidate is an indexed text that shares rare word sequences with a sketch.
type Candidate struct {
	ID uint32
	// Shared is the rarity-weighted share of the smaller sketch's anchors that
	// both have. 0..1.
	Shared float64
}
