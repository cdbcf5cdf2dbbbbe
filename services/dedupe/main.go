// Command dedupe tells originals from copies and announces the news.
package main

import (
	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/services/dedupe/deduper"
)

func main() { app.Main(deduper.Service(new(deduper.Flags))) }
