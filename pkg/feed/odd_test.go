package feed

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/wirefold/wirefold/pkg/feed/feedtest"
)

var update = flag.Bool("update", false, "write what comes out to the golden files")

// TestOddFeeds compares what comes of each with its golden file.
func TestOddFeeds(t *testing.T) {
	feeds := feedtest.Odd()
	for _, o := range feeds {
		t.Run(o.File, func(t *testing.T) {
			f, err := promises(t, o.Body, o.ContentType, "https://feeds.example/world/"+o.File)
			if (err != nil) != o.Refused {
				t.Fatalf("refused: %v, want %t", err, o.Refused)
			}
			if len(f.Items) != o.Items {
				t.Errorf("%d items, want %d", len(f.Items), o.Items)
			}
			if o.Refused {
				return
			}
			golden(t, filepath.Join("testdata", "odd", o.File+".golden"), f)
		})
	}
	if len(feeds) < 50 {
		t.Errorf("%d odd feeds, want 50 and more", len(feeds))
	}
}

// outcome is a Feed as golden files have it, without what is empty.
type outcome struct {
	Title     string   `json:",omitempty"`
	Language  string   `json:",omitempty"`
	Home      string   `json:",omitempty"`
	Self      string   `json:",omitempty"`
	Hub       string   `json:",omitempty"`
	TTL       string   `json:",omitempty"`
	Truncated bool     `json:",omitempty"`
	Cut       int      `json:",omitempty"`
	Broken    int      `json:",omitempty"`
	Shared    []string `json:",omitempty"`
	Items     []outcomeItem
}

type outcomeItem struct {
	Key, Digest string
	ID          string   `json:",omitempty"`
	URL         string   `json:",omitempty"`
	Title       string   `json:",omitempty"`
	Bylines     []string `json:",omitempty"`
	Published   string   `json:",omitempty"`
	Updated     string   `json:",omitempty"`
	Language    string   `json:",omitempty"`
	Categories  []string `json:",omitempty"`
	Full        bool     `json:",omitempty"`
	HTML        string   `json:",omitempty"`
	Text        string   `json:",omitempty"`
}

func golden(t *testing.T, file string, f Feed) {
	t.Helper()
	o := outcome{f.Title, f.Language, f.Home, f.Self, f.Hub, "", f.Truncated, f.Cut, f.Broken, f.Shared, nil}
	if f.TTL > 0 {
		o.TTL = f.TTL.String()
	}
	for _, i := range f.Items {
		o.Items = append(o.Items, outcomeItem{
			i.Key(), i.Digest(), i.ID, i.URL, i.Title, i.Bylines, i.Published, i.Updated, i.Language, i.Categories, i.Full, i.HTML, i.Text,
		})
	}
	var got bytes.Buffer
	e := json.NewEncoder(&got)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(o); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("got\n%s\nwant what is in %s (-update writes it)", got.Bytes(), file)
	}
}
