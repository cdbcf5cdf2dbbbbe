package decider

import (
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// hold judges copy that its publisher withholds. Nothing of its text is told, and it is in no story until it is released.
func (t *transaction) hold() (Verdict, error) {
	f := t.in.Facts.GetArticle()
	before := t.Memory.article(f.GetOrigin().GetId())
	if before.GetStatus() == withheld && (f.GetText() == "" || before.GetContent() == contentHash(f)) {
		t.noteVersion()
		return Repeat, nil
	}
	a := t.takeIn()
	switch {
	case before.GetRevision() == 0 || before.GetStatus() == canceled:
		a.Join, a.Recalled, a.Announced = nil, false, false
		t.announceArticle(a, "held", "")
		j, err := t.judge(a)
		if err != nil {
			return "", err
		}
		// What is itself a copy must not gather copies; it is judged again when it is released.
		if j.join == nil {
			t.sketch(a)
		}
	case a.GetJoin() == nil:
		t.sketch(a)
		t.announceArticle(a, "held", "")
		t.supersede(a, reasonHeld, false)
	case live(before):
		return Held, t.withdrawFacts(t.announceCopy(a, "withdrawn", reasonHeld, a.GetJoin()), a)
	}
	return Held, nil
}

// release judges usable copy of an article that was held.
func (t *transaction) release() (Verdict, error) {
	before := t.Memory.article(t.in.Facts.GetArticle().GetOrigin().GetId())
	switch {
	case before.GetJoin() != nil:
		a := t.takeIn()
		_, err := t.judgeAndTell(a, "")
		return Released, err
	case !before.GetAnnounced() && len(t.liveCopies(before.GetId())) == 0:
		_, err := t.publish()
		return Released, err
	case !before.GetAnnounced():
		a := t.takeIn()
		if err := t.speak(a, reasonReleased, nil); err != nil {
			return "", err
		}
		t.supersede(a, reasonReleased, a.GetSubstance() != before.GetSubstance())
		return Released, nil
	}
	return Released, t.change("released", reasonReleased)
}

// readHeld lets a release that brings no text stand for the copy that is held: it is judged as if that were sent again.
func (t *transaction) readHeld(a *wirefoldv1.ArticleMemory) error {
	if a.GetStatus() != withheld {
		return ErrNoText
	}
	held, err := t.facts(a.GetTextFactsSeq())
	if err != nil {
		return err
	}
	if held == nil {
		return ErrNoText
	}
	version := t.in.Facts.GetArticle().GetOrigin().GetVersion()
	t.in.Facts, t.in.FactsSeq = clone(held), a.GetTextFactsSeq()
	t.in.Facts.Article.Origin.Id = a.GetId()
	t.in.Facts.Article.Status, t.in.Facts.Article.Origin.Version = usable, version
	return nil
}
