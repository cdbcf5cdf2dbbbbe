package pageclean

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/wirefold/wirefold/pkg/selector"
	"github.com/wirefold/wirefold/pkg/textclean"
)

func TestHints(t *testing.T) {
	const box = "The harbour choir will sing on the quay on Sunday at noon, and the mayor will pour the punch."
	promo := `<div class="box"><p>` + box + `</p><p>Bring a cup.</p></div>`
	for _, r := range []struct {
		says, body, remove, page string
		want, removed            []string
	}{
		{"without hints the extractor judges alone", "", "", pageOf("", promo), []string{one, box, "Bring a cup.", two, "A harbour in winter", end}, nil},
		{"removed parts go and are told", "", ".box", pageOf("", promo), []string{one, two, "A harbour in winter", end}, []string{box, "Bring a cup."}},
		{"a selector that finds nothing removes nothing", "", ".none", pageOf("", ""), []string{one, two, "A harbour in winter", end}, nil},
		{"the body is where the hint says, however short", ".box", "", pageOf("", promo), []string{box, "Bring a cup."}, nil},
		{"in one part after the other", ".lead, #tail", "", pageOf("", `<p class="lead">`+two+`</p><p>`+box+`</p><p id="tail">`+end+`</p>`), []string{two, end}, nil},
		{"what is removed is not of it", ".box", ".box p + p", pageOf("", promo), []string{box}, []string{"Bring a cup."}},
		{"a body that the page has not is passed over", "article .none", "", pageOf("", ""), []string{one, two, "A harbour in winter", end}, nil},
		{"text need not stand in paragraphs", ".raw", "", pageOf("", `<div class="raw">`+two+`<br><br>`+end+`</div>`), []string{two, end}, nil},
	} {
		t.Run(r.says, func(t *testing.T) {
			hints, err := ReadHints(r.body, r.remove)
			if err != nil {
				t.Fatal(err)
			}
			got, err := Clean(r.page, "https://harbour.example/ferry", hints)
			if err != nil {
				t.Fatal(err)
			}
			var removed []string
			for _, r := range got.Removed {
				if r.Reason == textclean.SourceHint {
					removed = append(removed, r.Text)
				}
			}
			if !slices.Equal(got.Paragraphs, r.want) || !slices.Equal(removed, r.removed) {
				t.Errorf("got %+q, removed %+q", got.Paragraphs, got.Removed)
			}
			if got.Title != "Ministers meet over ferry" {
				t.Errorf("title %q: the headline is the page's, wherever it stands", got.Title)
			}
		})
	}
}

func TestHintsThatTakeAll(t *testing.T) {
	hints, err := ReadHints("", "*")
	if err != nil {
		t.Fatal(err)
	}
	page := pageOf("", strings.Repeat("<p>"+two+"</p>", 2000))
	if got, err := Clean(page, "", hints); !errors.Is(err, textclean.ErrNoText) {
		t.Errorf("nothing is left: %+v, %v", got, err)
	}
	hints, _ = ReadHints("", "article p:not(:first-child, :last-child)")
	got, err := Clean(strings.Replace(page, "<h1>", "<p>"+one+"</p><h1>", 1), "", hints)
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, r := range got.Removed {
		told += len(r.Text)
	}
	if told == 0 || told > maxTold {
		t.Errorf("%d bytes are told, at most %d may be", told, maxTold)
	}
}

func TestHintsThatCannotBeRead(t *testing.T) {
	for _, h := range [][2]string{{"p >", ""}, {"", "p,,a"}} {
		if _, err := ReadHints(h[0], h[1]); !errors.Is(err, selector.ErrBad) {
			t.Errorf("%q: %v", h, err)
		}
	}
}

func FuzzHints(f *testing.F) {
	f.Add(pageOf("", `<div class="box">`+two+`</div>`), ".box", "article p + p")
	f.Add("<p>"+one+"<table><p>"+two, "p, html", "*")
	f.Fuzz(func(t *testing.T, page, body, remove string) {
		hints, err := ReadHints(body, remove)
		if err != nil {
			return
		}
		got, err := Clean(page, "https://harbour.example/x", hints)
		if err != nil {
			return
		}
		told := 0
		for _, r := range got.Removed {
			if r.Reason == textclean.SourceHint {
				told += len(r.Text)
			}
		}
		if told > maxTold || len(got.Paragraphs) == 0 {
			t.Fatalf("%d bytes are told, %d paragraphs left", told, len(got.Paragraphs))
		}
	})
}
