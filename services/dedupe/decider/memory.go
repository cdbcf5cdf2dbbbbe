package decider

import (
	"cmp"
	"container/list"
	"hash/fnv"
	"slices"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/neardup"
	"github.com/wirefold/wirefold/pkg/story"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// Memory is the fold of decisions.
type Memory struct {
	params  Params
	clock   time.Time
	wireSeq uint64

	articles map[string]*list.Element // of *rememberedArticle
	touched  *list.List               // articles, least recently touched first
	copies   map[string][]string      // original → its copies, in order of arrival
	detached map[string][]string      // original → the articles an operator detached from it

	near       *neardup.Index
	sketches   map[uint32]*wirefoldv1.SketchMemory
	expiring   []uint32 // numbers of sketches, oldest first
	nextSketch uint32

	stories        map[string]*list.Element // of *rememberedStory
	touchedStories *list.List
	open           map[string]*wirefoldv1.StoryMemory
	index          *story.Index
	steps          map[string][]*wirefoldv1.StoryStep // open story → the steps that made it
	nextStep       uint64
}

type rememberedArticle struct {
	*wirefoldv1.ArticleMemory
	at time.Time
}

type rememberedStory struct {
	*wirefoldv1.StoryMemory
	at time.Time
}

// NewMemory returns an empty memory.
func NewMemory(p Params) *Memory {
	p = p.withDefaults()
	return &Memory{
		params:   p,
		articles: map[string]*list.Element{}, touched: list.New(),
		copies: map[string][]string{}, detached: map[string][]string{},
		near: neardup.NewIndex(p.NearDuplicate), sketches: map[uint32]*wirefoldv1.SketchMemory{},
		stories: map[string]*list.Element{}, touchedStories: list.New(), open: map[string]*wirefoldv1.StoryMemory{},
		index: story.New(p.Story), steps: map[string][]*wirefoldv1.StoryStep{},
	}
}

// Apply takes a decision in: the only way that memory changes. Decisions come in the order of WIRE; one that was
// applied before is passed over. The memory keeps parts of the decision, which the caller may read but not change.
func (m *Memory) Apply(d *wirefoldv1.Decision) {
	if d.GetWireSeq() <= m.wireSeq {
		return
	}
	m.wireSeq = d.GetWireSeq()
	if c := d.GetClock().AsTime(); c.After(m.clock) {
		m.clock = c
	}
	for _, a := range d.GetArticles() {
		m.remember(a)
	}
	// An original is touched after its copies, so that it is never forgotten before them.
	for _, a := range d.GetArticles() {
		m.touch(a.GetJoin().GetOriginalId())
	}
	for _, s := range d.GetSketches() {
		s = clone(s)
		s.Number, s.At = m.nextSketch, d.GetClock()
		m.nextSketch++
		m.enter(s)
	}
	told := toldStories(d)
	for _, s := range d.GetStories() {
		m.rememberStory(s, told[s.GetId()])
	}
	for _, s := range d.GetStorySteps() {
		s = clone(s)
		s.Order = m.nextStep
		m.nextStep++
		m.step(s)
	}
	m.forget()
}

// WireSeq is the last sequence decided, 0 before the first.
func (m *Memory) WireSeq() uint64 { return m.wireSeq }

// Clock is the running maximum of WIRE's times.
func (m *Memory) Clock() time.Time { return m.clock }

// Group names the group an article is in by its original: itself where it is one, "" where it is not known.
func (m *Memory) Group(id string) string {
	a := m.article(id)
	if a == nil || a.GetRevision() == 0 {
		return ""
	}
	if o := a.GetJoin().GetOriginalId(); o != "" {
		return o
	}
	return id
}

func (m *Memory) article(id string) *wirefoldv1.ArticleMemory {
	if e, ok := m.articles[id]; ok {
		return e.Value.(*rememberedArticle).ArticleMemory
	}
	return nil
}

// reference is the revision whose text is indexed under a number; empty where that was forgotten.
type reference struct {
	article  string
	factsSeq uint64
	revision int32
}

func (m *Memory) reference(number uint32) reference {
	s := m.sketches[number]
	return reference{s.GetArticleId(), s.GetFactsSeq(), s.GetRevision()}
}

// copiesOf are the articles that are copies of an original, in order of arrival.
func (m *Memory) copiesOf(original string) []string { return slices.Clone(m.copies[original]) }

// detachedFrom are the articles that an operator detached from an original.
func (m *Memory) detachedFrom(original string) []string { return slices.Clone(m.detached[original]) }

func (m *Memory) story(id string) *wirefoldv1.StoryMemory {
	if e, ok := m.stories[id]; ok {
		return e.Value.(*rememberedStory).StoryMemory
	}
	return nil
}

func (m *Memory) remember(a *wirefoldv1.ArticleMemory) {
	id := a.GetId()
	e, ok := m.articles[id]
	if !ok {
		e = m.touched.PushBack(&rememberedArticle{})
		m.articles[id] = e
	} else {
		m.unlink(e.Value.(*rememberedArticle).ArticleMemory)
	}
	e.Value.(*rememberedArticle).ArticleMemory = a
	m.link(a)
	m.touch(id)
}

// link enters an article into the lists of its original.
func (m *Memory) link(a *wirefoldv1.ArticleMemory) {
	if o := a.GetJoin().GetOriginalId(); o != "" {
		l := m.copies[o]
		i, _ := slices.BinarySearchFunc(l, a, func(id string, a *wirefoldv1.ArticleMemory) int {
			return cmp.Or(cmp.Compare(m.article(id).GetFirstWireSeq(), a.GetFirstWireSeq()), cmp.Compare(id, a.GetId()))
		})
		m.copies[o] = slices.Insert(l, i, a.GetId())
	}
	for _, o := range a.GetDetachedFrom() {
		m.detached[o] = append(m.detached[o], a.GetId())
	}
}

// unlink takes an article out of the lists of its original.
func (m *Memory) unlink(a *wirefoldv1.ArticleMemory) {
	remove(m.copies, a.GetJoin().GetOriginalId(), a.GetId())
	for _, o := range a.GetDetachedFrom() {
		remove(m.detached, o, a.GetId())
	}
}

func remove(lists map[string][]string, key, id string) {
	l := lists[key]
	if i := slices.Index(l, id); i >= 0 {
		l = slices.Delete(l, i, i+1)
	}
	if len(l) == 0 {
		delete(lists, key)
		return
	}
	lists[key] = l
}

func (m *Memory) touch(id string) {
	if e, ok := m.articles[id]; ok {
		e.Value.(*rememberedArticle).at = m.clock
		m.touched.MoveToBack(e)
	}
}

// enter makes a text findable.
func (m *Memory) enter(s *wirefoldv1.SketchMemory) {
	m.sketches[s.GetNumber()] = s
	m.expiring = append(m.expiring, s.GetNumber())
	m.near.Add(s.GetNumber(), groupNumber(s.GetGroup()), neardup.Sketch{Anchors: s.GetAnchors(), Tokens: s.GetTokens()}, s.GetAt().AsTime())
}

// groupNumber stands for a group in the index, where it is only compared with others: two that fall together make the
// anchors they share look rarer than they are, and no more.
func groupNumber(original string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(original))
	return h.Sum32()
}

// forget drops what is older than the windows.
func (m *Memory) forget() {
	for limit := m.clock.Add(-m.params.NearDuplicate.Window); len(m.expiring) > 0; m.expiring = m.expiring[1:] {
		number := m.expiring[0]
		if !m.sketches[number].GetAt().AsTime().Before(limit) {
			break
		}
		m.near.Remove(number)
		delete(m.sketches, number)
	}
	limit := m.clock.Add(-m.params.Memory)
	for e := m.touched.Front(); e != nil && e.Value.(*rememberedArticle).at.Before(limit); e = m.touched.Front() {
		a := e.Value.(*rememberedArticle).ArticleMemory
		m.unlink(a)
		delete(m.detached, a.GetId())
		delete(m.articles, a.GetId())
		m.touched.Remove(e)
	}
	for e := m.touchedStories.Front(); e != nil && e.Value.(*rememberedStory).at.Before(limit); e = m.touchedStories.Front() {
		s := e.Value.(*rememberedStory)
		if s.GetState() == storyOpen {
			m.touchStory(s.GetId())
			break
		}
		delete(m.stories, s.GetId())
		m.touchedStories.Remove(e)
	}
}

func (m *Memory) touchStory(id string) {
	if e, ok := m.stories[id]; ok {
		e.Value.(*rememberedStory).at = m.clock
		m.touchedStories.MoveToBack(e)
	}
}

// toldStories are the stories as the last announcement of a decision has them.
func toldStories(d *wirefoldv1.Decision) map[string]*wirefoldv1.NewsStory {
	told := map[string]*wirefoldv1.NewsStory{}
	for _, a := range d.GetAnnouncements() {
		if a.GetStory() != nil {
			told[a.GetStory().GetId()] = a.GetStory()
		}
	}
	return told
}

// clone copies a record to be changed.
func clone[M proto.Message](m M) M { return proto.Clone(m).(M) }
