package fetchtest

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// Page is a page that is as it should be.
func Page(contentType, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = io.WriteString(w, body)
	})
}

// Tagged is a page with an ETag, which answers 304 to who has it already.
func Tagged(contentType, body, etag string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", etag)
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		Page(contentType, body).ServeHTTP(w, r)
	})
}

// Status answers with a status and headers, each as "Name: value".
func Status(status int, headers ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		setHeaders(w, headers)
		w.WriteHeader(status)
	})
}

// With is a handler with headers, each as "Name: value".
func With(h http.Handler, headers ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		setHeaders(w, headers)
		h.ServeHTTP(w, r)
	})
}

func setHeaders(w http.ResponseWriter, headers []string) {
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ":")
		w.Header().Add(name, strings.TrimSpace(value))
	}
}

// Redirect leads to a location, which may be relative.
func Redirect(status int, location string) http.Handler {
	return Status(status, "Location: "+location)
}

// Turns answers each request with the next handler; the last one stays.
func Turns(handlers ...http.Handler) http.Handler {
	var mu sync.Mutex
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		h := handlers[0]
		if len(handlers) > 1 {
			handlers = handlers[1:]
		}
		mu.Unlock()
		h.ServeHTTP(w, r)
	})
}

// Silent takes the request and never answers.
func Silent() http.Handler {
	return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
}

// SlowHeader sends a header that never ends, a line each time.
func SlowHeader(every time.Duration) http.Handler {
	return raw(func(c net.Conn, gone <-chan struct{}) {
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n")
		for i := 0; wait(gone, every); i++ {
			if _, err := fmt.Fprintf(c, "X-Line-%d: more\r\n", i); err != nil {
				return
			}
		}
	})
}

// Drip sends a body a byte each time.
func Drip(contentType, body string, every time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		for i := range len(body) {
			_, _ = io.WriteString(w, body[i:i+1])
			_ = http.NewResponseController(w).Flush()
			if !wait(r.Context().Done(), every) {
				return
			}
		}
	})
}

// Truncated declares the whole body and ends after some bytes of it.
func Truncated(contentType, body string, after int) http.Handler {
	return raw(func(c net.Conn, _ <-chan struct{}) {
		_, _ = fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", contentType, len(body), body[:after])
	})
}

// Unended sends a body in chunks and ends without the last one.
func Unended(contentType, body string) http.Handler {
	return raw(func(c net.Conn, _ <-chan struct{}) {
		_, _ = fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", contentType, len(body), body)
	})
}

// Endless sends a text over and over.
func Endless(contentType, text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		many := strings.Repeat(text, 1+(32<<10)/len(text))
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, many); err != nil {
				return
			}
		}
	})
}

// Packed sends a body packed as the encodings say: gzip, br, zstd, the first applied first.
func Packed(contentType, body string, encodings ...string) http.Handler {
	packed := []byte(body)
	for _, e := range encodings {
		packed = Pack(e, packed)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Content-Encoding", strings.Join(encodings, ", "))
		w.Header().Set("Content-Length", strconv.Itoa(len(packed)))
		_, _ = w.Write(packed)
	})
}

// Pack packs a body: gzip, br or zstd.
func Pack(encoding string, body []byte) []byte {
	var b bytes.Buffer
	p := packer(encoding, &b)
	_, _ = p.Write(body)
	_ = p.Close()
	return b.Bytes()
}

// Bomb sends zeros, packed with gzip, br or zstd: so many, to the next 4 MiB.
func Bomb(contentType, encoding string, size int64) http.Handler {
	first, next, last := segments(encoding, make([]byte, segment))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Content-Encoding", encoding)
		_, err := w.Write(first)
		for sent := int64(segment); sent < size && err == nil && r.Context().Err() == nil; sent += segment {
			_, err = w.Write(next)
		}
		_, _ = w.Write(last)
	})
}

const segment = 4 << 20

// segments packs a text so that it can be repeated without packing it again: gzip and zstd begin a new member, brotli's
// encoder says the same each time that it repeats itself.
func segments(encoding string, text []byte) (first, next, last []byte) {
	if encoding != "br" {
		packed := Pack(encoding, text)
		return packed, packed, nil
	}
	var b bytes.Buffer
	z := brotli.NewWriterLevel(&b, 2)
	cut := func(err error) []byte {
		defer b.Reset()
		if err != nil {
			return nil
		}
		return bytes.Clone(b.Bytes())
	}
	write := func() error {
		_, err := z.Write(text)
		return errors.Join(err, z.Flush())
	}
	return cut(write()), cut(write()), cut(z.Close())
}

func packer(encoding string, w io.Writer) io.WriteCloser {
	switch encoding {
	case "br":
		return brotli.NewWriterLevel(w, 2)
	case "zstd":
		z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
		if err == nil {
			return z
		}
	}
	return gzip.NewWriter(w)
}

// Reset closes the connection in the rudest way, after some raw bytes.
func Reset(after string) http.Handler {
	return raw(func(c net.Conn, _ <-chan struct{}) {
		_, _ = io.WriteString(c, after)
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
	})
}

// Raw sends bytes as they are instead of an answer, and closes.
func Raw(answer string) http.Handler {
	return raw(func(c net.Conn, _ <-chan struct{}) { _, _ = io.WriteString(c, answer) })
}

// HugeHeader answers with a header of so many bytes.
func HugeHeader(size int) http.Handler {
	return Raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Huge: " + strings.Repeat("h", size) + "\r\nContent-Length: 0\r\n\r\n")
}

// raw takes the connection from the server; gone is closed when the client has left.
func raw(f func(c net.Conn, gone <-chan struct{})) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		gone, done := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			defer close(gone)
			_, _ = io.Copy(io.Discard, c)
		}()
		f(c, gone)
		_ = c.Close()
		<-done
	})
}

func wait(gone <-chan struct{}, d time.Duration) bool {
	select {
	case <-gone:
		return false
	case <-time.After(d):
		return true
	}
}
