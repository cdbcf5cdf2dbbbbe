package fetch_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
)

// sockets counts the connections that a client has open.
type sockets struct {
	open, most, all atomic.Int64
	dial            func(context.Context, string, string) (net.Conn, error)
}

func countSockets(o *fetch.Options) *sockets {
	s := &sockets{dial: o.Dial}
	o.Dial = s.Dial
	return s
}

func (s *sockets) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := s.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	s.all.Add(1)
	for n := s.open.Add(1); ; {
		if most := s.most.Load(); n <= most || s.most.CompareAndSwap(most, n) {
			return &counted{Conn: c, of: s}, nil
		}
	}
}

type counted struct {
	net.Conn
	of   *sockets
	once sync.Once
}

func (c *counted) Close() error {
	c.once.Do(func() { c.of.open.Add(-1) })
	return c.Conn.Close()
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited a minute, and still not: %s", what)
		}
	}
}

func TestOneRequestAHostAtATime(t *testing.T) {
	web := fetchtest.New(t)
	const hosts, each = 8, 12
	for i := range hosts {
		// Each host sends on to the next: a request is at two hosts, one after the other.
		web.Handle(fmt.Sprintf("paper-%d.example/", i), fetchtest.Redirect(302, fmt.Sprintf("http://paper-%d.example/page", (i+1)%hosts)))
		web.Handle(fmt.Sprintf("paper-%d.example/robots.txt", i), fetchtest.Status(404))
		web.Handle(fmt.Sprintf("paper-%d.example/page", i), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(time.Millisecond)
			_, _ = w.Write([]byte("copy"))
		}))
	}
	client := fetch.New(web.Options())
	var all sync.WaitGroup
	for n := range hosts * each {
		all.Go(func() {
			if _, err := client.Get(t.Context(), fetch.Request{URL: fmt.Sprintf("http://paper-%d.example/?%d", n%hosts, n), Robots: true}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for i := range hosts {
		h := web.Host(fmt.Sprintf("paper-%d.example", i))
		if h.AtOnce != 1 || len(h.Requests) != 2*each+1 {
			t.Errorf("host %d saw %d requests, %d at a time", i, len(h.Requests), h.AtOnce)
		}
	}
}

func TestSocketsAreBoundedWhateverTheHosts(t *testing.T) {
	web := fetchtest.New(t)
	web.Handle("/", fetchtest.Page("text/xml", feed))
	web.Handle("/robots.txt", fetchtest.Status(404))
	options := web.Options()
	options.Open, options.Idle = 24, 8
	s := countSockets(&options)
	client := fetch.New(options)
	const hosts, workers = 1000, 200
	var next atomic.Int64
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for n := next.Add(1); n <= hosts; n = next.Add(1) {
				if _, err := client.Get(t.Context(), fetch.Request{URL: fmt.Sprintf("http://paper-%d.example/", n), Robots: true}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if most := s.most.Load(); most > int64(options.Open+options.Idle) {
		t.Errorf("%d sockets were open at a time, of %d for exchanges and %d idle", most, options.Open, options.Idle)
	}
	if open := s.open.Load(); open > int64(options.Idle) {
		t.Errorf("%d sockets are open when nothing is under way", open)
	}
	client.Close()
	eventually(t, "all sockets closed", func() bool { return s.open.Load() == 0 })
}

func TestNothingIsLeftBehind(t *testing.T) {
	web := fetchtest.New(t)
	pages := []http.Handler{
		fetchtest.Page("text/xml", feed), fetchtest.Packed("text/xml", feed, "br", "gzip"), fetchtest.Packed("text/xml", feed, "zstd"),
		fetchtest.Redirect(302, "/loop"), fetchtest.Truncated("text/xml", feed, 10), fetchtest.Unended("text/xml", feed),
		fetchtest.Endless("text/xml", "<a/>"), fetchtest.Bomb("text/xml", "gzip", 1<<30), fetchtest.Bomb("text/xml", "zstd", 1<<30),
		fetchtest.Reset(""), fetchtest.Raw("rubbish"), fetchtest.HugeHeader(1 << 20), fetchtest.Silent(), fetchtest.SlowHeader(10 * time.Millisecond),
		fetchtest.Drip("text/xml", feed, 20*time.Millisecond), fetchtest.Status(304), fetchtest.Status(503), fetchtest.Page("image/png", "x"),
	}
	for i, p := range pages {
		web.Handle(fmt.Sprintf("paper-%d.example/", i), p)
		web.Handle(fmt.Sprintf("paper-%d.example/robots.txt", i), fetchtest.Status(404))
	}
	options := web.Options()
	options.FirstByte, options.Grace, options.MaxBytes = 200*time.Millisecond, 100*time.Millisecond, 1<<20
	s := countSockets(&options)
	client := fetch.New(options)
	before := runtime.NumGoroutine()
	var all sync.WaitGroup
	for range 3 {
		for i := range pages {
			for _, scheme := range []string{"http", "https"} {
				all.Go(func() {
					ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
					defer cancel()
					_, _ = client.Get(ctx, fetch.Request{URL: fmt.Sprintf("%s://paper-%d.example/", scheme, i), Types: feedTypes, Robots: true})
				})
			}
		}
	}
	all.Wait()
	client.Close()
	eventually(t, "all sockets closed", func() bool { return s.open.Load() == 0 })
	var stacks string
	eventually(t, "the goroutines of before", func() bool {
		buffer := make([]byte, 1<<20)
		stacks = string(buffer[:runtime.Stack(buffer, true)])
		return runtime.NumGoroutine() <= before || !strings.Contains(stacks, "fetch.(*") && !strings.Contains(stacks, "net/http.(*persistConn)")
	})
}

// BenchmarkGet is a poll of many hosts: a conditional request each, answered by a feed of 20 KB or by 304, over a new
// connection or one that is kept.
func BenchmarkGet(b *testing.B) {
	body := "<rss>" + strings.Repeat("<item><title>The island council voted on Thursday to close the pier</title></item>", 240) + "</rss>"
	for _, row := range []struct {
		name, scheme string
		hosts        int
		page         http.Handler
		robots       bool
	}{
		{"304/10000hosts", "http", 10_000, fetchtest.Status(304), false},
		{"feed/10000hosts", "http", 10_000, fetchtest.Packed("text/xml", body, "gzip"), false},
		{"feed/10000hosts/robots", "http", 10_000, fetchtest.Packed("text/xml", body, "gzip"), true},
		{"feed/10000hosts/tls", "https", 10_000, fetchtest.Packed("text/xml", body, "gzip"), false},
		{"feed/8hosts/kept", "http", 8, fetchtest.Packed("text/xml", body, "gzip"), false},
		{"feed/8hosts/kept/tls", "https", 8, fetchtest.Packed("text/xml", body, "gzip"), false},
		{"feed/8hosts/kept/brotli", "http", 8, fetchtest.Packed("text/xml", body, "br"), false},
		{"feed/8hosts/kept/zstd", "http", 8, fetchtest.Packed("text/xml", body, "zstd"), false},
	} {
		b.Run(row.name, func(b *testing.B) {
			web := fetchtest.New(b)
			web.Handle("/", row.page)
			web.Handle("/robots.txt", fetchtest.Status(404))
			options := web.Options()
			s := countSockets(&options)
			client := fetch.New(options)
			var n atomic.Int64
			b.ReportAllocs()
			b.SetParallelism(16)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					url := fmt.Sprintf("%s://paper-%d.example/feed", row.scheme, n.Add(1)%int64(row.hosts))
					if _, err := client.Get(context.Background(), fetch.Request{URL: url, ETag: `"1"`, Types: feedTypes, Robots: row.robots}); err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(s.all.Load())/float64(b.N), "dials/op")
			b.ReportMetric(float64(s.most.Load()), "sockets")
			client.Close()
		})
	}
}

// An answer without a body is handed over after its connection is idle already, and one idle too many is closed: the
// answer is lost then, and asked for again.
func TestNoAnswerIsLostToTheBoundOfIdleConnections(t *testing.T) {
	web := fetchtest.New(t)
	web.Handle("/", fetchtest.Status(304))
	options := web.Options()
	options.Open, options.Idle = 64, 1
	client := fetch.New(options)
	var next atomic.Int64
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			for n := next.Add(1); n <= 3000; n = next.Add(1) {
				r, err := client.Get(t.Context(), fetch.Request{URL: fmt.Sprintf("http://paper-%d.example/", n), ETag: `"1"`})
				if err != nil || !r.NotModified {
					t.Errorf("host %d: %v", n, err)
				}
			}
		})
	}
	all.Wait()
}
