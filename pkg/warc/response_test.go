package warc

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"github.com/wirefold/wirefold/pkg/warc/warctest"
)

const page = "<html><head><title>Pier closed</title></head><body><p>The council closed the pier.</body></html>"

func packed(t *testing.T, writer func(io.Writer) io.WriteCloser, content string) string {
	t.Helper()
	var b bytes.Buffer
	w := writer(&b)
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func chunked(content string) string {
	half := len(content) / 2
	return fmt.Sprintf("%x;name=value\r\n%s\r\n%X\r\n%s\r\n0\r\n\r\n", half, content[:half], len(content)-half, content[half:])
}

func TestResponse(t *testing.T) {
	br := packed(t, func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) }, page)
	zl := packed(t, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }, page)
	fl := packed(t, func(w io.Writer) io.WriteCloser { z, _ := flate.NewWriter(w, 9); return z }, page)
	bomb := warctest.Gzip(strings.Repeat("\x00", 1<<20))
	for _, r := range []struct {
		why, head, body, want string
		err                   error
	}{
		{"a body as it is", "", page, page, nil},
		{"chunks are joined", "Transfer-Encoding: chunked", chunked(page), page, nil},
		{"a crawler may have joined them and not said so", "Transfer-Encoding: chunked", page, page, nil},
		{"chunks that are cut", "Transfer-Encoding: chunked", chunked(page)[:80], "", ErrCoding},
		{"a first chunk that is cut", "Transfer-Encoding: chunked", chunked(page)[:30], "", ErrCoding},
		{"chunks larger than a file can be", "Transfer-Encoding: chunked", "7fffffff\r\n" + page, "", ErrCoding},
		{"gzip is unpacked", "Content-Encoding: gzip", warctest.Gzip(page), page, nil},
		{"also where nothing says so", "X-Crawler-Content-Encoding: gzip", warctest.Gzip(page), page, nil},
		{"a crawler may have unpacked it and not said so", "Content-Encoding: gzip", page, page, nil},
		{"gzip that is cut", "Content-Encoding: gzip", warctest.Gzip(page)[:40], "", ErrCoding},
		{"gzip in chunks", "Content-Encoding: gzip\r\nTransfer-Encoding: chunked", chunked(warctest.Gzip(page)), page, nil},
		{"gzip in gzip", "Content-Encoding: gzip, gzip", warctest.Gzip(warctest.Gzip(page)), page, nil},
		{"a bomb", "Content-Encoding: gzip", bomb, "", ErrTooLarge},
		{"brotli is unpacked", "Content-Encoding: br", br, page, nil},
		{"a crawler may have unpacked it too", "Content-Encoding: br", page, page, nil},
		{"brotli that is cut", "Content-Encoding: br", br[:len(br)-5], "", ErrCoding},
		{"deflate as the standard has it", "Content-Encoding: deflate", zl, page, nil},
		{"deflate as servers have it", "Content-Encoding: deflate", fl, page, nil},
		{"no deflate", "Content-Encoding: deflate", page, page, nil},
		{"a coding that is not known", "Content-Encoding: zstd", "\x28\xB5\x2F\xFD\x00\x01\x02", "", ErrCoding},
		{"was undone, where text stands there", "Content-Encoding: zstd", page, page, nil},
		{"text in UTF-16 is text", "Content-Encoding: br", "\xFF\xFE<\x00p\x00", "\xFF\xFE<\x00p\x00", nil},
		{"more codings than anybody means", "Content-Encoding: gzip, gzip, gzip, gzip", warctest.Gzip(page), "", ErrCoding},
		{"a body larger than is taken", "", strings.Repeat("x", 1001), "", ErrTooLarge},
		{"and much larger", "", strings.Repeat("x", maxHead+2000), "", ErrTooLarge},
		{"no body", "", "", "", nil},
	} {
		t.Run(r.why, func(t *testing.T) {
			head := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
			if r.head != "" {
				head += r.head + "\r\n"
			}
			got, err := ReadResponse(strings.NewReader(head+"\r\n"+r.body), 1000)
			if !errors.Is(err, r.err) || err == nil && (got.Status != 200 || got.ContentType != "text/html" || string(got.Body) != r.want) {
				t.Errorf("%d %q %q, %v", got.Status, got.ContentType, got.Body, err)
			}
		})
	}
}

func TestHTTPHeads(t *testing.T) {
	for _, r := range []struct {
		why, block  string
		status      int
		contentType string
		err         error
	}{
		{"HTTP/2 has no words for a status", "HTTP/2 200\r\ncontent-type: text/html;charset=koi8-r\r\n\r\n", 200, "text/html;charset=koi8-r", nil},
		{"lines may end in LF", "HTTP/1.0 404 Not Found\nContent-Type:text/plain\n\n", 404, "text/plain", nil},
		{"a head may be all there is", "HTTP/1.1 304 Not Modified", 304, "", nil},
		{"an older protocol had none", "<html>", 0, "", ErrNotHTTP},
		{"a status is a number", "HTTP/1.1 OK 200\r\n\r\n", 0, "", ErrNotHTTP},
		{"of three digits", "HTTP/1.1 1000 OK\r\n\r\n", 0, "", ErrNotHTTP},
		{"nothing is no head", "", 0, "", ErrNotHTTP},
		{"nor is one without an end", "HTTP/1.1 200 OK\r\n" + strings.Repeat("Set-Cookie: a\r\n", maxHead/10), 0, "", ErrNotHTTP},
	} {
		got, err := ReadResponse(strings.NewReader(r.block), 100)
		if !errors.Is(err, r.err) || got.Status != r.status || got.ContentType != r.contentType {
			t.Errorf("%s: %+v, %v", r.why, got, err)
		}
	}
	if _, err := ReadResponse(strings.NewReader("HTTP/1.1 200 OK\r\n\r\n"), 0); err != nil {
		t.Error(err)
	}
}

func TestADamagedBlockIsNoResponse(t *testing.T) {
	r, err := NewReader(strings.NewReader(warctest.Record("response", "http://a.example/", "HTTP/1.1 200 OK\r\n\r\n"+page)[:200])).Next()
	if err != nil {
		t.Fatal(err)
	}
	var broken *Broken
	if _, err := ReadResponse(r.Block, 1000); !errors.As(err, &broken) {
		t.Error(err)
	}
}
