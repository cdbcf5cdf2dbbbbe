package feed

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"

	"github.com/wirefold/wirefold/pkg/charset"
	"github.com/wirefold/wirefold/pkg/weburl"
)

// Parse reads a feed. contentType is the header it came with, for its charset, or ""; address is where it was fetched, for
// relative links, or "".
func Parse(body []byte, contentType, address string) (Feed, error) {
	text, _ := charset.Decode(body, contentType)
	parsed, err := gofeed.NewParser().ParseString(text)
	if err != nil {
		return Feed{}, fmt.Errorf("read feed: %w: %w", ErrNotFeed, err)
	}
	f := Feed{
		Title: line(parsed.Title), Language: parsed.Language,
		Home: weburl.Absolute(address, parsed.Link), Self: weburl.Absolute(address, parsed.FeedLink),
	}
	for _, p := range parsed.Items {
		i := Item{
			ID: strings.TrimSpace(p.GUID), URL: weburl.Absolute(address, p.Link), Title: line(visible(p.Title)), Categories: p.Categories,
			HTML: cmp.Or(p.Content, p.Description), Full: len(p.Content) > 500, Language: f.Language,
		}
		for _, a := range p.Authors {
			i.Bylines = append(i.Bylines, a.Name)
		}
		if p.PublishedParsed != nil {
			i.Published = p.PublishedParsed.Format(time.RFC3339)
		}
		if p.UpdatedParsed != nil {
			i.Updated = p.UpdatedParsed.Format(time.RFC3339)
		}
		f.Items = append(f.Items, i)
	}
	return f, nil
}
