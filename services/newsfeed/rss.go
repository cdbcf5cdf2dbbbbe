package newsfeed

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"html"
	"strings"
	"time"

	"github.com/wirefold/wirefold/services/newsfeed/edition"
)

// The elements of RSS 2.0, and of the modules content, Dublin Core and Atom where RSS has none. They are written with
// encoding/xml, which escapes all that publishers may put into a title.
type (
	rssDocument struct {
		XMLName xml.Name   `xml:"rss"`
		Version string     `xml:"version,attr"`
		Atom    string     `xml:"xmlns:atom,attr"`
		Content string     `xml:"xmlns:content,attr"`
		DC      string     `xml:"xmlns:dc,attr"`
		Channel rssChannel `xml:"channel"`
	}
	rssChannel struct {
		Title         string    `xml:"title"`
		Link          string    `xml:"link"`
		Description   string    `xml:"description"`
		LastBuildDate string    `xml:"lastBuildDate,omitempty"`
		Generator     string    `xml:"generator"`
		Self          *rssSelf  `xml:"atom:link"`
		Items         []rssItem `xml:"item"`
	}
	rssSelf struct {
		Href string `xml:"href,attr"`
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr"`
	}
	rssItem struct {
		Title       string   `xml:"title"`
		Link        string   `xml:"link,omitempty"`
		Description string   `xml:"description"`
		Content     string   `xml:"content:encoded"`
		Creator     string   `xml:"dc:creator,omitempty"` // all of them: many readers take one
		Source      string   `xml:"dc:source"`
		Language    string   `xml:"dc:language,omitempty"`
		Categories  []string `xml:"category"`
		GUID        rssGUID  `xml:"guid"`
		PubDate     string   `xml:"pubDate"`
		Updated     string   `xml:"atom:updated,omitempty"`
	}
	rssGUID struct {
		IsPermaLink bool   `xml:"isPermaLink,attr"`
		Value       string `xml:",chardata"`
	}
)

// plain keeps a title from being taken for HTML: RSS does not say that it is none, and readers differ.
var plain = strings.NewReplacer("<", "‹", ">", "›")

// writeRSS writes a feed as RSS 2.0. RSS' own source element wants the address of a feed, which is not known: the outlet
// stands in dc:source.
func writeRSS(feed edition.Feed, at address) ([]byte, error) {
	doc := rssDocument{
		Version: "2.0", Atom: "http://www.w3.org/2005/Atom", Content: "http://purl.org/rss/1.0/modules/content/", DC: "http://purl.org/dc/elements/1.1/",
		Channel: rssChannel{Title: title(feed.Topic), Link: cmp.Or(at.folder, about), Description: description(feed.Topic), Generator: generator},
	}
	if at.self != "" {
		doc.Channel.Self = &rssSelf{Href: at.self, Rel: "self", Type: "application/rss+xml"}
	}
	if !feed.Changed.IsZero() {
		doc.Channel.LastBuildDate = feed.Changed.UTC().Format(time.RFC1123Z)
	}
	for _, i := range feed.Items {
		item := rssItem{
			Title: plain.Replace(headline(i)), Link: link(i.URL), Description: html.EscapeString(summary(i)), Content: markup(i), Creator: strings.Join(i.Bylines, ", "),
			Source: outlet(i.Source, i.URL), Language: i.Language, Categories: i.Topics, GUID: rssGUID{Value: guid(i)},
			PubDate: i.Published.Format(time.RFC1123Z),
		}
		if !i.Modified.IsZero() {
			item.Updated = i.Modified.UTC().Format(time.RFC3339)
		}
		doc.Channel.Items = append(doc.Channel.Items, item)
	}
	var out bytes.Buffer
	out.WriteString(xml.Header)
	enc := xml.NewEncoder(&out)
	enc.Indent("", " ")
	if err := enc.Encode(doc); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}
