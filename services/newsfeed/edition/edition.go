// Package edition folds the events of articles and copies into what a feed reader shows: for each topic the newest
// articles that stand, each once, with the copies of it counted.
//
// An edition is a function of the events it took: the same events give the same items, guids and times, whoever folds them
// and however often. It shows whole turns only, that is all events of one wire message or none. Its memory is bounded:
// Newest items a topic, MaxTopics topics, MaxText bytes and MaxCopies copies an item.
package edition

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"slices"
	"time"
)

// The bounds of an edition.
const (
	Newest    = 100                // items a topic
	Memory    = 7 * 24 * time.Hour // how long an item stays: as long as WIRE keeps what it was made of
	MaxTopics = 200                // beside All; a newsroom has dozens
	MaxText   = 32 << 10           // bytes of an item's text: 5,000 words, more than any wire article has
	MaxCopies = 100                // listed of an item; the others are counted
	maxFacts  = 10                 // quotes and coded events of an item
	maxHeirs  = 10_000             // items whose guid is that of an article that spoke before
)

// All is the topic of all articles. A configured topic of that name is not told apart from it.
const All = "all"

// Edition is what stands. It is not for use by several goroutines at a time.
type Edition struct {
	topics  map[string]*window
	order   []string         // of topics: as they are configured, then as they came
	items   map[string]*Item // by the article that speaks
	copies  map[string]*Item // by the id of a copy
	guids   map[string]bool
	heirs   map[string]string // guids that were handed on, by the article that speaks
	handed  []string          // the keys of heirs, oldest first
	turn    []Event           // of the wire message under way
	clock   time.Time
	counter int
}

// New makes an empty edition. The topics named have a feed before they have an article; others get one with their first.
func New(topics ...string) *Edition {
	e := &Edition{
		topics: map[string]*window{}, items: map[string]*Item{}, copies: map[string]*Item{}, guids: map[string]bool{}, heirs: map[string]string{},
	}
	for _, name := range append([]string{All}, topics...) {
		e.open(name)
	}
	return e
}

// Take takes the next event. It shows when its turn is over: with the first event of the next, or by EndTurn.
func (e *Edition) Take(event Event) {
	if len(e.turn) > 0 && e.turn[0].cause() != event.cause() {
		e.EndTurn()
	}
	e.turn = append(e.turn, event)
}

// Open says whether there are events that do not show yet.
func (e *Edition) Open() bool { return len(e.turn) > 0 }

// EndTurn tells that no event of this turn will follow.
func (e *Edition) EndTurn() {
	for _, event := range e.turn {
		if event.Time.After(e.clock) {
			e.clock = event.Time
		}
		if event.Kind == "article" {
			e.article(event)
		} else {
			e.copy(event)
		}
	}
	e.turn = e.turn[:0]
	for _, w := range e.topics {
		e.forget(w.age(e.clock.Add(-Memory)))
	}
}

// Topics are the names of all feeds.
func (e *Edition) Topics() []string { return slices.Clone(e.order) }

// Feed is one topic as it stands.
type Feed struct {
	Topic   string
	Items   []Item    // newest first
	Changed time.Time // when it last changed; zero: never
	Tag     string    // another one when it changed
}

// Feed gives a topic; false where there is none of that name.
func (e *Edition) Feed(topic string) (Feed, bool) {
	w, ok := e.topics[topic]
	if !ok {
		return Feed{}, false
	}
	feed := Feed{Topic: topic, Changed: w.changed}
	tag := sha256.New()
	for _, i := range w.items {
		if i.stands() {
			feed.Items = append(feed.Items, *i)
			fmt.Fprintf(tag, "%s %s\n", i.GUID, i.mark)
		}
	}
	io.WriteString(tag, w.changed.String())
	feed.Tag = hex.EncodeToString(tag.Sum(nil)[:8])
	return feed, true
}

// topicForm is what a topic may be called; whoever publishes to news.> may call it otherwise.
var topicForm = regexp.MustCompile(`^[a-z0-9_-]{1,48}$`)

// open gives the feed of a topic. There is none where the name is no topic's, or where there are too many.
func (e *Edition) open(topic string) *window {
	if w, ok := e.topics[topic]; ok {
		return w
	}
	if len(e.order) > MaxTopics || !topicForm.MatchString(topic) {
		return nil
	}
	w := &window{}
	e.topics[topic] = w
	e.order = append(e.order, topic)
	return w
}

// show puts an item where it belongs, and marks the feeds that change by the event.
func (e *Edition) show(i *Item, event Event) {
	i.mark = event.ID
	gone := []*Item{i}
	for _, name := range append([]string{All}, i.Topics...) {
		if w := e.open(name); w != nil {
			gone = append(gone, w.add(i)...)
		}
	}
	for name, w := range e.topics {
		if !w.holds(i) {
			continue
		}
		w.changed = later(w.changed, event.Time)
		if name != All && !slices.Contains(i.Topics, name) {
			w.drop(i)
		}
	}
	e.forget(gone)
}

// forget lets go of items that no feed holds.
func (e *Edition) forget(items []*Item) {
	for _, i := range items {
		if i.kept > 0 {
			continue
		}
		delete(e.items, i.ArticleID)
		delete(e.guids, i.GUID)
		for _, c := range i.Copies {
			if e.copies[c.ID] == i {
				delete(e.copies, c.ID)
			}
		}
	}
}

// guid is a name for an item that an article begins: the article's own, or the one that it was handed. Where another item
// has it, for which the article spoke before, the event makes it a new one.
func (e *Edition) guid(event Event) string {
	id, ok := e.heirs[event.Data.ID]
	if !ok {
		id = event.Data.ID
	}
	if e.guids[id] {
		id += ":" + event.ID
	}
	e.guids[id] = true
	return id
}

// hand remembers that an article speaks under a guid that is not its own.
func (e *Edition) hand(article, guid string) {
	if article == guid {
		return
	}
	if _, ok := e.heirs[article]; !ok {
		if len(e.handed) == maxHeirs {
			delete(e.heirs, e.handed[0])
			e.handed = e.handed[1:]
		}
		e.handed = append(e.handed, article)
	}
	e.heirs[article] = guid
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
