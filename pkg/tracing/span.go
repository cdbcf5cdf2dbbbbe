package tracing

import (
	"context"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

// Span is what one stage did with one record.
type Span struct {
	Stage       string
	Stream      string // from which the record came
	Durable     string // the consumer that several share; empty for a log's reader
	Traceparent string // that the record carries
	Epoch       string // of WIRE
	WireSeq     uint64
	WireTime    time.Time // when WIRE received the message
	First       bool      // no stage stands before this one
	Article     string    // id, once known
	Bytes       int       // of the record's body
	Attempt     int       // how often it was delivered

	Start time.Time     // it came to hand
	Step  time.Duration // the work itself, without the wait for it and for the broker
	End   time.Time     // its answer was stored

	Outcome string // the stage metrics' word
	Reason  string // of a dead letter: closed set
	Err     error  // of a dead letter
	Verdict string // of a decision
	Events  int    // that it became
}

// maxErrorText bounds what is told of an error, as in a dead letter.
const maxErrorText = 1024

// Record tells a span, once the record is settled. A record without a valid traceparent belongs to no trace.
func (t *Tracer) Record(s Span) {
	if t == nil {
		return
	}
	parent, ok := parse(s.Traceparent)
	if !ok || !parent.IsSampled() {
		return
	}
	derived := s.Traceparent == Derive(s.Epoch, s.WireSeq)
	if derived && !t.chosen(parent.TraceID()) {
		return
	}
	ctx, start := trace.ContextWithRemoteSpanContext(context.Background(), parent), s.Start
	root := derived && s.First
	if root {
		// Nobody else has told this span, whose children all stages' are. It begins where the publisher's would have ended.
		ctx = withIDs(context.Background(), parent)
		if !s.WireTime.IsZero() && s.WireTime.Before(start) { // another machine's clock may run ahead
			start = s.WireTime
		}
	}
	t.exporter.recorded.Add(1)
	_, span := t.spans.Start(ctx, s.Stage+" "+s.Stream,
		trace.WithSpanKind(trace.SpanKindConsumer), trace.WithTimestamp(start), trace.WithAttributes(s.attributes()...))
	if root {
		span.AddEvent("in hand", trace.WithTimestamp(s.Start))
	}
	if s.Reason != "" {
		span.SetStatus(codes.Error, s.failure())
	}
	span.End(trace.WithTimestamp(s.End))
}

// chosen takes a share of the traces, the same in all processes: by the trace id, whose last bytes are random in every
// trace that a library or Derive made.
func (t *Tracer) chosen(id trace.TraceID) bool {
	const most = 1 << 53 // what a float64 counts exactly
	return float64(binary.BigEndian.Uint64(id[8:])>>11) < t.share*most
}

// attributes are in the words of OpenTelemetry's conventions for messaging, and Wirefold's own beside them.
func (s Span) attributes() []attribute.KeyValue {
	all := append(make([]attribute.KeyValue, 0, 18),
		semconv.MessagingSystemKey.String("nats"),
		semconv.MessagingOperationTypeProcess, semconv.MessagingOperationName(s.Stage),
		semconv.MessagingDestinationName(s.Stream), semconv.MessagingMessageBodySize(s.Bytes),
		attribute.Int64("wirefold.wire_seq", int64(min(s.WireSeq, math.MaxInt64))),
		attribute.String("wirefold.outcome", s.Outcome),
		attribute.Float64("wirefold.step_seconds", s.Step.Seconds()),
	)
	words := func(key attribute.Key, value string) {
		if value != "" {
			all = append(all, key.String(value))
		}
	}
	words(semconv.MessagingDestinationSubscriptionNameKey, s.Durable)
	words("wirefold.article", s.Article)
	words("wirefold.verdict", s.Verdict)
	words("wirefold.reason", s.Reason)
	words(semconv.ErrorTypeKey, s.Reason)
	if s.Attempt > 1 {
		all = append(all, attribute.Int("wirefold.attempt", s.Attempt))
	}
	if s.Events > 0 {
		all = append(all, attribute.Int("wirefold.events", s.Events))
	}
	return all
}

// failure is one line: the reason, and what the error says.
func (s Span) failure() string {
	if s.Err == nil {
		return s.Reason
	}
	return s.Reason + ": " + firstLine(s.Err)
}

// firstLine of an error: behind a panic's there is its stack, behind a receiver's refusal perhaps a page.
func firstLine(err error) string {
	text := err.Error()
	text, _, _ = strings.Cut(text[:min(len(text), maxErrorText)], "\n")
	return strings.ToValidUTF8(text, "")
}

// ids makes the ids of spans: new ones, but where the context wants those of a traceparent.
type ids struct{}

type wanted struct{}

func withIDs(ctx context.Context, ids trace.SpanContext) context.Context {
	return context.WithValue(ctx, wanted{}, ids)
}

// NewIDs is called for a span without a parent.
func (ids) NewIDs(ctx context.Context) (trace.TraceID, trace.SpanID) {
	if want, ok := ctx.Value(wanted{}).(trace.SpanContext); ok {
		return want.TraceID(), want.SpanID()
	}
	var id trace.TraceID
	binary.BigEndian.PutUint64(id[:8], rand.Uint64())
	binary.BigEndian.PutUint64(id[8:], rand.Uint64()|1) // never zero, which is no id
	return id, ids{}.NewSpanID(ctx, id)
}

// NewSpanID is called for a span with a parent.
func (ids) NewSpanID(context.Context, trace.TraceID) trace.SpanID {
	var id trace.SpanID
	binary.BigEndian.PutUint64(id[:], max(rand.Uint64(), 1))
	return id
}
