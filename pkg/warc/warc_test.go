package warc

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/wirefold/wirefold/pkg/warc/warctest"
)

// read tells what a reader gives, a line a result, without reading the blocks or with.
func read(t *testing.T, r *Reader, blocks bool) (told []string, places []Place) {
	t.Helper()
	for range 1000 {
		record, err := r.Next()
		var broken *Broken
		switch {
		case err == io.EOF:
			return told, places
		case errors.As(err, &broken):
			told = append(told, "broken: "+broken.Err.Error())
		case err != nil:
			return append(told, err.Error()), places
		default:
			line := record.Type + " " + record.TargetURI
			if blocks {
				block, err := io.ReadAll(record.Block)
				if line += " " + string(block); err != nil {
					line += " !"
				}
			}
			told = append(told, line)
		}
		places = append(places, r.Place())
	}
	t.Fatal("it does not end")
	return nil, nil
}

func TestRecords(t *testing.T) {
	a, b, c := warctest.Record("response", "http://a.example/", "one"), warctest.Record("request", "http://b.example/", "two\r\n\r\nWARC/1.0\r\n"), warctest.Record("metadata", "http://c.example/", "")
	all := []string{"response http://a.example/ one", "request http://b.example/ two\r\n\r\nWARC/1.0\r\n", "metadata http://c.example/ "}
	damaged := []byte(warctest.Gzip(b))
	damaged[len(damaged)-6] ^= 1 // its checksum
	torn := []byte(warctest.Gzip(strings.Repeat(b, 20)))
	torn[20] ^= 0xFF // its data
	for _, r := range []struct {
		why, file string
		want      []string
	}{
		{"records follow each other", a + b + c, all},
		{"gzip has a member a record", warctest.Gzip(a) + warctest.Gzip(b) + warctest.Gzip(c), all},
		{"or one for all", warctest.Gzip(a, b, c), all},
		{"or some for some", warctest.Gzip(a, b) + warctest.Gzip(c), all},
		{"padding between members is nothing", warctest.Gzip(a) + "\x00\x00\x00" + warctest.Gzip(b) + warctest.Gzip("") + warctest.Gzip(c) + "\x00", all},
		{"lines end as they like", strings.ReplaceAll(a, "\r\n", "\n") + b + c, all},
		{"line ends between records may be missing", strings.TrimSuffix(a, "\r\n\r\n") + b + c, all},
		{"or too many", a + "\r\n\r\n\r\n" + b + c, all},
		{"some writers put brackets around an address", warctest.Record("response", "<http://a.example/>", "one"), all[:1]},
		{"nothing is nothing", "", nil},
		{"empty gzip is nothing", warctest.Gzip(""), nil},
		{"what is no archive is told once", "<html>\n<p>WARC/1.0 is a format", []string{"broken: no record begins here"}},
		{"rubbish is passed over", a + "rubbish\nmore\n" + b + c, []string{all[0], "broken: no record begins here", all[1], all[2]}},
		{"a length too short leaves rubbish", strings.Replace(a, "Length: 3", "Length: 1", 1) + c, []string{"response http://a.example/ o", "broken: no record begins here", all[2]}},
		{"a length that is none", strings.Replace(a, "Length: 3", "Length: ?", 1) + c, []string{"broken: its head gives no Content-Length", all[2]}},
		{"a length below nothing", strings.Replace(a, "Length: 3", "Length: -3", 1) + c, []string{"broken: its head gives no Content-Length", all[2]}},
		{"no length in a member of its own", warctest.Gzip(strings.Replace(a, "Length", "Size", 1)) + warctest.Gzip(c), []string{"broken: its head gives no Content-Length", all[2]}},
		{"a head without an end", a + "WARC/1.0\r\n" + strings.Repeat("X: y\r\n", maxHead/4) + "\r\n" + c, []string{all[0], "broken: " + errLongHead.Error(), all[2]}},
		{"a file cut within a block", (a + b)[:len(a)+len(b)-10], []string{all[0], "request http://b.example/ two\r\n\r\nWARC !", "broken: it ends before its Content-Length"}},
		{"a file cut within a head", (a + c)[:len(a)+20], []string{all[0], "broken: it ends before its Content-Length"}},
		{"a file cut within a member", warctest.Gzip(a) + warctest.Gzip(b)[:60], []string{all[0], "broken: unexpected EOF"}},
		{"a member with another checksum", warctest.Gzip(a) + string(damaged) + warctest.Gzip(c), []string{all[0], all[1] + " !", "broken: gzip: invalid checksum", all[2]}},
		{"rubbish between members", warctest.Gzip(a) + "\x1F\x8B\x08 is gzip's mark" + warctest.Gzip(b) + warctest.Gzip(c), []string{all[0], "broken: flate: corrupt input before offset 5", all[1], all[2]}},
		{"what is no gzip between members", warctest.Gzip(a) + "rubbish" + warctest.Gzip(b) + warctest.Gzip(c), []string{all[0], "broken: no gzip member begins here", all[1], all[2]}},
		{"a member of something else", warctest.Gzip(a) + warctest.Gzip("rubbish") + warctest.Gzip(c), []string{all[0], "broken: no record begins here", all[2]}},
		{"a member that ends within its record", warctest.Gzip(a[:len(a)-6]) + warctest.Gzip(c), []string{"response http://a.example/ o !", "broken: it ends before its Content-Length", all[2]}},
	} {
		t.Run(r.why, func(t *testing.T) {
			told, places := read(t, NewReader(strings.NewReader(r.file)), true)
			if strings.Join(told, "\n") != strings.Join(r.want, "\n") {
				t.Fatalf("got\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(r.want, "\n"))
			}
			again, _ := read(t, NewReader(iotest.OneByteReader(strings.NewReader(r.file))), false)
			if len(again) != len(told) {
				t.Errorf("unread blocks change what is told: %q", again)
			}
			for i, p := range places {
				rest, _ := read(t, resume(t, r.file, p), true)
				if strings.Join(rest, "\n") != strings.Join(told[i+1:], "\n") {
					t.Errorf("from %+v on: %q, want %q", p, rest, told[i+1:])
				}
			}
		})
	}
	if told, _ := read(t, NewReader(strings.NewReader(warctest.Gzip(a)+string(torn)+warctest.Gzip(c))), true); len(told) < 3 || told[0] != all[0] || told[len(told)-1] != all[2] {
		t.Errorf("a damaged member takes its neighbours with it: %q", told)
	}
}

// resume is a reader of a file at a place.
func resume(t *testing.T, file string, p Place) *Reader {
	t.Helper()
	r := NewReader(strings.NewReader(file[p.Offset:]))
	for range p.Skip {
		if _, err := r.Next(); err == io.EOF {
			t.Fatalf("place %+v lies behind the end", p)
		}
	}
	return r
}

func TestHeads(t *testing.T) {
	r, err := NewReader(strings.NewReader(warctest.Record("Response", "http://a.example/", "", "Content-Type: application/http;", "\tmsgtype=response",
		"warc-truncated: Length", "WARC-Identified-Payload-Type: text/html", "no field", "WARC-Type: request"))).Next()
	want := Record{Type: "response", TargetURI: "http://a.example/", Date: "2022-01-10T12:00:00Z", ContentType: "application/http; msgtype=response", PayloadType: "text/html", Truncated: "length"}
	if r.Block = nil; err != nil || r != want {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestAFileThatCannotBeRead(t *testing.T) {
	gone := errors.New("the disk is gone")
	for _, file := range []string{warctest.Record("response", "http://a.example/", strings.Repeat("x", 200)), warctest.Gzip(warctest.Record("response", "http://a.example/", "one"))} {
		r := NewReader(io.MultiReader(strings.NewReader(file[:len(file)-20]), iotest.ErrReader(gone)))
		var err error
		for err == nil {
			_, err = r.Next()
		}
		if _, again := r.Next(); !errors.Is(err, gone) || !errors.Is(again, gone) {
			t.Errorf("%v, then %v", err, again)
		}
	}
	if _, err := NewReader(stuck{}).Next(); !errors.Is(err, io.ErrNoProgress) {
		t.Error(err)
	}
}

// stuck reads nothing, for ever.
type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

func FuzzReader(f *testing.F) {
	a, b := warctest.Record("response", "http://a.example/", "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n<p>B"), warctest.Record("request", "http://a.example/", "GET /")
	f.Add([]byte(a + b))
	f.Add([]byte(warctest.Gzip(a) + warctest.Gzip(b)))
	f.Add([]byte(warctest.Gzip(a, b)[:90]))
	f.Add([]byte(warctest.Gzip(a) + "\x1F\x8B\x08" + warctest.Gzip(b)))
	f.Fuzz(func(t *testing.T, file []byte) {
		r := NewReader(bytes.NewReader(file))
		var places []Place
		results := 0
		for ; ; results++ {
			record, err := r.Next()
			if err == io.EOF {
				break
			}
			if broken := (*Broken)(nil); err != nil && !errors.As(err, &broken) {
				t.Fatal(err)
			}
			if err == nil {
				if response, err := ReadResponse(record.Block, 1<<16); err == nil && len(response.Body) > 1<<16 {
					t.Fatalf("a body of %d bytes", len(response.Body))
				}
			}
			if results > len(file) {
				t.Fatal("more records than bytes")
			}
			places = append(places, r.Place())
		}
		for i, p := range places {
			if p.Offset > int64(len(file)) || p.Skip < 1 {
				t.Fatalf("place %+v of %d bytes", p, len(file))
			}
			rest, _ := read(t, resume(t, string(file), p), false)
			if i > 3 {
				break
			}
			if len(rest) < 1000 && len(rest) != results-i-1 {
				t.Fatalf("from %+v on %d results, not %d", p, len(rest), results-i-1)
			}
		}
	})
}
