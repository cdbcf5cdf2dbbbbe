package fetch_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
)

const feed = `<?xml version="1.0"?><rss version="2.0"><channel><title>Pier Post</title></channel></rss>`

var feedTypes = []string{"application/rss+xml", "application/atom+xml", "application/xml", "text/xml", "application/feed+json"}

// long is a text that packs ill: 2 MiB.
var long = func() string {
	var b strings.Builder
	for n := uint32(1); b.Len() < 2<<20; n = n*1664525 + 1013904223 {
		b.WriteByte('a' + byte(n>>24)%26)
	}
	return b.String()
}()

func TestHostsThatMisbehave(t *testing.T) {
	web := fetchtest.New(t)
	// Limits so short that the rows which run into them are quick; those that do not, ask for the full ones.
	short := web.Options()
	short.FirstByte, short.Grace, short.WholeTime, short.MinRate = 300*time.Millisecond, 300*time.Millisecond, 3*time.Second, 10_000
	clients := map[bool]*fetch.Client{false: fetch.New(web.Options()), true: fetch.New(short)}
	drop := func(after int) string {
		packed := string(fetchtest.Pack("gzip", []byte(long)))
		return "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/plain\r\n\r\n" + packed[:len(packed)-after]
	}
	for _, row := range []struct {
		what   string
		page   http.Handler
		reason string
		hurry  bool // with the short limits
	}{
		{"a header that never comes", fetchtest.Silent(), fetch.Timeout, true},
		{"a header that never ends", fetchtest.SlowHeader(50 * time.Millisecond), fetch.Timeout, true},
		{"a body a byte at a time", fetchtest.Drip("text/xml", feed, 40*time.Millisecond), fetch.Timeout, true},
		{"a body that stops in the middle", fetchtest.Drip("text/xml", feed, time.Hour), fetch.Timeout, true},
		{"a header larger than the limit", fetchtest.HugeHeader(80 << 10), fetch.TooLarge, false},
		{"a header larger than any", fetchtest.HugeHeader(8 << 20), fetch.TooLarge, false},
		{"a body that never ends", fetchtest.Endless("text/xml", "<item/>"), fetch.TooLarge, false},
		{"a body that is declared too large", fetchtest.Raw("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 99999999999\r\n\r\n"), fetch.TooLarge, false},
		{"a gzip bomb of 10 GB", fetchtest.Bomb("text/xml", "gzip", 10<<30), fetch.Ratio, false},
		{"a brotli bomb of 10 GB", fetchtest.Bomb("text/xml", "br", 10<<30), fetch.Ratio, false},
		{"a zstd bomb of 10 GB", fetchtest.Bomb("text/xml", "zstd", 10<<30), fetch.Ratio, false},
		{"a bomb within a bomb", fetchtest.Packed("text/xml", strings.Repeat("\x00", 16<<20), "gzip", "gzip"), fetch.Ratio, false},
		{"a body packed three times", fetchtest.Packed("text/xml", feed, "gzip", "br", "gzip"), fetch.Broken, false},
		{"a packing that was not asked for", fetchtest.With(fetchtest.Page("text/xml", feed), "Content-Encoding: compress"), fetch.Broken, false},
		{"a brotli body that is none", fetchtest.With(fetchtest.Page("text/xml", feed), "Content-Encoding: br"), fetch.Broken, false},
		{"a zstd body that is none", fetchtest.With(fetchtest.Page("text/xml", feed), "Content-Encoding: zstd"), fetch.Broken, false},
		{"a zstd window of 128 MiB", fetchtest.Raw("HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\nContent-Type: text/xml\r\n\r\n\x28\xb5\x2f\xfd\x00\x88\x01\x00\x00"), fetch.TooLarge, false},
		{"a body shorter than declared", fetchtest.Truncated("text/xml", feed, 20), fetch.Truncated, false},
		{"a body of which nothing comes", fetchtest.Truncated("text/xml", feed, 0), fetch.Truncated, false},
		{"chunks without their end", fetchtest.Unended("text/xml", feed), fetch.Truncated, false},
		{"a connection reset in the body", fetchtest.Reset("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 500\r\n\r\n<rss>"), fetch.Truncated, false},
		{"gzip cut in its data", fetchtest.Raw(drop(9000)), fetch.Truncated, false},
		{"gzip cut in its checksum", fetchtest.Raw(drop(3)), fetch.Truncated, false},
		{"brotli cut", fetchtest.Raw("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Type: text/xml\r\n\r\n" + string(fetchtest.Pack("br", []byte(long))[:5000])), fetch.Truncated, false},
		{"zstd cut", fetchtest.Raw("HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\nContent-Type: text/xml\r\n\r\n" + string(fetchtest.Pack("zstd", []byte(long))[:5000])), fetch.Truncated, false},
		{"a part, though the whole was asked for", fetchtest.Status(206), fetch.Truncated, false},
		{"a picture", fetchtest.Page("image/jpeg", feed), fetch.Type, false},
		{"a page for a feed", fetchtest.Page("text/html", "<!doctype html><title>Sign in</title>"), fetch.Type, false},
		{"a picture that says it is a feed", fetchtest.Page("application/rss+xml", "\x89PNG\r\n\x1a\n"), fetch.Type, false},
		{"an endless video", fetchtest.Endless("video/mp4", "frame"), fetch.Type, false},
		{"a connection reset before the answer", fetchtest.Reset(""), fetch.Connect, false},
		{"a connection closed before the answer", fetchtest.Raw(""), fetch.Connect, false},
		{"an answer that is no HTTP", fetchtest.Raw("220 mail.example ESMTP\r\n"), fetch.Broken, false},
		{"an answer of binary rubbish", fetchtest.Raw(strings.Repeat("\x00\xff", 4000)), fetch.Broken, false},
		{"two lengths that differ", fetchtest.Raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n<rss/>"), fetch.Broken, false},
		{"chunks of no length", fetchtest.Raw("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<rss/>"), fetch.Broken, false},
		{"304, though nothing was said of a copy", fetchtest.Status(304), fetch.Broken, false},
		{"a challenge instead of the page", fetchtest.Status(202), fetch.Broken, false},
		{"a status of no meaning", fetchtest.Status(299), fetch.Broken, false},
		{"not found", fetchtest.Status(404), fetch.NotFound, false},
		{"gone", fetchtest.Status(410), fetch.Gone, false},
		{"forbidden", fetchtest.Status(403), fetch.Refused, false},
		{"for legal reasons", fetchtest.Status(451), fetch.Refused, false},
		{"too many requests", fetchtest.Status(429), fetch.Throttled, false},
		{"unavailable", fetchtest.Status(503), fetch.Unavailable, false},
		{"a failure of a proxy", fetchtest.Status(522), fetch.Unavailable, false},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			host := strings.ReplaceAll(strings.ToLower(row.what), " ", "-")
			host = strings.Map(func(r rune) rune {
				if r == ',' {
					return -1
				}
				return r
			}, host) + ".example"
			web.Handle(host+"/", row.page)
			r, err := clients[row.hurry].Get(t.Context(), fetch.Request{URL: "http://" + host + "/feed", Types: feedTypesFor(row.reason)})
			if got := fetch.ReasonOf(err); got != row.reason {
				t.Errorf("want %s, got %v, %+v", row.reason, err, r)
			}
		})
	}
}

// feedTypesFor takes any type but where the type is what the row is about.
func feedTypesFor(reason string) []string {
	if reason == fetch.Type {
		return feedTypes
	}
	return nil
}

func TestBodiesThatAreTaken(t *testing.T) {
	web := fetchtest.New(t)
	raw := func(body string, headers ...string) http.Handler {
		return fetchtest.Raw("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n" + strings.Join(append(headers, "", ""), "\r\n") + body)
	}
	gz := string(fetchtest.Pack("gzip", []byte(feed)))
	client := fetch.New(web.Options())
	for _, row := range []struct {
		what string
		page http.Handler
		want string
	}{
		{"plain", fetchtest.Page("text/xml", feed), feed},
		{"gzip", fetchtest.Packed("text/xml", feed, "gzip"), feed},
		{"brotli", fetchtest.Packed("text/xml", feed, "br"), feed},
		{"zstd", fetchtest.Packed("text/xml", feed, "zstd"), feed},
		{"long gzip", fetchtest.Packed("text/plain", long, "gzip"), long},
		{"long brotli", fetchtest.Packed("text/plain", long, "br"), long},
		{"long zstd", fetchtest.Packed("text/plain", long, "zstd"), long},
		{"two encodings, in their order", fetchtest.Packed("text/xml", feed, "br", "gzip"), feed},
		{"gzip of gzip by mistake", fetchtest.Packed("text/xml", feed, "gzip", "gzip"), feed},
		{"a gzip file", fetchtest.Page("application/gzip", gz), feed},
		{"a gzip file, packed again on the way", fetchtest.Packed("application/x-gzip", gz, "gzip"), feed},
		{"an old name of gzip", raw(gz, "Content-Encoding: X-GZIP"), feed},
		{"gzip that is none", raw(feed, "Content-Encoding: gzip"), feed},
		{"identity by name", raw(feed, "Content-Encoding: identity"), feed},
		{"gzip in two members", raw(gz+gz, "Content-Encoding: gzip"), feed + feed},
		{"rubbish after gzip", raw(gz+"\r\n<!-- cached -->", "Content-Encoding: gzip"), feed},
		{"zeros after gzip", raw(gz+strings.Repeat("\x00", 600), "Content-Encoding: gzip"), feed},
		{"a false start of a member after gzip", raw(gz+"\x1f\x8bnone, but long enough", "Content-Encoding: gzip"), feed},
		{"rubbish after zstd", raw(string(fetchtest.Pack("zstd", []byte(feed)))+"rubbish", "Content-Encoding: zstd"), feed},
		{"an empty body", raw("", "Content-Length: 0"), ""},
		{"an empty body that says gzip", raw("", "Content-Length: 0", "Content-Encoding: gzip"), ""},
		{"an empty body packed", fetchtest.Packed("text/xml", "", "gzip"), ""},
		{"a body up to the connection's end", raw(feed), feed},
		{"no content", fetchtest.Status(204), ""},
		{"a text that packs to a hundredth, within a MiB", fetchtest.Packed("text/plain", strings.Repeat("0", 1<<20), "gzip"), strings.Repeat("0", 1<<20)},
	} {
		t.Run(row.what, func(t *testing.T) {
			web.Handle("paper.example/feed", row.page)
			r, err := client.Get(t.Context(), fetch.Request{URL: "http://paper.example/feed"})
			if err != nil {
				t.Fatal(err)
			}
			if string(r.Body) != row.want {
				t.Errorf("%d bytes: %.60q", len(r.Body), r.Body)
			}
		})
	}
}

func TestAGzipFileIsOfTheTypeOfItsContent(t *testing.T) {
	web := fetchtest.New(t)
	web.Handle("paper.example/news.xml.gz", fetchtest.Page("application/gzip", string(fetchtest.Pack("gzip", []byte(feed)))))
	client := fetch.New(web.Options())
	for _, row := range []struct {
		what  string
		types []string
		want  string
	}{
		{"where XML is wanted", feedTypes, "application/xml"},
		{"where all is wanted", nil, "application/xml"},
	} {
		r, err := client.Get(t.Context(), fetch.Request{URL: "http://paper.example/news.xml.gz", Types: row.types})
		if err != nil || r.ContentType != row.want || string(r.Body) != feed {
			t.Errorf("%s: %+v, %v", row.what, r, err)
		}
	}
}

func TestTheLimitOfABodyIsItsOwn(t *testing.T) {
	web := fetchtest.New(t)
	client := fetch.New(web.Options())
	nothing := string(fetchtest.Pack("gzip", nil))
	inner := fetchtest.Pack("gzip", []byte(strings.Repeat(nothing, 800<<10/len(nothing))))
	for _, row := range []struct {
		what   string
		page   http.Handler
		most   int64
		reason string
	}{
		{"as large as the limit", fetchtest.Page("text/plain", long), int64(len(long)), ""},
		{"a byte more", fetchtest.Page("text/plain", long), int64(len(long)) - 1, fetch.TooLarge},
		{"as large as the limit when unpacked", fetchtest.Packed("text/plain", long, "gzip"), int64(len(long)), ""},
		{"a packing within that is larger, of nothing", fetchtest.Raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\n\r\n" + string(inner)), 512 << 10, fetch.TooLarge},
		{"a byte more when unpacked", fetchtest.Packed("text/plain", long, "gzip"), int64(len(long)) - 1, fetch.TooLarge},
	} {
		web.Handle("paper.example/", row.page)
		_, err := client.Get(t.Context(), fetch.Request{URL: "http://paper.example/", MaxBytes: row.most})
		if got := fetch.ReasonOf(err); got != row.reason {
			t.Errorf("%s: want reason %q, got %v", row.what, row.reason, err)
		}
	}
}

func TestTheCallersOwnEnd(t *testing.T) {
	web := fetchtest.New(t)
	asked := make(chan struct{}, 1)
	web.Handle("paper.example/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-r.Context().Done()
	}))
	client := fetch.New(web.Options())
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-asked
		cancel()
	}()
	_, err := client.Get(ctx, fetch.Request{URL: "http://paper.example/"})
	if !errors.Is(err, context.Canceled) || fetch.ReasonOf(err) != "" {
		t.Errorf("cancelled: want ctx's own error and no reason of the host's, got %v", err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = client.Get(ctx, fetch.Request{URL: "http://paper.example/"})
	if !errors.Is(err, context.DeadlineExceeded) || fetch.ReasonOf(err) != fetch.Timeout {
		t.Errorf("out of time: %v", err)
	}
}
