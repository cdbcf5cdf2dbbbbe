// Package story gathers the originals of a news stream into stories: articles
// about the same happening.
//
// NewFeatures keeps the telling words and names of an article. An Index holds
// the open stories; Best says which of them an article belongs to and which of
// them it shows to be one, Silent which have gone silent; Add, Merge and Close
// record what the caller decided. The signals are cheap on
// purpose: words that few other open stories have, names, and time.
//
// An Index is a fold: the same calls in the same order give the same answers.
// It never invents or reuses story numbers; they are the caller's. It is not
// safe for concurrent use.
package story

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Params are the limits of an Index. The zero value of a field takes its default.
type Params struct {
	// Join is the least likeness, 0..1, at which an article joins a story. Default 0.26:
	// of labelled pairs 85 in 100 joined belong together, and 71 in 100 that do are joined.
	Join float64
	// Merge is the least likeness of two stories that one article would join which
	// makes them one. Default 0.45.
	Merge float64
	// Silence is how long a story stays open after its latest article. Default 72 h:
	// the follow-ups of a happening come daily, and a weekend lies between some.
	Silence time.Duration
}

func (p Params) withDefaults() Params {
	if p.Join <= 0 {
		p.Join = 0.26
	}
	if p.Merge <= 0 {
		p.Merge = 0.45
	}
	if p.Silence <= 0 {
		p.Silence = 72 * time.Hour
	}
	return p
}

// Index holds the open stories.
type Index struct {
	params  Params
	stories map[uint64]*cluster
	terms   map[uint32]*listing
	silent  silence
}

// listing is a word or name and the open stories that have it.
type listing struct {
	stories int
	ids     []uint64 // in order of arrival, the first maxListed of them
}

// New returns an empty index.
func New(p Params) *Index {
	return &Index{params: p.withDefaults(), stories: map[uint64]*cluster{}, terms: map[uint32]*listing{}}
}

// Len returns the number of open stories.
func (x *Index) Len() int { return len(x.stories) }

// Best returns the open story that an article belongs to and how alike they
// are. merge names the other stories that it joins as well and that are alike
// enough among themselves to be one with the first. ok is false where the
// article opens a story of its own.
func (x *Index) Best(f Features) (id uint64, score float64, merge []uint64, ok bool) {
	type found struct {
		id    uint64
		score float64
	}
	var all []found
	for _, c := range x.near(f) {
		s := x.stories[c]
		if !s.within(f.At, x.params.Silence) {
			continue
		}
		if l := x.likeness(f, s); l >= x.params.Join {
			all = append(all, found{c, l})
		}
	}
	if len(all) == 0 {
		return 0, 0, nil, false
	}
	slices.SortFunc(all, func(a, b found) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id)) })
	best := x.stories[all[0].id]
	for _, o := range all[1:] {
		if x.between(best, x.stories[o.id]) >= x.params.Merge {
			merge = append(merge, o.id)
		}
	}
	return all[0].id, all[0].score, merge, true
}

// Add enters an article into a story, opening it where it is not open.
func (x *Index) Add(id uint64, f Features) {
	s, ok := x.stories[id]
	if !ok {
		s = &cluster{id: id, first: f.At, last: f.At}
		x.stories[id] = s
	}
	s.add(f, x)
	x.silent.push(s.last, id)
	x.silent.prune(x.stories)
}

// Merge moves all of a story into another; from is then no more. Stories that
// are not open are left alone.
func (x *Index) Merge(from, into uint64) {
	f, ok := x.stories[from]
	t, has := x.stories[into]
	if !ok || !has || from == into {
		return
	}
	x.drop(f)
	t.absorb(f, x)
	x.silent.push(t.last, into)
	x.silent.prune(x.stories)
}

// Silent names the open stories whose latest article is more than the silence
// before now, by publication where both tell it, or by receipt, in order of
// their numbers.
func (x *Index) Silent(now Moment) []uint64 {
	var out []uint64
	x.silent.received.before(now.Received.Add(-x.params.Silence), func(e entry) {
		if s, open := x.stories[e.id]; open && s.last.Received.Equal(e.last) {
			out = append(out, e.id)
		}
	})
	if !now.Published.IsZero() {
		x.silent.published.before(now.Published.Add(-x.params.Silence), func(e entry) {
			if s, open := x.stories[e.id]; open && s.last.Published.Equal(e.last) {
				out = append(out, e.id)
			}
		})
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Close ends a story. One that is not open is left alone.
func (x *Index) Close(id uint64) {
	if s, open := x.stories[id]; open {
		x.drop(s)
	}
	x.silent.prune(x.stories)
}

func (x *Index) drop(s *cluster) {
	for _, t := range s.words {
		x.leave(t.term, s.id)
	}
	for _, t := range s.names {
		x.leave(t.term, s.id)
	}
	delete(x.stories, s.id)
}

// enter lists a story under a term.
func (x *Index) enter(term uint32, id uint64) {
	l := x.terms[term]
	if l == nil {
		l = &listing{}
		x.terms[term] = l
	}
	l.stories++
	if len(l.ids) < maxListed {
		l.ids = append(l.ids, id)
	}
}

// leave takes a story off a term.
func (x *Index) leave(term uint32, id uint64) {
	l := x.terms[term]
	if l.stories--; l.stories == 0 {
		delete(x.terms, term)
		return
	}
	if i := slices.Index(l.ids, id); i >= 0 {
		l.ids = slices.Delete(l.ids, i, i+1)
	}
}

const (
	// maxNear bounds the stories that an article is compared with.
	maxNear = 10
	// maxStories is the number of open stories having a term above which it no
	// longer finds any; it still counts in the likeness.
	maxStories = 200
	// maxListed bounds a listing; the room above maxStories lets a term find
	// stories again after others have closed.
	maxListed = 2 * maxStories
)

// near returns the stories that share the rarest terms with an article, best first.
func (x *Index) near(f Features) []uint64 {
	weights := map[uint64]float64{}
	var ids []uint64
	for _, terms := range [][]uint32{f.Words, f.Names} {
		for _, t := range terms {
			l := x.terms[t]
			if l == nil || l.stories > maxStories {
				continue
			}
			w := x.rarity(t)
			for _, id := range l.ids {
				if _, ok := weights[id]; !ok {
					ids = append(ids, id)
				}
				weights[id] += w
			}
		}
	}
	slices.SortFunc(ids, func(a, b uint64) int { return cmp.Or(cmp.Compare(weights[b], weights[a]), cmp.Compare(a, b)) })
	return ids[:min(len(ids), maxNear)]
}

// priorStories stands for the stories not seen yet, so that the first hour of a
// stream does not take every word for common.
const priorStories = 200

// rarity is the inverse document frequency of a term over open stories.
func (x *Index) rarity(term uint32) float64 {
	listed := 0
	if l := x.terms[term]; l != nil {
		listed = l.stories
	}
	return math.Log(float64(len(x.stories)+priorStories) / float64(listed+1))
}
