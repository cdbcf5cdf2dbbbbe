package poller

import (
	"container/heap"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/sources"
	"github.com/wirefold/wirefold/pkg/topology"
)

// crowd is many hosts with a feed each, at one server, that counts what is asked of each at a time, and sockets.
type crowd struct {
	server *httptest.Server
	slow   string        // a host that does not answer
	answer chan struct{} // until this is closed

	sockets, mostSockets atomic.Int64

	mu     sync.Mutex
	open   map[string]int
	atOnce int // the most requests that a host had at a time

	ahead atomic.Int64 // how far the poller's clock is ahead, in nanoseconds
}

func newCrowd(t testing.TB) *crowd {
	c := &crowd{open: map[string]int{}}
	c.server = httptest.NewServer(c)
	t.Cleanup(c.server.Close)
	return c
}

func (c *crowd) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	c.open[r.Host]++
	c.atOnce = max(c.atOnce, c.open[r.Host])
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.open[r.Host]--
	}()
	if r.Host == c.slow {
		select {
		case <-c.answer:
		case <-r.Context().Done():
		}
	}
	if r.URL.Path == "/robots.txt" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("ETag", `"1"`)
	if r.Header.Get("If-None-Match") == `"1"` {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", "application/rss+xml")
	fmt.Fprint(w, strings.ReplaceAll(rss("5", "4", "3", "2", "1"), "a.example", r.Host))
}

// counted is a connection that is counted while it is open.
type counted struct {
	net.Conn
	once  sync.Once
	close func()
}

func (c *counted) Close() error {
	c.once.Do(c.close)
	return c.Conn.Close()
}

// client sees the crowd as hosts of the public internet.
func (c *crowd) client(web *fetchtest.Server) *fetch.Client {
	o := web.Options() // for its resolver
	o.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, c.server.Listener.Addr().String())
		if err != nil {
			return nil, err
		}
		for now := c.sockets.Add(1); ; {
			if most := c.mostSockets.Load(); now <= most || c.mostSockets.CompareAndSwap(most, now) {
				break
			}
		}
		return &counted{Conn: conn, close: func() { c.sockets.Add(-1) }}, nil
	}
	return fetch.New(o)
}

// start runs a poller over a list, all of which is due at once.
func (c *crowd) start(t testing.TB, list sources.List) (p *Poller, stop func()) {
	broker := natstest.Start(t)
	js := broker.Connect()
	broker.Setup(js, topology.IngestPart)
	p, err := New(t.Context(), Options{
		JS: js, Epoch: "test", Client: c.client(fetchtest.New(t)), Log: zap.NewNop(), Metrics: NewMetrics(metrics.New(false)),
		Now: func() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) },
	})
	if err != nil {
		t.Fatal(err)
	}
	p.Set(list)
	p.allDue()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = p.Run(ctx) }) // it ends with the context's error
	return p, func() {
		cancel()
		running.Wait()
	}
}

// allDue makes the first visits due now.
func (p *Poller) allDue() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.Now()
	for _, j := range p.schedule.queue {
		j.due = now
	}
	heap.Init(&p.schedule.queue)
	p.stir()
}

func (p *Poller) polls() (read, unchanged float64) {
	return testutil.ToFloat64(p.Metrics.polls.Of(pollRead)), testutil.ToFloat64(p.Metrics.polls.Of(pollUnchanged))
}

// many are sources with a feed each on a host of their own, polled every so often.
func many(n int, every time.Duration) sources.List {
	var list sources.List
	for i := range n {
		list = append(list, sources.Source{
			Name: fmt.Sprintf("s%d_example", i), Every: 24 * time.Hour, Least: every, Most: every, Feeds: []string{fmt.Sprintf("http://s%d.example/feed.xml", i)},
		})
	}
	return list
}

func TestManyFeedsAreFairAndBounded(t *testing.T) {
	c := newCrowd(t)
	c.slow, c.answer = "slow.example", make(chan struct{})
	list := many(200, time.Hour)
	busy := sources.Source{Name: "slow_example", Every: 24 * time.Hour}
	for i := range 2 * DefaultWorkers {
		busy.Feeds = append(busy.Feeds, fmt.Sprintf("http://slow.example/%d.xml", i))
	}
	p, stop := c.start(t, append(sources.List{busy}, list...))
	defer stop()
	natstest.Eventually(t, "all hosts are read while one with more feeds than there are workers does not answer", func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, f := range p.feeds {
			if f.condition == "" && f.source.Name != busy.Name {
				return false
			}
		}
		return true
	})
	close(c.answer)
	natstest.Eventually(t, "the items of all others are on the wire", func() bool {
		s, err := p.JS.Stream(t.Context(), topology.Wire)
		return err == nil && s.CachedInfo().State.Msgs >= 200*5
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.atOnce != 1 {
		t.Errorf("a host was asked %d things at a time", c.atOnce)
	}
	if most := c.mostSockets.Load(); most > DefaultWorkers+32 { // and those that idle
		t.Errorf("%d sockets were open at a time", most)
	}
}

// BenchmarkPoll10000 polls ten thousand hosts on one core: all are read once, five items each, and then asked whether they
// changed. Server and broker are in the process, so what is told of the processor is more than the poller takes.
func BenchmarkPoll10000(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	const feeds = 10_000
	for b.Loop() {
		c := newCrowd(b)
		idle := heapOf()
		p, stop := c.start(b, many(feeds, 10*time.Minute))
		scheduled := heapOf()
		begun, cpu := time.Now(), natstest.CPUTime()
		wait := func(what string, done func() bool) {
			for deadline := time.Now().Add(20 * time.Minute); !done(); time.Sleep(50 * time.Millisecond) {
				if time.Now().After(deadline) {
					b.Fatal(what)
				}
			}
		}
		peak := uint64(0)
		wait("not all were read", func() bool {
			peak = max(peak, heapNow())
			read, _ := p.polls()
			return read >= feeds
		})
		readTime, readCPU := time.Since(begun), natstest.CPUTime()-cpu
		c.ahead.Store(int64(15 * time.Minute))
		begun, cpu = time.Now(), natstest.CPUTime()
		p.allDue()
		wait("not all were asked again", func() bool {
			peak = max(peak, heapNow())
			_, unchanged := p.polls()
			return unchanged >= feeds
		})
		askTime, askCPU := time.Since(begun), natstest.CPUTime()-cpu
		stop()
		b.ReportMetric(feeds/readTime.Seconds(), "reads/s")
		b.ReportMetric(float64(readCPU.Microseconds())/feeds, "cpu-µs/read")
		b.ReportMetric(feeds/askTime.Seconds(), "polls/s")
		b.ReportMetric(float64(askCPU.Microseconds())/feeds, "cpu-µs/poll")
		b.ReportMetric(float64(scheduled-idle)/feeds, "B/feed")
		b.ReportMetric(float64(peak)/(1<<20), "peak-heap-MiB")
		b.ReportMetric(float64(c.mostSockets.Load()), "sockets")
		b.ReportMetric(float64(c.atOnce), "requests/host")
	}
}

// heapOf is the heap in use after a collection, in bytes.
func heapOf() uint64 {
	runtime.GC()
	return heapNow()
}

func heapNow() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
