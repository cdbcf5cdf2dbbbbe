package decider

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// CheckStories compares what stories say of themselves with the articles that belong to them. It holds as long as
// nothing is forgotten.
func (m *Memory) CheckStories() error {
	copies, articles := map[string]int32{}, map[string]int{}
	for at := range m.articles.All() {
		a := m.articleIn(at)
		if a.GetStoryId() == "" {
			continue
		}
		if s := m.rootStory(a.GetStoryId()); a.GetJoin() != nil {
			copies[s]++
		} else {
			articles[s]++
		}
	}
	open := 0
	for at := range m.stories.All() {
		s := m.storyIn(at)
		id := s.GetId()
		if s.GetState() == storyOpen {
			open++
		}
		if s.GetState() == storyMerged {
			continue
		}
		if n := s.GetStory().GetCopyCount(); n != copies[id] {
			return fmt.Errorf("story %s counts %d copies, has %d", id, n, copies[id])
		}
		if n := len(s.GetStory().GetArticleIds()); n != articles[id] {
			return fmt.Errorf("story %s lists %d articles, has %d", id, n, articles[id])
		}
	}
	if m.index.Len() != open {
		return fmt.Errorf("%d stories are open, %d in the index", open, m.index.Len())
	}
	return nil
}

// Len is the number of articles remembered.
func (m *Memory) Len() int { return m.articles.Len() }

// Stories is the number of stories remembered, open or not.
func (m *Memory) Stories() int { return m.stories.Len() }

// OpenStories is the number of those that are open.
func (m *Memory) OpenStories() int { return m.index.Len() }

// DropStories and DropIndex let go of what the memory keeps for stories, and of the index of texts, to tell their size.
func (m *Memory) DropStories() {
	m.stories, m.inHand, m.index, m.told = nil, inHand{}, nil, packing{}
}

func (m *Memory) DropIndex() { m.near = nil }

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

// Repacked is an article or story after it was packed and unpacked.
func Repacked(m proto.Message) (proto.Message, int, error) {
	p := newPacking()
	switch m := m.(type) {
	case *wirefoldv1.ArticleMemory:
		b := p.packArticle(m)
		got, err := p.unpackArticle(m.GetId(), b)
		return got, len(b), err
	case *wirefoldv1.StoryMemory:
		b := p.packStory(m)
		got, err := p.unpackStory(m.GetId(), b)
		return got, len(b), err
	}
	return nil, 0, fmt.Errorf("%T is not packed", m)
}

// Unpack reads what may be no record, with a word and a name known.
func Unpack(record []byte) (*wirefoldv1.ArticleMemory, *wirefoldv1.StoryMemory, error) {
	p := knowingPacking()
	a, errA := p.unpackArticle("a-1", record)
	s, errS := p.unpackStory("s-1", record)
	if errA != nil && errS != nil {
		return nil, nil, errA
	}
	if errA != nil {
		a = nil
	}
	if errS != nil {
		s = nil
	}
	return a, s, nil
}

// Sound tells whether a record passes for an article's, and for a story's, with the word and name that Unpack knows.
func Sound(record []byte) (article, story bool) {
	p := knowingPacking()
	_, err := p.checkArticle(record)
	return err == nil, p.checkStory(record) == nil
}

func knowingPacking() *packing {
	p := newPacking()
	p.words.number([]byte("north_example"))
	p.names.number([]byte("berg\x00Lena Berg\x00PER\x00NOR"))
	return &p
}
