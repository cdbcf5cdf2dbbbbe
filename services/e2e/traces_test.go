package e2e

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/pkg/tracing"
	"github.com/wirefold/wirefold/pkg/tracing/tracingtest"
)

// traced runs everything with spans exported to an endpoint, until the stop that it returns.
func (d *desk) traced(t testing.TB, endpoint string) (stop func()) {
	t.Helper()
	tracer, err := tracing.Flags{Endpoint: endpoint, Share: 1}.Start("wirefold", "test", zap.NewNop())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := app.Run(ctx, app.Shell{JS: d.own, Log: zap.NewNop(), Tracer: tracer, ManageStreams: true}, d.services(t)...); err != nil {
			t.Errorf("services: %v", err)
		}
	})
	stop = sync.OnceFunc(func() { cancel(); running.Wait(); tracer.Stop() })
	t.Cleanup(stop)
	return stop
}

// TestOneArticleIsOneTrace follows articles through all stages, as an OpenTelemetry collector sees them.
func TestOneArticleIsOneTrace(t *testing.T) {
	const trace, publisher = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
	receiver, d := tracingtest.Start(t), openBroker(t)
	if err := topology.Setup(t.Context(), d.js, topology.Limits{}, topology.All...); err != nil {
		t.Fatal(err)
	}
	stop := d.traced(t, receiver.URL)
	text := func() []byte { return []byte("A headline\n\n" + gibberish()) }
	header := func(flags string) []string {
		return []string{"traceparent", "00-" + trace + "-" + publisher + "-" + flags}
	}
	derived := d.publish(t, "wire.coast_example", "text/plain", text())
	own := d.publish(t, "wire.coast_example", "text/plain", text(), header("01")...)
	canonical := d.publish(t, "wire.coast_example", "text/plain", text(), "Traceparent", "00-"+trace+"-"+publisher+"-01")
	unasked := d.publish(t, "wire.coast_example", "text/plain", text(), header("00")...)
	broken := d.publish(t, "wire.coast_example", "application/json", []byte(`{"text":"half`))
	empty := d.publish(t, "wire.coast_example", "text/plain", []byte("***"), header("01")...)
	events := d.settle(t)
	stop()

	spans := map[string][]tracingtest.Span{} // by WIRE sequence, in the order of the walk
	for _, s := range receiver.Spans() {
		seq := s.Attributes["wirefold.wire_seq"]
		spans[seq] = append(spans[seq], s)
	}
	life, err := topology.ReadLife(t.Context(), d.js)
	if err != nil {
		t.Fatal(err)
	}
	const walk = "ingest WIRE: ok; clean ARTICLES: ok; extract CLEAN: ok; dedupe FACTS: ok; announce DECISIONS: ok"
	for _, r := range []struct {
		why  string
		seq  uint64
		own  bool
		want string
	}{
		{"a message without a traceparent gets one, and the first stage's span is its root", derived, false, walk},
		{"a publisher's span is the parent of all", own, true, walk},
		{"however it spells the header", canonical, true, walk},
		{"a trace that its publisher does not sample is not exported", unasked, true, ""},
		{"what ingest buries is followed to the end", broken, false,
			"ingest WIRE: dead bad_json; clean ARTICLES: settled; extract CLEAN: settled; dedupe FACTS: settled; announce DECISIONS: settled"},
		{"what clean buries as well", empty, true,
			"ingest WIRE: ok; clean ARTICLES: dead no_text; extract CLEAN: settled; dedupe FACTS: settled; announce DECISIONS: settled"},
	} {
		all := spans[fmt.Sprint(r.seq)]
		slices.SortFunc(all, func(a, b tracingtest.Span) int { return a.Start.Compare(b.Start) })
		var got []string
		for _, s := range all {
			got = append(got, strings.TrimSpace(s.Name+": "+s.Attributes["wirefold.outcome"]+" "+s.Attributes["wirefold.reason"]))
			if s.Failed != (s.Attributes["wirefold.outcome"] == "dead") || s.End.Before(s.Start) || s.Resource["service.name"] != "wirefold" {
				t.Errorf("%s: %+v", r.why, s)
			}
		}
		if strings.Join(got, "; ") != r.want {
			t.Errorf("%s: %s\nwant %s", r.why, strings.Join(got, "; "), r.want)
			continue
		}
		id, parent := trace, publisher
		if !r.own {
			parts := strings.Split(tracing.Derive(life.Epoch, r.seq), "-")
			id, parent = parts[1], parts[2]
		}
		for i, s := range all {
			root := i == 0 && !r.own
			if s.TraceID != id || root != (s.Parent == "") || root && s.ID != parent || !root && s.Parent != parent {
				t.Errorf("%s: %s is span %s of trace %s under %s", r.why, s.Name, s.ID, s.TraceID, s.Parent)
			}
		}
	}
	for _, e := range of(t, events, derived, "article.new") {
		var told string
		for _, s := range spans[fmt.Sprint(derived)] {
			told += s.Attributes["wirefold.article"] + s.Attributes["wirefold.verdict"] + " "
		}
		if want := fmt.Sprintf("%[1]s %[1]s %[1]s %[1]snew %[1]snew ", e.About); told != want {
			t.Errorf("articles and verdicts are %q, want %q", told, want)
		}
	}
	if t.Failed() {
		return
	}
	if root := spans[fmt.Sprint(derived)][0]; !root.Start.Equal(d.wireTime(t, derived)) {
		t.Errorf("the root begins at %s, WIRE received the message at %s", root.Start, d.wireTime(t, derived))
	}
}

func (d *desk) wireTime(t testing.TB, seq uint64) time.Time {
	t.Helper()
	wire, err := d.js.Stream(t.Context(), topology.Wire)
	if err != nil {
		t.Fatal(err)
	}
	m, err := wire.GetMsg(t.Context(), seq)
	if err != nil {
		t.Fatal(err)
	}
	return m.Time
}

// TestTracingChangesNoNews plays the same WIRE, byte for byte, three times: without tracing, with it, and with an endpoint
// that takes nothing.
func TestTracingChangesNoNews(t *testing.T) {
	wire := t.TempDir()
	recorded := openOn(t, wire)
	if err := topology.Setup(t.Context(), recorded.js, topology.Limits{}, topology.All...); err != nil {
		t.Fatal(err)
	}
	playSample(t, recorded, 40)
	recorded.publish(t, "wire.coast_example", "text/plain", []byte(gibberish()), "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	recorded.close()

	dead := tracingtest.Start(t)
	dead.Status.Store(http.StatusServiceUnavailable)
	var quiet []string
	for _, r := range []struct{ how, endpoint string }{
		{"without tracing", ""}, {"traced", tracingtest.Start(t).URL}, {"with an endpoint that takes nothing", dead.URL},
	} {
		again := t.TempDir()
		if err := os.CopyFS(again, os.DirFS(wire)); err != nil {
			t.Fatal(err)
		}
		d := openOn(t, again)
		stop := d.traced(t, r.endpoint)
		var news []string
		for _, e := range d.settle(t) {
			header := maps.Clone(e.Header)
			for name := range header {
				if strings.HasPrefix(name, "Nats-Expected-") { // the writer's fence
					delete(header, name)
				}
			}
			news = append(news, fmt.Sprintf("%d %s %v\n%s", e.Seq, e.Subject, header, e.Raw))
		}
		stop()
		d.close()
		if quiet == nil {
			quiet = news
		}
		if len(news) < 40 || !slices.Equal(news, quiet) {
			t.Errorf("%s: %d events, %d without tracing; or they differ", r.how, len(news), len(quiet))
		}
	}
}

// close stops the broker; what it stored is kept.
func (d *desk) close() {
	d.nc.Close()
	d.ns.Stop()
}
