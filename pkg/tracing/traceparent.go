package tracing

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"go.opentelemetry.io/otel/trace"
)

// Derive gives the traceparent of a message on WIRE whose publisher gave none: the same in every process. It is sampled,
// as the pipeline keeps all.
func Derive(epoch string, seq uint64) string {
	h := sha256.Sum256([]byte(epoch + "/" + strconv.FormatUint(seq, 10)))
	return "00-" + hex.EncodeToString(h[:16]) + "-" + hex.EncodeToString(h[16:24]) + "-01"
}

// TraceID is the trace that a record belongs to, as log lines name it; "" when its traceparent is none.
func TraceID(traceparent string) string {
	if c, ok := parse(traceparent); ok {
		return c.TraceID().String()
	}
	return ""
}

// parse reads a traceparent in the form that records between the stages carry: version 00 of W3C Trace Context.
func parse(traceparent string) (trace.SpanContext, bool) {
	parts := strings.Split(traceparent, "-")
	if len(parts) != 4 || parts[0] != "00" || len(parts[3]) != 2 {
		return trace.SpanContext{}, false
	}
	id, err := trace.TraceIDFromHex(parts[1])
	if err != nil {
		return trace.SpanContext{}, false
	}
	span, err := trace.SpanIDFromHex(parts[2])
	if err != nil {
		return trace.SpanContext{}, false
	}
	flags, err := hex.DecodeString(parts[3])
	if err != nil {
		return trace.SpanContext{}, false
	}
	return trace.NewSpanContext(trace.SpanContextConfig{TraceID: id, SpanID: span, TraceFlags: trace.TraceFlags(flags[0]), Remote: true}), true
}
