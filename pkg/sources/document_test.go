package sources

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestTheDocumentedFileIsRead: the example of docs/sources.md is taken, and every key has its row there.
func TestTheDocumentedFileIsRead(t *testing.T) {
	page, err := os.ReadFile("../../docs/sources.md")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindSubmatch(page)
	if block == nil {
		t.Fatal("docs/sources.md has no example")
	}
	list, err := Parse(block[1])
	if err != nil || len(list) != 2 || !list[1].Polled() {
		t.Errorf("its example gives %+v, %v", list, err)
	}
	for key := range keys {
		if !strings.Contains(string(page), "\n| `"+key+"` |") {
			t.Errorf("docs/sources.md has no row for %s", key)
		}
		if !strings.Contains(string(block[1]), key+":") {
			t.Errorf("its example has no %s", key)
		}
	}
}
