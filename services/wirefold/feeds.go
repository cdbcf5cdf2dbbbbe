package main

import (
	"context"
	"errors"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/services/extract/extractor"
	"github.com/wirefold/wirefold/services/newsfeed"
)

// feedsCmd is the feeds by themselves: with `wirefold run` they are there already.
type feedsCmd struct {
	app.Connection `embed:""`
	app.Ops        `embed:"" set:"http=127.0.0.1:8085"`
	Door           httpdoor.Flags  `embed:""`
	Extract        extractor.Flags `embed:""`
}

func (f *feedsCmd) Run(ctx context.Context) error {
	if f.Door.Address == "" {
		return errors.New("serve feeds: without a door nobody reaches them: give --door an address")
	}
	f.Door.Needed = true
	log, err := f.Logger()
	if err != nil {
		return err
	}
	defer log.Sync()
	tracer, err := f.Tracing.Start("wirefold-feeds", app.Version, log)
	if err != nil {
		return err
	}
	defer tracer.Stop()
	js, closeConn, err := f.Dial(ctx, "wirefold-feeds", log)
	if err != nil {
		return err
	}
	defer closeConn()
	return app.Run(ctx, app.Shell{
		JS: js, Log: log, Tracer: tracer, HTTP: f.HTTP, Door: f.Door, ManageStreams: f.ManageStreams, NativeHistograms: f.NativeHistograms,
	}, newsfeed.Service(&f.Extract))
}
