package decider

import (
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// allVersions is the killed version of a kill that names none.
const allVersions = -1

// covered tells whether an earlier kill covers the input. A version that is not told cannot be shown to be a newer one.
func (t *transaction) covered(a *wirefoldv1.ArticleMemory) bool {
	if a.GetStatus() != canceled {
		return false
	}
	v := t.in.Facts.GetArticle().GetOrigin().GetVersion()
	return a.GetKilledVersion() == allVersions || v <= a.GetKilledVersion()
}

// arriveKilled takes in copy that was killed before it came: it is no news, but later copies of it are known by it.
func (t *transaction) arriveKilled() (Verdict, error) {
	f := t.in.Facts.GetArticle()
	a := t.article(f.GetOrigin().GetId())
	if status(f) == canceled {
		if a.GetRevision() == 0 && f.GetOrigin().GetVersion() == 0 && a.GetKilledVersion() != allVersions {
			t.edit(a.GetId()).KilledVersion = allVersions
		}
		return Repeat, nil
	}
	if a.GetTextFactsSeq() == 0 && a.GetJoin() == nil {
		return Recalled, t.knowKilled(t.edit(a.GetId()))
	}
	return Recalled, nil
}

// kill judges a kill that covers what is known.
func (t *transaction) kill() (Verdict, error) {
	f := t.in.Facts.GetArticle()
	origin := f.GetOrigin()
	before := t.Memory.article(origin.GetId())
	switch {
	case before == nil:
		a := t.edit(origin.GetId())
		a.Source, a.FirstWireSeq, a.Status = origin.GetSource(), t.in.WireSeq, canceled
		a.KilledVersion = killedVersion(origin.GetVersion(), 0)
		return Killed, t.knowKilled(a)
	case before.GetStatus() == canceled:
		a := t.edit(origin.GetId())
		a.KilledVersion = killedVersion(origin.GetVersion(), a.GetKilledVersion())
		return Repeat, nil
	}
	a := t.takeIn()
	a.KilledVersion = killedVersion(origin.GetVersion(), a.GetVersion())
	a.Announced = false
	if a.GetJoin() == nil {
		if err := t.withdrawFacts(t.announceArticle(a, "withdrawn", ""), a); err != nil {
			return "", err
		}
		return Killed, t.disband(a)
	}
	if !live(before) {
		return Killed, nil
	}
	return Killed, t.withdrawFacts(t.announceCopy(a, "withdrawn", "", a.GetJoin()), a)
}

func killedVersion(named, known int64) int64 {
	switch {
	case named > 0:
		return max(named, known)
	case known > 0:
		return known
	}
	return allVersions
}

// knowKilled keeps the text of a killed article that was never announced, to know copies of it: those that come, and
// those that came before it and credit it.
func (t *transaction) knowKilled(a *wirefoldv1.ArticleMemory) error {
	f := t.in.Facts.GetArticle()
	if f.GetText() == "" {
		return nil
	}
	a.TextFactsSeq, a.Content, a.Substance, a.Credits = t.in.FactsSeq, contentHash(f), substanceHash(f), f.GetCredits()
	t.sketch(a)
	j, err := t.judge(a)
	if err != nil {
		return err
	}
	for _, taken := range j.takes {
		former := taken.original
		if !credits(former, a.GetSource()) {
			continue
		}
		for _, m := range append([]*wirefoldv1.ArticleMemory{former}, t.liveCopies(former.GetId())...) {
			join, err := t.rejoin(m, a, ruleCredited)
			if err != nil {
				return err
			}
			t.joinTo(t.edit(m.GetId()), join)
		}
	}
	return t.disband(a)
}

// disband tells the copies of a killed original: those that credit it are withdrawn with it; of the others the
// earliest speaks for the rest.
func (t *transaction) disband(a *wirefoldv1.ArticleMemory) error {
	var left []string
	names := sourceNames(a.GetSource())
	for _, c := range t.liveCopies(a.GetId()) {
		if !creditsAny(c, names) {
			left = append(left, c.GetId())
			continue
		}
		c = t.edit(c.GetId())
		if err := t.recall(c, c.GetJoin()); err != nil {
			return err
		}
	}
	if len(left) == 0 {
		return nil
	}
	speaker := t.edit(left[0])
	if err := t.succeed(speaker, a); err != nil {
		return err
	}
	for _, id := range left[1:] {
		c := t.edit(id)
		join, err := t.rejoin(c, speaker, "")
		if err != nil {
			return err
		}
		join.Spans = nil
		if join.GetRule() == "" {
			join.Relation, join.Score, join.Rule = c.GetJoin().GetRelation(), c.GetJoin().GetScore(), c.GetJoin().GetRule()
		}
		t.joinTo(c, join)
		if _, err := t.follow(c, speaker); err != nil {
			return err
		}
		t.announceCopy(c, "superseded", reasonWithdrawn, join)
	}
	t.keepApart(a.GetId(), speaker)
	return nil
}

// succeed makes a copy the original of its group, in the place of one that was killed.
func (t *transaction) succeed(a, killed *wirefoldv1.ArticleMemory) error {
	a.Join, a.Announced, a.JoinedTo = nil, true, ""
	switch s := t.rootStory(killed.GetStoryId()); {
	case t.story(s) != nil:
		a.StoryId = s
	case t.story(t.rootStory(a.GetStoryId())) == nil:
		// The killed one had never been released, so that nobody was in a story.
		if err := t.storyTakesArticle(a, nil); err != nil {
			return err
		}
	}
	return t.tellFacts(t.announceArticle(a, "new", reasonWithdrawn), a)
}

// recall withdraws a copy with the original it credits, once.
func (t *transaction) recall(a *wirefoldv1.ArticleMemory, join *wirefoldv1.Join) error {
	known := t.Memory.article(a.GetId())
	t.joinTo(a, join)
	a.Recalled = true
	if known.GetRecalled() {
		return nil
	}
	return t.withdrawFacts(t.announceCopy(a, "withdrawn", reasonWithdrawn, a.GetJoin()), a)
}
