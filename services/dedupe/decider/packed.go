package decider

import (
	"strings"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// packing keeps the records of articles and stories in a fifth of the room that they have as messages. Their ids are
// kept beside them. It knows all their fields; of a join in memory the spans are never kept.
type packing struct {
	words, names *words
	room         []byte                   // for the record packed last
	checked      wirefoldv1.ArticleMemory // for the one checked last
}

func newPacking() packing { return packing{words: newWords(maxWords), names: newWords(maxNames)} }

// packArticle gives the record of an article, to be read before the next is packed.
func (p *packing) packArticle(a *wirefoldv1.ArticleMemory) []byte {
	c := coder{words: p.words, names: p.names, packing: true, data: p.room[:0]}
	c.article(a)
	p.room = c.data
	return c.data
}

// unpackArticle reads the record of an article.
func (p *packing) unpackArticle(id string, record []byte) (*wirefoldv1.ArticleMemory, error) {
	a := &wirefoldv1.ArticleMemory{Id: id}
	c := coder{words: p.words, names: p.names, data: record}
	c.article(a)
	return a, c.end()
}

func (p *packing) packStory(s *wirefoldv1.StoryMemory) []byte {
	c := coder{words: p.words, names: p.names, packing: true, data: p.room[:0]}
	c.story(s)
	p.room = c.data
	return c.data
}

func (p *packing) unpackStory(id string, record []byte) (*wirefoldv1.StoryMemory, error) {
	s := &wirefoldv1.StoryMemory{Id: id}
	c := coder{words: p.words, names: p.names, data: record}
	c.story(s)
	return s, c.end()
}

// checkArticle tells whether a record is an article's, and whether there are other articles that list it.
func (p *packing) checkArticle(record []byte) (listed bool, err error) {
	p.checked.Join, p.checked.DetachedFrom = nil, nil
	c := coder{words: p.words, names: p.names, data: record, checking: true}
	c.article(&p.checked)
	return p.checked.Join != nil || len(p.checked.DetachedFrom) > 0, c.end()
}

// checkStory tells whether a record is a story's.
func (p *packing) checkStory(record []byte) error {
	c := coder{words: p.words, names: p.names, data: record, checking: true}
	c.story(new(wirefoldv1.StoryMemory))
	return c.end()
}

func (c *coder) end() error {
	if c.broken || len(c.data) > 0 {
		return errBroken
	}
	return nil
}

func (c *coder) article(a *wirefoldv1.ArticleMemory) {
	g := c.open(4)
	c.word(&a.Source)
	c.small(&a.Revision)
	c.signed(&a.Version)
	c.word(&a.Status)
	c.flag(&a.Announced)
	c.flag(&a.Recalled)
	c.number(&a.FirstWireSeq)
	// FACTS has a record for each of WIRE, if in another order.
	c.near(&a.FactsSeq, a.FirstWireSeq)
	c.near(&a.TextFactsSeq, a.FactsSeq)
	c.near(&a.AnnouncedFactsSeq, a.FactsSeq)
	c.small(&a.AnnouncedRevision)
	c.fixed(&a.Content)
	c.fixed(&a.Substance)
	c.word(&a.Topic)
	c.word(&a.Language)
	c.text(&a.StoryId)
	c.text(&a.LastEvent)
	c.wordList(&a.Credits)
	c.signed(&a.KilledVersion)
	c.texts(&a.DetachedFrom)
	c.text(&a.JoinedTo)
	c.numbers(&a.ElsewhereFactsSeqs)
	c.text(&a.VersionOf)
	c.fixed(&a.OwnContent)
	if c.has(a.Join != nil) {
		if a.Join == nil {
			a.Join = new(wirefoldv1.Join)
		}
		c.join(a.Join)
	}
	c.close(g)
}

func (c *coder) join(j *wirefoldv1.Join) {
	g := c.open(1)
	c.text(&j.OriginalId)
	c.small(&j.OriginalRevision)
	c.word(&j.Relation)
	c.float(&j.Score)
	c.word(&j.Rule)
	c.flag(&j.Stale)
	if c.has(j.Coverage != nil) {
		if j.Coverage == nil {
			j.Coverage = new(wirefoldv1.Coverage)
		}
		h := c.open(1)
		c.float(&j.Coverage.OfCopy)
		c.float(&j.Coverage.OfOriginal)
		c.close(h)
	}
	c.close(g)
}

func (c *coder) story(s *wirefoldv1.StoryMemory) {
	g := c.open(1)
	c.word(&s.State)
	c.text(&s.MergedInto)
	c.word(&s.Topic)
	c.number(&s.OpenedWireSeq)
	c.wordList(&s.Sources)
	if c.has(s.Story != nil) {
		if s.Story == nil {
			s.Story = new(wirefoldv1.NewsStory)
		}
		c.newsStory(s.Story, s.Id)
	}
	if c.has(len(s.Happenings) > 0) {
		each(c, &s.Happenings, c.happening)
	}
	if c.has(len(s.Entities) > 0) {
		each(c, &s.Entities, c.entityCount)
	}
	c.close(g)
}

func (c *coder) newsStory(s *wirefoldv1.NewsStory, id string) {
	g := c.open(2)
	if c.has(s.Id != id) {
		c.string(&s.Id, nil)
	} else {
		s.Id = id
	}
	c.text(&s.Title)
	c.wordList(&s.Topics)
	c.texts(&s.ArticleIds)
	c.small(&s.CopyCount)
	c.small(&s.SourceCount)
	c.wordList(&s.Languages)
	c.text(&s.FirstPublishedAt)
	c.text(&s.LastPublishedAt)
	if c.has(len(s.Entities) > 0) {
		each(c, &s.Entities, c.entity)
	}
	c.texts(&s.MergedFrom)
	c.close(g)
}

func (c *coder) happening(h *wirefoldv1.HappeningMemory) {
	g := c.open(1)
	c.text(&h.Id)
	c.text(&h.Key)
	c.word(&h.Time)
	c.small(&h.Mentions)
	c.wordList(&h.Sources)
	c.close(g)
}

func (c *coder) entityCount(e *wirefoldv1.EntityMemory) {
	g := c.open(1)
	c.small(&e.Articles)
	if c.has(e.Entity != nil) {
		if e.Entity == nil {
			e.Entity = new(wirefoldv1.StoryEntity)
		}
		c.entityFields(e.Entity)
	}
	c.close(g)
}

func (c *coder) entity(e *wirefoldv1.StoryEntity) {
	g := c.open(1)
	c.entityFields(e)
	c.close(g)
}

// separator parts the fields of an entity that is kept as one word.
const separator = "\x00"

// entityFields packs a name with what is known of it as one word: the same ones are in many stories.
func (c *coder) entityFields(e *wirefoldv1.StoryEntity) {
	fields := [...]*string{&e.Id, &e.Name, &e.Type, &e.Country}
	parted := false // by what parts the fields
	for _, f := range fields {
		parted = parted || c.packing && strings.Contains(*f, separator)
	}
	if c.has(parted) {
		for _, f := range fields {
			c.text(f)
		}
		return
	}
	if c.packing {
		var room [128]byte
		joined := append(append(append(append(append(append(append(room[:0], e.Id...), 0), e.Name...), 0), e.Type...), 0), e.Country...)
		c.packWord(joined, c.names)
		return
	}
	var joined string
	c.string(&joined, c.names)
	for _, f := range fields {
		*f, joined, _ = strings.Cut(joined, separator)
	}
}

// each packs a list of messages.
func each[M any](c *coder, l *[]*M, one func(*M)) {
	n := c.count(len(*l))
	if c.checking {
		for m := new(M); n > 0; n-- {
			one(m)
		}
		return
	}
	if !c.packing {
		*l = make([]*M, n)
		all := make([]M, n)
		for i := range *l {
			(*l)[i] = &all[i]
		}
	}
	for _, m := range *l {
		one(m)
	}
}
