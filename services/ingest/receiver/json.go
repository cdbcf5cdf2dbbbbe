package receiver

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"

	"github.com/wirefold/wirefold/pkg/charset"
	"github.com/wirefold/wirefold/pkg/ninjs"
	"github.com/wirefold/wirefold/pkg/weburl"
	"github.com/wirefold/wirefold/pkg/wiremark"
)

// maxDepth is how deep JSON may nest. ninjs with associations within associations, in an envelope, stays below 20.
const maxDepth = 64

// object is the contract's article object. Fields it does not know are the publisher's own affair.
type object struct {
	ID, Version, Byline                 json.RawMessage // several types are taken
	URL, Title                          string
	Text, HTML                          *string
	PublishedAt, Language, Status, Note string
	// By these an envelope is known.
	SpecVersion, Data json.RawMessage
	DataBase64        json.RawMessage `json:"data_base64"`
}

// readJSON reads an article object, ninjs, or an envelope that declares itself by its keys.
func readJSON(f form, body []byte) (*item, error) {
	body, err := decodeJSON(f, body)
	if err != nil {
		return nil, err
	}
	// One reading serves most messages. A field of another type is passed over and its error kept: it may be an envelope's.
	var o object
	err = json.Unmarshal(body, &o)
	if bad := (*json.SyntaxError)(nil); errors.As(err, &bad) {
		return nil, refuse(BadJSON, "read JSON object: %w", err)
	}
	if o.Text == nil && o.HTML == nil {
		switch {
		case o.SpecVersion != nil && (o.Data != nil || o.DataBase64 != nil) && !f.enveloped:
			return openEnvelope(f, body)
		case ninjs.Is(body):
			return readNinjs(body)
		}
	}
	if err != nil {
		return nil, refuse(BadJSON, "read article object: %w", err)
	}
	i := &item{url: o.URL, title: o.Title, published: o.PublishedAt, language: o.Language, status: o.Status, note: o.Note}
	if i.id, err = scalar(o.ID); err != nil {
		return nil, refuse(BadJSON, "read id: %w", err)
	}
	if i.byline, err = names(o.Byline); err != nil {
		return nil, refuse(BadJSON, "read byline: %w", err)
	}
	version, err := scalar(o.Version)
	if err != nil {
		return nil, refuse(BadVersion, "read version: %w", err)
	}
	if i.version, err = readVersion(version); err != nil {
		return nil, err
	}
	if o.Text != nil {
		i.text = *o.Text
	}
	if o.HTML != nil {
		i.setHTML(*o.HTML)
	}
	return i, nil
}

// decodeJSON gives UTF-8, and refuses what nests too deep before anything recurses into it.
func decodeJSON(f form, body []byte) ([]byte, error) {
	decoded, _ := charset.Decode(body, f.charset)
	if blank(decoded) {
		return nil, refuse(Empty, "read JSON object: no bytes")
	}
	depth, quoted := 0, false
	for i := 0; i < len(decoded); i++ {
		switch c := decoded[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return nil, refuse(TooDeep, "read JSON object: nested deeper than %d", maxDepth)
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	if !strings.HasPrefix(strings.TrimLeft(decoded, " \t\r\n"), "{") {
		return nil, refuse(BadJSON, "read JSON object: does not begin with {")
	}
	return []byte(decoded), nil
}

func readNinjs(body []byte) (*item, error) {
	n, err := ninjs.Parse(body)
	switch {
	case errors.Is(err, ninjs.ErrNotText):
		return nil, refuse(NotText, "%w", err)
	case err != nil:
		return nil, refuse(BadJSON, "%w", err)
	}
	i := &item{
		id: cmp.Or(n.ItemID, n.URI), title: n.Headline, byline: n.By, text: n.Text, published: n.Published(), language: n.Language, status: n.Status,
		embargo: n.Embargo, note: n.Note,
	}
	// A rendition's address is nice to have; the URI is the identity. The same goes for a version that is no number,
	// which the standard allows.
	if _, _, err := weburl.Canonical(n.URL); err == nil {
		i.url = n.URL
	}
	if version, err := readVersion(n.Version); err == nil {
		i.version = version
	}
	// A desk's marks may stand in the slug: KILL KILL KILL. The note is where they are looked for.
	if _, marks := wiremark.Headline(n.Slugline); len(marks) > 0 {
		i.note = strings.TrimSpace(n.Slugline + " " + i.note)
	}
	return i, nil
}

// envelope is a CloudEvent 1.0 in structured mode.
type envelope struct {
	SpecVersion, ID, Source, Type, DataContentType, Traceparent string
	Data                                                        json.RawMessage
	DataBase64                                                  *string `json:"data_base64"`
}

func readCloudEvent(f form, body []byte) (*item, error) {
	if f.enveloped {
		return nil, refuse(BadCloudEvent, "read CloudEvent: within another")
	}
	body, err := decodeJSON(f, body)
	if err != nil {
		return nil, err
	}
	return openEnvelope(f, body)
}

func openEnvelope(f form, body []byte) (*item, error) {
	var e envelope
	if err := json.Unmarshal(body, &e); err != nil {
		return nil, refuse(BadCloudEvent, "read CloudEvent: %w", err)
	}
	switch {
	case e.SpecVersion != "1.0":
		return nil, refuse(BadCloudEvent, "read CloudEvent: specversion %.20q is not 1.0", e.SpecVersion)
	case e.ID == "" || e.Source == "" || e.Type == "":
		return nil, refuse(BadCloudEvent, "read CloudEvent: id, source or type is missing")
	}
	inner := declared(e.DataContentType)
	inner.headers, inner.enveloped = f.headers, true
	data, err := e.data(&inner)
	if err != nil {
		return nil, err
	}
	if data, err = Unpack("", data); err != nil {
		return nil, err
	}
	i, err := readForm(inner, data)
	if err != nil {
		return nil, err
	}
	i.traceparent = e.Traceparent
	return i, nil
}

// data gives the bytes that the envelope carries, and what it is known by: text in JSON is UTF-8 by now.
func (e *envelope) data(inner *form) ([]byte, error) {
	if e.DataBase64 != nil {
		data, err := base64.StdEncoding.DecodeString(*e.DataBase64)
		if err != nil {
			return nil, refuse(BadCloudEvent, "read data_base64 of CloudEvent: %w", err)
		}
		return data, nil
	}
	if len(e.Data) == 0 || string(e.Data) == "null" {
		return nil, refuse(Empty, "read CloudEvent: no data")
	}
	inner.charset = charset.UTF8
	var quoted string
	if json.Unmarshal(e.Data, &quoted) == nil {
		return []byte(quoted), nil
	}
	if strings.HasPrefix(inner.mediaType, "text/") {
		return nil, refuse(BadCloudEvent, "read CloudEvent: data of %s is no string", inner.mediaType)
	}
	// Without datacontenttype data is JSON.
	if inner.mediaType == "" {
		inner.mediaType = "application/json"
	}
	return e.Data, nil
}

// scalar reads a string that may come as a number: some send their database's.
func scalar(raw json.RawMessage) (s string, err error) {
	if len(raw) == 0 {
		return "", nil
	}
	if raw[0] != '"' {
		var number json.Number
		err = json.Unmarshal(raw, &number)
		return number.String(), err
	}
	err = json.Unmarshal(raw, &s)
	return s, err
}

// names reads a line of names that may come as a list.
func names(raw json.RawMessage) (string, error) {
	if len(raw) == 0 || raw[0] != '[' {
		return scalar(raw)
	}
	var list []string
	err := json.Unmarshal(raw, &list)
	return strings.Join(list, ", "), err
}
