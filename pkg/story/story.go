// Package story gathers the originals of a news stream into stories: articles
// about the same happening.
//
// NewFeatures keeps the telling words and names of an article. An Index holds
// the open stories; Best says which of them an article belongs to and which of
// them it shows to be one, Silent which have gone silent; Add, Merge and Close
// record what the caller decided. The signals are cheap on
// purpose: words that few other open stories have, names, and time; coded events
// where the caller has any. An open story of one article takes 490 bytes where
// 500,000 are open.
//
// An Index is a fold: the same calls in the same order give the same answers,
// and one that was written and read answers as before. It never invents or
// reuses story numbers; they are the caller's. It is not safe for concurrent use.
package story

import (
	"cmp"
	"slices"
	"time"
)

// Params are the limits of an Index. The zero value of a field takes its default.
type Params struct {
	// Join is the least likeness, 0..1, at which an article joins a story. Default 0.36:
	// of labelled pairs 88 in 100 joined belong together, and 79 in 100 that do are joined.
	Join float64
	// Merge is the least likeness of two stories that one article would join which
	// makes them one. Default 0.6: on labelled pairs anything from 0.5 to 0.7 does as well.
	Merge float64
	// Silence is how long a story stays open after its latest article. Default 72 h:
	// the follow-ups of a happening come daily, and a weekend lies between some.
	Silence time.Duration
}

func (p Params) withDefaults() Params {
	if p.Join <= 0 {
		p.Join = 0.36
	}
	if p.Merge <= 0 {
		p.Merge = 0.6
	}
	if p.Silence <= 0 {
		p.Silence = 72 * time.Hour
	}
	return p
}

// Index holds the open stories.
type Index struct {
	params  Params
	places  map[uint64]uint32 // a story's number → its place in stories
	stories []openStory
	free    []uint32 // places of stories that are no more
	terms   dictionary
	silent  silence

	// Of Best, kept for their room: what the stories share with an article, 0
	// between calls, which do, and two to compare.
	shared         []float64
	touched        []uint32
	article, other portrait
}

// New returns an empty index.
func New(p Params) *Index {
	return &Index{params: p.withDefaults(), places: map[uint64]uint32{}, terms: dictionary{table: newTable(0)}}
}

// Len returns the number of open stories.
func (x *Index) Len() int { return len(x.places) }

// Best returns the open story that an article belongs to and how alike they
// are. merge names the other stories that it joins as well and that are alike
// enough among themselves to be one with the first. ok is false where the
// article opens a story of its own.
func (x *Index) Best(f Features) (id uint64, score float64, merge []uint64, ok bool) {
	type joined struct {
		*openStory
		score float64
	}
	var all []joined
	article, at := opened(0, f), f.At.instant()
	x.portray(article.each, &x.article)
	for _, p := range x.near(article.each) {
		s := &x.stories[p]
		if !s.within(at, x.params.Silence) {
			continue
		}
		x.portray(s.each, &x.other)
		if l := x.article.like(&x.other); l >= x.params.Join {
			all = append(all, joined{s, l})
		}
	}
	if len(all) == 0 {
		return 0, 0, nil, false
	}
	slices.SortFunc(all, func(a, b joined) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id)) })
	if len(all) > 1 {
		x.portray(all[0].each, &x.article)
	}
	for _, o := range all[1:] {
		x.portray(o.each, &x.other)
		if x.article.like(&x.other) >= x.params.Merge {
			merge = append(merge, o.id)
		}
	}
	return all[0].id, all[0].score, merge, true
}

// Add enters an article into a story, opening it where it is not open.
func (x *Index) Add(id uint64, f Features) {
	p, open := x.places[id]
	if open {
		article := opened(id, f)
		x.grow(p, &article)
		return
	}
	p = x.place()
	x.places[id] = p
	x.stories[p] = opened(id, f)
	x.stories[p].each(func(w weighted) { x.terms.enter(w.term, p) })
	x.silent.put(x.stories, p)
}

// Merge moves all of a story into another; from is then no more. Stories that
// are not open are left alone.
func (x *Index) Merge(from, into uint64) {
	f, open := x.places[from]
	t, has := x.places[into]
	if !open || !has || from == into {
		return
	}
	gone := x.stories[f]
	x.drop(f)
	x.grow(t, &gone)
}

// grow adds an article or story to a story.
func (x *Index) grow(p uint32, more *openStory) {
	s := &x.stories[p]
	s.first, s.last = s.first.sooner(more.first), s.last.later(more.last)
	all, entered, left := sum(s.bag(), more.bag())
	s.articles += more.articles
	s.hold(all)
	for _, t := range entered {
		x.terms.enter(t, p)
	}
	for _, t := range left {
		x.terms.leave(t, p)
	}
	x.silent.put(x.stories, p)
}

// Silent names the open stories whose latest article is more than the silence
// before now, by publication where both tell it, or by receipt, in order of
// their numbers.
func (x *Index) Silent(now Moment) []uint64 {
	var out []uint64
	for _, p := range x.silent.before(x.stories, now.instant(), x.params.Silence) {
		out = append(out, x.stories[p].id)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Close ends a story. One that is not open is left alone.
func (x *Index) Close(id uint64) {
	if p, open := x.places[id]; open {
		x.drop(p)
	}
}

// place finds room for a story.
func (x *Index) place() uint32 {
	if n := len(x.free); n > 0 {
		p := x.free[n-1]
		x.free = x.free[:n-1]
		return p
	}
	x.stories = append(x.stories, openStory{})
	return uint32(len(x.stories) - 1)
}

func (x *Index) drop(p uint32) {
	s := &x.stories[p]
	s.each(func(w weighted) { x.terms.leave(w.term, p) })
	x.silent.take(x.stories, p)
	delete(x.places, s.id)
	*s = openStory{}
	x.free = append(x.free, p)
}
