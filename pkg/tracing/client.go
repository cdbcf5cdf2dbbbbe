package tracing

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"go.uber.org/zap"
	"google.golang.org/protobuf/proto"
)

const (
	// tryWithin bounds one request: OTLP's own default.
	tryWithin = 10 * time.Second

	// firstPause is the pause after the first try; each one after that is twice as long.
	firstPause = time.Second

	// warnEvery is how often it is told that spans cannot be exported.
	warnEvery = time.Minute
)

// client sends spans as OTLP over HTTP, in protobuf. OpenTelemetry's own client for it brings gRPC into the binary, 6 MB
// more than this one.
type client struct {
	url     string
	headers http.Header
	log     *zap.Logger
	http    *http.Client

	live    context.Context // ends when nothing is worth waiting for any longer
	abandon context.CancelFunc
	patient context.Context // ends when nothing is tried twice any longer
	hurry   context.CancelFunc

	recorded atomic.Int64 // spans that were to be exported

	// Of the batcher's goroutine, which exports one batch at a time.
	sent   int64
	away   bool
	warned time.Time
}

func newClient(endpoint string, headers map[string]string, log *zap.Logger) (*client, error) {
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("--otlp-endpoint %q: it is the URL of an OTLP receiver over HTTP, such as http://127.0.0.1:4318", endpoint)
	}
	if !strings.HasSuffix(u.Path, "/v1/traces") { // a whole path is taken as well as the base that OpenTelemetry speaks of
		u = u.JoinPath("v1/traces")
	}
	transport := http.DefaultTransport.(*http.Transport).Clone() // with its proxies, and connections of its own
	c := &client{url: u.String(), headers: http.Header{}, log: log, http: &http.Client{Timeout: tryWithin, Transport: transport}}
	for name, value := range headers {
		plain, err := url.PathUnescape(value) // as OTEL_EXPORTER_OTLP_HEADERS has them
		if err != nil {
			return nil, fmt.Errorf("--otlp-headers: %s: %w", name, err)
		}
		c.headers.Set(strings.TrimSpace(name), strings.TrimSpace(plain))
	}
	c.headers.Set("Content-Type", "application/x-protobuf")
	c.headers.Set("Content-Encoding", "gzip")
	c.live, c.abandon = context.WithCancel(context.Background())
	c.patient, c.hurry = context.WithCancel(c.live)
	return c, nil
}

func (c *client) Start(context.Context) error { return nil }

func (c *client) Stop(context.Context) error {
	c.abandon()
	if lost := c.recorded.Load() - c.sent; lost > 0 {
		c.log.Warn("spans were not exported", zap.String("url", c.url), zap.Int64("lost", lost), zap.Int64("of", c.recorded.Load()))
	}
	c.http.CloseIdleConnections()
	return nil
}

// UploadTraces sends a batch. What cannot be sent is lost and told here: the batcher knows no log but OpenTelemetry's.
func (c *client) UploadTraces(ctx context.Context, spans []*tracepb.ResourceSpans) error {
	// TracesData is ExportTraceServiceRequest on the wire, in a package that knows no gRPC.
	body, err := proto.Marshal(&tracepb.TracesData{ResourceSpans: spans})
	if err != nil {
		return fmt.Errorf("encode spans: %w", err)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(body) // a buffer takes all
	z.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(c.live, cancel)()
	if c.send(ctx, packed.Bytes()) {
		c.sent += count(spans)
	}
	return nil
}

func count(batches []*tracepb.ResourceSpans) (n int64) {
	for _, r := range batches {
		for _, s := range r.GetScopeSpans() {
			n += int64(len(s.GetSpans()))
		}
	}
	return n
}

// send tries until the batch is taken, refused for good, or too old.
func (c *client) send(ctx context.Context, body []byte) (taken bool) {
	for pause := firstPause; ; pause *= 2 {
		wait, err := c.post(ctx, body)
		c.tell(err)
		if err == nil || wait == final {
			return err == nil
		}
		timer := time.NewTimer(max(wait, pause))
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return false
		case <-c.patient.Done():
			return false
		}
	}
}

// final, as the time to wait, means that another try would fail as well.
const final = -1

// post makes one try. With an error it says how long the endpoint asks to be left alone.
func (c *client) post(ctx context.Context, body []byte) (wait time.Duration, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return final, err
	}
	request.Header = c.headers
	response, err := c.http.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(response.Body, 4096)) // also lets the connection be used again
	switch response.StatusCode {
	case http.StatusOK, http.StatusAccepted, http.StatusNoContent:
		return 0, nil
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		seconds, _ := strconv.ParseUint(response.Header.Get("Retry-After"), 10, 16) // none, or a date: at its own pace
		return time.Duration(seconds) * time.Second, errors.New(response.Status)
	}
	return final, fmt.Errorf("%s: %.200q", response.Status, said)
}

// tell tells how a try went: a failure seldom, and that it is over.
func (c *client) tell(err error) {
	if err == nil {
		if c.away {
			c.away = false
			c.log.Info("spans are exported again", zap.String("url", c.url))
		}
		return
	}
	c.away = true
	if now := time.Now(); now.Sub(c.warned) >= warnEvery {
		c.warned = now
		c.log.Warn("spans cannot be exported, going on without: does --otlp-endpoint take OTLP over HTTP? most listen for it on port 4318",
			zap.String("url", c.url), zap.Error(err))
	}
}
