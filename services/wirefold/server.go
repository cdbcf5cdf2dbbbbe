package main

import (
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/app"
)

// server are the flags of a command that speaks to a running Wirefold.
type server struct {
	NatsURL   string `name:"nats-url" default:"nats://127.0.0.1:4222" env:"WIREFOLD_NATS_URL" help:"NATS servers, parted by commas."`
	NatsCreds string `name:"nats-creds" type:"path" env:"WIREFOLD_NATS_CREDS" help:"Credentials file for NATS."`
}

// dial connects, or says why it cannot.
func (s server) dial(command string) (jetstream.JetStream, func(), error) {
	return app.Connection{NatsURL: s.NatsURL, NatsCreds: s.NatsCreds}.DialOnce("wirefold-" + command)
}
