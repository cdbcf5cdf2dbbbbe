package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/sources"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/ingest/poller"
)

// asPoller tells this test binary to be a poller and no test: a process that can be killed, and whose clock and web are the
// test's.
const asPoller = "WIREFOLD_E2E_POLLER"

// pollerLife is one life of a poller's process.
type pollerLife struct {
	NATS    string
	Web     string        // host:port of the web, for every host of it
	Sources string        // the file
	Ahead   time.Duration // its clock's advance
}

// startPoller starts a poller.
func startPoller(t *testing.T, life pollerLife) *process {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, path: path, log: filepath.Join(t.TempDir(), "poller.log")}
	p.live(life)
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("poller:\n%s", p.tail())
		}
	})
	return p
}

// live starts the poller's next life.
func (p *process) live(life pollerLife) {
	p.t.Helper()
	text, err := json.Marshal(life)
	if err != nil {
		p.t.Fatal(err)
	}
	p.env = []string{asPoller + "=" + string(text)}
	p.start()
}

// bePoller polls until it is killed.
func bePoller(text string) error {
	var life pollerLife
	if err := json.Unmarshal([]byte(text), &life); err != nil {
		return err
	}
	js, nc, err := natstest.Dial(life.NATS)
	if err != nil {
		return err
	}
	defer nc.Close()
	ctx := context.Background()
	born, err := topology.ReadLife(ctx, js)
	if err != nil {
		return err
	}
	file, err := os.ReadFile(life.Sources)
	if err != nil {
		return err
	}
	list, err := sources.Parse(file)
	if err != nil {
		return err
	}
	now := func() time.Time { return time.Now().Add(life.Ahead) }
	outside := &outsideWorld{web: life.Web, asked: map[string]int{}}
	p, err := poller.New(ctx, poller.Options{
		JS: js, Epoch: born.Epoch, Log: zap.Must(zap.NewDevelopment()), Now: now, Pause: time.Millisecond,
		Metrics: poller.NewMetrics(metrics.New(false)),
		Client: fetch.New(fetch.Options{
			Resolver: outside, Dial: outside.dial, Now: now, Pause: time.Millisecond,
			FirstByte: 5 * time.Second, Grace: 2 * time.Second, // what never answers costs each life as long
		}),
	})
	if err != nil {
		return err
	}
	p.Set(list)
	return p.Run(ctx)
}

// outsideWorld is the internet, as the poller sees it: every host is the test's web, but for those whose names say otherwise.
type outsideWorld struct {
	web   string
	mu    sync.Mutex
	asked map[string]int
}

// LookupNetIP resolves a name: none.… is unknown, inside.… is private, rebind.… is public when asked first, and then the
// machine itself.
func (w *outsideWorld) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	name := strings.TrimSuffix(host, ".")
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked[name]++
	kind, _, _ := strings.Cut(name, ".")
	switch {
	case kind == "none":
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	case kind == "inside":
		return []netip.Addr{netip.MustParseAddr("10.0.0.7")}, nil
	case kind == "rebind" && w.asked[name] > 1:
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}
	return []netip.Addr{fetchtest.Public(name)}, nil
}

// dial connects to the web. That anybody asks for an address that is not public ends the process, and so the test.
func (w *outsideWorld) dial(ctx context.Context, network, address string) (net.Conn, error) {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, err
	}
	if a := to.Addr(); a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() {
		fmt.Fprintf(os.Stderr, "dialled %s, which is not public\n", address)
		os.Exit(3)
	}
	return new(net.Dialer).DialContext(ctx, network, w.web)
}
