package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/wirefold/bookmark"
	"github.com/wirefold/wirefold/services/wirefold/copydesk"
	"github.com/wirefold/wirefold/services/wirefold/courier"
)

const (
	// brokerPatience is how long a broker that is away is waited for: a restart and an election of leaders are shorter.
	brokerPatience = 30 * time.Second

	// markEvery is how often it is kept how far a file was published.
	markEvery = time.Second

	// markGrace is for keeping it when all is over.
	markGrace = 5 * time.Second
)

// delivery publishes files, one after the other.
type delivery struct {
	js    jetstream.JetStream
	t     terminal
	facts copydesk.Facts
	bar   *progress
	shelf *bookmark.Shelf // nil: the broker keeps no marks
	epoch string          // of WIRE
}

// openShelf opens the shelf of marks. Without, files are published, but not gone on with.
func (d *delivery) openShelf(ctx context.Context) (*bookmark.Shelf, string) {
	life, err := topology.ReadLife(ctx, d.js)
	if err != nil {
		return nil, "" // nor is there a WIRE, which the first message will tell
	}
	shelf, err := bookmark.Open(ctx, d.js)
	if err != nil {
		d.complain("files cannot be gone on with when interrupted: %v", err)
		return nil, ""
	}
	return shelf, life.Epoch
}

func (d *delivery) complain(format string, args ...any) {
	d.bar.aside(func() { fmt.Fprintf(d.t.err, "wirefold: "+format+"\n", args...) })
}

// run is the publishing of one file.
type run struct {
	*delivery
	name   string
	key    string // of its mark; "" for none
	mark   bookmark.Mark
	kept   time.Time         // when the mark was
	known  map[string]uint64 // sequences of messages that may be those of an earlier run
	read   *meter
	latest copydesk.Item
}

// publish publishes what one file holds, and prints a receipt for each message or moves the bar.
func (d *delivery) publish(ctx context.Context, file, form string) (wholly bool, err error) {
	r := &run{delivery: d, name: file, read: new(meter)}
	if file == "-" {
		r.name, r.read.Reader = "standard input", d.t.in
	} else {
		in, size, err := open(file)
		if err != nil {
			return false, err
		}
		defer in.Close()
		r.read.Reader = in
		if size >= 0 && d.shelf != nil && (form == copydesk.Lines || form == copydesk.Archive || form == copydesk.Look) {
			if r.key, err = bookmark.Key(in, size, d.epoch, form, fmt.Sprintf("%q", d.facts)); err != nil {
				return false, fmt.Errorf("%s: %w", r.name, err)
			}
		}
	}
	if err := r.goOn(ctx); err != nil {
		return false, fmt.Errorf("%s: %w", r.name, err)
	}
	c := courier.New(ctx, d.js, brokerPatience)
	err = copydesk.Read(r.read, form, d.facts, r.mark.Position, func(item copydesk.Item, bad error) error {
		return r.hand(c, item, bad)
	})
	if lost := c.Close(); lost != nil || ctx.Err() != nil {
		return false, r.stop(ctx, lost)
	}
	if err != nil {
		r.forget(ctx) // it will fail there again
		return false, fmt.Errorf("%s%s: %w", r.name, r.latest.Place(), err)
	}
	r.forget(ctx)
	r.sum()
	return r.mark.Tally.Refused == 0, nil
}

// goOn finds how far the file was published before.
func (r *run) goOn(ctx context.Context) error {
	if r.key == "" {
		return nil
	}
	mark, found, err := r.shelf.Find(ctx, r.key)
	if err != nil {
		return err
	}
	r.mark, r.kept = mark, time.Now()
	if found {
		if r.known, err = r.shelf.Known(ctx, mark.Wire); err != nil {
			return err
		}
		r.complain("%s: going on behind %d, of which %d were published", r.name, mark.Position.Number, mark.Tally.Published)
		return nil
	}
	return r.shelf.Keep(ctx, r.key, r.mark)
}

// hand gives an item to the courier.
func (r *run) hand(c *courier.Courier, item copydesk.Item, bad error) error {
	if bad != nil || item.Message == nil {
		return c.Send(nil, func(*jetstream.PubAck, error) { r.told(item, nil, bad) })
	}
	if seq, ok := r.known[item.Message.Header.Get(jetstream.MsgIDHeader)]; ok {
		there := &jetstream.PubAck{Stream: topology.Wire, Sequence: seq, Duplicate: true}
		return c.Send(nil, func(*jetstream.PubAck, error) { r.told(item, there, nil) })
	}
	return c.Send(item.Message, func(ack *jetstream.PubAck, refused error) { r.told(item, ack, refused) })
}

// told takes what became of an item; it is called in the order of the file.
func (r *run) told(item copydesk.Item, receipt *jetstream.PubAck, bad error) {
	t := &r.mark.Tally
	switch {
	case bad != nil:
		t.Refused++
		r.complain("publish %s%s: %v", r.name, item.Place(), bad)
	case receipt == nil:
		if t.Passed == nil {
			t.Passed = map[string]int{}
		}
		t.Passed[item.Passed]++
	default:
		again := ""
		if t.Published++; receipt.Duplicate {
			t.Repeated++
			again = "  (was there already)"
		}
		if r.bar.lines() {
			fmt.Fprintf(r.t.out, "%s %d  %s  %s%s%s\n", topology.Wire, receipt.Sequence, item.Message.Subject, r.name, item.Place(), again)
		}
	}
	r.latest, r.mark.Position = item, item.Next
	r.bar.move(r.name, r.read.bytes.Load(), *t)
	if r.key != "" && time.Since(r.kept) > markEvery {
		r.keep(context.Background())
	}
}

// keep keeps how far it is. Where that fails, publishing will, or the last mark is good enough.
func (r *run) keep(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), markGrace)
	defer cancel()
	r.kept = time.Now()
	return r.shelf.Keep(ctx, r.key, r.mark) == nil
}

// stop makes the error of a file that was not published to its end.
func (r *run) stop(ctx context.Context, lost error) error {
	if ctx.Err() != nil {
		lost = fmt.Errorf("interrupted: %w", ctx.Err())
	}
	stopped := &stoppedError{file: r.name, behind: r.mark.Position.Number, cause: lost}
	if r.key != "" {
		stopped.marked = r.keep(ctx)
	}
	return stopped
}

func (r *run) forget(ctx context.Context) {
	if r.key == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), markGrace)
	defer cancel()
	if err := r.shelf.Drop(ctx, r.key); err != nil {
		r.complain("%s: %v", r.name, err)
	}
}

// sum tells what the lines do not: what was passed over, and all where there are no lines.
func (r *run) sum() {
	t := r.mark.Tally
	if r.bar.lines() && len(t.Passed) == 0 {
		return
	}
	text := fmt.Sprintf("%s: %d published", r.name, t.Published)
	if t.Repeated > 0 {
		text += fmt.Sprintf(" (%d were there already)", t.Repeated)
	}
	if t.Refused > 0 {
		text += fmt.Sprintf(", %d refused", t.Refused)
	}
	var passed []string
	for _, why := range slices.Sorted(maps.Keys(t.Passed)) {
		passed = append(passed, fmt.Sprintf("%d %s", t.Passed[why], why))
	}
	if len(passed) > 0 {
		text += "; passed over: " + strings.Join(passed, ", ")
	}
	r.complain("%s", text)
}

// meter counts what is read of a file.
type meter struct {
	io.Reader
	bytes atomic.Int64 // from the beginning of the file
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.Reader.Read(p)
	m.bytes.Add(int64(n))
	return n, err
}

func (m *meter) Seek(offset int64, whence int) (int64, error) {
	seeker, ok := m.Reader.(io.Seeker)
	if !ok {
		return 0, fmt.Errorf("seek: it can only be read from its beginning")
	}
	at, err := seeker.Seek(offset, whence)
	m.bytes.Store(at)
	return at, err
}
