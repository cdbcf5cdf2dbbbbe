package decider

import (
	"slices"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// takes tells whether an article is the original that a group credits: the one that speaks for the group, or some of
// its copies while none of them credits that one, name the article's source, and the text of the one is in the other.
func (t *transaction) takes(a, original *wirefoldv1.ArticleMemory, isCopy bool) (bool, error) {
	if !live(original) || original.GetId() == a.GetId() || !t.creditedBy(original, a) || t.apart(a, original) {
		return false, nil
	}
	if isCopy {
		return true, nil
	}
	// What speaks for the group may be a part of the agency's text only.
	text, ok, err := t.text(original.GetTextFactsSeq())
	if err != nil || !ok {
		return false, err
	}
	_, ok = t.Memory.near.Compare(text, t.inputText())
	return ok, nil
}

// creditedBy tells whether an original, or some of its copies while none of them credits that one, name the source of an
// article that does not name its source in turn.
func (t *transaction) creditedBy(original, a *wirefoldv1.ArticleMemory) bool {
	if credits(a, original.GetSource()) {
		return false
	}
	if credits(original, a.GetSource()) {
		return true
	}
	credited := t.creditsOfCopies(original.GetId())
	return credited(sourceNames(a.GetSource())) && !credited(sourceNames(original.GetSource()))
}

// creditsOfCopies gives a function that tells whether a live copy of an original names one of some sources. A story may
// have thousands of copies, so that the memory counts their credits, and only what this decision has changed is looked at
// here.
func (t *transaction) creditsOfCopies(original string) func(names []string) bool {
	counts := t.Memory.creditsOfCopies(original)
	return func(names []string) bool {
		n := 0
		for _, name := range names {
			n += counts[name]
		}
		count := func(a *wirefoldv1.ArticleMemory, sign int) {
			if a.GetJoin().GetOriginalId() != original || !live(a) {
				return
			}
			for _, c := range a.GetCredits() {
				if slices.Contains(names, c) {
					n += sign
				}
			}
		}
		for _, id := range t.edited {
			count(t.Memory.article(id), -1)
			count(t.articles[id], 1)
		}
		return n > 0
	}
}

// takeOver makes an original and its copies copies of an article, by a rule.
func (t *transaction) takeOver(former string, a *wirefoldv1.ArticleMemory, rule string) error {
	members := append([]*wirefoldv1.ArticleMemory{t.article(former)}, t.liveCopies(former)...)
	for _, m := range members {
		if m.GetId() == a.GetId() {
			continue
		}
		if err := t.moveTo(m.GetId(), a, rule); err != nil {
			return err
		}
	}
	t.keepApart(former, a)
	return nil
}

// moveTo tells an article as a copy of another original than before.
func (t *transaction) moveTo(id string, original *wirefoldv1.ArticleMemory, rule string) error {
	c := t.edit(id)
	join, err := t.rejoin(c, original, rule)
	if err != nil {
		return err
	}
	t.joinTo(c, join)
	if _, err := t.follow(c, original); err != nil {
		return err
	}
	reason := ""
	if original.GetStatus() == withheld {
		reason = reasonHeld
	}
	t.announceCopy(c, "collapsed", reason, join)
	return nil
}

// apart tells whether an operator detached one of two originals, or a copy of it, from the other.
func (t *transaction) apart(p, q *wirefoldv1.ArticleMemory) bool {
	detached := func(p, q *wirefoldv1.ArticleMemory) bool {
		return slices.ContainsFunc(t.Memory.detachedFrom(p.GetId()), func(id string) bool {
			return id == q.GetId() || t.article(id).GetJoin().GetOriginalId() == q.GetId()
		})
	}
	return detached(p, q) || detached(q, p)
}

func (t *transaction) apartFrom(p *wirefoldv1.ArticleMemory, takes []taking) bool {
	return slices.ContainsFunc(takes, func(k taking) bool { return t.apart(p, k.original) })
}

// keepApart lets what an operator detached from a former original stay detached from the one that follows it.
func (t *transaction) keepApart(former string, next *wirefoldv1.ArticleMemory) {
	for _, id := range t.Memory.detachedFrom(former) {
		if id != next.GetId() && !slices.Contains(t.article(id).GetDetachedFrom(), next.GetId()) {
			d := t.edit(id)
			d.DetachedFrom = append(d.DetachedFrom, next.GetId())
		}
	}
}
