package feed

import (
	"strings"

	"golang.org/x/net/html"
)

// plain gives the item's text without markup, its white space folded.
func (i Item) plain() string {
	if i.Text != "" {
		return line(i.Text)
	}
	return line(visible(i.HTML))
}

// visible gives the text of a piece of HTML, without scripts and styles.
func visible(markup string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(markup))
	hidden := ""
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if hidden == "" {
				b.Write(z.Text())
			}
		case html.StartTagToken:
			if name, _ := z.TagName(); string(name) == "script" || string(name) == "style" {
				hidden = string(name)
			}
			b.WriteByte(' ')
		case html.EndTagToken:
			hidden = ""
			b.WriteByte(' ')
		}
	}
}
