// Package sources reads the list of sources that somebody waits for, and names all others `other`.
//
// A list is a YAML file: for each source its name, a host or an agency, and how long it is silent at most while all is
// well; below that, where Wirefold itself fetches what the source publishes.
//
//   - source: reuters.com   # or reuters_com, or https://www.reuters.com
//     every: 10m
//   - source: Interfax
//     every: 1h
//     feeds: [https://interfax.example/rss]
//
// Or it is OPML, as feed readers export it; see [Parse].
//
// It promises: names are folded as subjects have them; a file that is not understood whole is refused, with line and
// entry; the labels made of a list are no more than [MaxNamed] and [Other], whatever comes over the wire.
package sources

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"go.yaml.in/yaml/v3"
)

// Source is somebody who publishes. Its zero values are the defaults.
type Source struct {
	Name  string        // the token of subjects: reuters_com
	Every time.Duration // the longest it is silent while all is well, 1 s or more

	Feeds    []string // addresses of RSS, RDF, Atom and JSON Feed, http or https, each once
	Sitemaps []string // addresses of news sitemaps and of indexes of such; none of them in Feeds

	Pages  Pages    // whether the page of an item is fetched
	Topics []string // topics of all that comes by these feeds, beside those found in the text

	Least, Most time.Duration // bounds between two polls of a feed; 0: see Bounds

	IgnoreRobots bool // robots.txt is not asked
	NoWebSub     bool // no hub is subscribed to, polling only

	Clean Clean
}

// Pages says whether the page that an item of a feed links to is fetched.
type Pages string

// The choices. The empty one is PagesAuto. What a sitemap lists is always fetched: it has no text of its own.
const (
	PagesAuto  Pages = "auto"  // where the feed gives no more than a teaser
	PagesFetch Pages = "fetch" // always
	PagesFeed  Pages = "feed"  // never: the feed's own text is taken
)

// Clean says by CSS selectors what is copy on the pages of a source.
type Clean struct {
	Body   string   // where the copy stands; "": found by looking
	Remove []string // what is none, wherever it stands
}

// List is the sources of a file, in its order, each once.
type List []Source

const (
	// MinEvery is the shortest interval that may be expected of a source.
	MinEvery = time.Second

	// MinPoll and MaxPoll bound what Least and Most may be.
	MinPoll = time.Second
	MaxPoll = 7 * 24 * time.Hour

	// DefaultLeast is how often a busy feed is polled at most, where the file says nothing: publishers' own Cache-Control
	// is between one and five minutes.
	DefaultLeast = time.Minute

	// DefaultMost is how often a feed without news is polled at least.
	DefaultMost = time.Hour
)

// Bounds gives the bounds between two polls of a feed. Where the file says nothing of the longest, it is an hour, or half
// of Every where that is less: a feed that is polled more seldom would be told as silent.
func (s Source) Bounds() (least, most time.Duration) {
	least, most = s.Least, s.Most
	if most == 0 {
		most = min(DefaultMost, s.Every/2)
		if least != 0 {
			most = max(most, least)
		}
		most = max(most, MinPoll)
	}
	if least == 0 {
		least = min(DefaultLeast, most)
	}
	return least, most
}

// Polled says whether Wirefold itself fetches what the source publishes.
func (s Source) Polled() bool { return len(s.Feeds)+len(s.Sitemaps) > 0 }

// Parse reads a file, YAML or OPML: what begins with `<` is OPML. An empty one is an empty list.
//
// Of OPML each outline with an xmlUrl is a feed. Its source is called by the outline's title, else its text, else the host
// of its htmlUrl or xmlUrl; feeds of one name are one source. It is expected once a day, and categories mean nothing.
func Parse(file []byte) (List, error) {
	if beginsXML(file) {
		return parseOPML(file)
	}
	d := yaml.NewDecoder(bytes.NewReader(file))
	var document yaml.Node
	if err := d.Decode(&document); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("read sources: %w", err)
	}
	if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, errors.New("read sources: more than one document in the file")
	}
	var list List
	root := document.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		return nil, nil // comments alone
	}
	if root.Kind != yaml.SequenceNode {
		return nil, fmt.Errorf("read sources: line %d: want a list: `- source: reuters_com`, below it `every: 10m`", root.Line)
	}
	listed := map[string]bool{}
	for i, node := range root.Content {
		s, line, err := readSource(node)
		if err == nil && listed[s.Name] {
			err = fmt.Errorf("%s is in the list before", s.Name)
		}
		if err != nil {
			return nil, fmt.Errorf("read sources: line %d: entry %d: %w", line, i+1, err)
		}
		listed[s.Name] = true
		list = append(list, s)
	}
	return list, nil
}
