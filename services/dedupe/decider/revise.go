package decider

import (
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// revise judges a changed text of an original. It stays an original, whatever it has come to resemble: its copies hang
// on it.
func (t *transaction) revise() (Verdict, error) {
	f := t.in.Facts.GetArticle()
	if f.GetCorrection() || f.GetRefile() {
		return Revision, t.change("corrected", reasonCorrected)
	}
	return Revision, t.change("updated", reasonUpdated)
}

// change tells the input as a revision of an original that has been news, and tells its copies of it.
func (t *transaction) change(action, reason string) error {
	a := t.takeIn()
	t.sketch(a)
	n := t.announceArticle(a, action, "")
	n.FactsSeq = a.GetTextFactsSeq() // what is released need not be sent again
	n.PreviousFactsSeq = a.GetAnnouncedFactsSeq()
	var err error
	if n.Material, err = t.material(a); err != nil {
		return err
	}
	if err := t.tellFacts(n, a); err != nil {
		return err
	}
	t.supersede(a, reason, n.GetMaterial())
	return nil
}

// material tells a change of matter against what was told before: not one of space, case or punctuation, and not a
// refile, which is the publisher's word for sending the same again.
func (t *transaction) material(a *wirefoldv1.ArticleMemory) (bool, error) {
	f := t.in.Facts.GetArticle()
	if f.GetRefile() && !f.GetCorrection() {
		return false, nil
	}
	before, err := t.facts(a.GetAnnouncedFactsSeq())
	if err != nil || before == nil {
		return true, err
	}
	return a.GetSubstance() != substanceHash(before.GetArticle()), nil
}

// supersede tells each copy of an original what happened to that.
func (t *transaction) supersede(a *wirefoldv1.ArticleMemory, reason string, material bool) {
	for _, c := range t.liveCopies(a.GetId()) {
		c = t.edit(c.GetId())
		c.Join = clone(c.Join)
		c.Join.OriginalRevision = a.GetRevision()
		c.Join.Stale = c.Join.Stale || material
		t.announceCopy(c, "superseded", reason, c.Join)
	}
}

// reviseCopy judges a copy again that its own publisher changed.
func (t *transaction) reviseCopy() (Verdict, error) {
	before := t.Memory.article(t.in.Facts.GetArticle().GetOrigin().GetId())
	a := t.takeIn()
	if a.GetJoinedTo() != "" && a.GetJoin() != nil {
		if o := t.article(a.GetJoin().GetOriginalId()); o != nil && o.GetStatus() != canceled {
			join, err := t.rejoin(a, o, ruleOperator)
			if err != nil {
				return "", err
			}
			return Copy, t.collapse(a, join)
		}
	}
	j, err := t.judge(a)
	if err != nil {
		return "", err
	}
	switch {
	case j.recalled:
		return Recalled, t.recall(a, j.join)
	case j.join != nil:
		return Copy, t.gather(a, j)
	}
	if live(before) {
		if err := t.leave(a, ""); err != nil {
			return "", err
		}
	}
	a.Recalled = false
	return Detached, t.speak(a, "", j.takes)
}

// leave tells that a copy is one no more. What it announced before its original came stays with it, and is the
// original's to announce as well.
func (t *transaction) leave(a *wirefoldv1.ArticleMemory, reason string) error {
	t.announceCopy(a, "detached", reason, a.GetJoin())
	return t.returnFacts(t.article(a.GetJoin().GetOriginalId()), a.GetAnnouncedFactsSeq())
}
