package feed

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/wirefold/wirefold/pkg/internal/lazyregexp"
)

// A text counts as the whole article where it is as long as a short one, in characters without markup, and does not end as
// a teaser does. What came in the place for teasers, or is no more than what did, must be longer.
const (
	fullContent = 500
	fullTeaser  = 1500
)

// goesOn is the end of a teaser: an ellipsis, or an invitation to read on.
var goesOn = lazyregexp.New(`(?i)(?:…|\.\.\.|\[\s*(?:…|\.\.\.|&hellip;)\s*\]|\bread (?:more|on|the (?:full|whole|rest).{0,40}|full (?:story|article|text))|\bcontinue reading\b.{0,200}|\bfull (?:story|article)|` +
	`\bmore|weiterlesen|mehr (?:lesen|dazu)|lire la suite.{0,60}|leer más|continua a leggere|читать (?:далее|дальше|полностью|ещ[её]).{0,60}|подробнее.{0,40}|далее)[\s»›>→.\])]*$`)

// signature is what WordPress writes below every text, teasers too.
var signature = lazyregexp.New(`(?s)\s*The post .{1,400} (?:appeared first|first appeared) on .{1,200}$`)

// fill takes the fuller of what came in the places for whole texts and for teasers; within is the base of their links, or "".
func (i *Item) fill(within string, whole, teasers []string) {
	content, contentLength := fullest(whole)
	teaser, teaserLength := fullest(teasers)
	body, length, least := content, contentLength, fullContent
	if teaserLength >= contentLength {
		least = fullTeaser
	}
	if teaserLength > contentLength {
		body, length = teaser, teaserLength
	}
	if length == 0 && !markup.MatchString(body) {
		return
	}
	if markup.MatchString(body) {
		i.HTML = strings.TrimSpace(tidy(body))
		if within != "" {
			i.HTML = resolve(within, i.HTML)
		}
	} else {
		i.Text = strings.TrimSpace(tidy(unescape(body)))
	}
	i.Full = length >= least && !isTeaser(body)
}

// fullest gives the one that shows most, and how many characters that are.
func fullest(bodies []string) (body string, length int) {
	for _, b := range bodies {
		b = once(b)
		if n := utf8.RuneCountInString(line(visible(b))); n > length || body == "" {
			body, length = b, n
		}
	}
	return body, length
}

// once undoes what was escaped twice: a text without tags that shows some.
func once(s string) string {
	if !markup.MatchString(s) && written.MatchString(s) {
		return html.UnescapeString(s)
	}
	return s
}

func isTeaser(body string) bool {
	text := line(visible(body))
	tail := text[max(0, len(text)-800):]
	return goesOn.MatchString(signature.ReplaceAllString(tail, ""))
}
