package main

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/services/wirefold/frontpage"
)

func TestSampleIsShownAndStaysUp(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	ctx, stop := context.WithCancel(t.Context())
	out := new(buffer)
	done := make(chan error, 1)
	door := natstest.FreeAddress(t)
	go func() {
		done <- call(ctx, nil, out, io.Discard, "run", "--sample", "--nats-listen", natstest.FreeAddress(t), "--http", "127.0.0.1:0", "--door", door)
	}()
	d := &desk{t: t}
	d.eventually("the page is set", func() bool { return strings.Contains(out.String(), "Ctrl-C") })
	select {
	case err := <-done:
		t.Fatalf("it did not stay up: %v", err)
	default:
	}
	sampleFeeds(d, "http://"+door+"/feed/")
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	page := out.String()
	for _, want := range []string{
		"75 messages from 17 outlets", "THE STORIES", "us-russia-talks", "WHO SAID WHAT", "WHO DID WHAT TO WHOM",
		"is “about 3,000 troops”", "2 copies recalled", "now speaks for itself", "bad_json", "wirefold tail",
	} {
		if !strings.Contains(strings.ReplaceAll(page, "go run ./services/wirefold", "wirefold"), want) {
			t.Errorf("no %q on the page:\n%s", want, page)
		}
	}
	for line := range strings.Lines(page[:strings.Index(page, "YOUR TURN")]) {
		if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > frontpage.Width || strings.Contains(line, "\x1b") {
			t.Errorf("%d columns: %q", n, line)
		}
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestSampleNeedsItsOwnNATS(t *testing.T) {
	err := call(t.Context(), nil, io.Discard, io.Discard, "run", "--sample", "--nats-url", "nats://127.0.0.1:1")
	if err == nil || !strings.Contains(err.Error(), "--nats-url") {
		t.Error(err)
	}
}

func TestBusyPort(t *testing.T) {
	d := start(t)
	err := call(t.Context(), nil, io.Discard, io.Discard, "run", "--data", t.TempDir(), "--nats-listen", strings.TrimPrefix(d.url, "nats://"), "--http", "127.0.0.1:0")
	if err == nil || !strings.Contains(err.Error(), "--nats-listen") {
		t.Error(err)
	}
}

func TestFlagsNameAllCommands(t *testing.T) {
	var out strings.Builder
	if err := call(t.Context(), nil, &out, io.Discard, "flags"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"\n## wirefold run\n", "\n## wirefold publish <file> ...\n", "\n## wirefold dead retry [<seq> ...]\n", "\n## wirefold-ingest\n", "\n## wirefold-dedupe\n",
		"`--news-max-bytes`", "`--nats-creds`", "`WIREFOLD_TOPICS`", "`127.0.0.1:8084`", "`--accept-loss`",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "wirefold flags") {
		t.Error("a hidden command is shown")
	}
}
