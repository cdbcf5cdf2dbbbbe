package decider_test

import (
	"strings"
	"testing"
	"time"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// TestHostileCopyEndsInBoundedTime files what no desk writes, changed and copied, up to the size that WIRE takes.
func TestHostileCopyEndsInBoundedTime(t *testing.T) {
	const size = 4 << 20
	words := strings.Repeat("ab cd ", size/6)
	shuffled := strings.Repeat("cd ab ef ", size/9)
	for _, c := range []struct {
		name        string
		first, next *wirefoldv1.Facts
	}{
		{"a text of two words, changed throughout", article("north_example", "n1", "t", words), article("north_example", "n1", "t", shuffled)},
		{"a text of two words, copied and changed", article("north_example", "n1", "t", words), article("south_example", "s1", "t", shuffled)},
		{"one word as long as a message", article("north_example", "n1", "t", strings.Repeat("a", size)), article("north_example", "n1", "t", strings.Repeat("b", size))},
		{"a million spaces", article("north_example", "n1", "t", "x"+strings.Repeat(" ", size)), article("north_example", "n1", "t", strings.Repeat(" ", size)+"x")},
		{"a title as long as a message", article("north_example", "n1", words, "x"), article("south_example", "s1", shuffled, "x")},
		{"ten thousand quotes", article("north_example", "n1", "t", strings.Repeat("“so be it” ", 10000)), article("north_example", "n1", "t", strings.Repeat("“be it so” ", 10000))},
		{"ten thousand credits", article("north_example", "n1", "t", "some text"), article("south_example", "s1", "t", "some text", crediting(strings.Fields(words)[:10000]...))},
		{"a year that is none", article("north_example", "n1", "t", "x", published("99999-01-01T00:00:00Z")), article("south_example", "s1", "t", "y", published("0000-00-00"))},
		{"control characters", article("north_example", "n1", "\x00\x01", "\x00 \x02 \x7f"), article("south_example", "s1", "\x00", "\x00")},
	} {
		start := time.Now()
		d := newDesk(t)
		d.thorough = false
		d.file(c.first)
		d.file(c.next)
		// The worst takes about a second alone; tests share their machine.
		if took := time.Since(start); took > 30*time.Second {
			t.Errorf("%s: took %v", c.name, took)
		}
	}
}
