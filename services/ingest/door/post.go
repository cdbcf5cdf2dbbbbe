package door

import (
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/ingest/receiver"
)

// post is what the head of a request says, of one article or of a line each.
type post struct {
	visitor httpdoor.Visitor
	source  string // as asked for, folded; "": by the body
	key     string // Idempotency-Key; "": by the content
	lines   bool
	coding  string // of the body
	header  nats.Header
}

// bodies are the Content-Types that the wire takes, and lines of them; those to tell of come first.
var bodies = []string{
	"application/json", "application/cloudevents+json", "text/html", "text/plain", "application/x-protobuf", linesType,
	// Other spellings that ingest takes.
	"text/json", "application/xhtml+xml", "application/protobuf", "application/jsonl", "application/octet-stream",
}

const (
	linesType = "application/x-ndjson"
	told      = 6 // of bodies
)

// facts are the headers that the wire knows, as they ride along.
var facts = []string{
	"Content-Type", "Content-Encoding", "Wirefold-Id", "Wirefold-Url", "Wirefold-Title", "Wirefold-Published-At", "Wirefold-Status",
	"Wirefold-Version", receiver.HeaderTopics, receiver.HeaderCleanBody, receiver.HeaderCleanRemove,
}

// maxKey bounds an idempotency key in bytes; a UUID has 36.
const maxKey = 200

// readPost reads the head of a request, and refuses what need not be read further.
func readPost(r *http.Request) (post, *refusal) {
	p := post{visitor: httpdoor.VisitorOf(r), header: nats.Header{}, coding: r.Header.Get("Content-Encoding")}
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if given := r.Header.Get("Content-Type"); given != "" && (err != nil || !slices.Contains(bodies, mediaType)) {
		return p, unknownType(given)
	}
	p.lines = mediaType == linesType || mediaType == "application/jsonl"
	switch strings.ToLower(strings.TrimSpace(p.coding)) {
	case "", "identity", "gzip", "x-gzip":
	default:
		return p, unknownCoding(p.coding)
	}
	if r.ContentLength > topology.MaxBody {
		return p, tooLarge()
	}
	var refused *refusal
	if p.source, refused = askedSource(r); refused != nil {
		return p, refused
	}
	if p.source != "" && !p.visitor.MayPublish(p.source) {
		return p, notYours(p.source)
	}
	if p.key, refused = readKey(r.Header.Get("Idempotency-Key")); refused != nil {
		return p, refused
	}
	for _, name := range facts {
		if values := r.Header.Values(name); len(values) > 0 {
			p.header[name] = values
		}
	}
	// The second is that of CloudEvents in binary mode, whose body is an article in one of the other forms.
	for _, name := range []string{"Traceparent", "Ce-Traceparent"} {
		if trace := r.Header.Get(name); trace != "" && p.header.Get(stage.HeaderTraceparent) == "" {
			p.header.Set(stage.HeaderTraceparent, trace)
		}
	}
	return p, nil
}

// askedSource reads the source that the query or a header names.
func askedSource(r *http.Request) (string, *refusal) {
	var source string
	for _, name := range append(r.URL.Query()["source"], r.Header.Values("Wirefold-Source")...) {
		folded := subject.Source(name)
		switch {
		case folded == subject.None:
			return "", refuse(http.StatusBadRequest, receiver.BadSource, 0, "The source %.100q has no letter or digit: give a host or an agency, as reuters.com.", name)
		case source != "" && source != folded:
			return "", refuse(http.StatusBadRequest, receiver.BadSource, 0, "Two sources are named, %s and %s.", source, folded)
		}
		source = folded
	}
	return source, nil
}

// readKey reads an Idempotency-Key: printable ASCII, also in the quotes that the IETF's draft wants.
func readKey(key string) (string, *refusal) {
	if n := len(key); n > 1 && key[0] == '"' && key[n-1] == '"' {
		key = key[1 : n-1]
	}
	if len(key) > maxKey || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", refuse(http.StatusBadRequest, "", 0, "Idempotency-Key is up to %d letters of ASCII without white space, as a UUID.", maxKey)
	}
	return key, nil
}

// message makes the message for the wire. With noSource it has no subject yet.
func (p post) message(body []byte) (*nats.Msg, *refusal) {
	msg := &nats.Msg{Header: maps.Clone(p.header), Data: body}
	source := p.source
	if source == "" {
		if named := receiver.SourceOf(&stage.Message{Header: msg.Header, Data: body}); named != "" {
			source = subject.Source(named)
		} else if source = p.visitor.Source(); source == "" {
			return msg, noSource
		}
	}
	var err error
	if msg.Subject, err = subject.Wire(source); err != nil {
		return nil, refuse(http.StatusBadRequest, receiver.BadSource, 0, "The source %.100q is none: %v.", source, err)
	}
	if !p.visitor.MayPublish(source) {
		return nil, notYours(source)
	}
	key := p.key
	if key == "" {
		key = receiver.Digest(msg.Header, body)
	}
	msg.Header.Set(jetstream.MsgIDHeader, source+"/"+key)
	return msg, nil
}
