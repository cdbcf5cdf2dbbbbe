package decider

import (
	"slices"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/factid"
)

// Kinds of announcements.
const (
	KindArticle = "article"
	KindCopy    = "copy"
	KindStory   = "story"
)

// What an announcement tells of an article's quotes and events.
const (
	FactsNew       = "new"
	FactsDiff      = "diff"
	FactsWithdrawn = "withdrawn"
)

// maxListed bounds the lists of the contract: copies of an article, articles of a story.
const maxListed = 1000

// announceArticle tells a state of an article under its own name. a is being edited.
func (t *transaction) announceArticle(a *wirefoldv1.ArticleMemory, action, reason string) *wirefoldv1.Announcement {
	n := t.announce(a, KindArticle, action, reason)
	n.Supersedes = n.previousEvent
	if n.Supersedes != "" {
		copies := t.liveCopies(a.GetId())
		n.CopyCount = int32(len(copies))
		for _, c := range copies[:min(len(copies), maxListed)] {
			n.Copies = append(n.Copies, &wirefoldv1.CopyRef{
				Id: c.GetId(), FactsSeq: c.GetFactsSeq(), Relation: c.GetJoin().GetRelation(), Source: c.GetSource(),
			})
		}
	}
	return n.Announcement
}

// announceCopy tells a state of an article as a copy of its original.
func (t *transaction) announceCopy(a *wirefoldv1.ArticleMemory, action, reason string, join *wirefoldv1.Join) *wirefoldv1.Announcement {
	n := t.announce(a, KindCopy, action, reason)
	n.Join = join
	if o := t.article(join.GetOriginalId()); o != nil {
		n.StoryId = t.rootStory(o.GetStoryId())
	}
	return n.Announcement
}

type announced struct {
	*wirefoldv1.Announcement
	previousEvent string
}

func (t *transaction) announce(a *wirefoldv1.ArticleMemory, kind, action, reason string) announced {
	n := announced{&wirefoldv1.Announcement{
		Kind: kind, Action: action, Id: a.GetId(), FactsSeq: a.GetFactsSeq(), Revision: a.GetRevision(), Reason: reason,
		Topic: a.GetTopic(), Language: a.GetLanguage(), Source: a.GetSource(), StoryId: t.rootStory(a.GetStoryId()), Material: true,
	}, a.GetLastEvent()}
	a.LastEvent = t.eventID()
	t.out.Announcements = append(t.out.Announcements, n.Announcement)
	return n
}

// tellFacts has the quotes and events of a FACTS record announced with an article, as far as they are not announced
// already: those that stand announced under its id are compared, those of an article that spoke before are left to it.
func (t *transaction) tellFacts(n *wirefoldv1.Announcement, a *wirefoldv1.ArticleMemory) error {
	f, err := t.facts(n.GetFactsSeq())
	if err != nil || f == nil {
		return err
	}
	n.Facts, n.AnnouncedFactsSeq, n.ElsewhereFactsSeqs = FactsNew, a.GetAnnouncedFactsSeq(), slices.Clone(a.GetElsewhereFactsSeqs())
	n.AnnouncedRevision = a.GetAnnouncedRevision()
	known := map[string]bool{}
	for _, seq := range append(slices.Clone(n.ElsewhereFactsSeqs), a.GetAnnouncedFactsSeq()) {
		before, err := t.facts(seq)
		if err != nil {
			return err
		}
		for _, k := range factid.Events(before.GetEvents()) {
			known[k] = true
		}
	}
	if a.GetAnnouncedFactsSeq() != 0 {
		n.Facts = FactsDiff
	}
	a.AnnouncedFactsSeq, a.AnnouncedRevision = n.GetFactsSeq(), a.GetRevision()
	n.Happenings = t.happenings(a, f, known)
	return nil
}

// withdrawFacts takes back what was announced of an article's quotes and events.
func (t *transaction) withdrawFacts(n *wirefoldv1.Announcement, a *wirefoldv1.ArticleMemory) {
	if a.GetAnnouncedFactsSeq() == 0 {
		return
	}
	n.Facts, n.AnnouncedFactsSeq, n.ElsewhereFactsSeqs = FactsWithdrawn, a.GetAnnouncedFactsSeq(), a.GetElsewhereFactsSeqs()
	n.AnnouncedRevision = a.GetAnnouncedRevision()
	a.AnnouncedFactsSeq, a.AnnouncedRevision, a.ElsewhereFactsSeqs = 0, 0, nil
}
