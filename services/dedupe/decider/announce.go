package decider

import (
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// Kinds of announcements.
const (
	KindArticle = "article"
	KindCopy    = "copy"
	KindStory   = "story"
	// KindFacts has no event of its own, only quotes and events.
	KindFacts = "facts"
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
	if a.GetTextFactsSeq() != a.GetFactsSeq() {
		n.PreviousFactsSeq = a.GetTextFactsSeq() // a kill or hold without copy is of an article that was told before
	}
	a.LastEvent = t.eventID()
	t.out.Announcements = append(t.out.Announcements, n.Announcement)
	return n
}
