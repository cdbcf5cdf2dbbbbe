package decider

import (
	"slices"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// command carries out an operator's decision, or refuses it without a word where it makes no sense.
func (t *transaction) command(c *wirefoldv1.Command) (Verdict, error) {
	ids := c.GetArticles()
	switch {
	case c.GetVerb() == "detach" && len(ids) == 1:
		return t.detach(ids[0])
	case c.GetVerb() == "join" && len(ids) == 2:
		return t.join(ids[0], ids[1])
	}
	return Refused, nil
}

// detach undoes a join, and keeps the article out of that group from now on.
func (t *transaction) detach(id string) (Verdict, error) {
	a := t.article(id)
	if a.GetJoin() == nil || !live(a) {
		return Refused, nil
	}
	a = t.edit(id)
	if err := t.leave(a, ruleOperator); err != nil {
		return "", err
	}
	a.DetachedFrom = append(a.DetachedFrom, a.GetJoin().GetOriginalId())
	a.JoinedTo = ""
	return Command, t.speak(a, "", nil)
}

// join makes an article, and whatever are copies of it, copies of another.
func (t *transaction) join(id, to string) (Verdict, error) {
	a, original := t.article(id), t.article(to)
	if original.GetJoin() != nil {
		original = t.article(original.GetJoin().GetOriginalId())
	}
	if a == nil || original == nil || !live(a) || original.GetRevision() == 0 || original.GetStatus() == canceled ||
		a.GetId() == original.GetId() || a.GetJoin().GetOriginalId() == original.GetId() {
		return Refused, nil
	}
	a = t.edit(id)
	a.JoinedTo = original.GetId()
	a.DetachedFrom = slices.DeleteFunc(a.DetachedFrom, func(o string) bool { return o == original.GetId() })
	followers := t.liveCopies(id)
	if t.storyMoves(a, original) {
		to := t.rootStory(original.GetStoryId())
		t.announceStory(to, "updated", t.editStory(to))
	}
	for _, m := range append([]*wirefoldv1.ArticleMemory{a}, followers...) {
		if err := t.moveTo(m.GetId(), original, ruleOperator); err != nil {
			return "", err
		}
	}
	t.keepApart(id, original)
	return Command, nil
}
