package decider

import (
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// revise judges a changed text of an original. It stays an original, whatever it has come to resemble: its copies hang
// on it.
func (t *transaction) revise() (Verdict, error) {
	f := t.in.Facts.GetArticle()
	before := t.Memory.article(f.GetOrigin().GetId())
	a := t.takeIn()
	action := reasonUpdated
	if f.GetCorrection() || f.GetRefile() {
		action = reasonCorrected
	}
	t.sketch(a)
	n := t.announceArticle(a, action, "")
	n.PreviousFactsSeq = before.GetTextFactsSeq()
	n.Material = material(before, a, f)
	if err := t.tellFacts(n, a); err != nil {
		return "", err
	}
	t.supersede(a, action, n.GetMaterial())
	return Revision, nil
}

// material tells a change of matter: not one of space, case or punctuation, and not a refile, which is the
// publisher's word for sending the same again.
func material(before, a *wirefoldv1.ArticleMemory, f *wirefoldv1.CleanArticle) bool {
	return a.GetSubstance() != before.GetSubstance() && (f.GetCorrection() || !f.GetRefile())
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
		return t.recall(a, j.join), nil
	case j.join != nil:
		return Copy, t.collapse(a, j.join)
	}
	if live(before) {
		t.announceCopy(a, "detached", "", before.GetJoin())
	}
	a.Recalled = false
	return Detached, t.speak(a, "", j.takes)
}
