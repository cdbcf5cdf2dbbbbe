package cleaner

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wirefold/wirefold/pkg/stage"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// step cleans copy of a headline, and whatever else of it the test names.
func step(t *testing.T, title string, fill func(*wirefoldv1.Article)) *wirefoldv1.CleanArticle {
	t.Helper()
	out, err := clean(title, fill)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func clean(title string, fill func(*wirefoldv1.Article)) (*wirefoldv1.CleanArticle, error) {
	in := &wirefoldv1.Article{Text: pier, Origin: &wirefoldv1.Origin{Id: "a-1", Source: "north_example", Title: title}}
	if fill != nil {
		fill(in)
	}
	return New().Step(context.Background(), in)
}

func note(n string) func(*wirefoldv1.Article) {
	return func(a *wirefoldv1.Article) { a.Origin.Note = n }
}

func says(status string) func(*wirefoldv1.Article) {
	return func(a *wirefoldv1.Article) { a.Origin.Status = status }
}

func TestMarksAndStatus(t *testing.T) {
	for _, r := range []struct {
		why, title string
		fill       func(*wirefoldv1.Article)
		status     string
		correction bool
		refile     bool
		left       string // of the headline
	}{
		{"copy without a mark is usable", "Council closes pier", nil, usable, false, false, "Council closes pier"},
		{"a kill mark is a kill, however the feed's default status reads", "KILL-Council closes pier", says("usable"), canceled, false, false, "Council closes pier"},
		{"a kill mark beats withheld", "KILL-Council closes pier", says("withheld"), canceled, false, false, "Council closes pier"},
		{"canceled beats a hold mark", "HOLD-Council closes pier", says("canceled"), canceled, false, false, "Council closes pier"},
		{"a hold mark holds, however the default status reads", "HOLD-Council closes pier", says("usable"), withheld, false, false, "Council closes pier"},
		{"a lifted hold is none", "HOLD LIFTED-Council closes pier", nil, usable, false, false, "Council closes pier"},
		{"a hold in the headline gives way to a release in the note", "HOLD-Council closes pier", note("Hold lifted."), usable, false, false, "Council closes pier"},
		{"withheld stays so, whatever a mark releases", "RELEASE-Council closes pier", says("withheld"), withheld, false, false, "Council closes pier"},
		{"a kill in the note counts", "Council closes pier", note("EDITORS: Kill this story, the inspection was of another pier."), canceled, false, false, "Council closes pier"},
		{"a correction mark corrects", "CORRECTED-Council closes pier", nil, usable, true, false, "Council closes pier"},
		{"so does a note that says what it corrects", "Council closes pier", note("Corrects number of beams in paragraph 1"), usable, true, false, "Council closes pier"},
		{"a refile is one", "REFILE-Council closes pier", nil, usable, false, true, "Council closes pier"},
		{"an update is neither", "UPDATE 2-Council closes pier", nil, usable, false, false, "Council closes pier"},
		{"two marks count both", "REFILE-CORRECTED-Council closes pier", nil, usable, true, true, "Council closes pier"},
		{"a mark in the first line of the copy counts", "", func(a *wirefoldv1.Article) { a.Text = "KILL KILL KILL\n\n" + pier }, canceled, false, false, ""},
		{"the verb hold in a headline is no mark", "Hold the pier, council told", nil, usable, false, false, "Hold the pier, council told"},
		{"words of killing in the copy are news", "Two killed as pier falls", func(a *wirefoldv1.Article) { a.Text = "Two workers were killed when the pier fell.\n\n" + pier }, usable, false, false, "Two killed as pier falls"},
	} {
		out := step(t, r.title, r.fill)
		if out.GetStatus() != r.status || out.GetCorrection() != r.correction || out.GetRefile() != r.refile || r.left != "" && out.GetTitle() != r.left {
			t.Errorf("%s: %s, correction %v, refile %v, headline %q", r.why, out.GetStatus(), out.GetCorrection(), out.GetRefile(), out.GetTitle())
		}
	}
}

func TestMarksThatSpeakOfCopySentBefore(t *testing.T) {
	for _, r := range []struct {
		why, title string
		fill       func(*wirefoldv1.Article)
		want       bool
	}{
		{"copy without a mark speaks of none", "Council closes pier", nil, false},
		{"an update", "UPDATE 2-Council closes pier", nil, true},
		{"a correction", "CORRECTED-Council closes pier", nil, true},
		{"copy sent again", "RPT-Council closes pier", nil, true},
		{"a lead of the old wire", "Pier, 2nd Ld-Writethru", nil, true},
		{"a note of what was added", "Council closes pier", note("Adds quotes, background"), true},
		{"a kill", "KILL KILL KILL", nil, true},
		{"a kill by status is of its own copy", "Council closes pier", says("canceled"), false},
		{"a first wrapup is a new text", "WRAPUP 1-Piers close all over the coast", nil, false},
		{"the next is a version of it", "WRAPUP 2-Piers close all over the coast", nil, true},
		{"a note that tells something else", "Council closes pier", note("With graphic"), false},
	} {
		if out := step(t, r.title, r.fill); out.GetVersionMark() != r.want {
			t.Errorf("%s: got %v", r.why, out.GetVersionMark())
		}
	}
}

// A kill must not be lost because something is wrong with the copy that it brings.
func TestKillsNeedNoText(t *testing.T) {
	bare := func(a *wirefoldv1.Article) { a.Text = "" }
	var book strings.Builder
	for i := 0; book.Len() <= maxText+maxText/8; i++ {
		// Long paragraphs: the fewer there are, the sooner they are read.
		fmt.Fprintf(&book, "In chapter %d the council%s.\n\n", i, strings.Repeat(fmt.Sprintf(" of %d members looks at a beam, and the council", i), 1000))
	}
	long := func(a *wirefoldv1.Article) { a.Text = book.String() }
	broken := func(a *wirefoldv1.Article) { a.Text, a.Html = "", []byte(strings.Repeat("<div>", 100_000)) }
	for _, r := range []struct {
		why, title string
		fill       func(*wirefoldv1.Article)
		status     string
		reason     string
	}{
		{"a kill without text", "KILL-Council closes pier", bare, canceled, ""},
		{"a hold without text", "HOLD-Council closes pier", bare, withheld, ""},
		{"a kill that is one line of text", "", func(a *wirefoldv1.Article) { a.Text = "STORY WITHDRAWN" }, canceled, ""},
		{"a kill with the text of a book", "KILL-Council closes pier", long, canceled, ""},
		{"a kill with a page that nobody can read", "KILL-Council closes pier", broken, canceled, ""},
		{"copy without text", "Council closes pier", bare, "", NoText},
		{"copy with the text of a book", "Council closes pier", long, "", TooLong},
		{"copy with a page that nobody can read", "Council closes pier", broken, "", BadPage},
	} {
		out, err := clean(r.title, r.fill)
		reason, _ := stage.PermanentReason(err)
		if out.GetStatus() != r.status || reason != r.reason || r.status != "" && out.GetText() != "" {
			t.Errorf("%s: status %q, %d bytes of text, reason %q (%v)", r.why, out.GetStatus(), len(out.GetText()), reason, err)
		}
	}
}

func TestCredits(t *testing.T) {
	for _, r := range []struct {
		why, text string
		want      []string
	}{
		{"in the dateline, by the agency's name and its host", "HARWICK, Jan 10 (Reuters) - " + pier, []string{"reuters", "reuterscom"}},
		{"in the last line, though clean takes it out", pier + "\n\nThis story was originally published by North Wire.", []string{"northwire"}},
		{"by link, though clean takes the line out", pier + "\n\nRead the full story at https://www.north.example/pier?id=1", []string{"northexample"}},
		{"each once", "HARWICK (Reuters) - " + pier + "\n\n(Reuters)", []string{"reuters", "reuterscom"}},
		{"nobody", pier, nil},
	} {
		out := step(t, "Council closes pier", func(a *wirefoldv1.Article) { a.Text = r.text })
		if !slices.Equal(out.GetCredits(), r.want) {
			t.Errorf("%s: got %q, want %q", r.why, out.GetCredits(), r.want)
		}
	}
}

func TestPage(t *testing.T) {
	page := func(a *wirefoldv1.Article) {
		a.Text, a.Html, a.Charset = "", []byte(`<html><head><title>Council closes pier</title>
<meta property="article:published_time" content="2022-01-10T08:00:00+01:00"></head><body><nav><a href="/">Home</a></nav>
<article><h1>CORRECTED-Council closes pier</h1><p>`+strings.ReplaceAll(pier, "\n\n", "</p><p>")+` The caf`+"\xe9"+` moves too.</p>
<p>With files from <a href="https://www.north.example/pier">North Wire</a></p></article></body></html>`), "windows-1252"
	}
	out := step(t, "", page)
	switch {
	case !strings.HasPrefix(out.GetText(), "The island council voted"), strings.Contains(out.GetText(), "Home"), !strings.Contains(out.GetText(), "café"):
		t.Errorf("text %q", out.GetText())
	case out.GetTitle() != "Council closes pier" || !out.GetCorrection():
		t.Errorf("headline %q, correction %v", out.GetTitle(), out.GetCorrection())
	case out.GetPublishedAt() != "2022-01-10T08:00:00+01:00" || out.GetPublishedAtOrigin() == "" || out.GetPublishedAtOrigin() == fromPublisher:
		t.Errorf("published %q by %q", out.GetPublishedAt(), out.GetPublishedAtOrigin())
	case !slices.Contains(out.GetCredits(), "northexample") || !slices.Contains(out.GetCredits(), "northwire"):
		t.Errorf("credits %q", out.GetCredits())
	}
	given := step(t, "UPDATE 1-Pier to close", func(a *wirefoldv1.Article) {
		page(a)
		a.Origin.PublishedAt, a.Origin.Language = "2022-01-10T09:00:00Z", "nb"
	})
	if given.GetTitle() != "Pier to close" || given.GetPublishedAt() != "2022-01-10T09:00:00Z" || given.GetPublishedAtOrigin() != fromPublisher || given.GetLanguage() != "nb" {
		t.Errorf("what the publisher says counts before the page: %q %q %q %q", given.GetTitle(), given.GetPublishedAt(), given.GetPublishedAtOrigin(), given.GetLanguage())
	}
}

func TestAnOperatorsDecisionPasses(t *testing.T) {
	command := &wirefoldv1.Command{Verb: "detach", Articles: []string{"a-0123456789abcdef"}}
	out := step(t, "", func(a *wirefoldv1.Article) { a.Text, a.Origin.Command = "", command })
	if out.GetOrigin().GetCommand() != command || out.GetText() != "" || out.GetStatus() != "" {
		t.Errorf("got %v", out)
	}
}
