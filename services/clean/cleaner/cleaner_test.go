package cleaner

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/wirefold/wirefold/pkg/stage"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

const pier = "The island council voted on Thursday to close the old ferry pier after an inspection found rot in forty of its beams.\n\n" +
	"The council will move the boats to the fish dock until a new pier is built."

func TestByline(t *testing.T) {
	for _, r := range []struct {
		why, text string
		given     []string
		want      []string
	}{
		{"a publisher's byline is read as one in the text is", pier, []string{"By Ida Holm and Per Lund"}, []string{"Ida Holm", "Per Lund"}},
		{"it counts before that of the text", "By Ana Roth\n\n" + pier, []string{"Ida Holm"}, []string{"Ida Holm"}},
		{"else that of the text does", "By Ana Roth\n\n" + pier, nil, []string{"Ana Roth"}},
	} {
		out, err := New().Step(context.Background(), &wirefoldv1.Article{Text: r.text, Origin: &wirefoldv1.Origin{Byline: r.given, Title: "Pier closed"}})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(out.GetByline(), r.want) {
			t.Errorf("%s: got %q, want %q", r.why, out.GetByline(), r.want)
		}
	}
}

func TestHints(t *testing.T) {
	page := "<html><body><article><p>" + strings.ReplaceAll(pier, "\n\n", "</p><p class=ad>The harbour shop sells rope, lamps and hot soup all winter long.</p><p>") + "</p></article></body></html>"
	out, err := New().Step(context.Background(), &wirefoldv1.Article{Html: []byte(page), CleanBody: "article", CleanRemove: ".ad"})
	if err != nil {
		t.Fatal(err)
	}
	if out.GetText() != pier || len(out.GetRemoved()) != 1 || out.GetRemoved()[0].GetReason() != "source_hint" {
		t.Errorf("got %q, removed %v", out.GetText(), out.GetRemoved())
	}
}

func TestWhatBringsNoCopy(t *testing.T) {
	for _, r := range []struct {
		why, status, title, text, want string
	}{
		{"a kill is one", "canceled", "", "", canceled},
		{"a hold is one", "withheld", "", "", withheld},
		{"usable and no more may be a release", "usable", "", "", released},
		{"silence is none", "", "Pier closed", "", ""},
		{"nor is a text of which nothing is left", "usable", "", "Subscribe\n\nShare", ""},
	} {
		out, err := New().Step(context.Background(), &wirefoldv1.Article{Text: r.text, Origin: &wirefoldv1.Origin{Id: "a-1", Status: r.status, Title: r.title}})
		if reason, _ := stage.PermanentReason(err); out.GetStatus() != r.want || (reason == NoText) != (r.want == "") {
			t.Errorf("%s: %q, %v", r.why, out.GetStatus(), err)
		}
	}
}
