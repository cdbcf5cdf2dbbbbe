// Package feed reads RSS 0.90 to 2.0, RDF, Atom 0.3 and 1.0 and JSON Feed 1.0 and 1.1, as newsrooms really write them.
//
// Parse first takes a feed apart with a scanner of its own, which reads every byte once, and gives gofeed each item as a
// small feed that is well-formed. It promises:
//
//   - Nothing is lost in silence. A broken item spoils no other; of a feed that is cut off the items that are whole are taken;
//     what is left out is counted in Truncated, Cut and Broken.
//   - Nothing is invented. A date without its time or offset is unknown, as is one that no calendar has or that machines
//     fill in; Updated and Published never stand for each other; an address that cannot be made absolute is none.
//   - Each item is there once: Items have different Keys. See Shared for ids that identify nothing.
//   - Hostile bodies cost time and memory in proportion to their size: no external entity is fetched and no other expanded,
//     nesting, attributes, namespaces and elements have bounds, an item has 4 MiB and a feed [MaxItems] at most.
//   - Text is valid UTF-8 without control characters, whatever charset the header, the declaration or neither names.
package feed

import (
	"errors"
	"time"
)

// ErrNotFeed is the error for a body that is none of the formats.
var ErrNotFeed = errors.New("no RSS, RDF, Atom or JSON Feed")

// MaxItems is how many items of a feed are taken; those after them are counted in Feed.Cut.
const MaxItems = 10_000

// Feed is what a feed says of itself, and its items.
type Feed struct {
	Title    string        // one line of text
	Language string        // BCP 47, as it came, or ""
	Home     string        // the page it belongs to: absolute, or ""
	Self     string        // the address it gives itself: absolute, or ""
	Hub      string        // the WebSub hub that tells of changes: absolute, or ""
	TTL      time.Duration // how long it says that it need not be asked again, 1 min to 7 days; 0: it says nothing
	Items    []Item        // in the order of the feed, each Key once

	Truncated bool     // the body ended before the feed did; Items are those that were whole
	Cut       int      // items after the first MaxItems, which were not read
	Broken    int      // items that were left out: without id, address, title and text, larger than 4 MiB, or past reading
	Shared    []string // ids that several different items carry: they identify none, and are taken from them
}

// Item is one entry.
type Item struct {
	ID         string   // guid, atom:id, JSON Feed's id; "" where there is none, or where other items have it too
	URL        string   // the page: absolute, http or https, as it came, tracking included; "" unknown
	Title      string   // one line of text, no markup
	Bylines    []string // names of authors, in their order
	HTML, Text string   // the fuller of content and description; one of the two, or none
	Full       bool     // HTML or Text is the whole article by its looks, and no teaser
	Published  string   // RFC 3339 with the offset it came with; "" where unknown, incomplete or impossible
	Updated    string   // the same of its last change; never taken for Published, nor the other way round
	Language   string   // BCP 47, its own or the feed's, as it came; ""
	Categories []string
}
