// Package announcer tells a decision as news: one CloudEvent for each announcement, then one for each quote and coded
// event that follows from them.
//
// Announce is a pure function of a decision and the FACTS records it names, so that a restarted announcer, or another
// one, says the same in the same words. Where a record has aged out, the event says what the decision itself knows, and
// nothing is made up for the rest.
package announcer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/subject"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// Announcer knows whose news it tells.
type Announcer struct {
	// Deployment and Epoch name the source of the events: //wirefold/<deployment>/<epoch>.
	Deployment, Epoch string
	// Facts gives a FACTS record by its sequence, or an error that is decider.ErrGone.
	Facts func(factsSeq uint64) (*wirefoldv1.Facts, error)
}

// Event is one message for NEWS.
type Event struct {
	// ID is the CloudEvent's id and the Nats-Msg-Id.
	ID, Subject, Type, Traceparent string
	// StateSubject is where the event is also the last state of an article or story; empty for quotes and events.
	StateSubject string
	// Data is the CloudEvent, structured JSON, compact.
	Data []byte
}

// Announce gives the events of a decision, in order.
func (a *Announcer) Announce(d *wirefoldv1.Decision) ([]Event, error) {
	t := &telling{Announcer: a, decision: d, records: map[uint64]*record{}}
	for _, n := range d.GetAnnouncements() {
		if err := t.announcement(n); err != nil {
			return nil, fmt.Errorf("announce %s %s of %s: %w", n.GetKind(), n.GetAction(), n.GetId(), err)
		}
	}
	for _, n := range d.GetAnnouncements() {
		if err := t.facts(n); err != nil {
			return nil, fmt.Errorf("announce facts of %s: %w", n.GetId(), err)
		}
	}
	return t.events, nil
}

// telling is one decision being told.
type telling struct {
	*Announcer
	decision *wirefoldv1.Decision
	records  map[uint64]*record
	events   []Event
}

func (t *telling) announcement(n *wirefoldv1.Announcement) error {
	switch n.GetKind() {
	case decider.KindArticle:
		return t.article(n)
	case decider.KindCopy:
		return t.copy(n)
	case decider.KindStory:
		return t.story(n)
	case decider.KindFacts:
		return nil
	}
	return fmt.Errorf("no such kind of news")
}

func (t *telling) story(n *wirefoldv1.Announcement) error {
	s, err := subject.Story(n.GetAction(), n.GetTopic(), n.GetId())
	if err != nil {
		return err
	}
	state, err := subject.StateStory(n.GetId())
	if err != nil {
		return err
	}
	return t.tell(n.GetKind(), n.GetAction(), n.GetId(), s, state, n.GetStory())
}

// envelope is a CloudEvent 1.0 in structured JSON.
type envelope struct {
	SpecVersion     string          `json:"specversion"`
	ID              string          `json:"id"`
	Source          string          `json:"source"`
	Type            string          `json:"type"`
	Subject         string          `json:"subject"`
	Time            string          `json:"time"`
	DataContentType string          `json:"datacontenttype"`
	Traceparent     string          `json:"traceparent,omitempty"`
	Data            json.RawMessage `json:"data"`
}

// Default values are written out: a reader need not know which fields there are.
var newsJSON = protojson.MarshalOptions{EmitDefaultValues: true}

// tell appends one event.
func (t *telling) tell(kind, action, id, subj, state string, data proto.Message) error {
	body, err := newsJSON.Marshal(data)
	if err != nil {
		return fmt.Errorf("encode %s %s: %w", kind, id, err)
	}
	e := Event{
		ID: fmt.Sprintf("%d-%d", t.decision.GetWireSeq(), len(t.events)+1), Subject: subj, StateSubject: state,
		Type: "wirefold." + kind + "." + action + ".v1", Traceparent: t.decision.GetTraceparent(),
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	// The encoder compacts the data: protojson's white space is unstable on purpose.
	err = enc.Encode(envelope{
		SpecVersion: "1.0", ID: e.ID, Source: "//wirefold/" + t.Deployment + "/" + t.Epoch, Type: e.Type, Subject: id,
		Time:            t.decision.GetReceivedAt().AsTime().UTC().Format(time.RFC3339Nano),
		DataContentType: "application/json", Traceparent: e.Traceparent, Data: body,
	})
	if err != nil {
		return fmt.Errorf("encode %s %s: %w", kind, id, err)
	}
	e.Data = bytes.TrimSuffix(buf.Bytes(), []byte("\n"))
	t.events = append(t.events, e)
	return nil
}

// record reads a FACTS record; nil where there is none or it is gone.
func (t *telling) record(factsSeq uint64) (*record, error) {
	if factsSeq == 0 {
		return nil, nil
	}
	if r, ok := t.records[factsSeq]; ok {
		return r, nil
	}
	f, err := t.Announcer.Facts(factsSeq)
	if errors.Is(err, decider.ErrGone) {
		t.records[factsSeq] = nil
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r := &record{Facts: f}
	t.records[factsSeq] = r
	return r, nil
}
