package cleaner

import (
	"regexp"
	"slices"
	"strings"

	"github.com/wirefold/wirefold/pkg/textclean"
	"github.com/wirefold/wirefold/pkg/wiremark"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// What a publisher makes of its article.
const (
	usable   = "usable"
	withheld = "withheld"
	canceled = "canceled"
	released = "released" // usable, without copy of its own
)

// status is the publisher's word, or the desk's mark where that says more: a kill is a kill however the feed's default
// status reads.
func status(said string, marks []wiremark.Mark) string {
	switch {
	case said == canceled || wiremark.Has(marks, wiremark.Kill):
		return canceled
	case said == withheld, wiremark.Has(marks, wiremark.Hold) && !wiremark.Has(marks, wiremark.Release):
		return withheld
	}
	return usable
}

// maxKill is the longest raw text, in bytes, that is looked through whole for a mark: a kill without an article is a
// line or two.
const maxKill = 600

// marks reads the desk's marks wherever a desk puts them: in the headline, given or found, in the note, in the notes that
// stood in the text, and in the first line of copy that is nothing but a mark.
func (c *cleaned) marks(origin *wirefoldv1.Origin, raw string) []wiremark.Mark {
	var all []wiremark.Mark
	for _, title := range []string{origin.GetTitle(), c.Title} {
		_, marks := wiremark.Headline(title)
		all = append(all, marks...)
	}
	all = append(all, wiremark.Note(origin.GetNote())...)
	for _, r := range c.Removed {
		if r.Reason == textclean.Correction {
			all = append(all, wiremark.Note(r.Text)...)
		}
	}
	first, _, _ := strings.Cut(strings.TrimSpace(raw), "\n")
	if _, marks := wiremark.Headline(first); len(first) <= maxKill {
		all = append(all, marks...)
	}
	if len(c.Paragraphs) == 0 && len(raw) <= maxKill {
		all = append(all, wiremark.Note(raw)...)
	}
	return all
}

// maxLinks bounds the links that are looked at: an article credits in its first or its last.
const maxLinks = 200

var link = regexp.MustCompile(`https?://[^\s<>"')\]]+`)

func links(text string) []string { return link.FindAllString(text, maxLinks) }

// credits lists who the copy credits, in words or by link, folded as [wirefoldv1.CleanArticle] says. Lines that clean took
// out count too: "Read the full story at …" is no part of the article, and yet a credit.
func (c *cleaned) credits(out *wirefoldv1.CleanArticle) []string {
	lines := slices.Clone(c.Paragraphs)
	for _, r := range c.Removed {
		switch r.Reason {
		case textclean.Credit, textclean.Copyright, textclean.Byline:
			lines = append(lines, r.Text)
		}
	}
	var folded []string
	for _, credit := range wiremark.Credits(out.GetTitle(), out.GetByline(), lines, c.links) {
		for _, name := range []string{fold(credit.Name), fold(credit.Source)} {
			if name != "" && !slices.Contains(folded, name) {
				folded = append(folded, name)
			}
		}
	}
	return folded
}

var notAlnum = regexp.MustCompile(`[^\p{L}\p{N}]+`)

func fold(name string) string { return strings.ToLower(notAlnum.ReplaceAllString(name, "")) }
