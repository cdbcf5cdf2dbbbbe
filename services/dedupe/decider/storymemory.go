package decider

import (
	"slices"

	"github.com/wirefold/wirefold/pkg/story"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// States of a story.
const (
	storyOpen   = "open"
	storyClosed = "closed"
	storyMerged = "merged"
)

// Steps of the story index.
const (
	stepAdd   = "add"
	stepMerge = "merge"
	stepClose = "close"
)

// rememberStory takes in the change of a story.
func (m *Memory) rememberStory(change *wirefoldv1.StoryMemory, told *wirefoldv1.NewsStory) {
	id := change.GetId()
	e, ok := m.stories[id]
	if !ok {
		e = m.touchedStories.PushBack(&rememberedStory{StoryMemory: &wirefoldv1.StoryMemory{Id: id}})
		m.stories[id] = e
	}
	s := e.Value.(*rememberedStory).StoryMemory
	s.State, s.MergedInto, s.Topic, s.OpenedWireSeq = change.State, change.MergedInto, change.Topic, change.OpenedWireSeq
	switch {
	case change.Story != nil:
		s.Story = change.Story
	case told != nil:
		s.Story = told
	}
	s.Sources = append(s.Sources, change.GetSources()...)
	for _, h := range change.GetHappenings() {
		if i := slices.IndexFunc(s.Happenings, func(o *wirefoldv1.HappeningMemory) bool { return o.GetId() == h.GetId() }); i >= 0 {
			s.Happenings[i] = h
		} else {
			s.Happenings = append(s.Happenings, h)
		}
	}
	for _, n := range change.GetEntities() {
		if i := entityIndex(s.Entities, n.GetEntity().GetId()); i >= 0 {
			s.Entities[i] = n
		} else {
			s.Entities = append(s.Entities, n)
		}
	}
	if s.GetState() == storyOpen {
		m.open[id] = s
	} else {
		delete(m.open, id)
	}
	m.touchStory(id)
}

func entityIndex(l []*wirefoldv1.EntityMemory, id string) int {
	return slices.IndexFunc(l, func(e *wirefoldv1.EntityMemory) bool { return e.GetEntity().GetId() == id })
}

// step repeats one call to the story index, and keeps it as long as its story is open: the index has no other record.
func (m *Memory) step(s *wirefoldv1.StoryStep) {
	id := s.GetStoryId()
	switch s.GetVerb() {
	case stepAdd:
		m.index.Add(storyNumber(id), features(s))
		m.steps[id] = append(m.steps[id], s)
	case stepMerge:
		into := s.GetInto()
		m.index.Merge(storyNumber(id), storyNumber(into))
		m.steps[into] = append(append(m.steps[into], m.steps[id]...), s)
		slices.SortFunc(m.steps[into], func(a, b *wirefoldv1.StoryStep) int { return int(int64(a.GetOrder() - b.GetOrder())) })
		delete(m.steps, id)
	case stepClose:
		m.index.Close(storyNumber(id))
		delete(m.steps, id)
	}
}

func features(s *wirefoldv1.StoryStep) story.Features {
	f := story.Features{Words: s.GetWords(), Names: s.GetNames(), At: story.Moment{Received: s.GetAt().AsTime()}}
	if s.GetPublished() != nil {
		f.At.Published = s.GetPublished().AsTime()
	}
	return f
}
