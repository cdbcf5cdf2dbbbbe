package decider

import (
	"slices"
	"time"

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

// maxInHand is how many stories are kept as messages, some 10 MB.
const maxInHand = 2048

// inHand are the stories that changed last, as messages: the next news of a story comes soon after, and a large one takes
// longer to pack and unpack than to change.
type inHand struct {
	stories map[shelf.Slot]*wirefoldv1.StoryMemory
	taken   []shelf.Slot // in the order they were taken; some were dropped since
}

func newInHand() inHand { return inHand{stories: map[shelf.Slot]*wirefoldv1.StoryMemory{}} }

func (h *inHand) drop(at shelf.Slot) { delete(h.stories, at) }

// take takes a story in hand, which it stays until others came.
func (m *Memory) take(at shelf.Slot, s *wirefoldv1.StoryMemory) {
	if _, ok := m.inHand.stories[at]; !ok {
		m.inHand.stories[at] = s
		m.inHand.taken = append(m.inHand.taken, at)
	}
	m.putBack(maxInHand)
}

// putBack packs the stories that were taken in hand first, until so many are left.
func (m *Memory) putBack(left int) {
	for h := &m.inHand; len(h.stories) > left; h.taken = h.taken[1:] {
		if s, ok := h.stories[h.taken[0]]; ok {
			m.stories.Set(h.taken[0], m.told.packStory(s))
			h.drop(h.taken[0])
		}
	}
}

// story reads a story, which is not to be changed; nil where it is not known.
func (m *Memory) story(id string) *wirefoldv1.StoryMemory {
	if at, ok := m.stories.Find(id); ok {
		return m.storyIn(at)
	}
	return nil
}

func (m *Memory) storyIn(at shelf.Slot) *wirefoldv1.StoryMemory {
	if s, ok := m.inHand.stories[at]; ok {
		return s
	}
	s, err := m.told.unpackStory(m.stories.ID(at), m.stories.Record(at))
	if err != nil {
		return nil // as in articleIn
	}
	return s
}

func (m *Memory) takeStories(t turn) {
	told := toldStories(t.Decision)
	for _, s := range t.GetStories() {
		m.rememberStory(s, told[s.GetId()], t.now)
	}
	for _, s := range t.GetStorySteps() {
		m.step(s)
	}
	limit := t.now.Add(-m.params.Memory)
	for at, touched, ok := m.stories.Oldest(); ok && touched.Before(limit); at, touched, ok = m.stories.Oldest() {
		if m.storyIn(at).GetState() == storyOpen {
			m.stories.Touch(m.stories.ID(at), t.now)
			break
		}
		m.inHand.drop(at)
		m.stories.Remove(at)
	}
}

// rememberStory takes in the change of a story.
func (m *Memory) rememberStory(change *wirefoldv1.StoryMemory, told *wirefoldv1.NewsStory, now time.Time) {
	id := change.GetId()
	at, ok := m.stories.Find(id)
	s := &wirefoldv1.StoryMemory{Id: id}
	if ok {
		s = m.storyIn(at)
	} else {
		at = m.stories.Put(id, nil, now)
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
	m.stories.Touch(id, now)
	m.take(at, s)
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
