// Package frontpage sets what the sample wire made of itself for a person to read: a line for each message as it goes
// by, then a page of the stories, what was said and done, what was corrected and recalled.
//
// Everything on the page comes from the events and dead letters it was given; it is Width columns wide.
package frontpage

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/wirefold/news"
)

// Page is a page in the making.
type Page struct {
	out   io.Writer
	style Style

	turn   []news.Event // the events of the message that is being told
	pieces map[string]*piece
	order  []*piece
	quotes map[string]*wirefoldv1.NewsQuote
	said   []string // ids of quotes, in order
	events map[string]*wirefoldv1.NewsEvent
	done   []string // ids of coded events, in order
	story  map[string]*wirefoldv1.NewsStory
	told   []string // ids of stories, in order
	turns  []turn   // what was corrected, killed, held and released
	dead   []Letter
	buried []Letter // not told yet
	seqs   map[uint64]bool
	texts  map[revision]string
}

// revision is one state of an article.
type revision struct {
	article string
	number  int32
}

// piece is one article as the news last had it.
type piece struct {
	id, source, title string
	wireSeq           uint64 // of its first message
	copyOf            string // article id; empty for an original
	relation          string
	state             string // new, held, withdrawn, …: the last action
	story             string
	stale             bool
}

// turn is a message that changed what others have.
type turn struct {
	seq    uint64
	cause  news.Event
	copies []news.Event
	others []news.Event // articles that now speak for themselves
}

// Letter is a dead letter.
type Letter struct {
	WireSeq                        uint64
	Source, Stage, Reason, Because string
}

// New begins a page on out.
func New(out io.Writer, style Style) *Page {
	return &Page{
		out: out, style: style, pieces: map[string]*piece{}, quotes: map[string]*wirefoldv1.NewsQuote{},
		events: map[string]*wirefoldv1.NewsEvent{}, story: map[string]*wirefoldv1.NewsStory{}, seqs: map[uint64]bool{}, texts: map[revision]string{},
	}
}

// Take takes the next event; the events of one message come together.
func (p *Page) Take(e news.Event) {
	if len(p.turn) > 0 && p.turn[0].WireSeq() != e.WireSeq() {
		p.EndTurn()
	}
	p.turn = append(p.turn, e)
	p.remember(e)
}

// Bury takes a dead letter. It may come in the middle of another message's events.
func (p *Page) Bury(l Letter) {
	p.seqs[l.WireSeq] = true
	p.buried = append(p.buried, l)
	if len(p.turn) == 0 {
		p.EndTurn()
	}
}

// EndTurn tells the message whose events were taken, when no more will come of it, and what was buried meanwhile.
func (p *Page) EndTurn() {
	if len(p.turn) > 0 {
		turn := p.turn
		p.turn = nil
		p.seqs[turn[0].WireSeq()] = true
		p.tellTurn(turn)
	}
	for _, l := range p.buried {
		p.logLine(l.WireSeq, l.Source, "dead", red, l.Reason+": "+l.Because, "")
	}
	p.dead = append(p.dead, p.buried...)
	p.buried = nil
}

func (p *Page) remember(e news.Event) {
	switch {
	case e.Article != nil:
		a := e.Article
		p.texts[revision{a.GetId(), a.GetRevision()}] = a.GetText()
		x := p.piece(a.GetId(), e.WireSeq())
		x.source, x.story, x.state, x.copyOf = a.GetSource(), a.GetStoryId(), e.Action, ""
		x.title = cmp.Or(x.titleAfter(e.Action, a.GetTitle()), a.GetTitle())
	case e.Copy != nil:
		c := e.Copy
		x := p.piece(c.GetId(), e.WireSeq())
		x.source, x.title, x.story, x.state = c.GetSource(), c.GetTitle(), c.GetStoryId(), e.Action
		if e.Action == "collapsed" {
			x.copyOf, x.relation, x.stale = c.GetOriginalId(), c.GetRelation(), c.GetStale()
		}
		if e.Action == "detached" {
			x.copyOf = ""
		}
		if x.copyOf == "" && e.Action == "withdrawn" {
			x.copyOf, x.relation = c.GetOriginalId(), c.GetRelation()
		}
	case e.Story != nil:
		if e.Action == "merged" {
			delete(p.story, e.Of) // the data is the story that stays
		}
		if _, known := p.story[e.Story.GetId()]; !known {
			p.told = append(p.told, e.Story.GetId())
		}
		p.story[e.Story.GetId()] = e.Story
	case e.Quote != nil:
		p.quotes[e.Of] = keep(p.quotes, &p.said, e, e.Quote)
	case e.Coded != nil:
		p.events[e.Of] = keep(p.events, &p.done, e, e.Coded)
	}
}

// titleAfter keeps the headline of an article that is killed: a kill's own says nothing of it.
func (x *piece) titleAfter(action, title string) string {
	if action == "withdrawn" || title == "" {
		return x.title
	}
	return title
}

// keep gives what stands of a fact: nothing, once it was dropped or withdrawn.
func keep[T any](known map[string]*T, order *[]string, e news.Event, fact *T) *T {
	if _, ok := known[e.Of]; !ok {
		*order = append(*order, e.Of)
	}
	if e.Action == "dropped" || e.Action == "withdrawn" {
		return nil
	}
	return fact
}

func (p *Page) piece(id string, seq uint64) *piece {
	if x, ok := p.pieces[id]; ok {
		return x
	}
	x := &piece{id: id, wireSeq: seq}
	p.pieces[id] = x
	p.order = append(p.order, x)
	return x
}

// live are the articles and copies that stand.
func (x *piece) live() bool { return x.state != "withdrawn" }

// copies are those of an article, in order of arrival.
func (p *Page) copies(of string) []*piece {
	var out []*piece
	for _, x := range p.order {
		if x.copyOf == of && x.live() {
			out = append(out, x)
		}
	}
	return out
}

// outlets counts the sources of the whole page.
func (p *Page) outlets() int {
	seen := map[string]bool{}
	for _, x := range p.order {
		seen[x.source] = true
	}
	for _, l := range p.dead {
		seen[l.Source] = true
	}
	return len(seen)
}

// outlet shortens a source for the page: the sample's hosts all end in .example.
func outlet(source string) string { return strings.TrimSuffix(source, "_example") }

func count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// storiesByWeight are the stories that stand, those with most articles and copies first.
func (p *Page) storiesByWeight() []*wirefoldv1.NewsStory {
	var out []*wirefoldv1.NewsStory
	for _, id := range p.told {
		if s := p.story[id]; s != nil {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b *wirefoldv1.NewsStory) int { return cmp.Compare(p.weight(b), p.weight(a)) })
	return out
}

// weight counts the articles and copies of a story.
func (p *Page) weight(s *wirefoldv1.NewsStory) int {
	n := 0
	for _, x := range p.articles(s) {
		n += 1 + len(p.copies(x.id))
	}
	return n
}
