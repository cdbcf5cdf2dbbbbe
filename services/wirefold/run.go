package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/alecthomas/kong"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/embednats"
	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/services/clean/cleaner"
	"github.com/wirefold/wirefold/services/dedupe/deduper"
	"github.com/wirefold/wirefold/services/extract/extractor"
	"github.com/wirefold/wirefold/services/ingest/ingest"
	"github.com/wirefold/wirefold/services/newsfeed"
	"github.com/wirefold/wirefold/services/wirefold/sample"
)

type runCmd struct {
	NatsListen    string `default:"127.0.0.1:4222" env:"WIREFOLD_NATS_LISTEN" help:"Address of the NATS inside; port 0 takes a free one."`
	Profile       string `default:"fast" enum:"fast,durable" env:"WIREFOLD_PROFILE" help:"When the NATS inside writes to the disk. fast: once a second; a killed process loses nothing, a machine without power up to a second. durable: before each acknowledgement; a machine without power loses nothing that was acknowledged."`
	NatsURL       string `name:"nats-url" env:"WIREFOLD_NATS_URL" help:"Use the NATS there, and none inside."`
	NatsCreds     string `type:"path" env:"WIREFOLD_NATS_CREDS" help:"Credentials file for --nats-url."`
	ManageStreams bool   `default:"true" env:"WIREFOLD_MANAGE_STREAMS" help:"Create or update the streams this needs; false: never."`
	Sample        bool   `help:"Play the shipped sample, on a data folder of its own, and show what comes of it."`

	app.Ops `embed:""`
	Door    httpdoor.Flags  `embed:""`
	Fetch   fetch.Flags     `embed:""`
	Extract extractor.Flags `embed:""`
	Dedupe  deduper.Flags   `embed:""`
}

// AfterApply keeps the log quiet beside the sample, which has a dead letter in it, unless a level was asked for.
func (r *runCmd) AfterApply(cmd *kong.Context) error {
	if !r.Sample {
		return nil
	}
	if r.NatsURL != "" {
		return errors.New("--sample plays on a NATS of its own: leave --nats-url out")
	}
	if !given(cmd, "log-level") {
		r.LogLevel = "error"
	}
	return nil
}

func given(cmd *kong.Context, name string) bool {
	for _, f := range cmd.Flags() {
		if f.Name != name {
			continue
		}
		for _, env := range f.Tag.Envs {
			if os.Getenv(env) != "" {
				return true
			}
		}
	}
	for _, p := range cmd.Path {
		if p.Flag != nil && p.Flag.Name == name {
			return true
		}
	}
	return false
}

func (r *runCmd) Run(ctx context.Context, t terminal) error {
	log, err := r.Logger()
	if err != nil {
		return err
	}
	defer log.Sync()
	tracer, err := r.Tracing.Start("wirefold", app.Version, log)
	if err != nil {
		return err
	}
	defer tracer.Stop()
	if r.Sample {
		folder, err := os.MkdirTemp("", "wirefold-sample-*")
		if err != nil {
			return fmt.Errorf("make folder for the sample: %w", err)
		}
		defer os.RemoveAll(folder)
		r.Dedupe.Data = folder
		r.Dedupe.Sources.Shipped = sample.Sources
	}
	js, url, closeNATS, err := r.connect(ctx, log)
	if err != nil {
		return err
	}
	defer closeNATS()
	shell := app.Shell{
		JS: js, Log: log, Tracer: tracer, HTTP: r.HTTP, Door: r.Door, ManageStreams: r.ManageStreams, NativeHistograms: r.NativeHistograms,
	}
	services := append(ingest.Services(&r.Dedupe.Sources, &r.Fetch),
		cleaner.Service(),
		extractor.Service(&r.Extract),
		deduper.Service(&r.Dedupe),
		newsfeed.Service(&r.Extract),
	)
	if r.Sample {
		services = append(services, player(url, t))
	}
	return app.Run(ctx, shell, services...)
}

// connect starts the NATS inside, or connects to the one outside.
func (r *runCmd) connect(ctx context.Context, log *zap.Logger) (js jetstream.JetStream, url string, closeAll func(), err error) {
	if r.NatsURL != "" {
		outside := app.Connection{NatsURL: r.NatsURL, NatsCreds: r.NatsCreds}
		js, closeConn, err := outside.Dial(ctx, "wirefold", log)
		return js, r.NatsURL, closeConn, err
	}
	server, err := embednats.Start(embednats.Options{
		Listen: r.NatsListen, Dir: filepath.Join(r.Dedupe.Data, "nats"), Name: "wirefold", SyncAlways: r.Profile == "durable", Log: log.Named("nats"),
	})
	if err != nil {
		return nil, "", nil, err
	}
	nc, err := server.Connect(app.ConnOptions("wirefold", log)...)
	if err != nil {
		server.Stop()
		return nil, "", nil, fmt.Errorf("connect to the NATS inside: %w", err)
	}
	closeAll = func() {
		nc.Close()
		server.Stop()
	}
	if js, err = app.NewJetStream(nc); err != nil {
		closeAll()
		return nil, "", nil, err
	}
	log.Info("nats listens", zap.String("url", server.URL()))
	return js, server.URL(), closeAll, nil
}
