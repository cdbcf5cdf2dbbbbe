package newsfeed

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/wirefold/wirefold/services/newsfeed/edition"
)

// The objects of JSON Feed 1.1, with Wirefold's extension.
type (
	jsonFeed struct {
		Version     string     `json:"version"`
		Title       string     `json:"title"`
		HomePageURL string     `json:"home_page_url,omitempty"`
		FeedURL     string     `json:"feed_url,omitempty"`
		Description string     `json:"description"`
		Items       []jsonItem `json:"items"`
	}
	jsonItem struct {
		ID            string       `json:"id"`
		URL           string       `json:"url,omitempty"`
		Title         string       `json:"title"`
		ContentHTML   string       `json:"content_html"`
		ContentText   string       `json:"content_text"`
		Summary       string       `json:"summary,omitempty"`
		DatePublished string       `json:"date_published"`
		DateModified  string       `json:"date_modified,omitempty"`
		Authors       []jsonAuthor `json:"authors,omitempty"`
		Tags          []string     `json:"tags,omitempty"`
		Language      string       `json:"language,omitempty"`
		Wirefold      extension    `json:"_wirefold"`
	}
	jsonAuthor struct {
		Name string `json:"name"`
	}
	extension struct {
		About    string      `json:"about"`
		Article  string      `json:"article"`
		Story    string      `json:"story,omitempty"`
		Source   string      `json:"source"`
		Revision int32       `json:"revision"`
		State    string      `json:"state"` // new, updated, corrected or released
		Cut      bool        `json:"cut,omitempty"`
		Outlets  int         `json:"outlets"`
		Count    int         `json:"copyCount"`
		Copies   []jsonCopy  `json:"copies,omitempty"`
		Quotes   []jsonQuote `json:"quotes,omitempty"`
		Events   []jsonEvent `json:"events,omitempty"`
	}
	jsonCopy struct {
		ID          string `json:"id"`
		Source      string `json:"source"`
		URL         string `json:"url,omitempty"`
		PublishedAt string `json:"publishedAt,omitempty"`
		Relation    string `json:"relation"`
	}
	jsonQuote struct {
		Speaker string `json:"speaker,omitempty"`
		Kind    string `json:"kind"`
		Text    string `json:"text"`
	}
	jsonEvent struct {
		Type       string   `json:"type"`
		Actors     []string `json:"actors,omitempty"`
		Recipients []string `json:"recipients,omitempty"`
		Time       string   `json:"time,omitempty"`
		Modality   string   `json:"modality"`
	}
)

// writeJSON writes a feed as JSON Feed 1.1.
func writeJSON(feed edition.Feed, at address) ([]byte, error) {
	doc := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: title(feed.Topic), HomePageURL: at.folder, FeedURL: at.self,
		Description: description(feed.Topic), Items: []jsonItem{},
	}
	for _, i := range feed.Items {
		item := jsonItem{
			ID: guid(i), URL: link(i.URL), Title: headline(i), ContentHTML: markup(i), ContentText: i.Text, Summary: summary(i),
			DatePublished: i.Published.Format(time.RFC3339), Tags: i.Topics, Language: i.Language, Wirefold: extended(i),
		}
		if !i.Modified.IsZero() {
			item.DateModified = i.Modified.UTC().Format(time.RFC3339)
		}
		for _, name := range i.Bylines {
			item.Authors = append(item.Authors, jsonAuthor{name})
		}
		doc.Items = append(doc.Items, item)
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(doc); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func extended(i edition.Item) extension {
	x := extension{
		About: about, Article: i.ArticleID, Story: i.StoryID, Source: i.Source, Revision: i.Revision, State: i.Action, Cut: i.Cut,
		Outlets: i.Outlets(), Count: len(i.Copies) + i.More,
	}
	for _, c := range i.Copies[:min(len(i.Copies), maxTold)] {
		x.Copies = append(x.Copies, jsonCopy{c.ID, c.Source, link(c.URL), c.PublishedAt, c.Relation})
	}
	for _, q := range i.Quotes {
		x.Quotes = append(x.Quotes, jsonQuote(q))
	}
	for _, e := range i.Events {
		x.Events = append(x.Events, jsonEvent{e.Type, e.Actors, e.Recipients, e.Time, e.Modality})
	}
	return x
}
