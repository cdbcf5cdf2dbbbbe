package newsfeed

import (
	"bytes"
	"html/template"
	"net/http"
	"net/url"

	"github.com/wirefold/wirefold/services/newsfeed/edition"
)

// page lists the feeds. Readers find them by its links when they are given its address.
var page = template.Must(template.New("feeds").Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Wirefold: feeds</title>
{{range .}}<link rel="alternate" type="application/rss+xml" title="{{.Title}}" href="{{.Name}}.xml">
<link rel="alternate" type="application/feed+json" title="{{.Title}}" href="{{.Name}}.json">
{{end}}</head>
<body>
<h1>Feeds</h1>
<ul>
{{range .}}<li>{{.Title}}: <a href="{{.Name}}.xml">RSS</a>, <a href="{{.Name}}.json">JSON Feed</a>, {{.Items}} items</li>
{{end}}</ul>
</body>
</html>
`))

// list answers GET /feed/.
func (d *desk) list() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		news := d.served.Load()
		if news == nil {
			loading(w)
			return
		}
		type row struct {
			Name, Title string
			Items       int
		}
		var rows []row
		for _, topic := range news.topics() {
			feed, _ := news.feed(topic)
			rows = append(rows, row{url.PathEscape(topic), title(topic), len(feed.Items)})
		}
		var out bytes.Buffer
		if err := page.Execute(&out, rows); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("Content-Security-Policy", "default-src 'none'")
		w.Write(out.Bytes())
	})
}

// title is what a feed is called.
func title(topic string) string {
	if topic == edition.All {
		return "Wirefold: all news"
	}
	return "Wirefold: " + topic
}
