package decider

import (
	"hash/fnv"
	"sync"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/neardup"
	"github.com/wirefold/wirefold/pkg/story"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/shelf"
)

// Memory is the fold of decisions.
type Memory struct {
	params  Params
	clock   time.Time
	wireSeq uint64

	packing  // of articles
	articles *shelf.Shelf
	copies   shelf.ByID[[]shelf.Slot]   // original → its copies, in order of arrival
	detached shelf.ByID[[]shelf.Slot]   // original → what an operator detached from it, likewise
	credited shelf.ByID[map[string]int] // original of many → whom its live copies credit, and how many do

	near       *neardup.Index
	references references

	told    packing // of stories
	stories *shelf.Shelf
	inHand  inHand
	index   *story.Index
}

// NewMemory returns an empty memory.
func NewMemory(p Params) *Memory {
	p = p.withDefaults()
	return &Memory{
		params: p, packing: newPacking(),
		articles: shelf.New(articlePrefix),
		copies:   shelf.NewByID[[]shelf.Slot](articlePrefix, 0), detached: shelf.NewByID[[]shelf.Slot](articlePrefix, 0),
		credited: shelf.NewByID[map[string]int](articlePrefix, 0),
		near:     neardup.NewIndex(p.NearDuplicate),
		told:     newPacking(),
		stories:  shelf.New(storyPrefix), inHand: newInHand(), index: story.New(p.Story),
	}
}

// Apply takes decisions in: the only way that memory changes. They come in the order of WIRE; one that was applied before
// is passed over. Of several at once, as from the log, articles, texts and stories are taken in side by side: none of the
// three looks at another.
func (m *Memory) Apply(decisions ...*wirefoldv1.Decision) {
	turns := m.turns(decisions)
	switch len(turns) {
	case 0:
		return
	case 1:
		m.takeArticles(turns[0])
		m.takeTexts(turns[0])
		m.takeStories(turns[0])
		return
	}
	var hands sync.WaitGroup
	for _, take := range []func(turn){m.takeArticles, m.takeTexts, m.takeStories} {
		hands.Go(func() {
			for _, t := range turns {
				take(t)
			}
		})
	}
	hands.Wait()
}

// turn is a decision and the clock with it.
type turn struct {
	*wirefoldv1.Decision
	now time.Time
}

// turns moves the clock on by the decisions that were not applied before.
func (m *Memory) turns(decisions []*wirefoldv1.Decision) []turn {
	turns := make([]turn, 0, len(decisions))
	for _, d := range decisions {
		if d.GetWireSeq() <= m.wireSeq {
			continue
		}
		m.wireSeq = d.GetWireSeq()
		if c := d.GetClock().AsTime(); c.After(m.clock) {
			m.clock = c
		}
		turns = append(turns, turn{d, m.clock})
	}
	return turns
}

func (m *Memory) takeArticles(t turn) {
	for _, a := range t.GetArticles() {
		m.remember(a, t.now)
	}
	// An original is touched after its copies, so that it is never forgotten before them.
	for _, a := range t.GetArticles() {
		m.articles.Touch(a.GetJoin().GetOriginalId(), t.now)
	}
	limit := t.now.Add(-m.params.Memory)
	for at, touched, ok := m.articles.Oldest(); ok && touched.Before(limit); at, touched, ok = m.articles.Oldest() {
		m.unlink(at, m.articleIn(at))
		m.articles.Remove(at)
	}
}

// takeTexts makes texts findable. The index forgets by itself.
func (m *Memory) takeTexts(t turn) {
	for _, s := range t.GetSketches() {
		number := m.references.give(reference{s.GetArticleId(), s.GetFactsSeq(), s.GetRevision()}, t.now)
		m.near.Add(number, groupNumber(s.GetGroup()), neardup.Sketch{Anchors: s.GetAnchors(), Tokens: s.GetTokens()}, t.now)
	}
	m.references.forget(t.now.Add(-m.params.NearDuplicate.Keep))
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

// article reads an article; nil where it is not known. It is the caller's own.
func (m *Memory) article(id string) *wirefoldv1.ArticleMemory {
	if at, ok := m.articles.Find(id); ok {
		return m.articleIn(at)
	}
	return nil
}

func (m *Memory) articleIn(at shelf.Slot) *wirefoldv1.ArticleMemory {
	a, err := m.unpackArticle(m.articles.ID(at), m.articles.Record(at))
	if err != nil {
		return nil // it was packed here, or unpacked once when it was restored
	}
	return a
}

// reference is the revision whose text is indexed under a number.
func (m *Memory) reference(number uint32) reference { return m.references.get(number) }

func (m *Memory) remember(a *wirefoldv1.ArticleMemory, now time.Time) {
	at, known := m.articles.Find(a.GetId())
	if known {
		m.unlink(at, m.articleIn(at))
	}
	at = m.articles.Put(a.GetId(), m.packArticle(a), now)
	m.link(at, a)
}

// groupNumber stands for a group in the index, where it is only compared with others: two that fall together make the
// anchors they share look rarer than they are, and no more.
func groupNumber(original string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(original))
	return h.Sum32()
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
