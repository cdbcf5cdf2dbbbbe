package decider

import (
	"slices"

	"github.com/wirefold/wirefold/pkg/story"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/shelf"
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

// story reads a story; nil where it is not known. It is the caller's own.
func (m *Memory) story(id string) *wirefoldv1.StoryMemory {
	if at, ok := m.stories.Find(id); ok {
		return m.storyIn(at)
	}
	return nil
}

func (m *Memory) storyIn(at shelf.Slot) *wirefoldv1.StoryMemory {
	s, err := m.unpackStory(m.stories.ID(at), m.stories.Record(at))
	if err != nil {
		return nil // as in articleIn
	}
	return s
}

// rememberStory takes in the change of a story.
func (m *Memory) rememberStory(change *wirefoldv1.StoryMemory, told *wirefoldv1.NewsStory) {
	s := m.story(change.GetId())
	if s == nil {
		s = &wirefoldv1.StoryMemory{Id: change.GetId()}
	}
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
	m.stories.Put(s.GetId(), m.packStory(s), m.clock)
}

func entityIndex(l []*wirefoldv1.EntityMemory, id string) int {
	return slices.IndexFunc(l, func(e *wirefoldv1.EntityMemory) bool { return e.GetEntity().GetId() == id })
}

// step repeats one call to the story index.
func (m *Memory) step(s *wirefoldv1.StoryStep) {
	id := storyNumber(s.GetStoryId())
	switch s.GetVerb() {
	case stepAdd:
		m.index.Add(id, features(s))
	case stepMerge:
		m.index.Merge(id, storyNumber(s.GetInto()))
	case stepClose:
		m.index.Close(id)
	}
}

func features(s *wirefoldv1.StoryStep) story.Features {
	f := story.Features{Words: s.GetWords(), Names: s.GetNames(), Codes: s.GetCodes(), At: story.Moment{Received: s.GetAt().AsTime()}}
	if s.GetPublished() != nil {
		f.At.Published = s.GetPublished().AsTime()
	}
	return f
}
