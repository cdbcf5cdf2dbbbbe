package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/wirefold/wirefold/services/wirefold/copydesk"
)

type publishCmd struct {
	server `embed:""`
	Form   string         `default:"auto" enum:"auto,json,jsonl,html,text,warc,msg" help:"Form of the files: ${enum}. auto goes by the ending (.json .jsonl .html .txt .warc .msg, also with .gz), and looks where there is none."`
	Facts  copydesk.Facts `embed:""`
	Files  []string       `arg:"" name:"file" help:"Files to publish, - for standard input. .jsonl has an article object a line, .warc is a web archive (its HTML and plain text responses), .msg are header lines, an empty line, the body. Interrupted within a file, the same command goes on there."`
}

// Run publishes file after file; a bad one does not keep the others back.
func (p publishCmd) Run(ctx context.Context, t terminal) error {
	js, closeConn, err := p.dial("publish")
	if err != nil {
		return err
	}
	defer closeConn()
	d := &delivery{js: js, t: t, facts: p.Facts, bar: newProgress(t, p.Files)}
	d.shelf, d.epoch = d.openShelf(ctx)
	failed := 0
	for _, file := range p.Files {
		wholly, err := d.publish(ctx, file, p.formOf(file))
		d.bar.next(file)
		var stopped *stoppedError
		switch {
		case errors.As(err, &stopped):
			d.bar.end()
			return fmt.Errorf("publish %w", err)
		case err != nil:
			d.complain("publish %v", err)
		}
		if !wholly {
			failed++
		}
	}
	d.bar.end()
	if failed > 0 {
		return fmt.Errorf("%d of %d files not published, or not wholly", failed, len(p.Files))
	}
	return nil
}

func (p publishCmd) formOf(file string) string {
	if p.Form == "auto" {
		return copydesk.FormOf(file)
	}
	return p.Form
}

// stoppedError is that of a file within which publishing ended, and of which nothing more gets through.
type stoppedError struct {
	file   string
	behind int // line or record; 0: nothing was published
	cause  error
	marked bool
}

func (e *stoppedError) Error() string {
	switch {
	case e.behind == 0:
		return fmt.Sprintf("%s: %v", e.file, e.cause)
	case !e.marked:
		return fmt.Sprintf("%s: stopped behind %d: %v", e.file, e.behind, e.cause)
	}
	return fmt.Sprintf("%s: stopped behind %d: %v: the same command goes on there", e.file, e.behind, e.cause)
}

func (e *stoppedError) Unwrap() error { return e.cause }

// open opens a file, or standard input; size is -1 where it is no regular file.
func open(file string) (in *os.File, size int64, err error) {
	in, err = os.Open(file)
	if err != nil {
		return nil, 0, err
	}
	info, err := in.Stat()
	switch {
	case err != nil:
		in.Close()
		return nil, 0, err
	case info.IsDir():
		in.Close()
		return nil, 0, fmt.Errorf("%s is a folder: name the files in it", file)
	case !info.Mode().IsRegular():
		return in, -1, nil
	}
	return in, info.Size(), nil
}
