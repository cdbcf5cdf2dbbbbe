package textclean

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirefold/wirefold/pkg/internal/lazyregexp"
)

var (
	says        = lazyregexp.New(`^\S.{0,40}\b(?:says|said|wrote|writes|schrieb|sagt|dit|dice|пишет)\s*:$`)
	commentTime = lazyregexp.New(`(?i)^(?:\S.{0,40}\s)?(?:(?:on |at )?\p{L}+\.? \d{1,2},? \d{4},? (?:at )?\d{1,2}:\d{2}.{0,12}|\d+ (?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?) ago|\d{1,2}[./-]\d{1,2}[./-]\d{2,4},? (?:at )?\d{1,2}:\d{2}.{0,8})$`)
)

// minBefore is how much copy, in bytes, stands before readers' comments at least.
const minBefore = 200

// comments takes out readers' comments. A heading alone proves little, since pages put a link with their number at the
// top: what follows goes only when it looks like comments, or when nothing but a form is left.
func (d *document) comments() {
	// rest and signs count the lines behind each line that are copy so far, and those that look like a comment's.
	rest, signs := make([]int, len(d.lines)+1), make([]int, len(d.lines)+1)
	for i := len(d.lines) - 1; i >= 0; i-- {
		rest[i], signs[i] = rest[i+1], signs[i+1]
		switch l := d.lines[i]; {
		case l.reason == Comments, l.reason == "" && (says.MatchString(l.text) || commentTime.MatchString(l.text)):
			signs[i]++
		case l.reason == "":
			rest[i]++
		}
	}
	before := 0
	for i, l := range d.lines {
		if l.reason == "" {
			before += len(l.text)
		}
		// One sign for every three lines: a comment is a name, a time, a few lines and "Reply".
		if l.reason == Comments && before >= minBefore && (rest[i+1] == 0 || signs[i+1]*3 >= rest[i+1]) {
			for j := i + 1; j < len(d.lines); j++ {
				if r := d.lines[j].reason; r == "" || r == Pagination || r == Navigation {
					d.lines[j].reason = Comments
				}
			}
			return
		}
	}
}

var (
	relatedFrom = lazyregexp.New(`(?i)^(?:more (?:from|in|on|about) .{2,40}|(?:latest|top|trending|recent|most read|more) (?:in|on|from) .{2,40}|(?:mehr|weitere) (?:aus|von|zu) .{2,40}|plus (?:de|sur) .{2,40})$`)
	ago         = lazyregexp.New(`(?i)^(?:(?:about |over |updated )?(?:\d+|an?|one|two|three) (?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?) ago|yesterday|today|just now|\d+[hmd](?: ago)?|il y a .{3,20}|vor \d+ \p{L}+|hace \d+ \p{L}+|\d+ \p{L}+ назад|hier|gestern|ayer|вчера)$`)
)

// related takes out the lists that headings such as "Most read" open: headlines, their numbers and ages, as far as prose.
func (d *document) related() {
	for i := 0; i < len(d.lines); i++ {
		l := &d.lines[i]
		if l.reason == "" && relatedFrom.MatchString(l.text) && d.listFollows(i+1) {
			l.reason = Related
		}
		if l.reason != Related || !isHeading(l.text) {
			if l.reason == "" && ago.MatchString(l.text) {
				l.reason = Date
			}
			continue
		}
		j := i + 1
		for ; j < len(d.lines) && !isBody(d.lines[j].text); j++ {
			switch m := &d.lines[j]; m.reason {
			case "", Pagination, Date:
				if pageNumber.MatchString(m.text) {
					m.reason = Pagination
				} else {
					m.reason = Related
				}
			}
		}
		i = j - 1
	}
}

var pageNumber = lazyregexp.New(`(?i)^(?:page \d|next$|previous$|prev$)`)

// isHeading tells "Related" and "Most read:" from a pointer that names its article.
func isHeading(text string) bool {
	return phrases[key(text)] == Related || relatedFrom.MatchString(text)
}

// listFollows reports that at least two lines that are no prose come next.
func (d *document) listFollows(from int) bool {
	n := 0
	for _, l := range d.lines[min(from, len(d.lines)):] {
		if n == 2 || isBody(l.text) {
			break
		}
		n++
	}
	return n == 2
}

// captions takes out short lines that stand directly on a caption: the alternative text of its picture.
func (d *document) captions() {
	for i := 1; i < len(d.lines); i++ {
		above, l := &d.lines[i-1], d.lines[i]
		if l.reason == Caption && l.gap == 0 && above.reason == "" && above.gap > 0 && !endsSentence(above.text) && words(above.text) <= 8 {
			above.reason = Caption
		}
	}
}

// minRepeat is the least length, in characters, at which a second copy of a paragraph is a fault of the page and not a
// refrain.
const minRepeat = 50

// repeats takes out what was said before: the second copy of a paragraph, the headline again, a teaser cut off by "…".
func (d *document) repeats() {
	title := key(d.title)
	seen := make(map[string]bool)
	for i := range d.lines {
		l := &d.lines[i]
		if l.reason != "" {
			continue
		}
		k := strings.ToLower(l.text)
		switch {
		case title != "" && title != "-" && key(l.text) == title, seen[k] && utf8.RuneCountInString(k) >= minRepeat && words(k) >= 8:
			l.reason = Repeated
		case teaser(l.text) != "" && d.begins(i, teaser(l.text)):
			l.reason = Repeated
		}
		seen[k] = true
	}
}

// teaser is the text before the dots of a line that breaks off, or "".
func teaser(text string) string {
	t := strings.TrimRight(text, " .…[]")
	if !strings.HasSuffix(text, "…") && !strings.HasSuffix(text, "...") && !strings.HasSuffix(text, "…]") && !strings.HasSuffix(text, "...]") || len(t) < minRepeat {
		return ""
	}
	return t
}

func (d *document) begins(from int, prefix string) bool {
	for _, l := range d.lines[from+1 : min(len(d.lines), from+50)] {
		if l.reason == "" && strings.HasPrefix(l.text, prefix) {
			return true
		}
	}
	return false
}

// minTail is how many headlines at the end make a list of other articles.
const minTail = 3

// tail takes out the headlines of other articles at the end of a text: a block of lines after the last prose, none of
// which ends as a sentence does. A list that the article itself announces (with a colon) stays.
func (d *document) tail() {
	last := -1
	for i, l := range d.lines {
		if l.reason == "" && isBody(l.text) {
			last = i
		}
	}
	if last < 0 || strings.HasSuffix(d.lines[last].text, ":") {
		return
	}
	var block []int
	for i := last + 1; i < len(d.lines); i++ {
		if d.lines[i].reason != "" {
			continue
		}
		if !isHeadline(d.lines[i].text) {
			return
		}
		block = append(block, i)
	}
	if listing(d.lines, block) {
		return
	}
	apart := len(block) > 0 && d.lines[block[0]].gap > d.lines[last].gap && d.lines[block[0]].gap >= 2
	if len(block) < minTail && !apart {
		return
	}
	for _, i := range block {
		d.lines[i].reason = Related
	}
}

// listing reports that most lines of a block begin with a number or a date: results, fixtures, a programme.
func listing(lines []line, block []int) bool {
	n := 0
	for _, i := range block {
		if listItem.MatchString(lines[i].text) {
			n++
		}
	}
	return n*2 > len(block)
}

var listItem = lazyregexp.New(`^(?:\p{L}{3,9}\.? )?\d{1,4}[.):,]?\s`)

// isHeadline reports a line that could be a headline: some words, a capital or a quote at the head, no stop at the end.
func isHeadline(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	if unicode.IsLower(first) || strings.HasSuffix(text, ",") || strings.HasSuffix(text, ";") || strings.HasSuffix(text, ":") {
		return false
	}
	n := words(text)
	return n >= 4 && n <= 30 && unicode.IsOneOf([]*unicode.RangeTable{unicode.L, unicode.Nd, unicode.Pi, unicode.Pf, unicode.Ps, unicode.Sc}, first) || strings.ContainsRune(`"'`, first) && n >= 4
}
