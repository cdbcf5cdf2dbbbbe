// Package tracingtest gives tests an OpenTelemetry receiver of their own: OTLP over HTTP, on loopback.
package tracingtest

import (
	"compress/gzip"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// Receiver takes spans in.
type Receiver struct {
	URL string // its base, as OTEL_EXPORTER_OTLP_ENDPOINT has it

	Status     atomic.Int32 // what it answers instead of taking spans in; 0: it takes them in
	RetryAfter atomic.Int32 // in seconds, with Status
	HangUp     atomic.Bool  // it ends connections without an answer
	Tries      atomic.Int32 // requests so far

	mu     sync.Mutex
	spans  []Span
	header http.Header
}

// Span is a span as it came, ids in hexadecimal, attributes as text.
type Span struct {
	Name, TraceID, ID, Parent string
	Kind                      tracepb.Span_SpanKind
	Start, End                time.Time
	Attributes                map[string]string
	Resource                  map[string]string
	Failed                    bool
	Message                   string               // of its status
	Events                    map[string]time.Time // by name
}

// Start starts a receiver that lives as long as its test.
func Start(t testing.TB) *Receiver {
	t.Helper()
	r := &Receiver{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		r.Tries.Add(1)
		if r.HangUp.Load() {
			panic(http.ErrAbortHandler) // net/http's way to say so
		}
		if status := r.Status.Load(); status != 0 {
			if seconds := r.RetryAfter.Load(); seconds > 0 {
				w.Header().Set("Retry-After", fmt.Sprint(seconds))
			}
			http.Error(w, "not now", int(status))
			return
		}
		if err := r.take(request); err != nil {
			t.Errorf("OTLP request: %v", err)
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
	}))
	t.Cleanup(server.Close)
	r.URL = server.URL
	return r
}

func (r *Receiver) take(request *http.Request) error {
	if got := request.Method + " " + request.URL.Path + " " + request.Header.Get("Content-Type"); !strings.HasSuffix(got, "/v1/traces application/x-protobuf") || request.Method != http.MethodPost {
		return fmt.Errorf("it is %s", got)
	}
	plain, err := gzip.NewReader(request.Body)
	if err != nil {
		return fmt.Errorf("unpack: %w", err)
	}
	body, err := io.ReadAll(plain)
	if err != nil {
		return fmt.Errorf("unpack: %w", err)
	}
	data := new(tracepb.TracesData)
	if err := proto.Unmarshal(body, data); err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.header = request.Header.Clone()
	for _, resource := range data.GetResourceSpans() {
		about := texts(resource.GetResource().GetAttributes())
		for _, scope := range resource.GetScopeSpans() {
			for _, s := range scope.GetSpans() {
				r.spans = append(r.spans, read(s, about))
			}
		}
	}
	return nil
}

func read(s *tracepb.Span, about map[string]string) Span {
	at := func(nanos uint64) time.Time { return time.Unix(0, int64(nanos)).UTC() }
	events := map[string]time.Time{}
	for _, e := range s.GetEvents() {
		events[e.GetName()] = at(e.GetTimeUnixNano())
	}
	return Span{
		Name: s.GetName(), TraceID: hex.EncodeToString(s.GetTraceId()), ID: hex.EncodeToString(s.GetSpanId()), Parent: hex.EncodeToString(s.GetParentSpanId()),
		Kind: s.GetKind(), Start: at(s.GetStartTimeUnixNano()), End: at(s.GetEndTimeUnixNano()),
		Attributes: texts(s.GetAttributes()), Resource: about, Events: events,
		Failed: s.GetStatus().GetCode() == tracepb.Status_STATUS_CODE_ERROR, Message: s.GetStatus().GetMessage(),
	}
}

func texts(all []*commonpb.KeyValue) map[string]string {
	m := map[string]string{}
	for _, kv := range all {
		switch v := kv.GetValue().GetValue().(type) {
		case *commonpb.AnyValue_StringValue:
			m[kv.GetKey()] = v.StringValue
		case *commonpb.AnyValue_IntValue:
			m[kv.GetKey()] = fmt.Sprint(v.IntValue)
		case *commonpb.AnyValue_DoubleValue:
			m[kv.GetKey()] = fmt.Sprint(v.DoubleValue)
		default:
			m[kv.GetKey()] = fmt.Sprintf("%T", v)
		}
	}
	return m
}

// Spans are those that came so far.
func (r *Receiver) Spans() []Span {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Span(nil), r.spans...)
}

// Header is that of the last request whose spans were taken in.
func (r *Receiver) Header() http.Header {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.header
}
