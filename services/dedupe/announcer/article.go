package announcer

import (
	"github.com/wirefold/wirefold/pkg/subject"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

func (t *telling) article(n *wirefoldv1.Announcement) error {
	s, state, err := subjects(subject.Article, n)
	if err != nil {
		return err
	}
	out, err := t.newsArticle(n)
	if err != nil {
		return err
	}
	return t.tell(n.GetKind(), n.GetAction(), n.GetId(), s, state, out)
}

func subjects(build func(action, topic, lang, source string) (string, error), n *wirefoldv1.Announcement) (news, state string, err error) {
	if news, err = build(n.GetAction(), n.GetTopic(), n.GetLanguage(), n.GetSource()); err != nil {
		return "", "", err
	}
	state, err = subject.StateArticle(n.GetId())
	return news, state, err
}

func (t *telling) newsArticle(n *wirefoldv1.Announcement) (*wirefoldv1.NewsArticle, error) {
	out := &wirefoldv1.NewsArticle{
		Id: n.GetId(), Revision: n.GetRevision(), Source: n.GetSource(), StoryId: n.GetStoryId(), Reason: n.GetReason(),
		Supersedes: n.GetSupersedes(), Material: n.GetMaterial(), CopyCount: n.GetCopyCount(),
	}
	for _, c := range n.GetCopies() {
		copyOf := &wirefoldv1.CopyOf{Id: c.GetId(), Source: c.GetSource(), Relation: c.GetRelation()}
		r, err := t.record(c.GetFactsSeq())
		if err != nil {
			return nil, err
		}
		if r != nil {
			copyOf.Url, copyOf.PublishedAt = r.GetArticle().GetOrigin().GetUrl(), r.GetArticle().GetPublishedAt()
		}
		out.Copies = append(out.Copies, copyOf)
	}
	r, err := t.record(n.GetFactsSeq())
	if err != nil || r == nil {
		return out, err
	}
	before, err := t.record(n.GetPreviousFactsSeq())
	if err != nil {
		return nil, err
	}
	a := r.described(before)
	out.SourceId, out.WireSeq, out.Url, out.Title = a.GetOrigin().GetSourceId(), a.GetOrigin().GetWireSeq(), a.GetOrigin().GetUrl(), a.title()
	out.Byline, out.Dateline, out.Credit = a.GetByline(), a.GetDateline(), a.GetCredit()
	out.PublishedAt, out.PublishedAtOrigin, out.Language = a.GetPublishedAt(), a.GetPublishedAtOrigin(), a.GetLanguage()
	out.Topics = r.topics(before)
	// What is recalled or withheld is not spread once more.
	if n.GetAction() == "withdrawn" || n.GetAction() == "held" {
		return out, nil
	}
	out.Text, out.Removed = a.GetText(), a.GetRemoved()
	out.Entities, out.Quotes, out.Times, out.Quantities, out.Events = r.GetEntities(), r.GetQuotes(), r.GetTimes(), r.GetQuantities(), r.Facts.GetEvents()
	if before != nil {
		out.Changed = changes(before.GetArticle().GetText(), a.GetText())
	}
	return out, nil
}
