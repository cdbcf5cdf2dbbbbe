package decider

import (
	"slices"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// judgement is what a text was found to be.
type judgement struct {
	// join is the group it belongs to, nil where it is nobody's copy.
	join *wirefoldv1.Join
	// recalled: the original it copies and credits was killed.
	recalled bool
	// takes are the originals that follow it: they credit its source for what they have in common with it, or are
	// shown by it to be one text with those that do.
	takes []taking
	// bridged are the originals that it shows to be one text with the one it joins.
	bridged []*wirefoldv1.ArticleMemory
}

// taking is an original that becomes the copy of another, with its copies.
type taking struct {
	original *wirefoldv1.ArticleMemory
	rule     string
}

const (
	// sureScore ends the search for a better original: a copy with trivial changes scores higher. What was killed, or
	// credits the input's source, is looked at all the same.
	sureScore = 0.95
	// bridgeShare is the share of a sketch from which an original may be one text with a sure one: on generated wire
	// copy those that are have 0.1 and more, eight in ten of the others less than half of that.
	bridgeShare = 0.05
)

// group is an original that a text may be a copy of, with the texts through which it was found.
type group struct {
	original *wirefoldv1.ArticleMemory
	hits     []reference
	shared   float64 // of the likeliest of them
}

// judge compares the text of the input, which is a's, with the groups it may belong to.
func (t *transaction) judge(a *wirefoldv1.ArticleMemory) (judgement, error) {
	var j judgement
	if t.inputText().Len() == 0 {
		return j, nil
	}
	var recalled *wirefoldv1.Join
	var found []*wirefoldv1.Join
	for i, g := range t.groups(a) {
		killed := g.original.GetStatus() == canceled
		sure := j.join.GetScore() >= sureScore && !killed && !credits(g.original, a.GetSource())
		if sure && g.shared < bridgeShare {
			continue
		}
		join, err := t.compare(a, g)
		if err != nil {
			return j, err
		}
		if killed {
			if join != nil && recalled == nil && credits(a, g.original.GetSource()) {
				recalled = join
			}
			continue
		}
		if join != nil {
			found = append(found, join)
		}
		takes := false
		if !sure && !t.apartFrom(g.original, j.takes) {
			if takes, err = t.takes(a, g.original, join != nil); err != nil {
				return j, err
			}
		}
		if takes {
			j.takes = append(j.takes, taking{g.original, ruleCredited})
			continue
		}
		own := i == 0 && g.original.GetId() == t.Memory.article(a.GetId()).GetJoin().GetOriginalId()
		if join != nil && (j.join == nil || join.GetScore() > j.join.GetScore()) {
			j.join = join
			if own {
				break
			}
		}
	}
	switch {
	case recalled != nil:
		return judgement{join: recalled, recalled: true}, nil
	case len(j.takes) > 0:
		// Being credited says more than coming second.
		j.join = nil
	}
	return t.bridge(a, j, found), nil
}

// groups are the groups that have texts like the input's, the group that a is in first, then the likeliest.
func (t *transaction) groups(a *wirefoldv1.ArticleMemory) []*group {
	var out []*group
	add := func(o *wirefoldv1.ArticleMemory) *group {
		if i := slices.IndexFunc(out, func(g *group) bool { return g.original.GetId() == o.GetId() }); i >= 0 {
			return out[i]
		}
		out = append(out, &group{original: o})
		return out[len(out)-1]
	}
	if o := t.article(t.Memory.article(a.GetId()).GetJoin().GetOriginalId()); o != nil {
		add(o)
	}
	for _, c := range t.Memory.near.Candidates(t.inputSketch(), t.clock) {
		hit := t.Memory.reference(c.ID)
		x := t.article(hit.article)
		if x.GetId() == a.GetId() {
			continue
		}
		if x.GetJoin() != nil {
			x = t.article(x.GetJoin().GetOriginalId())
		}
		if x == nil || x.GetId() == a.GetId() || slices.Contains(a.GetDetachedFrom(), x.GetId()) || slices.Contains(x.GetDetachedFrom(), a.GetId()) {
			continue
		}
		g := add(x)
		g.hits, g.shared = append(g.hits, hit), max(g.shared, c.Shared)
	}
	return out
}
