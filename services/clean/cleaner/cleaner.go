// Package cleaner is the step of clean: raw copy becomes a clean article, or a kill, or a dead letter.
package cleaner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wirefold/wirefold/pkg/charset"
	"github.com/wirefold/wirefold/pkg/pageclean"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/textclean"
	"github.com/wirefold/wirefold/pkg/wiremark"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// Why copy cannot become a clean article.
const (
	NoText  = "no_text"  // nothing of it was an article, and it is no kill or hold either
	TooLong = "too_long" // more than maxText is no article: a dump, a log, a book
	BadPage = "bad_page" // a page that no parser takes: nested or swollen beyond the limits
)

// Reasons is the closed set.
var Reasons = []string{NoText, TooLong, BadPage}

// maxText bounds a clean text in bytes. The longest articles of any corpus measured have some 200 kB; within 1 MiB the
// records and events made of it stay within the broker's max_payload.
const maxText = 1 << 20

// Cleaner is the step. It is safe for concurrent use.
type Cleaner struct{}

// New makes a cleaner.
func New() *Cleaner { return &Cleaner{} }

// Step cleans one article. An operator's decision passes as it is.
func (*Cleaner) Step(_ context.Context, in *wirefoldv1.Article) (*wirefoldv1.CleanArticle, error) {
	origin := in.GetOrigin()
	out := &wirefoldv1.CleanArticle{Origin: origin}
	if origin.GetCommand() != nil {
		return out, nil
	}
	c, err := read(in)
	marks := c.marks(origin, in.GetText())
	out.Status, out.Correction, out.Refile = status(origin.GetStatus(), marks), wiremark.Has(marks, wiremark.Correction), wiremark.Has(marks, wiremark.Refile)
	out.VersionMark = slices.ContainsFunc(marks, wiremark.Mark.OfEarlier)
	out.Text = strings.Join(c.Paragraphs, "\n\n")
	if err == nil && len(out.Text) > maxText {
		err = stage.Permanent(TooLong, fmt.Errorf("clean article: its text has %d bytes, more than %d", len(out.Text), maxText))
		out.Text = ""
	}
	switch noText := errors.Is(err, textclean.ErrNoText); {
	case out.Status != usable: // what is killed or held needs no text, and must not fail for it
	case noText && releases(in):
		out.Status = released
	case noText:
		return nil, stage.Permanent(NoText, fmt.Errorf("clean article: %w", err))
	case err != nil:
		return nil, err
	}
	out.Title = c.headline(origin.GetTitle())
	out.Byline = c.Byline
	if given := origin.GetByline(); len(given) > 0 {
		out.Byline = textclean.Names(strings.Join(given, ", "))
	}
	out.Dateline, out.Credit, out.Language = c.Dateline, c.Credit, c.Language
	if given := origin.GetLanguage(); given != "" {
		out.Language = given
	}
	out.PublishedAt, out.PublishedAtOrigin = c.PublishedAt, c.dateOrigin
	if given := origin.GetPublishedAt(); given != "" {
		out.PublishedAt, out.PublishedAtOrigin = given, fromPublisher
	}
	for _, r := range c.Removed {
		out.Removed = append(out.Removed, &wirefoldv1.Removed{Text: r.Text, Reason: string(r.Reason)})
	}
	out.Credits = c.credits(out)
	return out, nil
}

// releases tells a message that says usable and brings no copy: it may release what was held, whose text is known. Whether
// there is any is dedupe's to say.
func releases(in *wirefoldv1.Article) bool {
	return in.GetOrigin().GetStatus() == usable && in.GetText() == "" && len(in.GetHtml()) == 0
}

// Where published_at was found, beside pkg/pageclean's words for the places of a page.
const (
	fromPublisher = "publisher"
	fromText      = "text"
)

// DateOrigins lists where the date of an article may be found: given by the publisher, read in a plain text, or one of
// pageclean's.
func DateOrigins() []string {
	origins := []string{fromPublisher}
	for _, o := range pageclean.Origins() { // fromText is one of them
		origins = append(origins, string(o))
	}
	return origins
}

// cleaned is what the cores made of the raw copy.
type cleaned struct {
	textclean.Text
	dateOrigin string
	links      []string
}

func read(in *wirefoldv1.Article) (cleaned, error) {
	if len(in.GetHtml()) == 0 {
		text, err := textclean.Clean(in.GetText(), textclean.Hints{Title: in.GetOrigin().GetTitle()})
		c := cleaned{Text: text, links: links(in.GetText())}
		if text.PublishedAt != "" {
			c.dateOrigin = fromText
		}
		return c, err
	}
	html, _ := charset.Decode(in.GetHtml(), in.GetCharset())
	hints, err := pageclean.ReadHints(in.GetCleanBody(), in.GetCleanRemove())
	if err != nil {
		return cleaned{}, err // ingest lets none through
	}
	page, err := pageclean.Clean(html, in.GetOrigin().GetUrl(), hints)
	if err != nil && !errors.Is(err, textclean.ErrNoText) {
		return cleaned{}, stage.Permanent(BadPage, fmt.Errorf("clean page: %w", err))
	}
	return cleaned{Text: page.Text, dateOrigin: string(page.PublishedAtOrigin), links: page.Links}, err
}

// headline is the publisher's title, or else the one found, without the desk's marks.
func (c *cleaned) headline(given string) string {
	title, _ := wiremark.Headline(c.Title)
	if given != "" {
		title, _ = wiremark.Headline(given)
	}
	return title
}
