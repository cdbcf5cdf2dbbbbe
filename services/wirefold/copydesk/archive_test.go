package copydesk

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/pkg/warc/warctest"
)

const pier = "<html><body><p>The island council closed the pier.</p></body></html>"

func TestArchive(t *testing.T) {
	const at, html = "https://www.pierpost.example/news/1", "Content-Type: text/html"
	page := func(fields ...string) string {
		return warctest.Record("response", at, "HTTP/1.1 200 OK\r\n"+html+"\r\n\r\n"+pier, fields...)
	}
	for _, r := range []struct {
		why, record string
		want        string // Content-Type of the message, else the reason
	}{
		{"a page is one", warctest.Response(at, pier, "200 OK", html), "text/html"},
		{"its charset is that of its head", warctest.Response(at, pier, "200 OK", `Content-Type: Text/HTML ;charset="windows-1251"; charset=utf-8`), "text/html; charset=windows-1251"},
		{"XHTML is a page", warctest.Response(at, pier, "200 OK", "Content-Type: application/xhtml+xml"), "text/html"},
		{"plain text is copy", warctest.Response(at, "The pier is closed.", "203 OK", "Content-Type: text/plain; charset=koi8-r"), "text/plain; charset=koi8-r"},
		{"what the crawler found counts where no type is declared", warctest.Record("response", at, "HTTP/1.1 200 OK\r\n\r\n"+pier, "WARC-Identified-Payload-Type: text/html"), "text/html"},
		{"no type at all is no page", warctest.Response(at, pier, "200 OK"), Untyped},
		{"a redirect leads elsewhere", warctest.Response(at, pier, "301 Moved", html), Redirect},
		{"what is not found is none", warctest.Response(at, pier, "404 Not Found", html), Refused},
		{"nor what failed", warctest.Response(at, pier, "503 Unavailable", html), Failed},
		{"nor a part of it", warctest.Response(at, pier, "206 Partial", html), OtherStatus},
		{"nor what is empty", warctest.Response(at, " \n", "200 OK", html), EmptyBody},
		{"an image", warctest.Response(at, "GIF89a", "200 OK", "Content-Type: image/gif"), "image"},
		{"a feed", warctest.Response(at, "<rss/>", "200 OK", "Content-Type: application/rss+xml"), "application"},
		{"a stylesheet", warctest.Response(at, "p{}", "200 OK", "Content-Type: text/css"), OtherType},
		{"robots.txt", warctest.Response("https://pierpost.example/robots.txt", "User-agent: *", "200 OK", "Content-Type: text/plain"), Robots},
		{"robots.txt that is a page", warctest.Response("https://pierpost.example/robots.txt", pier, "200 OK", html), Robots},
		{"other texts for machines", warctest.Response("https://pierpost.example/ads.txt", "x", "200 OK", "Content-Type: text/plain"), Robots},
		{"a text that is none of them", warctest.Response("https://pierpost.example/wire/7.txt", "The pier is closed.", "200 OK", "Content-Type: text/plain"), "text/plain"},
		{"a page that the crawler cut", page("WARC-Truncated: length"), Truncated},
		{"an image that the crawler cut", strings.Replace(page("WARC-Truncated: length"), html, "Content-Type: image/*", 1), "image"},
		{"a page that the wire does not take", warctest.Response(at, strings.Repeat("x", topology.MaxBody+1), "200 OK", html), TooLarge},
		{"an image of that size", warctest.Response(at, strings.Repeat("x", topology.MaxBody+1), "200 OK", "Content-Type: image/png"), "image"},
		{"a page in gzip is unpacked", warctest.Response(at, warctest.Gzip(pier), "200 OK", html, "Content-Encoding: gzip"), "text/html"},
		{"a page in half a gzip", warctest.Response(at, warctest.Gzip(pier)[:30], "200 OK", html, "Content-Encoding: gzip"), BadCoding},
		{"no response", warctest.Record("response", at, "GET / HTTP/1.1"), NotHTTP},
		{"a look-up of a name", warctest.Record("response", "dns:pierpost.example", "20220110 1.2.3.4"), NotWeb},
		{"a request", warctest.Record("request", at, "GET /"), "request"},
		{"what the crawler says of itself", warctest.Record("warcinfo", "", "software: x"), "warcinfo"},
		{"a page seen again", warctest.Record("revisit", at, "HTTP/1.1 200 OK\r\n"+html+"\r\n\r\n"), "revisit"},
		{"what no standard knows", warctest.Record("screenshot", at, "x"), OtherRecord},
	} {
		t.Run(r.why, func(t *testing.T) {
			var items []Item
			err := Read(strings.NewReader(r.record), Look, Facts{}, Position{}, func(i Item, err error) error {
				items = append(items, i)
				return err
			})
			if err != nil || len(items) != 1 {
				t.Fatalf("%d items, %v", len(items), err)
			}
			i := items[0]
			if i.Message == nil {
				if i.Passed != r.want {
					t.Errorf("passed over as %s, want %s", i.Passed, r.want)
				}
				return
			}
			h := i.Message.Header
			if got := h.Get("Content-Type"); got != r.want || i.Passed != "" || i.Message.Subject != "wire.pierpost_example" || h.Get("Wirefold-Url") == "" || h.Get("Wirefold-Published-At") != "" {
				t.Errorf("%s: %s %v", i.Message.Subject, got, h)
			}
		})
	}
}

func TestThePublishersOfAnArchive(t *testing.T) {
	file := warctest.Response("https://pierpost.example/a", pier, "200 OK", "Content-Type: text/html")
	for source, want := range map[string]string{"": "wire.pierpost_example", "Coast Wire": "wire.coast-wire"} {
		err := Read(strings.NewReader(file), Archive, Facts{Source: source}, Position{}, func(i Item, err error) error {
			if err != nil || i.Message.Subject != want {
				t.Errorf("%v %v", i.Message, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	if err := Read(strings.NewReader(file), Archive, Facts{Title: "x"}, Position{}, nil); err != errFlags {
		t.Errorf("one title for all pages: %v", err)
	}
}

// told reads a file from a position on, and tells each item in a line.
func told(t *testing.T, in io.Reader, form string, from Position) (lines []string, next []Position) {
	t.Helper()
	err := Read(in, form, Facts{}, from, func(i Item, err error) error {
		line := fmt.Sprintf("%s %s %v", i.Place(), i.Passed, err)
		if i.Message != nil {
			line += " " + i.Message.Header.Get("Nats-Msg-Id")
		}
		lines, next = append(lines, line), append(next, i.Next)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines, next
}

func TestReadingGoesOnWhereItEnded(t *testing.T) {
	var records, lines []string
	for n := range 7 {
		at := fmt.Sprintf("https://pierpost.example/%d", n)
		records = append(records, warctest.Record("request", at, "GET /"), warctest.Response(at, fmt.Sprint(pier, n), "200 OK", "Content-Type: text/html"))
		lines = append(lines, fmt.Sprintf(`{"source":"pierpost.example","text":"The pier is closed, %d."}`, n))
	}
	records[4] = "rubbish\r\n"
	cut := strings.Join(records, "")
	lines[2], lines[4] = "", `{"source":`
	packed := warctest.Gzip(strings.Join(lines, "\n"))
	for why, r := range map[string]struct{ form, file string }{
		"an archive":                          {Archive, strings.Join(records, "")},
		"an archive that is cut":              {Look, cut[:len(cut)-40]},
		"an archive of gzip members":          {Look, warctest.Members(records...)},
		"an archive that is one gzip member":  {Archive, warctest.Gzip(records...)},
		"an archive whose last member is cut": {Archive, warctest.Members(records...)[:len(warctest.Members(records...))-9]},
		"lines":                               {Lines, strings.Join(lines, "\n")},
		"lines with an end each":              {Lines, strings.Join(lines, "\r\n") + "\r\n\r\n"},
		"lines in gzip":                       {Lines, packed},
	} {
		t.Run(why, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(file, []byte(r.file), 0o600); err != nil {
				t.Fatal(err)
			}
			whole, next := told(t, strings.NewReader(r.file), r.form, Position{})
			if len(whole) < 6 {
				t.Fatalf("only %q", whole)
			}
			for i, from := range next {
				in, err := os.Open(file)
				if err != nil {
					t.Fatal(err)
				}
				rest, _ := told(t, in, r.form, from)
				in.Close()
				if strings.Join(rest, "\n") != strings.Join(whole[i+1:], "\n") {
					t.Errorf("behind item %d, from %+v:\n%s\nwant\n%s", i+1, from, strings.Join(rest, "\n"), strings.Join(whole[i+1:], "\n"))
				}
			}
		})
	}
}

func TestALineThatIsTooLong(t *testing.T) {
	file := strings.Repeat("x", maxFile+1) + "\n" + `{"source":"tass","text":"x"}`
	lines, next := told(t, strings.NewReader(file), Lines, Position{})
	if len(lines) != 2 || !strings.Contains(lines[0], errLongLine.Error()) || !strings.Contains(lines[1], ":2  <nil> tass/") {
		t.Fatalf("%q", lines)
	}
	if next[0] != (Position{Offset: maxFile + 2, Number: 1}) || next[1].Offset != int64(len(file)) {
		t.Errorf("%+v", next)
	}
}

func TestPackedFiles(t *testing.T) {
	for form, body := range map[string]string{Text: "The pier is closed.", HTML: pier, Look: pier, Msg: "Subject: wire.tass\n\nx"} {
		plain, _ := told(t, strings.NewReader(body), form, Position{})
		packed, _ := told(t, strings.NewReader(warctest.Gzip(body)), form, Position{})
		if len(plain) != 1 || strings.Join(plain, "") != strings.Join(packed, "") {
			t.Errorf("%s: %q, packed %q", form, plain, packed)
		}
	}
	for _, form := range []string{Text, Lines} {
		err := Read(strings.NewReader(warctest.Gzip(strings.Repeat("The pier is closed. ", 100))[:40]), form, Facts{Source: "tass"}, Position{}, func(Item, error) error { return nil })
		if err != io.ErrUnexpectedEOF {
			t.Errorf("half a %s in gzip: %v", form, err)
		}
	}
	if err := Read(strings.NewReader("\x1F\x8B no gzip at all"), Text, Facts{}, Position{}, nil); err != gzip.ErrHeader {
		t.Error(err)
	}
	if err := Read(io.MultiReader(strings.NewReader("x")), Lines, Facts{}, Position{Offset: 1}, nil); err == nil {
		t.Error("went on within what has only a beginning")
	}
}

func FuzzArchive(f *testing.F) {
	f.Add([]byte(warctest.Response("https://pierpost.example/a", pier, "200 OK", "Content-Type: text/html")), "tass")
	f.Add([]byte(warctest.Members(warctest.Record("request", "http://a.example", "GET /"), warctest.Response("http://a.example", pier, "200 OK"))), "")
	f.Fuzz(func(t *testing.T, file []byte, source string) {
		last := 0
		err := Read(strings.NewReader(string(file)), Archive, Facts{Source: source}, Position{}, func(i Item, err error) error {
			if (i.Message != nil) == (i.Passed != "" || err != nil) && err == nil {
				t.Errorf("%+v, %v", i, err)
			}
			if i.Number <= last || i.Next.Number != i.Number {
				t.Errorf("number %d after %d, next %+v", i.Number, last, i.Next)
			}
			last = i.Number
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
