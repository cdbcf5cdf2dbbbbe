// Command wirefold is all of Wirefold: the whole pipeline in one process, its stages as plain filters, and the commands
// that speak to a running one.
package main

import (
	"context"
	"io"
	"os"

	"github.com/alecthomas/kong"

	"github.com/wirefold/wirefold/pkg/app"
)

type cli struct {
	Run   runCmd   `cmd:"" help:"Run everything in one process, with its own NATS."`
	Feeds feedsCmd `cmd:"" help:"Serve the news of a Wirefold elsewhere as RSS and JSON Feed. Run any number."`
	Setup setupCmd `cmd:"" help:"Create or update the streams, and do nothing else."`
	Ready readyCmd `cmd:"" help:"Tell whether a process on this machine is ready: a container's health check."`

	Publish publishCmd `cmd:"" help:"Publish files to the wire."`
	Tail    tailCmd    `cmd:"" help:"Follow the news: what stands, then what comes."`
	Dead    deadCmd    `cmd:"" help:"Look after what could not be understood."`
	Sources sourcesCmd `cmd:"" help:"Tell of each source when it was heard last, how its feeds are polled, and how much of it is copies."`
	Trace   traceCmd   `cmd:"" help:"Follow one article through all stages."`
	Detach  detachCmd  `cmd:"" help:"Decide that an article is no copy."`
	Join    joinCmd    `cmd:"" help:"Decide that an article is a copy of another."`

	Clean   cleanCmd   `cmd:"" help:"Filter: raw copy to clean articles, JSON lines."`
	Extract extractCmd `cmd:"" help:"Filter: clean articles to facts, JSON lines."`
	Dedupe  dedupeCmd  `cmd:"" help:"Filter: articles to originals and copies, JSON lines."`
	Fold    foldCmd    `cmd:"" help:"Filter: wire in, news out, JSON lines."`

	Flags   flagsCmd         `cmd:"" hidden:"" help:"Print all flags as Markdown."`
	Metrics metricsCmd       `cmd:"" hidden:"" help:"Print all metrics as Markdown."`
	Version kong.VersionFlag `help:"Print the version and exit."`
}

func main() {
	ctx, stop := app.Signals()
	defer stop()
	cmd := kong.Parse(new(cli), options(ctx, terminal{os.Stdin, os.Stdout, os.Stderr})...)
	cmd.FatalIfErrorf(cmd.Run())
}

// terminal is where a command reads and writes.
type terminal struct {
	in       io.Reader
	out, err io.Writer
}

func options(ctx context.Context, t terminal) []kong.Option {
	return []kong.Option{
		kong.Name("wirefold"),
		kong.Description("Wire in, news out: raw copy becomes enriched events without copies."),
		kong.Vars{"version": "wirefold " + app.Version, "http": "127.0.0.1:8080"},
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Writers(t.out, t.err),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(t),
	}
}
