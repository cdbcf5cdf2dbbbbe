package decider

import (
	"slices"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/factid"
)

// tellFacts has the quotes and events of a FACTS record announced with an article, as far as they are not announced
// already: those that stand announced under its id are compared, those of an article that spoke before are left to it.
func (t *transaction) tellFacts(n *wirefoldv1.Announcement, a *wirefoldv1.ArticleMemory) error {
	f, err := t.facts(n.GetFactsSeq())
	if err != nil || f == nil {
		return err
	}
	n.Facts = FactsNew
	if a.GetAnnouncedFactsSeq() != 0 {
		n.Facts = FactsDiff
	}
	if err := t.standing(n, a); err != nil {
		return err
	}
	known, err := t.eventKeys(append(slices.Clone(n.ElsewhereFactsSeqs), n.AnnouncedFactsSeq)...)
	if err != nil {
		return err
	}
	n.Happenings = t.happenings(a, f, func(key string) bool { return !known[key] })
	a.AnnouncedFactsSeq, a.AnnouncedRevision = n.GetFactsSeq(), a.GetRevision()
	return nil
}

// withdrawFacts takes back what was announced of an article's quotes and events. Its original says again what it had
// left to it.
func (t *transaction) withdrawFacts(n *wirefoldv1.Announcement, a *wirefoldv1.ArticleMemory) error {
	if a.GetAnnouncedFactsSeq() == 0 {
		return nil
	}
	n.Facts = FactsWithdrawn
	if err := t.standing(n, a); err != nil {
		return err
	}
	gone := a.GetAnnouncedFactsSeq()
	a.AnnouncedFactsSeq, a.AnnouncedRevision, a.ElsewhereFactsSeqs = 0, 0, nil
	return t.returnFacts(t.article(a.GetJoin().GetOriginalId()), gone)
}

// standing notes what of an article's facts stands announced.
func (t *transaction) standing(n *wirefoldv1.Announcement, a *wirefoldv1.ArticleMemory) error {
	n.AnnouncedFactsSeq, n.AnnouncedRevision = a.GetAnnouncedFactsSeq(), a.GetAnnouncedRevision()
	n.ElsewhereFactsSeqs = slices.Clone(a.GetElsewhereFactsSeqs())
	f, err := t.facts(n.GetAnnouncedFactsSeq())
	if err != nil || f == nil {
		return err
	}
	n.AnnouncedHappenings = t.happenings(a, f, func(string) bool { return false })
	return nil
}

// leaveFacts notes the quotes and events that an article's former speaker announced, and keeps.
func (t *transaction) leaveFacts(former, a *wirefoldv1.ArticleMemory) {
	for _, seq := range append([]uint64{former.GetAnnouncedFactsSeq()}, former.GetElsewhereFactsSeqs()...) {
		if seq != 0 && !slices.Contains(a.GetElsewhereFactsSeqs(), seq) {
			a.ElsewhereFactsSeqs = append(a.ElsewhereFactsSeqs, seq)
		}
	}
}

// returnFacts has an original announce what a copy had announced before it and no longer speaks for.
func (t *transaction) returnFacts(original *wirefoldv1.ArticleMemory, factsSeq uint64) error {
	if original == nil || !live(original) || !slices.Contains(original.GetElsewhereFactsSeqs(), factsSeq) {
		return nil
	}
	o := t.edit(original.GetId())
	o.ElsewhereFactsSeqs = slices.DeleteFunc(o.ElsewhereFactsSeqs, func(seq uint64) bool { return seq == factsSeq })
	n := &wirefoldv1.Announcement{
		Kind: KindFacts, Action: FactsNew, Id: o.GetId(), FactsSeq: o.GetAnnouncedFactsSeq(), Revision: o.GetAnnouncedRevision(),
		Topic: o.GetTopic(), Language: o.GetLanguage(), Source: o.GetSource(), StoryId: t.rootStory(o.GetStoryId()),
		Facts: FactsNew, ElsewhereFactsSeqs: slices.Clone(o.ElsewhereFactsSeqs), OnlyFactsSeq: factsSeq,
	}
	f, err := t.facts(n.GetFactsSeq())
	if err != nil || f == nil {
		return err
	}
	returned, err := t.eventKeys(factsSeq)
	if err != nil {
		return err
	}
	n.Happenings = t.happenings(o, f, func(key string) bool { return returned[key] })
	t.factsNews = append(t.factsNews, n)
	return nil
}

// eventKeys are the keys of the events of FACTS records.
func (t *transaction) eventKeys(factsSeqs ...uint64) (map[string]bool, error) {
	keys := map[string]bool{}
	for _, seq := range factsSeqs {
		f, err := t.facts(seq)
		if err != nil {
			return nil, err
		}
		for _, k := range factid.Events(f.GetEvents()) {
			keys[k] = true
		}
	}
	return keys, nil
}
