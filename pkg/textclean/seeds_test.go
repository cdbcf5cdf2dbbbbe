package textclean

import (
	"os"
	"path/filepath"
	"testing"
)

// TestSeeds cleans the seed texts, which stand beside the repository and not in it: only their figures are here.
func TestSeeds(t *testing.T) {
	const folder = "../../../shared/seeds"
	if _, err := os.Stat(folder); err != nil {
		t.Log("no seed texts here")
		return
	}
	for _, row := range []struct {
		name                string
		paragraphs, removed int
		titled              bool
		publishedAt         string
		count               Reason // the reason that most lines went for
	}{
		{"000_*.txt", 14, 3, false, "", Cue},
		{"001_*.txt", 9, 4, true, "", Comments},
		{"002_*.txt", 8, 17, false, "", Related},
		{"003_*.txt", 18, 2, true, "2022-01-10", Credit},
		{"004_*.txt", 11, 7, true, "", Caption},
	} {
		t.Run(row.name, func(t *testing.T) {
			files, err := filepath.Glob(filepath.Join(folder, row.name))
			if err != nil || len(files) != 1 {
				t.Fatalf("%d files, %v", len(files), err)
			}
			raw, err := os.ReadFile(files[0])
			if err != nil {
				t.Fatal(err)
			}
			got, err := Clean(string(raw), Hints{})
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Paragraphs) != row.paragraphs || len(got.Removed) != row.removed || (got.Title != "") != row.titled ||
				got.PublishedAt != row.publishedAt || got.Language != "en" || len(got.Byline) > 0 || got.Dateline != "" {
				t.Errorf("%d paragraphs, %d removed, title %t, %q %q %q %q", len(got.Paragraphs), len(got.Removed), got.Title != "",
					got.PublishedAt, got.Language, got.Byline, got.Dateline)
			}
			for _, r := range got.Removed {
				if r.Reason == row.count {
					return
				}
			}
			t.Errorf("nothing went for %s: %v", row.count, got.Removed)
		})
	}
}
