package feed

import (
	"strings"
	"unicode"

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
	best, least := fullest(whole), fullContent
	teaser := fullest(teasers)
	if teaser.length >= best.length {
		least = fullTeaser
	}
	if teaser.length > best.length || best.html == "" && best.text == "" {
		best = teaser
	}
	i.HTML, i.Text = best.html, best.text
	if i.HTML != "" && within != "" {
		i.HTML = resolve(within, i.HTML)
	}
	i.Full = best.length >= least && !isTeaser(best.shown)
}

// body is a text in one of the places for it.
type body struct {
	html, text string // one of the two
	shown      string // without markup
	length     int    // characters shown
}

// fullest gives the one that shows most; a picture alone is better than nothing.
func fullest(raw []string) (best body) {
	for _, s := range raw {
		if strings.TrimSpace(s) == "" {
			continue
		}
		if s = strings.TrimSpace(tidy(s)); !hasMarkup(s) && strings.Contains(s, "&lt;") && written.MatchString(s) {
			s = html.UnescapeString(s) // escaped twice: a text without tags that shows some
		}
		b := body{html: s}
		if hasMarkup(s) {
			b.shown = visible(s)
		} else {
			b.html, b.text = "", strings.TrimSpace(tidy(unescape(s)))
			b.shown = b.text
		}
		if b.length = characterCount(b.shown); b.length > best.length || best.html == "" && best.text == "" {
			best = b
		}
	}
	return best
}

// characterCount counts characters, and a run of white space as one.
func characterCount(s string) (n int) {
	space := true
	for _, r := range s {
		is := unicode.IsSpace(r)
		if !is || !space {
			n++
		}
		space = is
	}
	return n
}

func isTeaser(shown string) bool {
	shown = strings.TrimSpace(shown)
	if i := strings.LastIndex(shown, "The post "); i >= 0 && signature.MatchString(shown[i:]) {
		shown = shown[:i]
	}
	// The longest invitation has some 250 bytes.
	return goesOn.MatchString(line(shown[max(0, len(shown)-300):]))
}
