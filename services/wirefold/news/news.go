// Package news reads the events of news.> and tells each in a line that a person reads.
package news

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// Event is one event. Of the five kinds of data one is set.
type Event struct {
	ID           string // <wireSeq>-<i>
	Kind, Action string // of its type, wirefold.<kind>.<action>.v1
	Of           string // id of the article, story, quote or event
	Time         time.Time

	Article *wirefoldv1.NewsArticle
	Copy    *wirefoldv1.NewsCopy
	Story   *wirefoldv1.NewsStory
	Quote   *wirefoldv1.NewsQuote
	Coded   *wirefoldv1.NewsEvent
}

// Read reads one CloudEvent. Fields of later versions are passed over.
func Read(data []byte) (Event, error) {
	var envelope struct {
		ID, Type, Subject string
		Time              time.Time
		Data              json.RawMessage
	}
	if err := json.Unmarshal(data, &envelope); err != nil {
		return Event{}, fmt.Errorf("read event: %w", err)
	}
	e := Event{ID: envelope.ID, Of: envelope.Subject, Time: envelope.Time}
	parts := strings.Split(envelope.Type, ".")
	if len(parts) != 4 || parts[0] != "wirefold" {
		return Event{}, fmt.Errorf("read event %s: type %q is not wirefold.<kind>.<action>.v1", e.ID, envelope.Type)
	}
	e.Kind, e.Action = parts[1], parts[2]
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(envelope.Data, e.data()); err != nil {
		return Event{}, fmt.Errorf("read event %s: data: %w", e.ID, err)
	}
	return e, nil
}

// data makes room for the data of its kind.
func (e *Event) data() proto.Message {
	switch e.Kind {
	case "article":
		e.Article = new(wirefoldv1.NewsArticle)
		return e.Article
	case "copy":
		e.Copy = new(wirefoldv1.NewsCopy)
		return e.Copy
	case "story":
		e.Story = new(wirefoldv1.NewsStory)
		return e.Story
	case "quote":
		e.Quote = new(wirefoldv1.NewsQuote)
		return e.Quote
	}
	e.Coded = new(wirefoldv1.NewsEvent)
	return e.Coded
}

// WireSeq is the sequence of the wire message that caused it, as its id tells.
func (e Event) WireSeq() uint64 {
	var seq uint64
	fmt.Sscanf(e.ID, "%d-", &seq)
	return seq
}

// Line tells the event in one line.
func (e Event) Line() string {
	return fmt.Sprintf("%s  %-7s %-10s  %s", e.Time.UTC().Format("15:04:05"), e.Kind, e.Action, e.words())
}

func (e Event) words() string {
	switch {
	case e.Article != nil:
		a := e.Article
		s := fmt.Sprintf("%s  %s  %s", a.GetId(), a.GetSource(), a.GetTitle())
		return s + because(a.GetReason()) + many(", %d copy told", ", %d copies told", len(a.GetCopies()))
	case e.Copy != nil:
		c := e.Copy
		s := fmt.Sprintf("%s  %s  %s", c.GetId(), c.GetSource(), c.GetTitle())
		if c.GetOriginalId() != "" {
			s += fmt.Sprintf(" (%s of %s)", c.GetRelation(), c.GetOriginalId())
		}
		if c.GetStale() {
			s += ", of an older revision"
		}
		return s + because(c.GetReason())
	case e.Story != nil:
		s := e.Story
		return fmt.Sprintf("%s  %s (%s, %s)", s.GetId(), s.GetTitle(),
			many("%d article", "%d articles", len(s.GetArticleIds())), many("%d copy", "%d copies", int(s.GetCopyCount())))
	case e.Quote != nil:
		return fmt.Sprintf("%s: %s", Speaker(e.Quote), Quoted(e.Quote))
	}
	return fmt.Sprintf("%s: %s", Deed(e.Coded), Evidence(e.Coded))
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ", " + strings.ReplaceAll(reason, "_", " ")
}

// many words a count: nothing for none.
func many(one, more string, n int) string {
	switch n {
	case 0:
		if !strings.HasPrefix(more, ",") {
			return fmt.Sprintf(more, 0)
		}
		return ""
	case 1:
		return fmt.Sprintf(one, 1)
	}
	return fmt.Sprintf(more, n)
}
