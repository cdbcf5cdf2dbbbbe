// Package tracing tells OpenTelemetry what each stage did with each record: one span a stage and record, exported over
// OTLP/HTTP.
//
// It promises never to hold the pipeline up: spans wait in a bounded queue and are dropped when it is full, an endpoint
// that is away costs a warning now and then, and the stop waits for it [flushWithin] at most. And it changes nothing of
// what the pipeline writes: the traceparent that a record carries is its publisher's, or [Derive]d, from the wire to the
// news, and every stage's span is a child of it. Where it is derived there is no publisher's span, and that of the first
// stage takes its place, so that a viewer shows one tree.
//
// A nil [Tracer] does nothing, and costs nothing.
package tracing

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/go-logr/zapr"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/zap"
)

const (
	// maxQueued bounds the spans that wait: 2 s of a pipeline at full load (700 articles of five spans a second), some 10 MB.
	maxQueued = 8192

	// batchEvery is how long a span waits for others; 512 of them go at once.
	batchEvery = 2 * time.Second

	// exportWithin bounds the tries to export one batch: while they last the queue takes in what comes.
	exportWithin = 20 * time.Second

	// flushWithin bounds what an orderly stop waits for the endpoint.
	flushWithin = 3 * time.Second
)

// Flags are the flags of all that traces.
type Flags struct {
	Endpoint string            `name:"otlp-endpoint" env:"WIREFOLD_OTLP_ENDPOINT,OTEL_EXPORTER_OTLP_ENDPOINT" help:"Where spans are sent: the URL of an OpenTelemetry collector, Jaeger or Tempo that takes OTLP over HTTP, such as http://127.0.0.1:4318; empty: nothing is traced."`
	Share    float64           `name:"otlp-share" default:"1.0" env:"WIREFOLD_OTLP_SHARE" help:"Share of the traces that are exported, 0 to 1, of articles whose publisher gave no traceparent; of the others its sampled flag decides."`
	Headers  map[string]string `name:"otlp-headers" mapsep:"," env:"WIREFOLD_OTLP_HEADERS,OTEL_EXPORTER_OTLP_HEADERS" placeholder:"KEY=VALUE,…" help:"HTTP headers of what is sent, such as the credentials of a hosted service."`
}

// Tracer exports spans.
type Tracer struct {
	spans    trace.Tracer
	provider *sdk.TracerProvider
	exporter *exporter
	share    float64
}

// Start begins to trace, as a service with a name and a version. Without an endpoint there is nothing to do: the Tracer
// is nil.
func (f Flags) Start(service, version string, log *zap.Logger) (*Tracer, error) {
	if f.Endpoint == "" {
		return nil, nil
	}
	if !(f.Share >= 0 && f.Share <= 1) {
		return nil, fmt.Errorf("--otlp-share %v: it is a share, from 0 to 1", f.Share)
	}
	log = log.Named("tracing")
	otel.SetLogger(zapr.NewLogger(log)) // what the library cannot return, such as a certificate that it cannot read; it would print it
	exporter, err := newExporter(f.Endpoint, f.Headers, log)
	if err != nil {
		return nil, err
	}
	about, err := describe(service, version)
	if err != nil {
		return nil, err
	}
	provider := sdk.NewTracerProvider(
		sdk.WithResource(about), sdk.WithIDGenerator(ids{}), sdk.WithSampler(sdk.AlwaysSample()), // Record chooses
		sdk.WithBatcher(exporter, sdk.WithMaxQueueSize(maxQueued), sdk.WithBatchTimeout(batchEvery), sdk.WithExportTimeout(exportWithin)),
	)
	log.Info("traces are exported", zap.String("url", exporter.url))
	return &Tracer{
		spans:    provider.Tracer("github.com/wirefold/wirefold", trace.WithInstrumentationVersion(version), trace.WithSchemaURL(semconv.SchemaURL)),
		provider: provider, exporter: exporter, share: f.Share,
	}, nil
}

// describe is the process, as OpenTelemetry names it; OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES add to it.
func describe(service, version string) (*resource.Resource, error) {
	host, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("trace: name this process: %w", err)
	}
	own := resource.NewWithAttributes(semconv.SchemaURL,
		semconv.ServiceName(service), semconv.ServiceVersion(version),
		semconv.ServiceInstanceID(fmt.Sprintf("%s/%d", host, os.Getpid())), semconv.HostName(host),
	)
	all, err := resource.Merge(own, resource.Environment())
	if err != nil {
		return nil, fmt.Errorf("trace: read OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	return all, nil
}

// Stop exports what waits, within a few seconds. The stages have stopped before.
func (t *Tracer) Stop() {
	if t == nil {
		return
	}
	enough := time.AfterFunc(flushWithin, t.exporter.abandon)
	defer enough.Stop()
	t.provider.Shutdown(context.Background()) // what could not be exported is told
}
