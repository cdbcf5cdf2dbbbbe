package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/wirefold/wirefold/pkg/sources"
	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/services/wirefold/roster"
)

type sourcesCmd struct {
	server `embed:""`
	File   string `name:"sources" type:"existingfile" env:"WIREFOLD_SOURCES" help:"The file of sources that Wirefold runs with: adds how long each is silent at most while all is well, and says which feeds were never polled or have left it."`
	JSON   bool   `name:"json" help:"Print a JSON object a line for each source, with its feeds."`
	Source string `arg:"" optional:"" help:"One source, a host or an agency: print each of its feeds with its last error."`
}

func (sourcesCmd) Help() string {
	return `COPIES is the share of copies among what a source sent, over the events that NEWS keeps. LAST ITEM is its last message on
WIRE, which keeps a week; "late" is one that was silent for longer than EXPECTED.`
}

func (c sourcesCmd) Run(ctx context.Context, t terminal) error {
	q := roster.Question{Now: time.Now()}
	if c.File != "" {
		file, err := os.ReadFile(c.File)
		if err != nil {
			return fmt.Errorf("read sources: %w", err)
		}
		if q.List, err = sources.Parse(file); err != nil {
			return fmt.Errorf("%s: %w", c.File, err)
		}
	}
	if c.Source != "" {
		if q.Source = subject.Source(c.Source); q.Source == subject.None {
			return fmt.Errorf("source %.60q: no letter or digit in it", c.Source)
		}
	}
	js, closeConn, err := c.dial("sources")
	if err != nil {
		return err
	}
	defer closeConn()
	r, err := roster.Read(ctx, js, q)
	if err != nil {
		return err
	}
	if q.Source != "" && len(r.Sources) == 0 && r.Broken == nil {
		return fmt.Errorf("nothing is known of source %s: neither WIRE nor NEWS has a message of it, and it has no feeds", q.Source)
	}
	print := r.Print
	switch {
	case c.JSON:
		print = r.PrintJSON
	case q.Source != "":
		print = r.PrintFeeds
	}
	return errors.Join(print(t.out), r.Broken)
}
