package textclean

import (
	"strings"
	"unicode/utf8"

	"github.com/wirefold/wirefold/pkg/internal/lazyregexp"
)

// Bounds of a headline in characters; the longest measured, of tabloids, have some 200.
const (
	minTitle = 8
	maxTitle = 250
)

// head reads what stands before the first paragraph of prose: title, byline, date; and the same at the end of the text,
// where some sites put them.
func (d *document) head() {
	d.stamp()
	first := d.firstBody()
	for i := range d.lines[:first] {
		d.headLine(&d.lines[i])
	}
	d.signatures(first)
	if d.title == "" {
		d.findTitle(first)
	} else {
		d.knownTitle(first)
	}
	// A few lines behind the first paragraph a byline or a date may still follow a standfirst.
	for i := first; i < min(len(d.lines), first+3); i++ {
		if l := &d.lines[i]; l.reason == "" && !isBody(l.text) {
			d.headLine(l)
		}
	}
	for i := max(first, len(d.lines)-6); i < len(d.lines); i++ {
		l := &d.lines[i]
		if l.reason == "" && len(l.text) <= longest && (updated.MatchString(l.text) || published.MatchString(l.text)) && dateOnly(l.text) {
			l.reason = Date
		}
	}
	d.titleAtEnd(first)
}

// firstBody is the index of the first paragraph of prose. A question or an exclamation as first line is a headline.
func (d *document) firstBody() int {
	seen := false
	for i, l := range d.lines {
		if l.reason != "" {
			continue
		}
		last, _ := utf8.DecodeLastRuneInString(l.text)
		asks := !seen && (last == '?' || last == '!') && words(l.text) <= 20
		if isBody(l.text) && !asks {
			return i
		}
		seen = true
	}
	return len(d.lines)
}

// stamp takes a date that a scraper put in front of the first words: "date 2022-01-10 The ministers …".
func (d *document) stamp() {
	for i := range d.lines {
		l := &d.lines[i]
		if l.reason != "" {
			continue
		}
		m := leadingStamp.FindStringSubmatchIndex(l.text)
		if m == nil || m[1] == len(l.text) {
			return
		}
		if date := findDate(l.text[m[2]:m[3]]); date != "" {
			d.publishedAt = date
			d.extra = append(d.extra, Removed{strings.TrimSpace(l.text[:m[1]]), Date})
			l.text = l.text[m[1]:]
		}
		return
	}
}

var leadingStamp = lazyregexp.New(`(?i)^(?:date|dated|published|posted|pubdate|publish_date)\s*[:=]?\s+(\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?)[\s,:;|–—-]*`)

// headLine reads one line of the head.
func (d *document) headLine(l *line) {
	if l.reason != "" || utf8.RuneCountInString(l.text) > 160 {
		return
	}
	text := l.text
	if dateOnly(text) {
		l.reason = Date
		if d.publishedAt == "" && !updated.MatchString(text) {
			d.publishedAt = findDate(text)
		}
		return
	}
	// "By Jane Roe | January 10, 2022", "Jane Roe · January 10, 2022 · 3 min read": the date behind the name.
	name, date := cutDate(text)
	names := bylineOf(name)
	if names == nil && date != "" && list.MatchString(name) && len(date) < 60 {
		names = splitNames(name)
	}
	if len(names) > 0 {
		l.reason = Byline
		if len(d.byline) == 0 {
			d.byline = names
		}
		if d.publishedAt == "" && date != "" && !updated.MatchString(text) {
			d.publishedAt = findDate(date)
		}
	}
}

// signatures reads bylines that were broken into lines: "By" with the name on the next, and the outlet of a name behind it.
func (d *document) signatures(first int) {
	for i := 0; i+1 < first; i++ {
		l, next := &d.lines[i], &d.lines[i+1]
		if next.reason != "" || !short(next.text) {
			continue
		}
		switch {
		case l.reason == "" && bareBy.MatchString(l.text) && list.MatchString(next.text):
			l.reason, next.reason = Byline, Byline
			if len(d.byline) == 0 {
				d.byline = splitNames(next.text)
			}
		case l.reason == Byline && next.gap == 0 && outlet.MatchString(next.text):
			next.reason = Byline
		}
	}
}

var (
	bareBy = lazyregexp.New(`^(?i:by|par|von|por|di|autor|author|written by|text)\s*:?$`)
	// outlet is what stands under a name: "Harbour Post", "Staff Writer", "BBC News, Port Else".
	outlet = lazyregexp.New(`^\p{Lu}[\p{L}.]*(?:[\s,]+(?:of|the|in|at|for|&|\p{Lu}[\p{L}.]*)){0,4}$`)
)

func short(text string) bool {
	return len(text) <= 60 && words(text) <= 5
}

// findTitle takes the first line of the head that can be a headline. Shorter lines before it are labels of a section.
func (d *document) findTitle(first int) {
	if first == len(d.lines) && first < 2 {
		return
	}
	title := -1
	for i := range d.lines[:first] {
		l := d.lines[i]
		n := utf8.RuneCountInString(l.text)
		if l.reason != "" || n < minTitle || n > maxTitle || strings.HasSuffix(l.text, ",") || strings.HasSuffix(l.text, ":") {
			continue
		}
		if isBody(l.text) && title >= 0 {
			break
		}
		if title < 0 || words(d.lines[title].text) < 3 && words(l.text) >= 4 && noSpaces(d.lines[title].text) {
			title = i
		}
	}
	if title < 0 {
		return
	}
	d.title = d.lines[title].text
	d.lines[title].reason = isTitle
	for i := range d.lines[:title] {
		if d.lines[i].reason == "" {
			d.lines[i].reason = Navigation
		}
	}
}

// knownTitle finds the line of the head that is the headline known from elsewhere.
func (d *document) knownTitle(first int) {
	for i := range d.lines[:first] {
		if d.lines[i].reason == "" && key(d.lines[i].text) == key(d.title) {
			d.lines[i].reason = isTitle
			return
		}
	}
}

// noSpaces tells a label ("World", "Politics & law") from a headline in a script that writes no spaces.
func noSpaces(text string) bool {
	return len(text) < 2*utf8.RuneCountInString(text)
}

// titleAtEnd finds a headline that stands behind its text, alone: most of its words are those of the first paragraphs.
func (d *document) titleAtEnd(first int) {
	if d.title != "" || first == len(d.lines) {
		return
	}
	last := -1
	for i := len(d.lines) - 1; i > first; i-- {
		if d.lines[i].reason == "" {
			last = i
			break
		}
	}
	if last <= first+1 || !isHeadline(d.lines[last].text) || endsSentence(d.lines[last].text) || d.lines[last].gap == 0 {
		return
	}
	above := last - 1
	for above > first && d.lines[above].reason != "" {
		above--
	}
	if !isBody(d.lines[above].text) {
		return
	}
	var lead strings.Builder
	for i, n := first, 0; i < last && n < 3; i++ {
		if d.lines[i].reason == "" {
			lead.WriteString(strings.ToLower(d.lines[i].text) + " ")
			n++
		}
	}
	shared, all := overlap(strings.ToLower(d.lines[last].text), lead.String())
	// Six words in ten: a headline about the same matter by another desk shares three or four.
	if all >= 5 && shared*10 >= all*6 {
		d.title = d.lines[last].text
		d.lines[last].reason = isTitle
	}
}

// overlap counts the longer words of a that stand in b.
func overlap(a, b string) (shared, all int) {
	have := make(map[string]bool)
	for _, w := range strings.FieldsFunc(b, notLetter) {
		have[w] = true
	}
	for _, w := range strings.FieldsFunc(a, notLetter) {
		if utf8.RuneCountInString(w) < 3 {
			continue
		}
		all++
		if have[w] {
			shared++
		}
	}
	return shared, all
}
