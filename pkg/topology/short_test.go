package topology_test

import (
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/topology"
)

// small connects to a broker with that much space. By default nats-server takes three quarters of the free disk.
func small(t *testing.T, bytes int64) jetstream.JetStream {
	t.Helper()
	ns, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, JetStreamMaxStore: bytes, StoreDir: t.TempDir(),
		MaxPayload: topology.MaxPayload, NoSigs: true, NoLog: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	ns.Start()
	t.Cleanup(func() { ns.Shutdown(); ns.WaitForShutdown() })
	if !ns.ReadyForConnections(natstest.Patience) {
		t.Fatal("the server does not come up")
	}
	js, nc, err := natstest.Dial(ns.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	return js
}

func TestOnASmallDiskAllStreamsAreMadeSmallerAlike(t *testing.T) {
	const gib = 1 << 30
	for _, r := range []struct {
		why        string
		disk, news int64
		want       map[string]int64
	}{
		{"a third of the space gives a quarter of the sizes", 50 * gib, 0, map[string]int64{topology.Wire: 4 * gib, topology.Decisions: 16 * gib, topology.News: 2 * gib}},
		{"a size that was asked for is kept", 50 * gib, 3 * gib, map[string]int64{topology.Wire: 4 * gib, topology.News: 3 * gib}},
		{"a gigabyte is enough", gib, 0, map[string]int64{topology.Wire: 16 * gib / 256, topology.News: 8 * gib / 256}},
	} {
		t.Run(r.why, func(t *testing.T) {
			js := small(t, r.disk)
			short := map[string]int64{}
			limits := topology.Limits{NewsMaxBytes: r.news, Short: func(stream string, bytes int64) { short[stream] = bytes }}
			setup(t, js, limits, topology.All...)
			for name, size := range r.want {
				if got := config(t, js, name).MaxBytes; got != size {
					t.Errorf("%s has %d bytes, want %d", name, got, size)
				}
			}
			if short[topology.Wire] != r.want[topology.Wire] || (short[topology.News] == 0) != (r.news > 0) {
				t.Errorf("the operator was told %v", short)
			}
			setup(t, js, topology.Limits{NewsMaxBytes: r.news, Short: func(stream string, _ int64) { t.Errorf("%s is made smaller again", stream) }}, topology.All...)
			for name, size := range r.want {
				if got := config(t, js, name).MaxBytes; got < size {
					t.Errorf("%s has shrunk to %d bytes", name, got)
				}
			}
		})
	}
	t.Run("too little is told with what would be needed", func(t *testing.T) {
		js := small(t, 100<<20)
		if err := topology.Setup(natstest.Context(t), js, topology.Limits{}, topology.All...); err == nil {
			t.Error("set up in 100 MiB")
		}
	})
}
