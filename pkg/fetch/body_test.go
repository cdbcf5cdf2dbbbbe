package fetch_test

import (
	"fmt"
	"net/http"
	"strings"
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

func TestFewLargeBodiesComeAtATime(t *testing.T) {
	web := fetchtest.New(t)
	const hosts, places = 24, 8
	var under, most atomic.Int64
	var full sync.Once
	release := make(chan struct{})
	web.Handle("/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = w.Write([]byte(strings.Repeat("x", 512<<10)))
		// What the sockets hold between the two programs does not count as read.
		for range 24 {
			_, _ = w.Write([]byte(long[:256<<10]))
		}
		n := under.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		if n == places { // time for one too many to show
			full.Do(func() { time.AfterFunc(300*time.Millisecond, func() { close(release) }) })
		}
		<-release
		under.Add(-1)
		_, _ = w.Write([]byte(long[:256<<10]))
	}))
	client := fetch.New(web.Options())
	var all sync.WaitGroup
	for i := range hosts {
		all.Go(func() {
			r, err := client.Get(t.Context(), fetch.Request{URL: fmt.Sprintf("http://paper-%d.example/", i)})
			if err != nil || len(r.Body) != (512+25*256)<<10 {
				t.Errorf("a large body: %v", err)
			}
		})
	}
	all.Wait()
	if most.Load() > places {
		t.Errorf("%d large bodies came at a time", most.Load())
	}
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
