// Command ingest takes in copy by every door: what publishers send to the wire, what comes by HTTP, and what is fetched.
package main

import (
	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/services/ingest/ingest"
	"github.com/wirefold/wirefold/services/sourcelist"
)

func main() { app.Main(ingest.Services(new(sourcelist.Flags), new(fetch.Flags))...) }
