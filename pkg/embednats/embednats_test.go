package embednats_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/embednats"
	"github.com/wirefold/wirefold/pkg/embednats/natstest"
)

func open(t *testing.T, o embednats.Options) *embednats.Server {
	t.Helper()
	s, err := embednats.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

func TestAServerStartedAgainOnItsFolderKeepsItsStreams(t *testing.T) {
	o := embednats.Options{Dir: filepath.Join(t.TempDir(), "made", "when", "missing"), Name: "test"}
	s := open(t, o)
	js := connect(t, s)
	if _, err := js.CreateStream(natstest.Context(t), jetstream.StreamConfig{Name: "WIRE", Subjects: []string{"wire.>"}}); err != nil {
		t.Fatal(err)
	}
	large := make([]byte, 7<<20) // more than a broker's default of 1 MiB
	if _, err := js.Publish(natstest.Context(t), "wire.test", large); err != nil {
		t.Fatal(err)
	}
	s.Stop()
	js = connect(t, open(t, o))
	wire, err := js.Stream(natstest.Context(t), "WIRE")
	if err != nil {
		t.Fatal(err)
	}
	if got := wire.CachedInfo().State.Msgs; got != 1 {
		t.Errorf("the stream holds %d messages, want 1", got)
	}
}

func connect(t *testing.T, s *embednats.Server) jetstream.JetStream {
	t.Helper()
	nc, err := s.Connect()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	return js
}

func TestPortZeroTakesAFreePort(t *testing.T) {
	s := open(t, embednats.Options{Listen: "127.0.0.1:0", Dir: t.TempDir(), Name: "test"})
	nc, err := nats.Connect(s.URL())
	if err != nil {
		t.Fatalf("connect to %s: %v", s.URL(), err)
	}
	nc.Close()
}

func TestWhatKeepsAServerFromStartingIsSaidClearly(t *testing.T) {
	running := embednats.Options{Listen: natstest.FreeAddress(t), Dir: t.TempDir(), Name: "test"}
	open(t, running)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	broken := t.TempDir() // where the streams would lie, there is a file
	if err := os.WriteFile(filepath.Join(broken, "jetstream"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		does string
		o    embednats.Options
		is   error
		says string
	}{
		{"a port in use", embednats.Options{Listen: running.Listen, Dir: t.TempDir()}, nil, "address already in use: stop what listens there, or give another --nats-listen"},
		{"a folder in use", embednats.Options{Dir: running.Dir}, embednats.ErrInUse, "the folder is in use by another process: stop that one, or give another --data"},
		{"a folder that is a file", embednats.Options{Dir: file}, nil, "not a directory"},
		{"a store that is none", embednats.Options{Dir: broken}, nil, "start embedded nats in " + broken + ": "},
		{"an address without a port", embednats.Options{Listen: "localhost", Dir: t.TempDir()}, nil, `listen address "localhost": `},
		{"an address with a word for a port", embednats.Options{Listen: "localhost:nats", Dir: t.TempDir()}, nil, `listen address "localhost:nats": port: `},
	} {
		t.Run(row.does, func(t *testing.T) {
			s, err := embednats.Start(row.o)
			if err == nil {
				s.Stop()
				t.Fatal("it starts")
			}
			if !strings.Contains(err.Error(), row.says) || row.is != nil && !errors.Is(err, row.is) {
				t.Errorf("it says %v", err)
			}
		})
	}
	// A refusal leaves nothing behind: the folder can be used then.
	open(t, embednats.Options{Listen: natstest.FreeAddress(t), Dir: t.TempDir(), Name: "test"})
}
