// Package feedtest gives feeds that are odd in the ways that real ones are, for the tests of those who read or serve them.
// Their texts are invented.
package feedtest

import (
	"embed"
	"fmt"
	"path"
	"strings"
)

//go:embed odd
var files embed.FS

// Feed is one of them.
type Feed struct {
	Name        string // a sentence about what is odd, without its full stop
	File        string // the sentence with dashes, and the ending of its form
	ContentType string // the header to serve it with
	Body        []byte
	Items       int  // how many different items a reader must find in it
	Refused     bool // it is no feed at all
}

type entry struct {
	file, contentType string
	items             int
}

const refused = -1

// Odd gives all of them. It panics where one is missing, which no test survives.
func Odd() []Feed {
	var feeds []Feed
	for _, e := range odd {
		body, err := files.ReadFile(path.Join("odd", e.file))
		if err != nil {
			panic(fmt.Sprintf("read odd feed %s: %v", e.file, err))
		}
		name := strings.ReplaceAll(strings.TrimSuffix(e.file, path.Ext(e.file)), "-", " ")
		feeds = append(feeds, Feed{
			Name: name, File: e.file, ContentType: e.contentType, Body: body, Items: max(e.items, 0), Refused: e.items == refused,
		})
	}
	return feeds
}
