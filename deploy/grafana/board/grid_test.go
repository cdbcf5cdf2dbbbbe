package board_test

import (
	"testing"

	"github.com/wirefold/wirefold/deploy/grafana/board"
)

func TestPanelsArePlacedAsTheyAreRead(t *testing.T) {
	panel := func(width int, title string) *board.Panel {
		return board.Graph(width, title, "s", "blue", "It shows a line.", board.Q("line", "vector(1)"))
	}
	d := board.New("u", "Title", "Text.", "1h", nil,
		board.NewRow("First", board.Panels(4, panel(8, "a"), panel(16, "b")), board.Panels(6, panel(24, "c"))),
		board.NewRow("Second", board.Panels(5, panel(12, "d"), panel(12, "e"))),
	)
	for i, want := range []struct {
		sentence string
		title    string
		id       int
		at       board.GridPos
	}{
		{"a row is a line of its own over the whole width", "First", 100, board.GridPos{H: 1, W: 24, X: 0, Y: 0}},
		{"its panels follow under it", "a", 101, board.GridPos{H: 4, W: 8, X: 0, Y: 1}},
		{"the next lies to the right", "b", 102, board.GridPos{H: 4, W: 16, X: 8, Y: 1}},
		{"the next line lies under the whole line before", "c", 103, board.GridPos{H: 6, W: 24, X: 0, Y: 5}},
		{"the next row has ids of its own", "Second", 200, board.GridPos{H: 1, W: 24, X: 0, Y: 11}},
		{"which another panel in the first row would not change", "d", 201, board.GridPos{H: 5, W: 12, X: 0, Y: 12}},
		{"and so on", "e", 202, board.GridPos{H: 5, W: 12, X: 12, Y: 12}},
	} {
		t.Run(want.sentence, func(t *testing.T) {
			p := d.Panels[i]
			if p.Title != want.title || p.ID != want.id || p.GridPos != want.at {
				t.Errorf("%q has id %d and lies at %+v; want %q, %d, %+v", p.Title, p.ID, p.GridPos, want.title, want.id, want.at)
			}
		})
	}
}
