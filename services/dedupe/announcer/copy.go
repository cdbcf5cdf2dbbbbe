package announcer

import (
	"github.com/wirefold/wirefold/pkg/subject"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

func (t *telling) copy(n *wirefoldv1.Announcement) error {
	s, state, err := subjects(subject.Copy, n)
	if err != nil {
		return err
	}
	join := n.GetJoin()
	out := &wirefoldv1.NewsCopy{
		Id: n.GetId(), Revision: n.GetRevision(), Source: n.GetSource(), StoryId: n.GetStoryId(), Reason: n.GetReason(),
		OriginalId: join.GetOriginalId(), OriginalRevision: join.GetOriginalRevision(), Relation: join.GetRelation(),
		Score: join.GetScore(), Rule: join.GetRule(), Stale: join.GetStale(),
	}
	r, err := t.record(n.GetFactsSeq())
	if err != nil {
		return err
	}
	if r != nil {
		before, err := t.record(n.GetPreviousFactsSeq())
		if err != nil {
			return err
		}
		a := r.described(before)
		out.SourceId, out.WireSeq, out.Url, out.Title = a.GetOrigin().GetSourceId(), a.GetOrigin().GetWireSeq(), a.GetOrigin().GetUrl(), a.title()
		out.PublishedAt, out.Language = a.GetPublishedAt(), a.GetLanguage()
	}
	if n.GetAction() == "collapsed" {
		out.Coverage = join.GetCoverage()
		if r != nil {
			out.Text, out.Spans = r.GetArticle().GetText(), join.GetSpans()
		}
	}
	return t.tell(n.GetKind(), n.GetAction(), n.GetId(), s, state, out)
}
