package decider

import (
	"errors"
	"slices"

	"google.golang.org/protobuf/types/known/timestamppb"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// ErrParams is returned for a snapshot that was made under other parameters: memory is then folded from the log.
var ErrParams = errors.New("snapshot was made under other parameters")

// Snapshot is the whole memory. It shares records with the memory: marshal it before the next Apply.
func (m *Memory) Snapshot() *wirefoldv1.Snapshot {
	s := &wirefoldv1.Snapshot{
		WireSeq: m.wireSeq, Parameters: m.params.Hash(), Clock: timestamppb.New(m.clock), NextSketch: m.nextSketch, NextStep: m.nextStep,
	}
	for e := m.touched.Front(); e != nil; e = e.Next() {
		a := e.Value.(*rememberedArticle)
		s.Articles = append(s.Articles, &wirefoldv1.RememberedArticle{Article: a.ArticleMemory, Touched: timestamppb.New(a.at)})
	}
	for e := m.touchedStories.Front(); e != nil; e = e.Next() {
		r := e.Value.(*rememberedStory)
		s.Stories = append(s.Stories, &wirefoldv1.RememberedStory{Story: r.StoryMemory, Touched: timestamppb.New(r.at)})
	}
	for _, n := range m.expiring {
		s.Sketches = append(s.Sketches, m.sketches[n])
	}
	for _, steps := range m.steps {
		s.StorySteps = append(s.StorySteps, steps...)
	}
	slices.SortFunc(s.StorySteps, func(a, b *wirefoldv1.StoryStep) int { return int(int64(a.GetOrder() - b.GetOrder())) })
	return s
}

// Restore gives the memory that a snapshot was taken of: it answers everything as that would have.
func Restore(s *wirefoldv1.Snapshot, p Params) (*Memory, error) {
	m := NewMemory(p)
	if s.GetParameters() != m.params.Hash() {
		return nil, ErrParams
	}
	m.wireSeq, m.clock, m.nextSketch, m.nextStep = s.GetWireSeq(), s.GetClock().AsTime(), s.GetNextSketch(), s.GetNextStep()
	// The lists of copies are ordered by the articles in them, so that all articles come first.
	for _, r := range s.GetArticles() {
		m.articles[r.GetArticle().GetId()] = m.touched.PushBack(&rememberedArticle{r.GetArticle(), r.GetTouched().AsTime()})
	}
	for _, r := range s.GetArticles() {
		m.link(r.GetArticle())
	}
	for _, r := range s.GetStories() {
		st := r.GetStory()
		m.stories[st.GetId()] = m.touchedStories.PushBack(&rememberedStory{st, r.GetTouched().AsTime()})
		if st.GetState() == storyOpen {
			m.open[st.GetId()] = st
		}
	}
	for _, k := range s.GetSketches() {
		m.enter(k)
	}
	for _, step := range s.GetStorySteps() {
		m.step(step)
	}
	return m, nil
}
