package decider

import (
	"slices"
	"time"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// mergeStories makes two stories one, and names the one that stays: the one opened first.
func (t *transaction) mergeStories(a, b string) string {
	into, from := t.editStory(a), t.editStory(b)
	switch {
	case into.GetState() != storyOpen && from.GetState() == storyOpen:
		into, from = from, into
	case into.GetState() == storyOpen && from.GetState() != storyOpen:
	case from.GetOpenedWireSeq() < into.GetOpenedWireSeq():
		into, from = from, into
	}
	if into.GetState() == storyOpen && from.GetState() == storyOpen {
		t.out.StorySteps = append(t.out.StorySteps, &wirefoldv1.StoryStep{Verb: stepMerge, StoryId: from.GetId(), Into: into.GetId()})
	}
	absorb(into, from)
	from.State, from.MergedInto = storyMerged, into.GetId()
	t.announceStory(from.GetId(), "merged", into)
	return into.GetId()
}

// absorb adds up what two stories hold.
func absorb(into, from *wirefoldv1.StoryMemory) {
	s, o := into.Story, from.Story
	s.MergedFrom = bounded(append(append(s.MergedFrom, from.GetId()), o.GetMergedFrom()...))
	s.ArticleIds = bounded(append(s.ArticleIds, o.GetArticleIds()...))
	s.CopyCount += o.GetCopyCount()
	s.Languages, s.Topics = union(s.Languages, o.GetLanguages()), union(s.Topics, o.GetTopics())
	s.FirstPublishedAt = earlier(s.FirstPublishedAt, o.GetFirstPublishedAt())
	s.LastPublishedAt = later(s.LastPublishedAt, o.GetLastPublishedAt())
	into.Sources = union(into.Sources, from.GetSources())
	s.SourceCount = int32(len(into.Sources))
	for _, h := range from.GetHappenings() {
		if len(into.Happenings) < maxHappenings {
			into.Happenings = append(into.Happenings, clone(h))
		}
	}
	for _, e := range from.GetEntities() {
		countEntity(into, e.GetEntity(), e.GetArticles())
	}
}

func bounded(ids []string) []string { return ids[:min(len(ids), maxListed)] }

func union(l, more []string) []string {
	for _, s := range more {
		if s != "" && !slices.Contains(l, s) && len(l) < maxListed {
			l = append(l, s)
		}
	}
	return l
}

// earlier and later compare times as they are told, by what they mean.
func earlier(a, b string) string { return pick(a, b, -1) }
func later(a, b string) string   { return pick(a, b, 1) }

func pick(a, b string, sign int) string {
	at, err := time.Parse(time.RFC3339, a)
	bt, errB := time.Parse(time.RFC3339, b)
	if err != nil || errB == nil && bt.Compare(at) == sign {
		return b
	}
	return a
}
