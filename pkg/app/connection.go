package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/topology"
)

// Connection are the flags of all that speaks to a NATS somewhere else.
type Connection struct {
	NatsURL       string `name:"nats-url" default:"nats://127.0.0.1:4222" env:"WIREFOLD_NATS_URL" help:"NATS servers, parted by commas."`
	NatsCreds     string `name:"nats-creds" type:"path" env:"WIREFOLD_NATS_CREDS" help:"Credentials file for NATS."`
	ManageStreams bool   `name:"manage-streams" default:"true" env:"WIREFOLD_MANAGE_STREAMS" help:"Create or update the streams this needs; false: never."`
}

const (
	// publishTimeout bounds how long the acknowledgement of a publish is waited for.
	publishTimeout = 3 * time.Second

	// maxPending bounds the publishes under way of a process.
	maxPending = 4096

	// redial is how often a broker that does not answer is asked again.
	redial = 250 * time.Millisecond
)

// Dial connects. A NATS that is not there yet is dialled until it is; [Run] waits for that.
func (c Connection) Dial(_ context.Context, name string, log *zap.Logger) (jetstream.JetStream, func(), error) {
	opts := append(ConnOptions(name, log),
		nats.RetryOnFailedConnect(true),
		nats.ConnectHandler(func(nc *nats.Conn) { log.Info("nats connected", zap.String("url", nc.ConnectedUrlRedacted())) }),
		nats.ReconnectErrHandler(seldom(func(_ *nats.Conn, err error) {
			log.Warn("nats does not answer, trying again: is it running, and is --nats-url right?", zap.Error(err))
		})),
	)
	if c.NatsCreds != "" {
		opts = append(opts, nats.UserCredentials(c.NatsCreds))
	}
	nc, err := nats.Connect(c.NatsURL, opts...)
	if err != nil {
		return nil, nil, fmt.Errorf("connect to nats at %s: %w", c.NatsURL, err)
	}
	js, err := NewJetStream(nc)
	return js, nc.Close, err
}

// seldom calls f at most every ten seconds.
func seldom(f func(*nats.Conn, error)) func(*nats.Conn, error) {
	var last time.Time // the client calls its handlers one at a time
	return func(nc *nats.Conn, err error) {
		if now := time.Now(); now.Sub(last) >= 10*time.Second {
			last = now
			f(nc, err)
		}
	}
}

// DialOnce connects or says why it cannot: for commands that a person waits for.
func (c Connection) DialOnce(name string) (jetstream.JetStream, func(), error) {
	opts := []nats.Option{nats.Name(name)}
	if c.NatsCreds != "" {
		opts = append(opts, nats.UserCredentials(c.NatsCreds))
	}
	nc, err := nats.Connect(c.NatsURL, opts...)
	if err != nil {
		return nil, nil, fmt.Errorf("connect to nats at %s: %w: is it running, and is --nats-url right?", c.NatsURL, err)
	}
	js, err := NewJetStream(nc)
	return js, nc.Close, err
}

// ConnOptions are the options of a service's connection: it reconnects for ever, and quickly.
func ConnOptions(name string, log *zap.Logger) []nats.Option {
	// Said each time, what the survey may not ask would be a line a second.
	denied := seldom(func(_ *nats.Conn, err error) { log.Warn("nats denies a permission", zap.Error(err)) })
	return []nats.Option{
		nats.Name(name),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(redial),
		nats.IgnoreAuthErrorAbort(), // credentials are renewed, too
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				log.Warn("nats connection lost", zap.Error(err))
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { log.Info("nats connection is back") }),
		nats.ErrorHandler(func(nc *nats.Conn, _ *nats.Subscription, err error) {
			if errors.Is(err, nats.ErrPermissionViolation) {
				denied(nc, err)
				return
			}
			log.Warn("nats reports an error", zap.Error(err))
		}),
	}
}

// NewJetStream is the JetStream context that services publish with.
func NewJetStream(nc *nats.Conn) (jetstream.JetStream, error) {
	return jetstream.New(nc,
		jetstream.WithPublishAsyncTimeout(publishTimeout),
		jetstream.WithPublishAsyncMaxPending(maxPending),
	)
}

// setup sets the streams of the services up.
func setup(ctx context.Context, shell Shell, services []Service) error {
	limits := topology.Limits{Short: func(stream string, bytes int64) {
		shell.Log.Warn("stream made smaller: the broker reserves no more, see its max_file_store", zap.String("stream", stream), zap.Int64("bytes", bytes))
	}}
	var parts []topology.Part
	for _, s := range services {
		if s.Limit != nil {
			s.Limit(&limits)
		}
		parts = append(parts, s.Part)
	}
	return topology.Setup(ctx, shell.JS, limits, parts...)
}
