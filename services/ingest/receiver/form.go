package receiver

import (
	"bytes"
	"mime"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/charset"
	"github.com/wirefold/wirefold/pkg/stage"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// form is what is known of a body before it is read.
type form struct {
	mediaType string // "": found by looking
	charset   string // as declared, or ""
	headers   headers
	enveloped bool // the data of a CloudEvent
}

// readMessage reads a message in the form its headers declare.
func readMessage(in *stage.Message) (*item, error) {
	h := headers(in.Header)
	body, err := Unpack(h.get("Content-Encoding"), in.Data)
	if err != nil {
		return nil, err
	}
	f := declared(h.get("Content-Type"))
	f.headers = h
	i, err := readForm(f, body)
	if err != nil {
		return nil, err
	}
	i.topics, i.body, i.remove = h.get(HeaderTopics), h.get(HeaderCleanBody), h.get(HeaderCleanRemove)
	if own := traceparent(*in); own != "" {
		i.traceparent = own
	}
	return i, nil
}

// declared reads a Content-Type.
func declared(contentType string) form {
	mediaType, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		mediaType, _, _ = strings.Cut(contentType, ";")
		mediaType = strings.ToLower(strings.TrimSpace(mediaType))
	}
	return form{mediaType: mediaType, charset: label(params["charset"])}
}

// label keeps a charset's name as IANA's registry spells them: at most 40 letters of ASCII.
func label(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	if len(name) > 40 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.:+") != "" {
		return ""
	}
	return name
}

// readForm reads a body in one form.
func readForm(f form, body []byte) (*item, error) {
	switch f.mediaType {
	case "", "application/octet-stream":
		return look(f, body)
	case "application/json", "text/json":
		return readJSON(f, body)
	case "application/cloudevents+json":
		return readCloudEvent(f, body)
	case "application/x-protobuf", "application/protobuf":
		return readProtobuf(body)
	case "text/html", "application/xhtml+xml":
		return f.headers.item(func(i *item) { i.page, i.charset = body, f.charset })
	case "text/plain":
		return f.headers.item(func(i *item) { i.text, _ = charset.Decode(body, f.charset) })
	}
	return nil, refuse(UnknownForm, "read body: Content-Type %.100q is none that the wire takes", f.mediaType)
}

// looked is how much of a body is looked at to find its form: what comes before a page's first tag is shorter.
const looked = 1024

// look finds the form of a body that declares none. A JSON object begins with a brace and a quote, a page with a tag
// or has an <html> or <body> near its begin; what else is text, is plain text. Protobuf is never guessed: most bytes
// can be read as some.
func look(f form, body []byte) (*item, error) {
	head, _ := charset.Decode(body[:min(looked, len(body))], f.charset)
	head = strings.ToLower(strings.TrimSpace(head))
	switch {
	case binary(body):
		return nil, refuse(UnknownForm, "look at body: neither text nor JSON, and no Content-Type")
	case beginsObject(head):
		f.mediaType = "application/json"
	case beginsTag(head), strings.Contains(head, "<html"), strings.Contains(head, "<body"):
		f.mediaType = "text/html"
	default:
		f.mediaType = "text/plain"
	}
	return readForm(f, body)
}

func beginsObject(head string) bool {
	rest, ok := strings.CutPrefix(head, "{")
	rest = strings.TrimSpace(rest)
	return ok && (strings.HasPrefix(rest, `"`) || strings.HasPrefix(rest, "}"))
}

func beginsTag(head string) bool {
	return len(head) > 1 && head[0] == '<' && (head[1] >= 'a' && head[1] <= 'z' || head[1] == '!' || head[1] == '?')
}

// binary recognises what no scraper takes for text: the signatures of files, and control characters in more than one
// byte of ten. A NUL is none of them where NULs may be halves of UTF-16 or padding.
func binary(body []byte) bool {
	for _, mark := range []string{"%PDF-", "PK\x03\x04", "\x89PNG", "\xFF\xD8\xFF", "GIF8", "\x28\xB5\x2F\xFD", "BZh", "\x1F\x9D", "Rar!", "OggS", "ID3\x03"} {
		if bytes.HasPrefix(body, []byte(mark)) {
			return true
		}
	}
	head := body[:min(looked, len(body))]
	controls := 0
	for _, c := range head {
		if c < ' ' && c != 0 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v' && c != 0x1B || c == 0x7F {
			controls++
		}
	}
	return controls*10 > len(head)
}

func readProtobuf(body []byte) (*item, error) {
	raw := &wirefoldv1.RawArticle{}
	if err := proto.Unmarshal(body, raw); err != nil {
		return nil, refuse(BadProtobuf, "read RawArticle: %w", err)
	}
	return fromRaw(raw)
}

func fromRaw(raw *wirefoldv1.RawArticle) (*item, error) {
	i := &item{
		id: raw.GetId(), url: raw.GetUrl(), title: raw.GetTitle(), byline: raw.GetByline(), text: raw.GetText(),
		published: raw.GetPublishedAt(), language: raw.GetLanguage(), version: raw.GetVersion(), status: raw.GetStatus(), note: raw.GetNote(),
	}
	i.setHTML(raw.GetHtml())
	return i, nil
}

// setHTML sets a page that is text already: a charset it declares for itself means nothing.
func (i *item) setHTML(page string) {
	if page != "" {
		i.page, i.charset = []byte(tidy(page)), charset.UTF8
	}
}

// headers are a message's. NATS compares their names with case; publishers do not.
type headers map[string][]string

func (h headers) get(name string) string {
	if values := h[name]; len(values) > 0 {
		return values[0]
	}
	var names []string
	for n, values := range h {
		if len(values) > 0 && strings.EqualFold(n, name) {
			names = append(names, n)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return h[slices.Min(names)][0]
}

// item reads the facts that ride in headers beside the two text forms.
func (h headers) item(copy func(*item)) (*item, error) {
	fact := func(name string) string {
		value, _ := charset.Decode([]byte(h.get("Wirefold-"+name)), "")
		return value
	}
	version, err := readVersion(fact("Version"))
	if err != nil {
		return nil, err
	}
	i := &item{id: fact("Id"), url: fact("Url"), title: fact("Title"), published: fact("Published-At"), status: fact("Status"), version: version}
	copy(i)
	return i, nil
}
