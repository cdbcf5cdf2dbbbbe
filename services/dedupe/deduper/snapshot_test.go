package deduper

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest"
	"go.uber.org/zap/zaptest/observer"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/topology"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/decider"
)

func TestSnapshot(t *testing.T) {
	b := natstest.Start(t)
	js := b.Connect()
	b.Setup(js)
	ctx := natstest.Context(t)
	params := decider.Params{Memory: time.Hour}
	memory := decider.NewMemory(params)
	memory.Apply(&wirefoldv1.Decision{WireSeq: 5, Articles: []*wirefoldv1.ArticleMemory{{Id: "a-1", Source: "north_example", Revision: 1}}})
	const last = 3 // the DECISIONS record

	for _, c := range []struct {
		behaviour string
		harm      func(t *testing.T, path string)
		params    decider.Params
		tail      uint64
		known     uint64
		warns     bool
	}{
		{"one that fits spares the folding", func(*testing.T, string) {}, params, last, last, false},
		{"also when decisions followed", func(*testing.T, string) {}, params, last + 9, last, false},
		{"none is no trouble", func(t *testing.T, path string) { must(t, os.Remove(path)) }, params, last, 0, false},
		{"one cut short is not used", func(t *testing.T, path string) { must(t, os.Truncate(path, 100)) }, params, last, 0, true},
		{"nor an empty one", func(t *testing.T, path string) { must(t, os.Truncate(path, 0)) }, params, last, 0, true},
		{"nor one of which one bit flipped", func(t *testing.T, path string) { flip(t, path) }, params, last, 0, true},
		{"nor one that is ahead of DECISIONS", func(*testing.T, string) {}, params, last - 1, 0, true},
		{"nor one made under other parameters", func(*testing.T, string) {}, decider.Params{Memory: 2 * time.Hour}, last, 0, true},
		{"nor one of another DECISIONS", func(t *testing.T, _ string) { makeAnew(t, b, js) }, params, last, 0, true},
	} {
		t.Run(c.behaviour, func(t *testing.T) {
			f := newSnapshotFile(filepath.Join(t.TempDir(), "dedupe", "memory.snap"))
			f.save(ctx, js, memory, last, zaptest.NewLogger(t))
			f.writing.Wait()
			c.harm(t, f.path)
			core, logs := observer.New(zap.WarnLevel)
			got, known := f.load(ctx, js, c.params, c.tail, zap.New(core))
			if known != c.known || (got.WireSeq() == 5) != (known > 0) || (got.Group("a-1") == "a-1") != (known > 0) {
				t.Errorf("knows DECISIONS to %d, WIRE to %d and a-1 in group %q; want %d", known, got.WireSeq(), got.Group("a-1"), c.known)
			}
			if warned := logs.Len() > 0; warned != c.warns {
				t.Errorf("warned: %v", logs.All())
			}
		})
	}
}

func TestSnapshotReplacesTheOldOne(t *testing.T) {
	b := natstest.Start(t)
	js := b.Connect()
	b.Setup(js)
	ctx := natstest.Context(t)
	f := newSnapshotFile(filepath.Join(t.TempDir(), "memory.snap"))
	// A process was killed while it saved.
	must(t, os.WriteFile(f.path+".1234", []byte("half of it"), 0o600))
	memory := decider.NewMemory(decider.Params{})
	for last := uint64(1); last <= 2; last++ {
		memory.Apply(&wirefoldv1.Decision{WireSeq: last})
		f.save(ctx, js, memory, last, zaptest.NewLogger(t))
	}
	if got, known := f.load(ctx, js, decider.Params{}, 2, zap.NewNop()); known != 2 || got.WireSeq() != 2 {
		t.Errorf("knows DECISIONS to %d, WIRE to %d, want 2, 2", known, got.WireSeq())
	}
	if files, err := os.ReadDir(filepath.Dir(f.path)); err != nil || len(files) != 1 {
		t.Errorf("there are %v, %v; want the snapshot alone", files, err)
	}
}

func flip(t *testing.T, path string) {
	data, err := os.ReadFile(path)
	must(t, err)
	flipped := bytes.Replace(data, []byte("a-1"), []byte("a-0"), 1)
	if bytes.Equal(data, flipped) {
		t.Fatal("there is no a-1 to harm")
	}
	must(t, os.WriteFile(path, flipped, 0o600))
}

func makeAnew(t *testing.T, b *natstest.Broker, js jetstream.JetStream) {
	must(t, js.DeleteStream(natstest.Context(t), topology.Decisions))
	b.Setup(js)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
