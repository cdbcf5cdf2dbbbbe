package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/pkg/warc/warctest"
	"github.com/wirefold/wirefold/services/wirefold/bookmark"
)

// quietDesk is a broker where nobody works on WIRE.
func quietDesk(t *testing.T) *desk {
	b := natstest.Start(t)
	b.Setup(b.Connect(), topology.IngestPart)
	return &desk{t: t, url: b.URL, dir: t.TempDir()}
}

func TestPublishAnArchive(t *testing.T) {
	d := quietDesk(t)
	const html = "Content-Type: text/html; charset=windows-1251"
	file := d.file("crawl.warc.gz", warctest.Members(
		warctest.Record("warcinfo", "", "software: x"),
		warctest.Response("https://www.pierpost.example/1", "<p>Pier closed</p>", "200 OK", html),
		warctest.Response("https://pierpost.example/old", "", "301 Moved", "Location: /1"),
		"rubbish",
		warctest.Response("https://skerry.example/2", "<p>Gale</p>", "200 OK", html),
		warctest.Response("https://skerry.example/3.png", "\x89PNG", "200 OK", "Content-Type: image/png"),
	))
	out, errs, err := d.run("publish", file)
	want := "WIRE 1  wire.pierpost_example  " + file + ":2\nWIRE 2  wire.skerry_example  " + file + ":5\n"
	if out != want {
		t.Errorf("receipts:\n%s", out)
	}
	if err == nil || !strings.Contains(err.Error(), "1 of 1 files not published, or not wholly") {
		t.Errorf("a record is broken: %v", err)
	}
	for _, want := range []string{"crawl.warc.gz:4: read WARC record at byte", "2 published, 1 refused; passed over: 1 image, 1 redirect, 1 warcinfo"} {
		if !strings.Contains(errs, want) {
			t.Errorf("it does not say %q:\n%s", want, errs)
		}
	}
	m := d.lastOf(topology.Wire)
	if m.Header.Get("Content-Type") != "text/html; charset=windows-1251" || m.Header.Get("Wirefold-Url") != "https://skerry.example/2" || string(m.Data) != "<p>Gale</p>" {
		t.Errorf("%v %q", m.Header, m.Data)
	}
	if out, errs, _ = d.run("publish", file, "--source", "tass"); strings.Count(out, "wire.tass") != 2 || strings.Contains(errs, "already") {
		t.Errorf("with a source of its own it is other copy:\n%s%s", out, errs)
	}
	if out, errs, _ = d.run("publish", file); strings.Count(out, "(was there already)") != 2 || !strings.Contains(errs, "2 published (2 were there already)") {
		t.Errorf("what is published to its end begins anew:\n%s%s", out, errs)
	}
}

func TestPublishGoesOnWhereItWasInterrupted(t *testing.T) {
	d := quietDesk(t)
	const lines = 20_000
	var text strings.Builder
	for n := range lines {
		fmt.Fprintf(&text, `{"source":"pierpost.example","text":"The pier is closed, %d."}`+"\n", n)
		if n == 100 {
			text.WriteString(`{"source":` + "\n")
		}
	}
	file := d.file("wire.jsonl", text.String())
	js := d.js()
	stored := func() uint64 {
		s, err := js.Stream(t.Context(), topology.Wire)
		if err != nil {
			t.Fatal(err)
		}
		return s.CachedInfo().State.Msgs
	}
	ctx, interrupt := context.WithCancel(t.Context())
	first := make(chan string, 1)
	var err error
	go func() {
		var errs strings.Builder
		err = call(ctx, nil, io.Discard, &errs, "publish", file, "--nats-url", d.url)
		first <- errs.String()
	}()
	d.eventually("some stand on WIRE", func() bool { return stored() > 500 })
	interrupt()
	<-first
	if !errors.Is(err, context.Canceled) || !strings.Contains(fmt.Sprint(err), "the same command goes on there") {
		t.Fatalf("interrupted: %v", err)
	}
	out, errs, err := d.run("publish", file)
	if err == nil || !strings.Contains(errs, "going on behind") || strings.Contains(errs, "no JSON object") {
		t.Errorf("the second time: %v\n%s", err, errs)
	}
	if n := stored(); n != lines {
		t.Errorf("WIRE holds %d of %d", n, lines)
	}
	if n := strings.Count(out, "\n"); n >= lines-500 {
		t.Errorf("the second time %d of %d lines", n, lines)
	}
	if !strings.Contains(out, fmt.Sprintf(":%d\n", lines+1)) {
		t.Errorf("the lines are numbered otherwise:\n%s", out[max(0, len(out)-200):])
	}
}

func TestPublishWithoutABroker(t *testing.T) {
	d := &desk{t: t, url: natstest.Start(t).URL, dir: t.TempDir()} // and no streams
	_, _, err := d.run("publish", "--source", "tass", d.file("a.txt", gale), d.file("b.txt", gale))
	if err == nil || !strings.Contains(err.Error(), "a.txt: no stream takes wire.tass: is wirefold running?") {
		t.Error(err)
	}
	if _, errs, _ := d.run("publish", d.dir); !strings.Contains(errs, "is a folder: name the files in it") {
		t.Error(errs)
	}
}

func TestPublishStandardInput(t *testing.T) {
	d := quietDesk(t)
	in, feed := io.Pipe()
	out := new(buffer)
	done := make(chan error, 1)
	go func() {
		done <- call(t.Context(), in, out, io.Discard, "publish", "-", "--form", "jsonl", "--nats-url", d.url)
	}()
	for n := range 3 {
		fmt.Fprintf(feed, `{"source":"tass","text":"The pier is closed, %d."}`+"\n", n)
		want := fmt.Sprintf("WIRE %d  wire.tass  standard input:%d\n", n+1, n+1)
		d.eventually("the receipt of what came so far", func() bool { return strings.HasSuffix(out.String(), want) })
	}
	feed.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestProgress(t *testing.T) {
	var none *progress
	if !none.lines() {
		t.Error("without a bar each receipt has a line")
	}
	none.move("a", 1, bookmark.Tally{})
	none.next("a")
	none.end()
	if newProgress(terminal{err: new(strings.Builder), out: new(strings.Builder)}, []string{"publish_test.go"}) != nil {
		t.Error("a bar where there is no terminal")
	}
	var screen strings.Builder
	p := barOf(&screen, 1000, true)
	p.move("dir/crawl.warc.gz", 100, bookmark.Tally{Published: 7, Refused: 2})
	for _, want := range []string{"crawl.warc.gz: 7 published", "2 refused", " 10% "} {
		if !strings.Contains(screen.String(), want) {
			t.Errorf("the bar does not say %q: %q", want, screen.String())
		}
	}
	p.aside(func() { fmt.Fprintln(&screen, "told") })
	p.move("crawl.warc.gz", 5000, bookmark.Tally{Published: 8})
	if s := screen.String(); p.lines() || !strings.Contains(s, "\rtold\n") || !strings.Contains(s, "8 published") {
		t.Errorf("%q", s)
	}
	p.end()
}
