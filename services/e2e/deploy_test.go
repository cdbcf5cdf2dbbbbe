package e2e

import (
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/topology"
)

// The NATS that deploy/ describes is one that setup accepts.
func TestDeployedNATSTakesTheStreams(t *testing.T) {
	opts, err := server.ProcessConfigFile("../../deploy/nats/nats.conf")
	if err != nil {
		t.Fatal(err)
	}
	if opts.MaxPayload < topology.MaxPayload {
		t.Errorf("max_payload is %d, setup wants %d", opts.MaxPayload, topology.MaxPayload)
	}
	opts.StoreDir, opts.Port, opts.HTTPPort, opts.NoLog, opts.NoSigs = t.TempDir(), server.RANDOM_PORT, 0, true, true
	ns, err := server.NewServer(opts)
	if err != nil {
		t.Fatal(err)
	}
	ns.Start()
	t.Cleanup(func() { ns.Shutdown(); ns.WaitForShutdown() })
	if !ns.ReadyForConnections(patience) {
		t.Fatal("not ready")
	}
	nc, err := nats.Connect(ns.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	js, err := app.NewJetStream(nc)
	if err != nil {
		t.Fatal(err)
	}
	if err := topology.Setup(t.Context(), js, topology.Limits{}, topology.All...); err != nil {
		t.Fatal(err)
	}
}
