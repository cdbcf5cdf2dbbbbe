package pageclean

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/wirefold/wirefold/pkg/textclean"
)

// veryShort is the length of paragraphs, in characters, up to which the extractor takes all text of a page in addition.
const veryShort = 100

// unrun undoes what the extractor does to short pages. It gives all text as one run, with "beams.The council" where a
// paragraph ended; of pages whose paragraphs are very short it gives those, and then the run.
func unrun(lines []textclean.Line, doc *html.Node) []textclean.Line {
	if len(lines) == 0 {
		return nil
	}
	before, run := lines[:len(lines)-1], lines[len(lines)-1]
	length := 0
	for _, l := range before {
		length += utf8.RuneCountInString(l.Text)
	}
	if length > veryShort {
		return lines
	}
	if again := parted(run, doc); holds(again, before) {
		return again
	}
	return lines
}

// holds says whether all of some lines are among others.
func holds(lines, some []textclean.Line) bool {
	for _, s := range some {
		if !slices.ContainsFunc(lines, func(l textclean.Line) bool { return unspaced(l.Text) == unspaced(s.Text) }) {
			return false
		}
	}
	return true
}

// parted gives the lines of a page that a run was made of; the run where they are not found.
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
