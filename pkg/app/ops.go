package app

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/tracing"
)

// Ops are the flags of all that stays up.
type Ops struct {
	HTTP      string `name:"http" default:"${http}" env:"WIREFOLD_HTTP" help:"Address of /metrics, /healthz and /readyz; port 0 takes a free one."`
	LogLevel  string `name:"log-level" default:"info" enum:"debug,info,warn,error" env:"WIREFOLD_LOG_LEVEL" help:"Least level to log: ${enum}."`
	LogFormat string `name:"log-format" default:"console" enum:"console,json" env:"WIREFOLD_LOG_FORMAT" help:"Form of log lines, on standard error: ${enum}."`

	Tracing tracing.Flags `embed:""`

	NativeHistograms bool `name:"native-histograms" env:"WIREFOLD_NATIVE_HISTOGRAMS" help:"Expose histograms with native buckets and without classic ones: finer, and fewer series. For a Prometheus that scrapes native histograms; the shipped dashboards and rules read the classic ones."`
}

// Logger makes the process's logger.
func (o Ops) Logger() (*zap.Logger, error) {
	level, err := zapcore.ParseLevel(o.LogLevel)
	if err != nil {
		return nil, fmt.Errorf("log level: %w", err)
	}
	config := zap.NewProductionConfig()
	config.Level, config.Encoding, config.Sampling = zap.NewAtomicLevelAt(level), o.LogFormat, nil
	config.DisableCaller, config.DisableStacktrace = true, true
	config.EncoderConfig.EncodeTime = zapcore.RFC3339TimeEncoder
	config.EncoderConfig.EncodeDuration = zapcore.StringDurationEncoder
	return config.Build()
}

// Register registers what a process of these services tells. [Run] does it before anything else, so that all stands at
// zero from the start on.
func Register(r *metrics.Registry, services ...Service) {
	r.Process(Version)
	for _, s := range services {
		if s.Door {
			httpdoor.Metrics(r)
		}
		if s.Metrics != nil {
			s.Metrics(r)
		}
	}
}

// ops is the ops port.
type ops struct {
	address string
	server  *http.Server
	done    sync.WaitGroup
}

func serveOps(address string, registry *metrics.Registry, ready *readiness) (*ops, error) {
	o := &ops{}
	if address == "" {
		return o, nil
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("open ops port: %w: stop what listens there, or give another --http", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", registry.Handler())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.Handle("GET /readyz", ready)
	o.address = listener.Addr().String()
	o.server = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	o.done.Go(func() { o.server.Serve(listener) }) // returns http.ErrServerClosed at the stop
	return o, nil
}

func (o *ops) stop() {
	if o.server == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	o.server.Shutdown(ctx)
	o.done.Wait()
}
