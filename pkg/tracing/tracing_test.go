package tracing_test

import (
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.opentelemetry.io/otel"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"github.com/wirefold/wirefold/pkg/tracing"
	"github.com/wirefold/wirefold/pkg/tracing/tracingtest"
)

const (
	own     = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	unasked = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
)

var (
	received = time.Date(2022, 3, 5, 6, 0, 0, 0, time.UTC)
	inHand   = received.Add(2 * time.Second)
	stored   = inHand.Add(30 * time.Millisecond)
)

// span is what a stage in the middle makes of WIRE's message 7.
func span(change func(*tracing.Span)) tracing.Span {
	s := tracing.Span{
		Stage: "clean", Stream: "ARTICLES", Durable: "clean", Traceparent: tracing.Derive("e", 7), Epoch: "e", WireSeq: 7,
		WireTime: received, Article: "a-1", Bytes: 1200, Attempt: 1, Start: inHand, Step: 20 * time.Millisecond, End: stored, Outcome: "ok",
	}
	change(&s)
	return s
}

// export records spans, stops and gives what came.
func export(t *testing.T, flags tracing.Flags, spans ...tracing.Span) []tracingtest.Span {
	t.Helper()
	r := tracingtest.Start(t)
	flags.Endpoint = r.URL
	tracer, err := flags.Start("wirefold-test", "v1", zap.NewNop())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range spans {
		tracer.Record(s)
	}
	tracer.Stop()
	return r.Spans()
}

func TestASpanTellsWhatAStageDid(t *testing.T) {
	derived := strings.Split(tracing.Derive("e", 7), "-")
	for _, r := range []struct {
		why  string
		in   tracing.Span
		want string
	}{
		{"a stage's span is a child of the derived one, which is nobody's", span(func(*tracing.Span) {}), `clean ARTICLES CONSUMER
trace derived, parent derived
2s to 2.03s
messaging.destination.name=ARTICLES messaging.destination.subscription.name=clean messaging.message.body.size=1200 messaging.operation.name=clean messaging.operation.type=process messaging.system=nats wirefold.article=a-1 wirefold.outcome=ok wirefold.step_seconds=0.02 wirefold.wire_seq=7`},
		{"the first stage's takes its place, and begins when WIRE received the message", span(func(s *tracing.Span) { s.Stage, s.Stream, s.First, s.Article = "ingest", "WIRE", true, "" }), `ingest WIRE CONSUMER
trace derived, root derived
0s to 2.03s, in hand 2s
messaging.destination.name=WIRE messaging.destination.subscription.name=clean messaging.message.body.size=1200 messaging.operation.name=ingest messaging.operation.type=process messaging.system=nats wirefold.outcome=ok wirefold.step_seconds=0.02 wirefold.wire_seq=7`},
		{"but never after it came to hand, whatever the broker's clock", span(func(s *tracing.Span) { s.First, s.WireTime = true, stored }), `clean ARTICLES CONSUMER
trace derived, root derived
2s to 2.03s, in hand 2s
…`},
		{"with a publisher's traceparent the first stage is a child as well", span(func(s *tracing.Span) { s.First, s.Traceparent = true, own }), `clean ARTICLES CONSUMER
trace own, parent own
2s to 2.03s
…`},
		{"a dead letter failed, with the reason and the first line of the error", span(func(s *tracing.Span) {
			s.Outcome, s.Reason, s.Err, s.Attempt = "dead", "panic", errors.New("panic: boom\ngoroutine 1"), 3
		}), `clean ARTICLES CONSUMER
trace derived, parent derived
2s to 2.03s
failed: panic: panic: boom
error.type=panic messaging.destination.name=ARTICLES messaging.destination.subscription.name=clean messaging.message.body.size=1200 messaging.operation.name=clean messaging.operation.type=process messaging.system=nats wirefold.article=a-1 wirefold.attempt=3 wirefold.outcome=dead wirefold.reason=panic wirefold.step_seconds=0.02 wirefold.wire_seq=7`},
		{"a decision tells its verdict, and the events it became", span(func(s *tracing.Span) { s.Durable, s.Verdict, s.Events = "", "new", 3 }), `clean ARTICLES CONSUMER
trace derived, parent derived
2s to 2.03s
messaging.destination.name=ARTICLES messaging.message.body.size=1200 messaging.operation.name=clean messaging.operation.type=process messaging.system=nats wirefold.article=a-1 wirefold.events=3 wirefold.outcome=ok wirefold.step_seconds=0.02 wirefold.verdict=new wirefold.wire_seq=7`},
		{"a trace that its publisher does not sample is not exported", span(func(s *tracing.Span) { s.Traceparent = unasked }), ""},
		{"a record without a trace is in none", span(func(s *tracing.Span) { s.Traceparent = "" }), ""},
		{"what is no traceparent is none", span(func(s *tracing.Span) { s.Traceparent = "00-0-0-01" }), ""},
	} {
		all := export(t, tracing.Flags{Share: 1}, r.in)
		if r.want == "" {
			if len(all) != 0 {
				t.Errorf("%s: %v", r.why, all)
			}
			continue
		}
		if len(all) != 1 {
			t.Errorf("%s: %d spans", r.why, len(all))
			continue
		}
		got, want := tell(all[0], derived), r.want
		if before, ok := strings.CutSuffix(want, "…"); ok {
			got, want = got[:min(len(before), len(got))], before
		}
		if got != want {
			t.Errorf("%s:\n%s\nwant\n%s", r.why, got, want)
		}
	}
}

// tell describes a span in a few lines.
func tell(s tracingtest.Span, derived []string) string {
	names := map[string]string{derived[1]: "derived", derived[2]: "derived", own[3:35]: "own", own[36:52]: "own"}
	place := "parent " + names[s.Parent]
	if s.Parent == "" {
		place = "root " + names[s.ID]
	}
	times := fmt.Sprintf("%s to %s", s.Start.Sub(received), s.End.Sub(received))
	for name, at := range s.Events {
		times += fmt.Sprintf(", %s %s", name, at.Sub(received))
	}
	lines := []string{s.Name + " " + strings.TrimPrefix(s.Kind.String(), "SPAN_KIND_"), "trace " + names[s.TraceID] + ", " + place, times}
	if s.Failed {
		lines = append(lines, "failed: "+s.Message)
	}
	var attributes []string
	for _, key := range slices.Sorted(maps.Keys(s.Attributes)) {
		attributes = append(attributes, key+"="+s.Attributes[key])
	}
	return strings.Join(append(lines, strings.Join(attributes, " ")), "\n")
}

func TestEverySpanHasAnIdOfItsOwn(t *testing.T) {
	all := export(t, tracing.Flags{Share: 1}, slices.Repeat([]tracing.Span{span(func(*tracing.Span) {})}, 100)...)
	ids := map[string]bool{}
	for _, s := range all {
		ids[s.ID] = true
	}
	if len(ids) != 100 {
		t.Errorf("%d spans with %d ids", len(all), len(ids))
	}
}

func TestTheProcessIsNamed(t *testing.T) {
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=desk")
	about := export(t, tracing.Flags{Share: 1}, span(func(*tracing.Span) {}))[0].Resource
	if about["service.name"] != "wirefold-test" || about["service.version"] != "v1" || about["service.instance.id"] == "" || about["deployment.environment.name"] != "desk" {
		t.Error(about)
	}
	t.Setenv("OTEL_SERVICE_NAME", "night")
	if about = export(t, tracing.Flags{Share: 1}, span(func(*tracing.Span) {}))[0].Resource; about["service.name"] != "night" {
		t.Error(about)
	}
}

// TestShare takes whole traces: what one process exports of a trace, all do.
func TestShare(t *testing.T) {
	var spans []tracing.Span
	for seq := range uint64(400) {
		for _, stage := range []string{"clean", "extract"} {
			spans = append(spans, span(func(s *tracing.Span) { s.Stage, s.WireSeq, s.Traceparent = stage, seq, tracing.Derive("e", seq) }))
		}
	}
	spans = append(spans, span(func(s *tracing.Span) { s.Stage, s.Traceparent = "asked", own }))
	for share, within := range map[float64][2]int{0: {0, 0}, 0.25: {70, 130}, 1: {400, 400}} {
		stages := map[string][]string{}
		for _, s := range export(t, tracing.Flags{Share: share}, spans...) {
			stages[s.TraceID] = append(stages[s.TraceID], s.Name)
		}
		if len(stages[own[3:35]]) != 1 {
			t.Errorf("share %v: what the publisher samples is not exported", share)
		}
		delete(stages, own[3:35])
		if n := len(stages); n < within[0] || n > within[1] {
			t.Errorf("share %v of 400 traces: %d", share, n)
		}
		for id, names := range stages {
			if len(names) != 2 {
				t.Errorf("share %v: of trace %s there is %v", share, id, names)
			}
		}
	}
}

func TestFlagsAreChecked(t *testing.T) {
	for _, r := range []struct {
		why, want string
		flags     tracing.Flags
	}{
		{"no endpoint, nothing to do", "", tracing.Flags{Share: 7}},
		{"a share is a share", "--otlp-share", tracing.Flags{Endpoint: "http://127.0.0.1:4318", Share: 1.5}},
		{"an address is no URL", "--otlp-endpoint", tracing.Flags{Endpoint: "127.0.0.1:4318", Share: 1}},
		{"a name neither", "--otlp-endpoint", tracing.Flags{Endpoint: "collector", Share: 1}},
		{"credentials in it would not be sent", "--otlp-headers", tracing.Flags{Endpoint: "https://user:secret@collector", Share: 1}},
		{"nor would those behind it", "--otlp-headers", tracing.Flags{Endpoint: "https://collector?token=secret", Share: 1}},
		{"nor another protocol's", "--otlp-endpoint", tracing.Flags{Endpoint: "grpc://collector:4317", Share: 1}},
		{"a header is URL-encoded", "--otlp-headers", tracing.Flags{Endpoint: "http://127.0.0.1:4318", Share: 1, Headers: map[string]string{"a": "%zz"}}},
	} {
		tracer, err := r.flags.Start("x", "v", zap.NewNop())
		if tracer != nil || (r.want == "") != (err == nil) || err != nil && (!strings.Contains(err.Error(), r.want) || strings.Contains(err.Error(), "secret")) {
			t.Errorf("%s: %v", r.why, err)
		}
	}
}

func TestHeadersAndPathOfAHostedService(t *testing.T) {
	r := tracingtest.Start(t)
	for _, url := range []string{r.URL, r.URL + "/", r.URL + "/tenant", r.URL + "/v1/traces"} {
		before := len(r.Spans())
		tracer, err := tracing.Flags{Endpoint: url, Share: 1, Headers: map[string]string{"authorization": "Basic%20eDp5"}}.Start("x", "v", zap.NewNop())
		if err != nil {
			t.Fatal(err)
		}
		tracer.Record(span(func(*tracing.Span) {}))
		tracer.Stop()
		if len(r.Spans()) != before+1 || r.Header().Get("Authorization") != "Basic eDp5" {
			t.Errorf("%s: %d spans, %v", url, len(r.Spans())-before, r.Header())
		}
	}
}

// TestCertificates trusts an endpoint by OpenTelemetry's own variables, and by nothing else.
func TestCertificates(t *testing.T) {
	var taken atomic.Int32
	secure := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { taken.Add(1) }))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // of handshakes that its clients break off
	secure.StartTLS()
	t.Cleanup(secure.Close)
	authority := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, r := range []struct {
		why, file, endpoint, told, fails string
		taken                            int32
	}{
		{"its authority's", authority, secure.URL, "", "", 1},
		{"one that cannot be read is told in the log, not on stderr", authority + ".missing", secure.URL, "read tls ca cert file", "", 0},
		{"none for an endpoint without TLS", authority, "http://127.0.0.1:4318", "", "OTEL_EXPORTER_OTLP_CERTIFICATE", 0},
	} {
		t.Setenv("OTEL_EXPORTER_OTLP_CERTIFICATE", r.file)
		taken.Store(0)
		core, seen := observer.New(zapcore.WarnLevel)
		tracer, err := tracing.Flags{Endpoint: r.endpoint, Share: 1}.Start("x", "v", zap.New(core))
		if (err == nil) != (r.fails == "") || err != nil && !strings.Contains(err.Error(), r.fails) {
			t.Errorf("%s: %v", r.why, err)
		}
		tracer.Record(span(func(*tracing.Span) {}))
		tracer.Stop()
		if taken.Load() != r.taken || r.told != "" && seen.FilterMessage(r.told).Len() != 1 {
			t.Errorf("%s: taken %d times; %v", r.why, taken.Load(), seen.All())
		}
	}
}

// TestAnEndpointThatIsAwayHoldsNothingUp records far more than the queue holds.
func TestAnEndpointThatIsAwayHoldsNothingUp(t *testing.T) {
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { t.Errorf("on stderr there is %v", err) }))
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections in, and never answers
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { silent.Close() })
	refusing := tracingtest.Start(t)
	refusing.Status.Store(http.StatusServiceUnavailable)
	for why, url := range map[string]string{"nobody listens": "http://127.0.0.1:1", "nobody answers": "http://" + silent.Addr().String(), "too busy": refusing.URL} {
		core, seen := observer.New(zapcore.WarnLevel)
		tracer, err := tracing.Flags{Endpoint: url, Share: 1}.Start("x", "v", zap.New(core))
		if err != nil {
			t.Fatal(err)
		}
		const spans = 20_000
		one, began := span(func(*tracing.Span) {}), time.Now()
		for range spans {
			tracer.Record(one)
		}
		if each := time.Since(began) / spans; each > time.Millisecond { // some 20 µs; if it waited, 20 s for a batch of 512
			t.Errorf("%s: a span costs %s", why, each)
		}
		began = time.Now()
		tracer.Stop()
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s: the stop took %s", why, took)
		}
		lost := seen.FilterMessage("spans were not exported").All()
		if len(lost) != 1 || lost[0].ContextMap()["lost"] != int64(spans) {
			t.Errorf("%s: %v", why, lost)
		}
		if told := seen.FilterMessageSnippet("cannot be exported").Len(); told != 1 {
			t.Errorf("%s: told %d times", why, told)
		}
	}
}

func TestAnEndpointThatComesBackGetsWhatWaited(t *testing.T) {
	for _, r := range []struct {
		why        string
		away, back func(*tracingtest.Receiver)
		told       int
	}{
		{"it was busy, and asked to be left alone for a second: nothing to tell",
			func(r *tracingtest.Receiver) { r.RetryAfter.Store(1); r.Status.Store(http.StatusServiceUnavailable) },
			func(r *tracingtest.Receiver) { r.Status.Store(0) }, 0},
		{"it was being restarted: told, and that it is over",
			func(r *tracingtest.Receiver) { r.HangUp.Store(true) },
			func(r *tracingtest.Receiver) { r.HangUp.Store(false) }, 1},
	} {
		to := tracingtest.Start(t)
		r.away(to)
		core, seen := observer.New(zapcore.InfoLevel)
		tracer, err := tracing.Flags{Endpoint: to.URL, Share: 1}.Start("x", "v", zap.New(core))
		if err != nil {
			t.Fatal(err)
		}
		tracer.Record(span(func(*tracing.Span) {}))
		eventually(t, r.why+": it was tried twice", func() bool { return to.Tries.Load() > 1 })
		r.back(to)
		eventually(t, r.why+": the span came", func() bool { return len(to.Spans()) == 1 })
		tracer.Stop()
		if seen.FilterMessageSnippet("cannot be exported").Len() != r.told || seen.FilterMessage("spans are exported again").Len() != r.told {
			t.Errorf("%s: %v", r.why, seen.All())
		}
		if lost := seen.FilterMessage("spans were not exported").Len(); lost != 0 {
			t.Errorf("%s: it was told as lost", r.why)
		}
	}
}

func TestWhatAnEndpointRefusesIsNotTriedAgain(t *testing.T) {
	r := tracingtest.Start(t)
	r.Status.Store(http.StatusBadRequest)
	core, seen := observer.New(zapcore.WarnLevel)
	tracer, err := tracing.Flags{Endpoint: r.URL, Share: 1}.Start("x", "v", zap.New(core))
	if err != nil {
		t.Fatal(err)
	}
	tracer.Record(span(func(*tracing.Span) {}))
	eventually(t, "it was tried", func() bool { return r.Tries.Load() > 0 })
	time.Sleep(1500 * time.Millisecond) // longer than the pause before another try
	tracer.Stop()
	if n := r.Tries.Load(); n != 1 {
		t.Errorf("%d tries", n)
	}
	told := seen.FilterMessageSnippet("cannot be exported").All()
	if len(told) != 1 || !strings.Contains(fmt.Sprint(told[0].ContextMap()["error"]), "400 Bad Request (body: not now)") {
		t.Errorf("told %v", told)
	}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not in time: %s", what)
		}
	}
}

func TestNoTracerCostsNothing(t *testing.T) {
	var none *tracing.Tracer
	s := span(func(*tracing.Span) {})
	if n := testing.AllocsPerRun(100, func() { none.Record(s) }); n != 0 {
		t.Errorf("%v allocations a span", n)
	}
	none.Stop()
}

func BenchmarkRecord(b *testing.B) {
	r := tracingtest.Start(b)
	on, err := tracing.Flags{Endpoint: r.URL, Share: 1}.Start("x", "v", zap.NewNop())
	if err != nil {
		b.Fatal(err)
	}
	defer on.Stop()
	for name, tracer := range map[string]*tracing.Tracer{"off": nil, "on": on} {
		b.Run(name, func(b *testing.B) {
			s := span(func(*tracing.Span) {})
			b.ReportAllocs()
			for b.Loop() {
				tracer.Record(s)
			}
		})
	}
}
