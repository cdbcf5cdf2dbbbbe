package feed

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestGofeedsFixturesKeepThePromises reads all feeds that gofeed is tested with, where the module cache has them: dates,
// links, authors and texts in every form that fifteen years of bug reports brought.
func TestGofeedsFixturesKeepThePromises(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/mmcdole/gofeed").Output()
	if err != nil {
		t.Fatalf("find the folder of gofeed: %v", err)
	}
	feeds, counted, items, empty := 0, 0, 0, 0
	root := filepath.Join(strings.TrimSpace(string(out)), "testdata")
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(root, path)
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if isExpectation(path) {
			return nil
		}
		feeds++
		t.Run(name, func(t *testing.T) {
			f, err := promises(t, body, "", "https://feeds.example/folder/feed.xml")
			want, ok := expected(path)
			if !ok {
				return
			}
			counted++
			items += len(f.Items)
			if err != nil && want > 0 {
				t.Errorf("refused: %v; gofeed expects %d items", err, want)
			}
			if got := len(f.Items) + f.Broken; got != want {
				t.Errorf("%d items and %d empty, gofeed expects %d", len(f.Items), f.Broken, want)
			}
			empty += f.Broken
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d feeds, %d with an expectation, %d items, %d empty ones", feeds, counted, items, empty)
	if feeds < 500 {
		t.Errorf("found %d feeds below %s, want 500 and more", feeds, root)
	}
}

// isExpectation reports what a fixture ought to become, which lies beside it.
func isExpectation(path string) bool {
	stem := strings.TrimSuffix(path, ".json")
	if stem == path {
		return false
	}
	_, err := os.Stat(stem + ".xml")
	return err == nil || strings.HasSuffix(path, "_expected.json")
}

// expected is the number of items that gofeed's own expectation has; false where there is none.
func expected(path string) (int, bool) {
	stem := strings.TrimSuffix(strings.TrimSuffix(path, ".xml"), ".json")
	for _, name := range []string{stem + ".json", stem + "_expected.json"} {
		if name == path {
			continue
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		var feed struct{ Items, Entries []json.RawMessage }
		if json.Unmarshal(raw, &feed) != nil {
			return 0, false
		}
		return len(feed.Items) + len(feed.Entries), true
	}
	return 0, false
}
