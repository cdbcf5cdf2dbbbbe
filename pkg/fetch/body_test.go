package fetch_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
)

// stalls sends a large body's beginning at once, and its end when it may.
func stalls(beginning, end string, may <-chan struct{}) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = w.Write([]byte(beginning))
		_ = http.NewResponseController(w).Flush()
		select {
		case <-may:
			_, _ = w.Write([]byte(end))
		case <-r.Context().Done():
		}
	})
}

func TestALargeBodyMustNotDawdle(t *testing.T) {
	web := fetchtest.New(t)
	web.Handle("paper.example/", stalls(long[:600<<10], "", nil))
	options := web.Options()
	options.Grace = 300 * time.Millisecond
	start := time.Now()
	_, err := fetch.New(options).Get(t.Context(), fetch.Request{URL: "http://paper.example/"})
	// At the rate of small bodies its 600 KiB would have earned it ten minutes.
	if took := time.Since(start); fetch.ReasonOf(err) != fetch.Timeout || took > time.Minute {
		t.Errorf("after %s: %v", took, err)
	}
}

func TestASlowBodyIsReadThatKeepsItsRate(t *testing.T) {
	web := fetchtest.New(t)
	web.Handle("paper.example/", fetchtest.Drip("text/plain", long[:20], 100*time.Millisecond))
	options := web.Options()
	options.Grace, options.MinRate = time.Second, 1
	r, err := fetch.New(options).Get(t.Context(), fetch.Request{URL: "http://paper.example/"})
	if err != nil || string(r.Body) != long[:20] {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestFewLargeBodiesComeAtATime(t *testing.T) {
	web := fetchtest.New(t)
	const hosts, places, head = 24, 8, 512 << 10
	may := make(chan struct{})
	web.Handle("/", stalls(long[:1<<20], long, may))
	options := web.Options()
	options.Grace = time.Minute
	var mu sync.Mutex
	var came []*atomic.Int64 // by connection
	dial := options.Dial
	options.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		mu.Lock()
		defer mu.Unlock()
		came = append(came, new(atomic.Int64))
		return &measured{Conn: c, n: came[len(came)-1]}, err
	}
	over := func(bytes int64) (n int) {
		mu.Lock()
		defer mu.Unlock()
		for _, c := range came {
			if c.Load() > bytes {
				n++
			}
		}
		return n
	}
	client := fetch.New(options)
	var all sync.WaitGroup
	for i := range hosts {
		all.Go(func() {
			r, err := client.Get(t.Context(), fetch.Request{URL: fmt.Sprintf("http://paper-%d.example/", i)})
			if err != nil || len(r.Body) != 1<<20+len(long) {
				t.Errorf("a large body: %v", err)
			}
		})
	}
	eventually(t, "the heads of all and the places taken", func() bool { return over(head) == hosts && over(head+64<<10) >= places })
	time.Sleep(300 * time.Millisecond) // for one too many to show
	if n := over(head + 64<<10); n > places {
		t.Errorf("%d large bodies came at a time", n)
	}
	close(may)
	all.Wait()
}

type measured struct {
	net.Conn
	n *atomic.Int64
}

func (m *measured) Read(p []byte) (int, error) {
	n, err := m.Conn.Read(p)
	m.n.Add(int64(n))
	return n, err
}

func TestASmallBodyWaitsForNoLargeOne(t *testing.T) {
	web := fetchtest.New(t)
	may := make(chan struct{})
	for i := range 8 {
		web.Handle(fmt.Sprintf("large-%d.example/", i), stalls(long, long, may))
	}
	web.Handle("small.example/", fetchtest.Packed("text/xml", feed, "zstd"))
	options := web.Options()
	options.Grace = time.Minute
	client := fetch.New(options)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			if r, err := client.Get(t.Context(), fetch.Request{URL: fmt.Sprintf("http://large-%d.example/", i)}); err != nil || len(r.Body) != 2*len(long) {
				t.Errorf("a large body: %v", err)
			}
		})
	}
	for i := range 8 {
		eventually(t, "all large bodies under way", func() bool { return len(web.Host(fmt.Sprintf("large-%d.example", i)).Requests) == 1 })
	}
	if _, err := client.Get(t.Context(), fetch.Request{URL: "http://small.example/"}); err != nil {
		t.Errorf("a small body: %v", err)
	}
	close(may)
	all.Wait()
}
