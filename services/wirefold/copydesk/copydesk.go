// Package copydesk makes wire messages of files: an article object, many of them a line each, a page, plain text, or a
// message with its headers as the shipped sample keeps them.
//
// It promises that publishing a file again within the broker's window does no harm: the same subject, headers and body
// have the same Nats-Msg-Id.
package copydesk

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/ingest/receiver"
	"github.com/wirefold/wirefold/services/wirefold/sample"
)

// Forms of files.
const (
	JSON  = "json"
	Lines = "jsonl"
	HTML  = "html"
	Text  = "text"
	Msg   = "msg"
	Look  = "" // the wire finds it by looking
)

// FormOf gives the form of a file by the ending of its name.
func FormOf(file string) string {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".json":
		return JSON
	case ".jsonl", ".ndjson":
		return Lines
	case ".html", ".htm", ".xhtml":
		return HTML
	case ".txt", ".text":
		return Text
	case ".msg":
		return Msg
	}
	return Look
}

// Facts stand beside a file. All but Source are for pages and text, where they ride in headers.
type Facts struct {
	Source      string `help:"Who published it, a host or an agency. Left out, it is the source that a JSON object names, else the host of its address."`
	ID          string `name:"id" help:"The publisher's own id of the article. This and the following are for pages and plain text."`
	URL         string `name:"url" help:"Address of the article."`
	Title       string `help:"Headline."`
	PublishedAt string `help:"When it was published, RFC 3339."`
	Status      string `help:"usable, withheld or canceled."`
	Version     string `name:"revision" help:"The publisher's number of this revision."`
}

// headers gives the facts by the names of their headers.
func (f Facts) headers() map[string]string {
	return map[string]string{
		"Wirefold-Id": f.ID, "Wirefold-Url": f.URL, "Wirefold-Title": f.Title, "Wirefold-Published-At": f.PublishedAt,
		"Wirefold-Status": f.Status, "Wirefold-Version": f.Version,
	}
}

// Item is one message, and the line of the file it stands on; 0 where it is the whole file.
type Item struct {
	Message *nats.Msg
	Line    int
}

// Place says where in its file an item stands.
func (i Item) Place() string {
	if i.Line == 0 {
		return ""
	}
	return fmt.Sprintf(":%d", i.Line)
}

// maxFile is above what the wire takes, escaped as JSON; a line of a file may be as long.
const maxFile = 32 << 20

// Read gives each message of a file to take, or an error that spoils it alone, until take returns an error.
func Read(in io.Reader, form string, f Facts, take func(Item, error) error) error {
	if form == Lines {
		return readLines(in, f, take)
	}
	body, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil {
		return err
	}
	msg, err := message(form, f, body)
	return take(Item{Message: msg}, err)
}

func readLines(in io.Reader, f Facts, take func(Item, error) error) error {
	scanner := bufio.NewScanner(in)
	scanner.Buffer(nil, maxFile)
	for line := 1; scanner.Scan(); line++ {
		body := bytes.TrimSpace(scanner.Bytes())
		if len(body) == 0 {
			continue
		}
		msg, err := message(JSON, f, bytes.Clone(body))
		if err := take(Item{msg, line}, err); err != nil {
			return err
		}
	}
	return scanner.Err()
}

var (
	errNoSource = errors.New("no source: give --source, the host or agency that published it")
	errEmpty    = errors.New("it is empty")
	errFlags    = errors.New("--id, --url, --title, --published-at, --status and --revision are for pages and plain text: JSON and .msg carry their own")
)

// message makes the message of one body.
func message(form string, f Facts, body []byte) (*nats.Msg, error) {
	msg := &nats.Msg{Header: nats.Header{}, Data: body}
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, errEmpty
	}
	object := form == JSON || form == Look && bytes.HasPrefix(bytes.TrimSpace(body), []byte("{"))
	if (object || form == Msg) && f != (Facts{Source: f.Source}) {
		return nil, errFlags
	}
	switch {
	case form == Msg:
		m, err := sample.Parse(body)
		if err != nil {
			return nil, err
		}
		msg.Subject, msg.Header, msg.Data = m.Subject, m.Header, m.Body
	case object:
		named, err := receiver.SourceIn(body)
		if err != nil {
			return nil, err
		}
		if f.Source == "" {
			f.Source = named
		}
		msg.Header.Set("Content-Type", "application/json")
	case form == HTML:
		msg.Header.Set("Content-Type", "text/html")
	case form == Text:
		msg.Header.Set("Content-Type", "text/plain")
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
		msg.Header.Set(jetstream.MsgIDHeader, source+"/"+digest(msg))
	}
	return nil
}

// digest tells one message from another.
func digest(msg *nats.Msg) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(msg.Header)) {
		fmt.Fprintf(h, "%q: %q\n", name, msg.Header[name])
	}
	h.Write(msg.Data)
	return hex.EncodeToString(h.Sum(nil)[:16])
}
