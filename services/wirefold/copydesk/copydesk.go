// Package copydesk makes wire messages of files: an article object, many of them a line each, a page, plain text, a web
// archive, or a message with its headers as the shipped sample keeps them; each also in gzip.
//
// It promises that publishing a file again within the broker's window does no harm: the same subject, headers and body
// have the same Nats-Msg-Id. And that reading a file again from a [Position] gives what lies behind it, so that each item
// is given once.
package copydesk

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/nats-io/nats.go"
)

// Forms of files.
const (
	JSON    = "json"
	Lines   = "jsonl"
	HTML    = "html"
	Text    = "text"
	Msg     = "msg"
	Archive = "warc"
	Look    = "" // found by looking: an archive here, else by the wire
)

// FormOf gives the form of a file by the ending of its name, below .gz if there is one.
func FormOf(file string) string {
	file = strings.TrimSuffix(strings.ToLower(file), ".gz")
	switch filepath.Ext(file) {
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
	case ".warc":
		return Archive
	}
	return Look
}

// Facts stand beside a file. All but Source are for pages and text, where they ride in headers.
type Facts struct {
	Source      string `help:"Who published it, a host or an agency. Left out, it is the source that a JSON object names, the host of its address, or the agency whose URI a ninjs item has; for a web archive the host of each page."`
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

// Item is what stands at one place of a file: a message, or something that is passed over.
type Item struct {
	Message *nats.Msg
	Passed  string // why there is no message, a reason of this package; "" where there is one
	Number  int    // of the line or the record, from 1; 0 where the message is the whole file
	Next    Position
}

// Place says where in its file an item stands.
func (i Item) Place() string {
	if i.Number == 0 {
		return ""
	}
	return fmt.Sprintf(":%d", i.Number)
}

// Position is how far a file was read. The zero value is its beginning.
type Position struct {
	Offset int64 `json:"offset"` // bytes of the file from which reading goes on
	Skip   int   `json:"skip"`   // lines or records behind it that were read already
	Number int   `json:"number"` // of the last line or record read
}

// maxFile is above what the wire takes, escaped as JSON; a line of a file may be as long.
const maxFile = 32 << 20

// Read gives each item of a file behind a position to take, or an error that spoils it alone, until take returns an error.
// It returns that, or why the file cannot be read. A position behind the beginning takes a reader that is an [io.Seeker].
func Read(in io.Reader, form string, f Facts, from Position, take func(Item, error) error) error {
	head := bufio.NewReaderSize(in, 4<<10)
	packed, archive := look(head)
	if form == Look && archive {
		form = Archive
	}
	if from.Offset > 0 {
		seeker, ok := in.(io.Seeker)
		if !ok {
			return errors.New("go on within what can only be read from its beginning")
		}
		if _, err := seeker.Seek(from.Offset, io.SeekStart); err != nil {
			return err
		}
		head.Reset(in)
	}
	if form == Archive {
		return readArchive(head, f, from, take)
	}
	content := io.Reader(head)
	if packed {
		z, err := gzip.NewReader(head)
		if err != nil {
			return err
		}
		content = z
	}
	if form == Lines {
		return readLines(content, packed, f, from, take)
	}
	body, err := io.ReadAll(io.LimitReader(content, maxFile+1))
	if err != nil {
		return err
	}
	msg, err := message(form, f, body)
	return take(Item{Message: msg}, err)
}

// look tells gzip, and a web archive, by how a file begins. It waits for no more than there is: what comes by a pipe may
// come line by line.
func look(in *bufio.Reader) (packed, archive bool) {
	const magic = "WARC/"
	head, _ := in.Peek(1)
	head, _ = in.Peek(max(len(head), in.Buffered()))
	if packed = bytes.HasPrefix(head, []byte("\x1F\x8B")); packed {
		z, err := gzip.NewReader(bytes.NewReader(head))
		if err != nil {
			return packed, false
		}
		unpacked := make([]byte, len(magic))
		n, _ := io.ReadFull(z, unpacked)
		head = unpacked[:n]
	}
	return packed, bytes.HasPrefix(head, []byte(magic))
}
