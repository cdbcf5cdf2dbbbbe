package main

import (
	"context"
	"fmt"

	"github.com/wirefold/wirefold/pkg/topology"
)

type setupCmd struct {
	server       `embed:""`
	NewsMaxBytes int64 `default:"8589934592" env:"WIREFOLD_NEWS_MAX_BYTES" help:"Size of NEWS in bytes; the oldest events go first."`
	AcceptLoss   bool  `help:"Start a new epoch after part of the streams was lost. What was under way is given up and dedupe's memory begins anew; NEWS and STATE stay. All services must be stopped."`
}

func (s setupCmd) Run(ctx context.Context, t terminal) error {
	js, closeConn, err := s.dial("setup")
	if err != nil {
		return err
	}
	defer closeConn()
	limits := topology.Limits{NewsMaxBytes: s.NewsMaxBytes, Short: func(stream string, bytes int64) {
		fmt.Fprintf(t.err, "wirefold: %s made smaller, %d bytes: the broker reserves no more, see its max_file_store\n", stream, bytes)
	}}
	if s.AcceptLoss {
		life, err := topology.AcceptLoss(ctx, js, limits)
		if err != nil {
			return err
		}
		fmt.Fprintf(t.out, "new epoch %s: it begins with WIRE %d\n", life.Epoch, life.First)
		return nil
	}
	if err := topology.Setup(ctx, js, limits, topology.All...); err != nil {
		return err
	}
	life, err := topology.ReadLife(ctx, js)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "streams are set up, epoch %s\n", life.Epoch)
	return nil
}
