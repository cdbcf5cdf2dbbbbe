package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/topology"
)

func TestMain(m *testing.M) {
	os.Setenv("WIREFOLD_DOOR", "") // no door, unless a test opens one: its default can be open once on a machine
	os.Exit(m.Run())
}

// call runs the command line as main does.
func call(ctx context.Context, in io.Reader, out, errs io.Writer, args ...string) error {
	parser, err := kong.New(new(cli), options(ctx, terminal{in, out, errs})...)
	if err != nil {
		return err
	}
	cmd, err := parser.Parse(args)
	if err != nil {
		return err
	}
	return cmd.Run()
}

// desk is a running pipeline and somebody who types commands.
type desk struct {
	t   *testing.T
	url string
	dir string
}

// start runs everything, as `wirefold run` does, until the test ends.
func start(t *testing.T) *desk {
	t.Helper()
	address := natstest.FreeAddress(t)
	d := &desk{t: t, url: "nats://" + address, dir: t.TempDir()}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- call(ctx, nil, io.Discard, io.Discard, "run", "--nats-listen", address, "--http", "127.0.0.1:0", "--data", t.TempDir(), "--log-level", "error")
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("run: %v", err)
		}
	})
	d.eventually("the streams stand", func() bool {
		js, closeConn, err := app.Connection{NatsURL: d.url}.DialOnce("test")
		if err != nil {
			return false
		}
		defer closeConn()
		_, err = topology.ReadLife(ctx, js)
		return err == nil
	})
	return d
}

// run runs a command to its end.
func (d *desk) run(args ...string) (out, errs string, err error) {
	d.t.Helper()
	var o, e strings.Builder
	err = call(d.t.Context(), strings.NewReader(""), &o, &e, append(args, "--nats-url", d.url)...)
	return o.String(), e.String(), err
}

// must runs a command that has to succeed.
func (d *desk) must(args ...string) string {
	d.t.Helper()
	out, errs, err := d.run(args...)
	if err != nil {
		d.t.Fatalf("%v: %v\n%s%s", args, err, out, errs)
	}
	return out
}

// file writes a file and gives its path.
func (d *desk) file(name, body string) string {
	d.t.Helper()
	path := filepath.Join(d.dir, name)
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		d.t.Fatal(err)
	}
	return path
}

func (d *desk) js() jetstream.JetStream {
	d.t.Helper()
	js, closeConn, err := app.Connection{NatsURL: d.url}.DialOnce("test")
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(closeConn)
	return js
}

func (d *desk) eventually(what string, ok func() bool) {
	d.t.Helper()
	for end := time.Now().Add(natstest.Patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if ok() {
			return
		}
	}
	d.t.Fatalf("not in time: %s", what)
}

// settled waits until the pipeline has decided all of WIRE and told it.
func (d *desk) settled() {
	d.t.Helper()
	js := d.js()
	last := func(stream string) uint64 {
		s, err := js.Stream(d.t.Context(), stream)
		if err != nil {
			d.t.Fatal(err)
		}
		return s.CachedInfo().State.LastSeq
	}
	d.eventually("all is decided", func() bool { return last(topology.Decisions) >= last(topology.Wire) })
	told := last(topology.News)
	d.eventually("all is told", func() bool {
		time.Sleep(200 * time.Millisecond)
		before := told
		told = last(topology.News)
		return told == before
	})
}

// follow runs tail until the test ends and gives what it has printed so far.
func (d *desk) follow(args ...string) func() string {
	d.t.Helper()
	ctx, stop := context.WithCancel(d.t.Context())
	out := new(buffer)
	done := make(chan error, 1)
	go func() {
		done <- call(ctx, nil, out, out, append(append([]string{"tail"}, args...), "--nats-url", d.url)...)
	}()
	d.t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			d.t.Errorf("tail: %v", err)
		}
	})
	return out.String
}

// buffer may be read while it is written.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

const ferry = `The island council voted on Thursday to close the old ferry pier after an inspection found rot in forty of its beams.

"Nobody will walk on that wood again while I am mayor," said Mayor Ida Thorsen, who had crossed the pier herself on Monday.

The council will move the boats to the fish dock until a new pier is built. The ferry workers have asked for repairs since the spring, and the fishermen want to know who will pay them for the lost room.

A vote on the money is planned for the end of the month, when the council meets in the old school.`

const gale = `A gale passed north of the isles in the night and took the roof of a boathouse, the coast guard said. Nobody was hurt.

The wind fell below thirty knots by the morning, and the ferries to the outer skerries left on time.`

// article is an article object.
func article(id, source, title, text string) string {
	return fmt.Sprintf(`{"id":%q,"source":%q,"url":"https://%s/%s","title":%q,"text":%q,"publishedAt":"2022-03-03T14:00:00Z","version":1}`,
		id, source, source, id, title, text)
}
