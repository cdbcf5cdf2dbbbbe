package newsfeed

import (
	"fmt"
	"html"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/wirefold/wirefold/services/newsfeed/edition"
	"github.com/wirefold/wirefold/services/wirefold/news"
)

const (
	// maxTold is how many copies an item names; the others are counted.
	maxTold = 20

	// maxSummary is the length of a summary in characters: what readers show in a list.
	maxSummary = 280
)

// generator is what feeds say of their maker.
const generator = "Wirefold"

// about is where the extension of the JSON Feed is described.
const about = "https://github.com/wirefold/wirefold/blob/main/docs/doors.md#out"

func description(topic string) string {
	if topic == edition.All {
		return "Every article once, its copies told in it."
	}
	return "Every article about " + topic + " once, its copies told in it."
}

// guid is the item's name in the world. For an item whose guid is an article's own it is the article's URN.
func guid(i edition.Item) string { return news.URN(i.GUID) }

// link is an address that a reader may follow: a page on the web. An article's address is what its publisher sent.
func link(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return address
}

// outlet is a source as people know it: its host, else the token of its subject.
func outlet(source, address string) string {
	u, err := url.Parse(link(address))
	if host := strings.TrimPrefix(u.Hostname(), "www."); err == nil && strings.ReplaceAll(host, ".", "_") == source {
		return host
	}
	return strings.ReplaceAll(source, "_", ".")
}

// headline is the title of an item; of one without, its beginning.
func headline(i edition.Item) string {
	if t := oneLine(i.Title); t != "" {
		return t
	}
	return summary(i)
}

// summary is the beginning of the text.
func summary(i edition.Item) string {
	first, _, _ := strings.Cut(i.Text, "\n\n")
	first = oneLine(first)
	if utf8.RuneCountInString(first) <= maxSummary {
		return first
	}
	first = string([]rune(first)[:maxSummary])
	if at := strings.LastIndexByte(first, ' '); at > maxSummary/2 {
		first = first[:at]
	}
	return strings.TrimRight(first, " ,;:-") + "…"
}

// markup is the article in HTML: its paragraphs, then who has it.
func markup(i edition.Item) string {
	var out strings.Builder
	for paragraph := range strings.SplitSeq(i.Text, "\n\n") {
		if paragraph = strings.TrimSpace(paragraph); paragraph != "" {
			fmt.Fprintf(&out, "<p>%s</p>\n", strings.ReplaceAll(html.EscapeString(paragraph), "\n", "<br>"))
		}
	}
	fmt.Fprintf(&out, "<p><small>%s</small></p>", colophon(i))
	return out.String()
}

// colophon says what was done to the article, who published it, and who has copies of it.
func colophon(i edition.Item) string {
	var out strings.Builder
	if i.Cut {
		out.WriteString("The text goes on there. ")
	}
	if i.Action == "corrected" {
		fmt.Fprintf(&out, "Corrected %s. ", i.Modified.UTC().Format("2 January 2006, 15:04 UTC"))
	}
	out.WriteString(linked(outlet(i.Source, i.URL), i.URL))
	if n := len(i.Copies) + i.More; n > 0 {
		fmt.Fprintf(&out, "; %s in %s: ", count(n, "copy", "copies"), count(i.Outlets()-1, "other outlet", "other outlets"))
		for at, c := range i.Copies[:min(len(i.Copies), maxTold)] {
			if at > 0 {
				out.WriteString(", ")
			}
			out.WriteString(linked(outlet(c.Source, c.URL), c.URL))
		}
		if n > maxTold {
			out.WriteString(", …")
		}
	}
	return out.String()
}

func linked(text, address string) string {
	if address = link(address); address == "" {
		return html.EscapeString(text)
	}
	return fmt.Sprintf(`<a href="%s">%s</a>`, html.EscapeString(address), html.EscapeString(text))
}

func count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
