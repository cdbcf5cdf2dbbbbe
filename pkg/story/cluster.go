package story

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// maxTerms bounds what a story remembers of each kind of term.
const maxTerms = 64

// cluster is an open story: how many of its articles have each term.
type cluster struct {
	id          uint64
	articles    int
	words       []count // ascending by term
	names       []count
	first, last time.Time
}

type count struct {
	term uint32
	n    int
}

func (s *cluster) within(at time.Time, silence time.Duration) bool {
	return !at.Before(s.first.Add(-silence)) && !at.After(s.last.Add(silence))
}

func (s *cluster) add(f Features, entered, left func(uint32)) {
	s.articles++
	s.see(f.At)
	for _, w := range f.Words {
		s.words = bump(s.words, w, 1, entered)
	}
	for _, n := range f.Names {
		s.names = bump(s.names, n, 1, entered)
	}
	s.words, s.names = trim(s.words, left), trim(s.names, left)
}

func (s *cluster) absorb(o *cluster, entered, left func(uint32)) {
	s.articles += o.articles
	s.see(o.first)
	s.see(o.last)
	for _, c := range o.words {
		s.words = bump(s.words, c.term, c.n, entered)
	}
	for _, c := range o.names {
		s.names = bump(s.names, c.term, c.n, entered)
	}
	s.words, s.names = trim(s.words, left), trim(s.names, left)
}

func (s *cluster) see(at time.Time) {
	if at.Before(s.first) {
		s.first = at
	}
	if at.After(s.last) {
		s.last = at
	}
}

func bump(l []count, term uint32, by int, entered func(uint32)) []count {
	i, ok := slices.BinarySearchFunc(l, term, func(c count, t uint32) int { return cmp.Compare(c.term, t) })
	if ok {
		l[i].n += by
		return l
	}
	entered(term)
	return slices.Insert(l, i, count{term, by})
}

// trim drops the least frequent terms above maxTerms.
func trim(l []count, left func(uint32)) []count {
	if len(l) <= maxTerms {
		return l
	}
	slices.SortFunc(l, func(a, b count) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.term, b.term)) })
	for _, c := range l[maxTerms:] {
		left(c.term)
	}
	l = l[:maxTerms]
	slices.SortFunc(l, func(a, b count) int { return cmp.Compare(a.term, b.term) })
	return l
}

// Shares of the likeness that words and names give.
const (
	shareWords = 0.6
	shareNames = 0.4
)

// likeness compares an article with a story: cosines of rarity-weighted terms,
// where a story's term counts by the share of its articles that have it.
func (x *Index) likeness(f Features, s *cluster) float64 {
	return shareWords*x.cosine(single(f.Words), s.words, 1, s.articles) + shareNames*x.cosine(single(f.Names), s.names, 1, s.articles)
}

// between compares two stories.
func (x *Index) between(a, b *cluster) float64 {
	return shareWords*x.cosine(a.words, b.words, a.articles, b.articles) + shareNames*x.cosine(a.names, b.names, a.articles, b.articles)
}

func single(terms []uint32) []count {
	l := make([]count, len(terms))
	for i, t := range terms {
		l[i] = count{t, 1}
	}
	return l
}

// cosine of two ascending lists whose counts are out of na and nb articles.
func (x *Index) cosine(a, b []count, na, nb int) float64 {
	var dot, sa, sb float64
	for _, c := range a {
		w := x.rarity(c.term) * float64(c.n) / float64(na)
		sa += w * w
		if i, ok := slices.BinarySearchFunc(b, c.term, func(c count, t uint32) int { return cmp.Compare(c.term, t) }); ok {
			dot += w * x.rarity(c.term) * float64(b[i].n) / float64(nb)
		}
	}
	for _, c := range b {
		w := x.rarity(c.term) * float64(c.n) / float64(nb)
		sb += w * w
	}
	if sa == 0 || sb == 0 {
		return 0
	}
	return dot / math.Sqrt(sa*sb)
}
