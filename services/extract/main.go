// Command extract finds what clean articles say.
package main

import (
	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/services/extract/extractor"
)

func main() { app.Main(extractor.Service(new(extractor.Flags))) }
