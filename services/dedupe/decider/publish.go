package decider

import (
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// publish judges copy that stands for itself: first seen, released after it was first seen held, or published again
// after a kill. It becomes a copy of what it repeats, takes over the groups that credit it, or is an article of its own.
func (t *transaction) publish() (Verdict, error) {
	a := t.takeIn()
	a.Join, a.Recalled, a.Announced = nil, false, false
	return t.judgeAndTell(a, "")
}

// judgeAndTell compares an article with all that is remembered and tells what it is.
func (t *transaction) judgeAndTell(a *wirefoldv1.ArticleMemory, reason string) (Verdict, error) {
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
	return New, t.speak(a, reason, j.takes)
}

// gather tells a copy, and has the groups that it shows to be one with that of its original follow it there.
func (t *transaction) gather(a *wirefoldv1.ArticleMemory, j judgement) error {
	original := t.article(j.join.GetOriginalId())
	for _, former := range j.bridged {
		t.storyMoves(former, original)
	}
	if err := t.collapse(a, j.join); err != nil {
		return err
	}
	for _, former := range j.bridged {
		if err := t.takeOver(former.GetId(), original, ruleBridged); err != nil {
			return err
		}
	}
	return nil
}

// collapse tells a copy. a is being edited.
func (t *transaction) collapse(a *wirefoldv1.ArticleMemory, join *wirefoldv1.Join) error {
	t.joinTo(a, join)
	t.sketch(a)
	original := t.article(join.GetOriginalId())
	if err := t.storyTakesCopy(a, original); err != nil {
		return err
	}
	reason := ""
	if original.GetStatus() == withheld {
		reason = reasonHeld
	}
	t.announceCopy(a, "collapsed", reason, join)
	return nil
}

// joinTo makes an article a copy; what it announced as an article of its own is left to it. Copies of it that were
// withdrawn or are held follow without a word.
func (t *transaction) joinTo(a *wirefoldv1.ArticleMemory, join *wirefoldv1.Join) {
	a.Join = clone(join)
	a.Join.Spans = nil
	a.Recalled = false
	for _, id := range t.Memory.copiesOf(a.GetId()) {
		if c := t.article(id); c.GetJoin().GetOriginalId() == a.GetId() && !live(c) {
			c = t.edit(id)
			c.Join = clone(c.Join)
			c.Join.OriginalId, c.Join.OriginalRevision = join.GetOriginalId(), join.GetOriginalRevision()
		}
	}
}

// speak tells an article of its own, with its quotes and events, and what it takes over.
func (t *transaction) speak(a *wirefoldv1.ArticleMemory, reason string, takes []taking) error {
	a.Join, a.Announced = nil, true
	t.sketch(a)
	if err := t.storyTakesArticle(a, takes); err != nil {
		return err
	}
	n := t.announceArticle(a, "new", reason)
	for _, former := range takes {
		t.leaveFacts(former.original, a)
	}
	if err := t.tellFacts(n, a); err != nil {
		return err
	}
	for _, former := range takes {
		if err := t.takeOver(former.original.GetId(), a, former.rule); err != nil {
			return err
		}
	}
	return nil
}

// sketch makes the current text of an article findable, once a text.
func (t *transaction) sketch(a *wirefoldv1.ArticleMemory) {
	if a.GetTextFactsSeq() != t.in.FactsSeq || t.inputText().Len() == 0 {
		return
	}
	for _, s := range t.out.Sketches {
		if s.GetArticleId() == a.GetId() {
			return
		}
	}
	group := a.GetId()
	if o := a.GetJoin().GetOriginalId(); o != "" {
		group = o
	}
	t.out.Sketches = append(t.out.Sketches, sketchOf(a, group, t.inputSketch()))
}
