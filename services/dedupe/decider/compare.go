package decider

import (
	"slices"

	"github.com/wirefold/wirefold/pkg/neardup"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// compare tells whether the input is a copy of an original: of its current text, of an earlier revision, or by way of
// one of its copies.
func (t *transaction) compare(a *wirefoldv1.ArticleMemory, g *group) (*wirefoldv1.Join, error) {
	o := g.original
	best, err := t.match(o.GetTextFactsSeq())
	if err != nil {
		return nil, err
	}
	var join *wirefoldv1.Join
	if best != nil {
		join = newJoin(o, o.GetRevision(), best)
		if best.Relation == neardup.Exact {
			return join, nil
		}
	}
	for _, h := range g.hits {
		if h.factsSeq == o.GetTextFactsSeq() {
			continue
		}
		earlier := h.article == o.GetId()
		if !earlier && join != nil {
			continue
		}
		m, err := t.match(h.factsSeq)
		if err != nil {
			return nil, err
		}
		switch {
		case m == nil:
		case earlier && (best == nil || m.Score > best.Score):
			best = m
			join = newJoin(o, h.revision, m)
			join.Stale = true
		case !earlier:
			// The original's words are no longer recognised in it, but those of one of its copies are.
			by, err := t.handsOn(h, o, m)
			if err != nil {
				return nil, err
			}
			if !by {
				continue
			}
			join = newJoin(o, o.GetRevision(), m)
			join.Relation = remoter(join.Relation, t.article(h.article).GetJoin().GetRelation())
			join.Spans = nil
		}
	}
	return join, nil
}

// handedOn is the share of what the input has from a copy that the copy has from the original: a copy that carries a
// second text, as pages do, must not draw in the copies of that.
const handedOn = 0.5

// handsOn tells whether what the input has in common with a copy is the original's. What is one text with the copy
// belongs where that does, whatever it says; so does what is like a copy that an operator joined.
func (t *transaction) handsOn(copy reference, o *wirefoldv1.ArticleMemory, m *neardup.Match) (bool, error) {
	if min(m.OfCopy, m.OfOriginal) >= oneText || t.article(copy.article).GetJoin().GetRule() == ruleOperator {
		return true, nil
	}
	text, ok, err := t.text(copy.factsSeq)
	if err != nil || !ok {
		return false, err
	}
	original, ok, err := t.text(o.GetTextFactsSeq())
	if err != nil || !ok {
		return false, err
	}
	its, ok := t.Memory.near.Compare(text, original)
	if !ok {
		return false, nil
	}
	all, shared := 0, 0
	for _, s := range m.Spans {
		all += s.OriginalEnd - s.OriginalStart
		for _, p := range its.Spans {
			shared += max(0, min(s.OriginalEnd, p.CopyEnd)-max(s.OriginalStart, p.CopyStart))
		}
	}
	return float64(shared) >= handedOn*float64(all), nil
}

// remoter is how a copy of a copy relates to the original: as the one of the two that was changed more.
func remoter(a, b string) string {
	order := []string{string(neardup.Exact), string(neardup.Verbatim), string(neardup.Excerpt), string(neardup.Edited)}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}

// match compares the input with the text of a FACTS record; nil where it is no copy of it.
func (t *transaction) match(factsSeq uint64) (*neardup.Match, error) {
	text, ok, err := t.text(factsSeq)
	if err != nil || !ok {
		return nil, err
	}
	m, ok := t.Memory.near.Compare(t.inputText(), text)
	if !ok {
		return nil, nil
	}
	return &m, nil
}

func newJoin(o *wirefoldv1.ArticleMemory, revision int32, m *neardup.Match) *wirefoldv1.Join {
	j := &wirefoldv1.Join{
		OriginalId: o.GetId(), OriginalRevision: revision, Relation: string(m.Relation), Score: m.Score, Rule: m.Rule,
		Coverage: &wirefoldv1.Coverage{OfCopy: m.OfCopy, OfOriginal: m.OfOriginal},
	}
	for _, s := range m.Spans {
		j.Spans = append(j.Spans, &wirefoldv1.AlignedSpan{
			CopyStart: int32(s.CopyStart), CopyEnd: int32(s.CopyEnd), OriginalStart: int32(s.OriginalStart), OriginalEnd: int32(s.OriginalEnd),
		})
	}
	return j
}

// rejoin makes an article a copy of an original by a rule that does not depend on their texts; what they have in
// common is told as far as the texts can still be read.
func (t *transaction) rejoin(c, o *wirefoldv1.ArticleMemory, rule string) (*wirefoldv1.Join, error) {
	join := &wirefoldv1.Join{OriginalId: o.GetId(), OriginalRevision: o.GetRevision(), Relation: string(neardup.Edited), Coverage: &wirefoldv1.Coverage{}}
	ct, ok, err := t.text(c.GetTextFactsSeq())
	if err != nil {
		return nil, err
	}
	ot, has, err := t.text(o.GetTextFactsSeq())
	if err != nil {
		return nil, err
	}
	if ok && has {
		if m, is := t.Memory.near.Compare(ct, ot); is {
			join = newJoin(o, o.GetRevision(), &m)
		}
	}
	if rule != "" {
		join.Rule = rule
	}
	return join, nil
}

func sketchOf(a *wirefoldv1.ArticleMemory, group string, s neardup.Sketch) *wirefoldv1.SketchMemory {
	return &wirefoldv1.SketchMemory{
		ArticleId: a.GetId(), Revision: a.GetRevision(), FactsSeq: a.GetTextFactsSeq(), Group: group, Anchors: s.Anchors, Tokens: s.Tokens,
	}
}
