package story

import (
	"bytes"
	"fmt"
	"testing"
	"time"
)

func TestAWordFindsStoriesWhileFewHaveIt(t *testing.T) {
	x := New(Params{})
	about := func(i int, text string) Features {
		return NewFeatures("", text, nil, receivedAt(noon.Add(time.Duration(i)*time.Second)))
	}
	open := func(i int) { x.Add(uint64(i), about(i, "regatta "+spelled(i))) }
	found := func() int {
		_, listed := x.terms.find(hashOf([]rune("regatt")), new([1]uint32))
		return len(listed)
	}
	steps := []struct {
		says string
		do   func()
		want int
	}{
		{"one story", func() { open(1) }, 1},
		{"as many as a word may find", func() {
			for i := 2; i <= maxStories; i++ {
				open(i)
			}
		}, maxStories},
		{"one more", func() { open(maxStories + 1) }, 0},
		{"one more closed again", func() { x.Close(maxStories + 1) }, maxStories},
		{"more than are listed", func() {
			for i := maxStories + 1; i <= maxListed+1; i++ {
				open(i)
			}
		}, 0},
		{"after most have closed, which the others are is not known", func() {
			for i := 11; i <= maxListed+1; i++ {
				x.Close(uint64(i))
			}
		}, 0},
		{"but those that come then are found", func() { open(1000); open(1001) }, 2},
		{"until they close", func() { x.Close(1000); x.Close(1001) }, 0},
		{"with the last but one of all closed", func() {
			for i := 1; i < 10; i++ {
				x.Close(uint64(i))
			}
		}, 0},
		{"with another than the last", func() { open(1002) }, 1},
	}
	for i, s := range steps {
		s.do()
		if n := found(); n != s.want {
			t.Errorf("%d, %s: found %d, want %d", i, s.says, n, s.want)
		}
		y := New(Params{})
		saved := written(t, x)
		if _, err := y.ReadFrom(bytes.NewReader(saved)); err != nil || !bytes.Equal(written(t, y), saved) {
			t.Errorf("%d, %s: read and written again it differs: %v", i, s.says, err)
		}
		x = y
	}
	for id := range x.places {
		x.Close(id)
	}
	if fmt.Sprint(x.Len(), x.terms.used, len(x.silent[received])) != "0 0 0" {
		t.Errorf("something is left of none: %d stories, %d terms", x.Len(), x.terms.used)
	}
}
