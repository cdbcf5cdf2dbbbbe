package edition

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Event is an event of an article or a copy, as far as an edition needs it.
type Event struct {
	ID     string // <wireSeq>-<i>
	Kind   string // article or copy
	Action string // new, collapsed, …
	Time   time.Time
	Data   Data
}

// Data is what article and copy events tell.
type Data struct {
	ID, StoryID, Source, URL, Title, PublishedAt, Language, Text string
	Byline, Topics                                               []string
	Revision                                                     int32
	Reason                                                       string

	// Of articles.
	Copies    []Copy
	CopyCount int
	Quotes    []struct {
		Text, Kind string
		Speaker    struct{ Name, EntityID string }
	}
	Events []struct {
		Type, Time, Modality string
		Actors, Recipients   []struct{ Name, Country string }
	}

	// Of copies.
	OriginalID, Relation string
}

// Read reads one CloudEvent. ok is false, without an error, for events of other kinds. It reads the JSON and not the
// protobuf message: that takes a third of the time, and a week of news is read at every start.
func Read(data []byte) (e Event, ok bool, err error) {
	var envelope struct {
		ID, Type string
		Time     time.Time
		Data     json.RawMessage
	}
	if err := json.Unmarshal(data, &envelope); err != nil {
		return Event{}, false, fmt.Errorf("read event: %w", err)
	}
	parts := strings.Split(envelope.Type, ".")
	if len(parts) != 4 || parts[0] != "wirefold" {
		return Event{}, false, fmt.Errorf("read event %s: type %q is not wirefold.<kind>.<action>.v1", envelope.ID, envelope.Type)
	}
	e = Event{ID: envelope.ID, Kind: parts[1], Action: parts[2], Time: envelope.Time}
	if e.Kind != "article" && e.Kind != "copy" {
		return Event{}, false, nil
	}
	if err := json.Unmarshal(envelope.Data, &e.Data); err != nil {
		return Event{}, false, fmt.Errorf("read event %s: data: %w", e.ID, err)
	}
	return e, true, nil
}

// cause is the wire message that caused the event.
func (e Event) cause() string {
	seq, _, _ := strings.Cut(e.ID, "-")
	return seq
}
