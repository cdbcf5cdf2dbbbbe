// Package textclean makes an article of scraped text, however dirty.
//
// Clean repairs what carriage did to the words (entities, mojibake, soft hyphens, hard wraps), takes out what is not the
// article (menus, share buttons, captions, comment forms, lists of other headlines, cues of a broadcast script), moves
// byline and date to their fields, and reports every line that it took out with the reason. It adds no word: where a
// text has no headline, the title is empty; words misspelt at the source stay so. Cleaning what is clean changes nothing.
//
// The same text gives the same article; Clean keeps no state and is safe for concurrent use.
package textclean

import (
	"errors"
	"strings"

	"github.com/wirefold/wirefold/pkg/lang"
	"github.com/wirefold/wirefold/pkg/wiremark"
)

// ErrNoText says that nothing of the text was an article.
var ErrNoText = errors.New("no text")

// A Reason says why a line was taken out. The set is closed.
type Reason string

// The reasons.
const (
	Advertisement Reason = "advertisement" // advertising and its slots
	Archive       Reason = "archive"       // notices of an archive
	Banner        Reason = "banner"        // notices of the site about itself
	Byline        Reason = "byline"        // moved to Text.Byline
	Caption       Reason = "caption"       // captions and picture credits
	Comments      Reason = "comments"      // readers' comments and the forms for them
	Cookies       Reason = "cookies"       // consent to cookies
	Copyright     Reason = "copyright"     // who owns the text
	Correction    Reason = "correction"    // notes on corrections, see wiremark.Note
	Credit        Reason = "credit"        // who supplied the text
	Cue           Reason = "cue"           // cues and supers of a broadcast script
	Date          Reason = "date"          // date lines, the first moved to Text.PublishedAt
	Embed         Reason = "embed"         // leftovers of embedded posts, bare links
	EndMark       Reason = "end_mark"      // -30-, ###
	Navigation    Reason = "navigation"    // menus, breadcrumbs, search, sign-in
	Newsletter    Reason = "newsletter"    // invitations to subscribe
	Pagination    Reason = "pagination"    // page numbers, next, previous
	Paywall       Reason = "paywall"       // invitations to pay
	Player        Reason = "player"        // controls of audio and video
	Related       Reason = "related"       // pointers to other articles
	Release       Reason = "release"       // headers of a press release
	Repeated      Reason = "repeated"      // said before in the same text
	Rundown       Reason = "rundown"       // header of a broadcast script
	Separator     Reason = "separator"     // lines without a word
	Share         Reason = "share"         // share buttons
	SourceHint    Reason = "source_hint"   // what somebody who knows the source said to take out, see package pageclean
)

// Reasons lists the closed set.
func Reasons() []Reason {
	return []Reason{
		Advertisement, Archive, Banner, Byline, Caption, Comments, Cookies, Copyright, Correction, Credit, Cue, Date, Embed,
		EndMark, Navigation, Newsletter, Pagination, Paywall, Player, Related, Release, Repeated, Rundown, Separator, Share,
		SourceHint,
	}
}

// Removed is a line that was taken out, as it read after repair.
type Removed struct {
	Text   string
	Reason Reason
}

// Text is a clean article. Fields not found are empty.
type Text struct {
	Title       string
	Byline      []string // names without "By"
	Dateline    string   // as written; it also stays at the head of the first paragraph
	Credit      string   // the agencies credited in words, as written
	PublishedAt string   // YYYY-MM-DD, or RFC 3339 where the text tells time and zone
	Language    string   // ISO 639-1, as of package lang
	Paragraphs  []string // at least one; subheads are paragraphs
	Removed     []Removed
}

// Hints is what is known of a text from elsewhere; the zero value knows nothing.
type Hints struct {
	Title string // the headline; the text's own first lines are then not searched for one
}

// MaxLines bounds the lines that are looked at; a longer text is cut there. The longest article of any corpus measured
// has some 1,500.
const MaxLines = 20_000

// Clean makes an article of text. The only error is ErrNoText.
func Clean(text string, hints Hints) (Text, error) {
	return clean(split(repair(text)), hints)
}

// A Line is a paragraph of a page.
type Line struct {
	Text   string
	Linked bool // all of it is the text of links
}

// CleanLines is Clean for a text whose paragraphs are known, as those of a page are: no wraps are undone, and a line
// that is nothing but a link to elsewhere is a pointer.
func CleanLines(paragraphs []Line, hints Hints) (Text, error) {
	lines := make([]line, 0, len(paragraphs))
	for _, p := range paragraphs[:min(len(paragraphs), MaxLines)] {
		if text := repair1(p.Text); text != "" {
			lines = append(lines, line{text: text, gap: 1, linked: p.Linked})
		}
	}
	return clean(lines, hints)
}

// FindDate reads the first full date in text as YYYY-MM-DD, or as RFC 3339 where a time and its zone stand with it; "" where
// there is none. The offset is kept as written.
func FindDate(text string) string {
	return findDate(text[:min(len(text), 200)])
}

func clean(lines []line, hints Hints) (Text, error) {
	doc := document{lines: lines, title: repair1(hints.Title)}
	doc.furniture()
	doc.comments()
	doc.related()
	doc.captions()
	doc.head()
	doc.repeats()
	doc.tail()
	return doc.text()
}

// A document is the text on its way: lines are marked, never moved, so that every rule sees the whole.
type document struct {
	lines       []line
	title       string
	byline      []string
	publishedAt string
	extra       []Removed // taken out of the middle of a line
}

// A line is a paragraph, or what will turn out not to be one.
type line struct {
	text   string
	gap    int    // blank lines before it
	linked bool   // all of it is the text of links
	reason Reason // why it goes, "" while it stays
}

func (d *document) text() (Text, error) {
	t := Text{Title: d.title, Byline: d.byline, PublishedAt: d.publishedAt, Removed: d.extra}
	var credits []string
	for _, l := range d.lines {
		switch l.reason {
		case "":
			t.Paragraphs = append(t.Paragraphs, l.text)
		case isTitle:
		default:
			t.Removed = append(t.Removed, Removed{l.text, l.reason})
		}
		if l.reason == Credit || l.reason == Copyright {
			credits = append(credits, l.text)
		}
	}
	if len(t.Paragraphs) == 0 {
		return Text{}, ErrNoText
	}
	if dateline, ok := wiremark.FindDateline(t.Paragraphs[0]); ok {
		t.Dateline = dateline.Text
	}
	t.Credit = creditLine(t.Title, t.Byline, append(t.Paragraphs[:len(t.Paragraphs):len(t.Paragraphs)], credits...))
	t.Language = lang.Detect(strings.Join(t.Paragraphs, "\n"))
	return t, nil
}

// isTitle marks the line that became the title: it is neither kept nor removed.
const isTitle Reason = "title"

// creditLine names the agencies credited in words, as written.
func creditLine(title string, byline, paragraphs []string) string {
	var names []string
	for _, c := range wiremark.Credits(title, byline, paragraphs, nil) {
		if c.As != "" { // a sign-off tells the agency without its name
			names = append(names, c.As)
		}
	}
	return strings.Join(names, ", ")
}
