package filter

import (
	"encoding/json"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// ledger knows articles by the ids of the lines that brought them, and where they ended. It knows of an article for as
// long as the decider's memory does; with final, of its lines to the end.
type ledger struct {
	articles map[string]*entry
	merged   map[string]string // story → the one it went into
	final    bool
	lines    []lineOf // with final: all
	few      int      // articles that are not worth forgetting
	forgetAt int      // articles
}

// entry is an article from its first line on, until it is forgotten.
type entry struct {
	line     json.RawMessage // the id of its first line
	original *entry          // nil for an original
	story    string
}

type lineOf struct {
	id json.RawMessage
	*entry
}

func newLedger(final bool) *ledger {
	return &ledger{articles: map[string]*entry{}, merged: map[string]string{}, final: final, few: 1 << 16}
}

// enter takes a decision in, and says what it made of its line.
func (l *ledger) enter(id json.RawMessage, article string, d *wirefoldv1.Decision, m *decider.Memory) related {
	e, own := l.articles[article], articleIn(d, article)
	known := e != nil && own.GetRevision() != 1 // else the memory had forgotten it
	if !known {
		e = &entry{line: id}
		l.articles[article] = e
	}
	l.follow(d)
	group := e.group()
	out := related{ID: id, Relation: original, OriginalID: group.line, GroupID: group.line, StoryID: l.story(group)}
	switch join := own.GetJoin(); {
	case known && d.GetVerdict() == string(decider.Repeat):
		out.Relation, out.OriginalID, out.Score = exact, e.line, 1
	case known:
		out.Relation, out.OriginalID, out.Score = updated, e.line, 1
	case join != nil:
		out.Relation, out.Score = join.GetRelation(), join.GetScore()
	}
	if l.final {
		l.lines = append(l.lines, lineOf{id, e})
	}
	l.forget(m)
	return out
}

// follow notes which groups and stories a decision moved articles to.
func (l *ledger) follow(d *wirefoldv1.Decision) {
	for _, a := range d.GetArticles() {
		if e := l.articles[a.GetId()]; e != nil {
			e.original, e.story = l.articles[a.GetJoin().GetOriginalId()], a.GetStoryId()
		}
	}
	for _, s := range d.GetStories() {
		if s.GetMergedInto() != "" {
			l.merged[s.GetId()] = s.GetMergedInto()
		}
	}
}

func articleIn(d *wirefoldv1.Decision, id string) *wirefoldv1.ArticleMemory {
	for _, a := range d.GetArticles() {
		if a.GetId() == id {
			return a
		}
	}
	return nil
}

// forget drops what the memory has forgotten, whenever the articles known have doubled since the last time: each is
// looked at about twice, however many there are.
func (l *ledger) forget(m *decider.Memory) {
	if len(l.articles) < max(l.few, l.forgetAt) {
		return
	}
	for id := range l.articles {
		if m.Group(id) == "" {
			delete(l.articles, id)
		}
	}
	l.forgetAt = 2 * len(l.articles)
}

func (e *entry) group() *entry {
	for e.original != nil {
		e = e.original
	}
	return e
}

func (l *ledger) story(group *entry) string {
	for into := l.merged[group.story]; into != ""; into = l.merged[into] {
		group.story = into
	}
	return group.story
}

func (l *ledger) tellEnds(a *answers) {
	for _, line := range l.lines {
		group := line.group()
		a.put(ended{true, line.id, group.line, l.story(group)})
	}
}
