package tracing

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.uber.org/zap"
)

// warnEvery is how often it is told that spans cannot be exported.
const warnEvery = time.Minute

// exporter is OpenTelemetry's for OTLP over HTTP, with what it leaves to its user: to tell how it goes, to count, and to
// end in time.
type exporter struct {
	sdk.SpanExporter
	url string
	log *zap.Logger

	live    context.Context // ends when nothing is worth waiting for any longer
	abandon context.CancelFunc

	recorded atomic.Int64 // spans that were to be exported

	// Of the batcher's goroutine, which exports one batch at a time.
	exported int64
	away     bool
	warned   time.Time
}

func newExporter(endpoint string, headers map[string]string, log *zap.Logger) (*exporter, error) {
	u, err := receiver(endpoint)
	if err != nil {
		return nil, err
	}
	options := []otlptracehttp.Option{
		otlptracehttp.WithEndpointURL(u),
		otlptracehttp.WithCompression(otlptracehttp.GzipCompression),
		otlptracehttp.WithRetry(otlptracehttp.RetryConfig{Enabled: true, InitialInterval: time.Second, MaxInterval: exportWithin, MaxElapsedTime: exportWithin}),
	}
	if len(headers) > 0 { // none would hide those of OTEL_EXPORTER_OTLP_TRACES_HEADERS
		plain, err := decode(headers)
		if err != nil {
			return nil, err
		}
		options = append(options, otlptracehttp.WithHeaders(plain))
	}
	to, err := otlptracehttp.New(context.Background(), options...)
	if err != nil {
		return nil, fmt.Errorf("export traces to %s: %w (OTEL_EXPORTER_OTLP_CERTIFICATE and its kin are for https alone)", u, err)
	}
	e := &exporter{SpanExporter: to, url: u, log: log}
	e.live, e.abandon = context.WithCancel(context.Background())
	return e, nil
}

// receiver is the whole URL to which an endpoint's spans go.
func receiver(endpoint string) (string, error) {
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("--otlp-endpoint %q: it is the URL of an OTLP receiver over HTTP, such as http://127.0.0.1:4318", endpoint)
	}
	if u.User != nil || u.RawQuery != "" { // the library would leave them out, and an error must not show them
		return "", fmt.Errorf("--otlp-endpoint at %s: it has no user and no query; credentials go into --otlp-headers", u.Host)
	}
	if !strings.HasSuffix(u.Path, "/v1/traces") { // a whole path is taken as well as the base that OpenTelemetry speaks of
		u = u.JoinPath("v1/traces")
	}
	return u.String(), nil
}

// decode takes headers as OTEL_EXPORTER_OTLP_HEADERS has them: URL-encoded.
func decode(headers map[string]string) (map[string]string, error) {
	plain := make(map[string]string, len(headers))
	for name, value := range headers {
		value, err := url.PathUnescape(value)
		if err != nil {
			return nil, fmt.Errorf("--otlp-headers: %s: %w", name, err)
		}
		plain[strings.TrimSpace(name)] = strings.TrimSpace(value)
	}
	return plain, nil
}

// ExportSpans sends a batch. What cannot be sent is lost and told here: an error would go on to OpenTelemetry's global
// handler, which prints it.
func (e *exporter) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	if e.live.Err() != nil {
		return nil // what still waits at the end of the stop is not even encoded
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(e.live, cancel)()
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		err := e.SpanExporter.ExportSpans(ctx, spans)
		e.tell(err)
		// The library tries again what a receiver answers, and what timed out; it does not when nobody listens or when the
		// receiver hangs up, as one does that is being restarted, though OTLP asks for it.
		var unanswered *url.Error
		if err != nil && !errors.As(err, &unanswered) {
			err = backoff.Permanent(err)
		}
		return struct{}{}, err
	}, backoff.WithMaxElapsedTime(0)) // ctx bounds it
	if err == nil {
		e.exported += int64(len(spans))
	}
	return nil
}

// Shutdown comes after the last batch.
func (e *exporter) Shutdown(ctx context.Context) error {
	e.abandon()
	if all := e.recorded.Load(); all > e.exported {
		e.log.Warn("spans were not exported", zap.String("url", e.url), zap.Int64("lost", all-e.exported), zap.Int64("of", all))
	}
	return e.SpanExporter.Shutdown(ctx)
}

// tell tells how a try went: a failure seldom, and that it is over.
func (e *exporter) tell(err error) {
	if err == nil {
		if e.away {
			e.away = false
			e.log.Info("spans are exported again", zap.String("url", e.url))
		}
		return
	}
	e.away = true
	if now := time.Now(); now.Sub(e.warned) >= warnEvery {
		e.warned = now
		e.log.Warn("spans cannot be exported, going on without: does --otlp-endpoint take OTLP over HTTP? most listen for it on port 4318",
			zap.String("url", e.url), zap.String("error", firstLine(err)))
	}
}
