package story

import (
	"cmp"
	"math"
	"slices"
)

// bag is the terms of an article or story, ascending.
type bag []weighted

// weighted is a term and what it weighs as a word and as a name; 0 where it is
// none. A term that is neither is a coded event.
type weighted struct{ term, word, name uint32 }

// heft is what a term weighs when room is short. Codes go last.
func (w weighted) heft() uint64 {
	if w.code() {
		return math.MaxUint64
	}
	return uint64(w.word) + uint64(w.name)
}

func (w weighted) code() bool { return w.word == 0 && w.name == 0 }

func byTerm(a, b weighted) int { return cmp.Compare(a.term, b.term) }

// codes counts the coded events.
func (b bag) codes() (n int) {
	for _, w := range b {
		if w.code() {
			n++
		}
	}
	return n
}

func (b bag) sorted() bag {
	slices.SortFunc(b, byTerm)
	return b
}

// packed is the terms of one article in a third of the room: its words by rank,
// then the names that are not among them, then its codes. The ranks give the
// weights.
type packed []uint32

// isName is the bit of a packed term that says it is a name. Hashes lose it:
// of a million distinct terms, some 200 then share their hash with another.
const isName = 1

// pack gives the terms of an article, and how many of them are words.
func pack(f Features) (p packed, words uint8) {
	f.Words, f.Names = f.Words[:min(len(f.Words), maxWords)], f.Names[:min(len(f.Names), maxNames)]
	f.Codes = f.Codes[:min(len(f.Codes), maxCodes)]
	p = make(packed, 0, len(f.Words)+len(f.Names)+len(f.Codes))
	for _, t := range f.Words {
		p = p.put(t &^ isName)
	}
	words = uint8(len(p))
	for _, t := range f.Names {
		p = p.put(t | isName)
	}
	for _, t := range f.Codes {
		p = p.put(t &^ isName)
	}
	return slices.Clone(p), words
}

func (p packed) put(t uint32) packed {
	for i, o := range p {
		if o|isName == t|isName {
			p[i] |= t & isName
			return p
		}
	}
	return append(p, t)
}

// each gives the terms with their weights.
func (p packed) each(words int, yield func(weighted)) {
	names := 0
	for i, t := range p {
		w := weighted{term: t &^ isName}
		if i < words {
			w.word = rankWeight(i)
		}
		if t&isName != 0 {
			w.name = rankWeight(names)
			names++
		}
		yield(w)
	}
}

// rankWeight weighs a term by its place in an article's features: the seventh
// counts half of the first. On labelled pairs that found 70 in 100 where equal
// weights found 52, at the same precision.
func rankWeight(rank int) uint32 { return uint32(1000 / (6 + rank)) }

// sum adds up two bags. entered are the terms that a did not have; left are
// those of a that fell out, as the lightest above maxTerms. Of codes a keeps
// its first.
func sum(a, b bag) (all bag, entered, left []uint32) {
	all = make(bag, 0, len(a)+len(b))
	codes := a.codes()
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].term < b[0].term:
			all, a = append(all, a[0]), a[1:]
		case len(a) == 0 || b[0].term < a[0].term:
			w := b[0]
			b = b[1:]
			if w.code() {
				if codes++; codes > maxStoryCodes {
					continue
				}
			}
			all, entered = append(all, w), append(entered, w.term)
		default:
			all = append(all, weighted{a[0].term, a[0].word + b[0].word, a[0].name + b[0].name})
			a, b = a[1:], b[1:]
		}
	}
	if len(all) <= maxTerms {
		return all, entered, nil
	}
	slices.SortFunc(all, func(a, b weighted) int {
		return cmp.Or(cmp.Compare(b.heft(), a.heft()), byTerm(a, b))
	})
	for _, w := range all[maxTerms:] {
		if i := slices.Index(entered, w.term); i >= 0 {
			entered = slices.Delete(entered, i, i+1)
		} else {
			left = append(left, w.term)
		}
	}
	return all[:maxTerms].sorted(), entered, left
}
