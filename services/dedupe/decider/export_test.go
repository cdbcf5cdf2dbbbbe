package decider

import "fmt"

// CheckStories compares what stories say of themselves with the articles that belong to them. It holds as long as
// nothing is forgotten.
func (m *Memory) CheckStories() error {
	copies, articles := map[string]int32{}, map[string]int{}
	for id := range m.articles {
		a := m.article(id)
		if a.GetStoryId() == "" {
			continue
		}
		if s := m.rootStory(a.GetStoryId()); a.GetJoin() != nil {
			copies[s]++
		} else {
			articles[s]++
		}
	}
	for id := range m.stories {
		s := m.story(id)
		if s.GetState() == storyMerged {
			continue
		}
		if n := s.GetStory().GetCopyCount(); n != copies[id] {
			return fmt.Errorf("story %s counts %d copies, has %d", id, n, copies[id])
		}
		if n := len(s.GetStory().GetArticleIds()); n != articles[id] {
			return fmt.Errorf("story %s lists %d articles, has %d", id, n, articles[id])
		}
		if _, open := m.steps[id]; open != (s.GetState() == storyOpen) {
			return fmt.Errorf("story %s is %s, and in the index: %v", id, s.GetState(), open)
		}
	}
	for id := range m.steps {
		if m.open[id] == nil {
			return fmt.Errorf("steps of story %s are kept, which is not open", id)
		}
	}
	if m.index.Len() != len(m.open) {
		return fmt.Errorf("%d stories are open, %d in the index", len(m.open), m.index.Len())
	}
	return nil
}

// Len is the number of articles remembered.
func (m *Memory) Len() int { return len(m.articles) }

// Story names the story an article belongs to, after all merges; "" where it belongs to none. A copy belongs to the
// story of its original.
func (m *Memory) Story(id string) string {
	a := m.article(id)
	if o := m.article(a.GetJoin().GetOriginalId()); o != nil {
		a = o
	}
	return m.rootStory(a.GetStoryId())
}

func (m *Memory) rootStory(id string) string {
	for {
		s := m.story(id)
		if s.GetMergedInto() == "" {
			return id
		}
		id = s.GetMergedInto()
	}
}
