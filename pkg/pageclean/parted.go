package pageclean

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/wirefold/wirefold/pkg/textclean"
)

// parted gives the lines of a page that a body was made of. Of a short page the extractor gives all text as one run, with
// "beams.The council" where a paragraph ended.
func parted(run textclean.Line, doc *html.Node) []textclean.Line {
	lines := walk(doc, nil).lines
	var page strings.Builder
	begins := map[int]int{} // number of the line that begins there
	for i, l := range lines {
		begins[page.Len()] = i
		page.WriteString(unspaced(l.Text))
	}
	begins[page.Len()] = len(lines)
	wanted := unspaced(run.Text)
	at := strings.Index(page.String(), wanted)
	if at < 0 {
		return []textclean.Line{run}
	}
	first, atBegin := begins[at]
	end, atEnd := begins[at+len(wanted)]
	if !atBegin || !atEnd {
		return []textclean.Line{run}
	}
	return lines[first:end]
}

func unspaced(s string) string { return strings.Join(strings.Fields(s), "") }
