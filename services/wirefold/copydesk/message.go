package copydesk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/ingest/receiver"
	"github.com/wirefold/wirefold/services/wirefold/sample"
)

var (
	errNoSource = errors.New("no source: give --source, the host or agency that published it")
	errEmpty    = errors.New("it is empty")
	errSeveral  = errors.New("it has more than one object: with --form jsonl each line is one")
	errFlags    = errors.New("--id, --url, --title, --published-at, --status and --revision are for a page or a plain text: JSON, archives and .msg carry their own")
)

// message makes the message of one body.
func message(form string, f Facts, body []byte) (*nats.Msg, error) {
	content := bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\uFEFF")))
	object := form == JSON || form == Look && bytes.HasPrefix(content, []byte("{"))
	switch {
	case len(content) == 0:
		return nil, errEmpty
	case (object || form == Msg) && f != (Facts{Source: f.Source}):
		return nil, errFlags
	case form == Msg:
		m, err := sample.Parse(body)
		if err != nil {
			return nil, err
		}
		msg := &nats.Msg{Subject: m.Subject, Header: m.Header, Data: m.Body}
		return msg, address(msg, f)
	case object:
		named, err := receiver.SourceIn(body)
		if err != nil && several(content) {
			return nil, errSeveral
		}
		if err != nil {
			return nil, err
		}
		if f.Source == "" {
			f.Source = named
		}
		return copyOf("application/json", f, body)
	case form == HTML:
		return copyOf("text/html", f, body)
	case form == Text:
		return copyOf("text/plain", f, body)
	}
	return copyOf("", f, body)
}

// several says whether an object begins the body and does not end it.
func several(body []byte) bool {
	d := json.NewDecoder(bytes.NewReader(body))
	var first map[string]json.RawMessage
	return d.Decode(&first) == nil && d.More()
}

// copyOf makes a message of a body, with the facts in its headers.
func copyOf(contentType string, f Facts, body []byte) (*nats.Msg, error) {
	msg := &nats.Msg{Header: nats.Header{}, Data: body}
	if contentType != "" {
		msg.Header.Set("Content-Type", contentType)
	}
	for name, value := range f.headers() {
		if value != "" {
			msg.Header.Set(name, value)
		}
	}
	return msg, address(msg, f)
}

// address sets the subject and the Nats-Msg-Id, and checks the size.
func address(msg *nats.Msg, f Facts) error {
	if f.Source == "" && f.URL != "" {
		f.Source = receiver.HostOf(f.URL)
	}
	if f.Source != "" {
		subj, err := subject.Wire(subject.Source(f.Source))
		if err != nil {
			return fmt.Errorf("source %q: %w", f.Source, err)
		}
		msg.Subject = subj
	}
	if msg.Subject == "" {
		return errNoSource
	}
	source, err := subject.WireSource(msg.Subject)
	if err != nil {
		return err
	}
	if len(msg.Data) > topology.MaxBody {
		return fmt.Errorf("it has %d bytes, the wire takes %d", len(msg.Data), topology.MaxBody)
	}
	if msg.Header.Get(jetstream.MsgIDHeader) == "" {
		msg.Header.Set(jetstream.MsgIDHeader, source+"/"+receiver.Digest(msg.Header, msg.Data))
	}
	return nil
}
