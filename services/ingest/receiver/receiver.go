// Package receiver makes articles of what publishers send to wire.<source>, in every form the contract takes.
//
// Whatever goes in, an article comes out, or an error of [stage.Permanent] with one of [Reasons], in time and memory
// linear in 4 MiB; all strings of the article are valid UTF-8 without NUL. What decides about an article (identity,
// version, status, form) is read strictly: wrong, it is a dead letter. Of the facts about it, a publication date and a
// language that cannot be read are left out, for the copy is worth more than they are.
//
// Bytes that are no UTF-8 are decoded in JSON and in plain text, by the charset declared or else guessed; what cannot
// be read is U+FFFD. A page stays undecoded, with the charset declared for it. A body in gzip is unpacked.
package receiver

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/subject"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// Receiver is the step of ingest.
type Receiver struct{}

// New makes a receiver.
func New() *Receiver { return &Receiver{} }

// Step reads one message from WIRE.
func (*Receiver) Step(_ context.Context, in *stage.Message) (*wirefoldv1.Article, error) {
	if in.Subject == subject.Operator {
		return readCommand(in)
	}
	source, err := subject.WireSource(in.Subject)
	if err != nil {
		return nil, stage.Permanent(BadSource, err)
	}
	item, err := readMessage(in)
	if err != nil {
		return nil, err
	}
	return item.article(source, in.Seq, in.Time)
}

// FromJSON makes an article of a JSON body (article object, ninjs or CloudEvent) by the same rules: the door of the
// filters. The source is folded from a host or an agency's name; at may be zero.
func FromJSON(source string, seq uint64, at time.Time, body []byte) (*wirefoldv1.Article, error) {
	item, err := readForm(form{mediaType: "application/json"}, body)
	if err != nil {
		return nil, err
	}
	return item.from(source, seq, at)
}

// FromObject makes an article of an article object by the same rules.
func FromObject(source string, seq uint64, at time.Time, raw *wirefoldv1.RawArticle) (*wirefoldv1.Article, error) {
	item, err := fromRaw(raw)
	if err != nil {
		return nil, err
	}
	return item.from(source, seq, at)
}

func (i *item) from(source string, seq uint64, at time.Time) (*wirefoldv1.Article, error) {
	token := subject.Source(source)
	if token == subject.None {
		return nil, refuse(BadSource, "fold source %.100q: no letter or digit", source)
	}
	return i.article(token, seq, at)
}

// item is what the wire tells of one article, in whatever form.
type item struct {
	id, url, title, byline, note, language, published, status, embargo, traceparent string

	version int64
	text    string
	page    []byte
	charset string // of the page, as declared

	topics, body, remove string // as the headers of hints.go give them
}

// The longest values in bytes. Wire headlines have 60–120 letters, sites' titles rarely 300; a URL of 2 KiB is what
// servers and crawlers agree on. More is no headline and no address, and a cut one would say something else.
var limits = []struct {
	name  string
	value func(*item) *string
	bytes int
}{
	{"id", func(i *item) *string { return &i.id }, 1 << 10},
	{"url", func(i *item) *string { return &i.url }, 2 << 10},
	{"title", func(i *item) *string { return &i.title }, 4 << 10},
	{"byline", func(i *item) *string { return &i.byline }, 4 << 10},
	{"note", func(i *item) *string { return &i.note }, 16 << 10},
	{"topics", func(i *item) *string { return &i.topics }, 4 << 10}, // some eighty names
}

// article checks and settles an item's facts.
func (i *item) article(source string, seq uint64, at time.Time) (*wirefoldv1.Article, error) {
	for _, l := range limits {
		value := l.value(i)
		if *value = line(*value); len(*value) > l.bytes {
			return nil, refuse(TooLong, "read %s: %d bytes, more than %d", l.name, len(*value), l.bytes)
		}
	}
	if i.text = tidy(i.text); blank(i.text) {
		i.text = ""
	}
	if i.text != "" || len(bytes.TrimSpace(i.page)) == 0 {
		i.page, i.charset = nil, ""
	}
	// A kill may have no text.
	if i.text == "" && i.page == nil && i.title == "" && i.note == "" && i.status == "" {
		return nil, refuse(Empty, "read article: no text, page, title, note or status")
	}
	status, err := readStatus(i.status)
	if err != nil {
		return nil, err
	}
	if (status == "" || status == statusUsable) && later(i.embargo, at) {
		status = statusWithheld
	}
	if i.version < 0 {
		return nil, refuse(BadVersion, "read version %d: less than 0", i.version)
	}
	if _, revision := itemOf(i.id); i.version == 0 {
		i.version = revision
	}
	if err := i.checkHints(); err != nil {
		return nil, err
	}
	address, key, err := i.address(source)
	if err != nil {
		return nil, err
	}
	origin := &wirefoldv1.Origin{
		Id: i.identity(source, key), SourceId: i.id, Source: source, WireSeq: seq, Url: address, Title: i.title,
		PublishedAt: readDate(i.published, at), Language: readLanguage(i.language), Version: i.version, Status: status,
		Note: i.note, Traceparent: readTraceparent(i.traceparent), Topics: readTopics(i.topics),
	}
	if !at.IsZero() {
		origin.ReceivedAt = timestamppb.New(at)
	}
	if i.byline != "" {
		origin.Byline = []string{i.byline}
	}
	return &wirefoldv1.Article{
		Origin: origin, Text: i.text, Html: i.page, Charset: i.charset, CleanBody: i.body, CleanRemove: i.remove,
	}, nil
}

// tidy makes s valid UTF-8 without NUL.
func tidy(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

// line makes s one tidy line.
func line(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, tidy(s)))
}

func blank(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsSpace(r) && !unicode.IsControl(r) && r != '\uFEFF' })
}

func refuse(reason, format string, args ...any) error {
	return stage.Permanent(reason, fmt.Errorf(format, args...))
}
