package newsfeed

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestPress(t *testing.T) {
	var p press
	written := 0
	ask := func(s sheet, tag string) string {
		t.Helper()
		body, err := p.give(s, tag, func() ([]byte, error) {
			written++
			return fmt.Appendf(nil, "%d", written), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	for _, r := range []struct {
		why   string
		sheet sheet
		tag   string
		want  string
	}{
		{"a feed is written for its first reader", sheet{file: "all.xml"}, "a", "1"},
		{"and not for the next", sheet{file: "all.xml"}, "a", "1"},
		{"but for one who wants it packed", sheet{file: "all.xml", gzip: true}, "a", "2"},
		{"or reaches it otherwise", sheet{file: "all.xml", at: address{self: "https://b.example/feed/all.xml"}}, "a", "3"},
		{"and anew when it has changed", sheet{file: "all.xml"}, "b", "4"},
		{"for all others too", sheet{file: "all.xml", gzip: true}, "b", "5"},
		{"once", sheet{file: "all.xml"}, "b", "4"},
	} {
		if got := ask(r.sheet, r.tag); got != r.want {
			t.Errorf("%s: %s, want %s", r.why, got, r.want)
		}
	}
	gone := errors.New("gone")
	if _, err := p.give(sheet{file: "x.xml"}, "a", func() ([]byte, error) { return nil, gone }); err != gone {
		t.Error(err)
	}
	for n := range 100 {
		s := sheet{file: "all.json", at: address{self: strings.Repeat("x", n)}}
		if _, err := p.give(s, "a", func() ([]byte, error) { return make([]byte, maxPrinted/10), nil }); err != nil {
			t.Fatal(err)
		}
		kept := 0
		for s, each := range p.printed {
			kept += s.size(each.body)
		}
		if kept > maxPrinted || kept != p.bytes || kept == 0 {
			t.Fatalf("%d bytes are kept, %d counted", kept, p.bytes)
		}
	}
}
