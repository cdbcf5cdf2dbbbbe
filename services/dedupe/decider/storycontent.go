package decider

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/factid"
)

const (
	// maxHappenings bounds the events that a story counts: a long running story has some hundred.
	maxHappenings = 512
	// maxEntities bounds the names that a story counts, maxShared those it tells.
	maxEntities = 256
	maxShared   = 50
)

// see counts an article or copy in what a story says of itself.
func (t *transaction) see(s *wirefoldv1.StoryMemory, a *wirefoldv1.ArticleMemory, f *wirefoldv1.Facts) {
	n := s.Story
	n.Topics = union(n.Topics, f.GetTopics())
	n.Languages = union(n.Languages, []string{f.GetArticle().GetLanguage()})
	s.Sources = union(s.Sources, []string{a.GetSource()})
	n.SourceCount = int32(len(s.Sources))
	at := f.GetArticle().GetPublishedAt()
	if told, ok := publishedAt(f.GetArticle()); !ok || told.After(t.clock.Add(maxAhead)) {
		at = t.clock.UTC().Format(time.RFC3339Nano)
	} else if len(at) == len(time.DateOnly) {
		at = told.Format(time.RFC3339)
	}
	n.FirstPublishedAt, n.LastPublishedAt = earlier(n.FirstPublishedAt, at), later(n.LastPublishedAt, at)
}

func seeEntities(s *wirefoldv1.StoryMemory, f *wirefoldv1.Facts) {
	seen := map[string]bool{}
	for _, e := range f.GetEntities() {
		if !seen[e.GetId()] {
			seen[e.GetId()] = true
			countEntity(s, &wirefoldv1.StoryEntity{Id: e.GetId(), Name: e.GetName(), Type: e.GetType(), Country: e.GetCountry()}, 1)
		}
	}
}

func countEntity(s *wirefoldv1.StoryMemory, e *wirefoldv1.StoryEntity, articles int32) {
	if i := entityIndex(s.Entities, e.GetId()); i >= 0 {
		s.Entities[i].Articles += articles
	} else if len(s.Entities) < maxEntities {
		s.Entities = append(s.Entities, &wirefoldv1.EntityMemory{Entity: e, Articles: articles})
	}
}

// shared are the names that several articles of a story have, the commonest first.
func shared(s *wirefoldv1.StoryMemory) []*wirefoldv1.StoryEntity {
	l := slices.Clone(s.GetEntities())
	l = slices.DeleteFunc(l, func(e *wirefoldv1.EntityMemory) bool { return e.GetArticles() < 2 })
	slices.SortStableFunc(l, func(a, b *wirefoldv1.EntityMemory) int { return cmp.Compare(b.GetArticles(), a.GetArticles()) })
	var out []*wirefoldv1.StoryEntity
	for _, e := range l[:min(len(l), maxShared)] {
		out = append(out, e.GetEntity())
	}
	return out
}

// happenings finds, for each event of an article, what other articles of its story tell the same of. counts tells of
// the key of an event whether it is one more record.
func (t *transaction) happenings(a *wirefoldv1.ArticleMemory, f *wirefoldv1.Facts, counts func(key string) bool) []*wirefoldv1.Happening {
	if len(f.GetEvents()) == 0 {
		return nil
	}
	var s *wirefoldv1.StoryMemory
	if id := t.rootStory(a.GetStoryId()); t.story(id) != nil {
		s = t.editStory(id)
	}
	keys := factid.Events(f.GetEvents())
	out := make([]*wirefoldv1.Happening, len(keys))
	for i, e := range f.GetEvents() {
		h := t.happening(s, a, e, keys[i])
		if counts(keys[i]) {
			h.Mentions++
			h.Sources = union(h.Sources, []string{a.GetSource()})
		}
		out[i] = &wirefoldv1.Happening{Id: h.GetId(), Mentions: h.GetMentions(), Sources: int32(len(h.GetSources()))}
	}
	return out
}

func (t *transaction) happening(s *wirefoldv1.StoryMemory, a *wirefoldv1.ArticleMemory, e *wirefoldv1.Event, key string) *wirefoldv1.HappeningMemory {
	shared := factid.Happening(e)
	if s == nil || shared == "" {
		return &wirefoldv1.HappeningMemory{Id: factid.ID("h", a.GetId(), key)}
	}
	for _, h := range s.Happenings {
		if h.GetKey() == shared && compatible(h.GetTime(), e.GetTime()) {
			if len(e.GetTime()) > len(h.GetTime()) {
				h.Time = e.GetTime()
			}
			return h
		}
	}
	h := &wirefoldv1.HappeningMemory{Id: factid.ID("h", s.GetId(), a.GetId(), key), Key: shared, Time: e.GetTime()}
	if len(s.Happenings) < maxHappenings {
		s.Happenings = append(s.Happenings, h)
	}
	return h
}

// compatible tells that two times may be the same: one is not told, or is the other told more exactly.
func compatible(a, b string) bool {
	return strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
}

// change is what makes before into after, without the story itself where it was told.
func change(before, after *wirefoldv1.StoryMemory, told bool) *wirefoldv1.StoryMemory {
	c := &wirefoldv1.StoryMemory{
		Id: after.GetId(), State: after.GetState(), MergedInto: after.GetMergedInto(), Topic: after.GetTopic(),
		OpenedWireSeq: after.GetOpenedWireSeq(), Sources: after.GetSources()[len(before.GetSources()):],
	}
	if !told {
		c.Story = after.GetStory()
	}
	for i, h := range after.GetHappenings() {
		if i >= len(before.GetHappenings()) || !proto.Equal(h, before.GetHappenings()[i]) {
			c.Happenings = append(c.Happenings, h)
		}
	}
	for i, e := range after.GetEntities() {
		if i >= len(before.GetEntities()) || !proto.Equal(e, before.GetEntities()[i]) {
			c.Entities = append(c.Entities, e)
		}
	}
	return c
}
