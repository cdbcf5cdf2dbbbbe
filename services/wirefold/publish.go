package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/wirefold/copydesk"
)

type publishCmd struct {
	server `embed:""`
	Form   string         `default:"auto" enum:"auto,json,jsonl,html,text,msg" help:"Form of the files: ${enum}. auto goes by the ending (.json .jsonl .html .txt .msg), and looks where there is none."`
	Facts  copydesk.Facts `embed:""`
	Files  []string       `arg:"" name:"file" help:"Files to publish, - for standard input. .msg are header lines, an empty line, the body."`
}

// Run publishes file after file; a bad one does not keep the others back.
func (p publishCmd) Run(ctx context.Context, t terminal) error {
	js, closeConn, err := p.dial("publish")
	if err != nil {
		return err
	}
	defer closeConn()
	failed := 0
	for _, file := range p.Files {
		if err := p.publish(ctx, js, t, file); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			fmt.Fprintf(t.err, "wirefold: %v\n", err)
			failed++
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d files not published, or not wholly", failed, len(p.Files))
	}
	return nil
}

// publish publishes what one file holds and prints a receipt for each message.
func (p publishCmd) publish(ctx context.Context, js jetstream.JetStream, t terminal, file string) error {
	in, name := t.in, "standard input"
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return fmt.Errorf("publish %w", err)
		}
		defer f.Close()
		in, name = f, file
	}
	form := p.Form
	if form == "auto" {
		form = copydesk.FormOf(file)
	}
	var bad error
	err := copydesk.Read(in, form, p.Facts, func(item copydesk.Item, err error) error {
		if err == nil {
			err = p.send(ctx, js, t.out, name, item)
		}
		if err != nil {
			err = fmt.Errorf("publish %s%s: %w", name, item.Place(), err)
			bad = errors.Join(bad, err)
		}
		return ctx.Err()
	})
	if err != nil {
		return fmt.Errorf("publish %s: %w", name, err)
	}
	return bad
}

func (p publishCmd) send(ctx context.Context, js jetstream.JetStream, out io.Writer, name string, item copydesk.Item) error {
	receipt, err := js.PublishMsg(ctx, item.Message)
	switch {
	case errors.Is(err, jetstream.ErrNoStreamResponse):
		return fmt.Errorf("no stream takes %s: is wirefold running? `wirefold setup` makes the streams: %w", item.Message.Subject, err)
	case err != nil:
		return err
	}
	again := ""
	if receipt.Duplicate {
		again = "  (was there already)"
	}
	fmt.Fprintf(out, "%s %d  %s  %s%s%s\n", topology.Wire, receipt.Sequence, item.Message.Subject, name, item.Place(), again)
	return nil
}
