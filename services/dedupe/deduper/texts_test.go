package deduper

import (
	"strings"
	"testing"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

func TestTextsAreBoundedByBytes(t *testing.T) {
	texts, err := newTextCache()
	if err != nil {
		t.Fatal(err)
	}
	long := &wirefoldv1.Facts{Article: &wirefoldv1.CleanArticle{Text: strings.Repeat("a", 1<<20)}}
	const n = 2 * recentBytes >> 20
	for seq := range uint64(n) {
		texts.put(seq, long)
		texts.put(seq, long) // the announcer read it again
	}
	if texts.bytes > recentBytes || texts.bytes < recentBytes/2 {
		t.Errorf("%d bytes are kept, the bound is %d", texts.bytes, recentBytes)
	}
	if _, known := texts.known(n - 1); !known {
		t.Error("the last is not known")
	}
	if _, known := texts.known(0); known {
		t.Error("the first is still known")
	}
}
