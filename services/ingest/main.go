// Command ingest takes in what publishers send to the wire.
package main

import (
	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/services/ingest/receiver"
	"github.com/wirefold/wirefold/services/sourcelist"
)

func main() { app.Main(receiver.Service(new(sourcelist.Flags))) }
