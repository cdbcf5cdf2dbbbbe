package board

// Columns is the width of Grafana's grid.
const Columns = 24

// A Row is a title that folds, and the lines of panels under it.
type Row struct {
	title string
	lines []Line
}

// A Line is panels of one height, from left to right.
type Line struct {
	height int
	panels []*Panel
}

// NewRow makes a row of lines.
func NewRow(title string, lines ...Line) Row { return Row{title, lines} }

// Panels makes a line of a height in grid units (30 px and a gap of 8).
func Panels(height int, panels ...*Panel) Line { return Line{height, panels} }

// place lays rows below one another. The n-th row has the id 100·n and its panels count on from there, so that a link to a
// panel survives changes in other rows.
func place(rows []Row) []*Panel {
	var out []*Panel
	y := 0
	for i, row := range rows {
		id := 100 * (i + 1)
		out = append(out, &Panel{
			ID: id, Type: "row", Title: row.title, Collapsed: new(bool), Panels: &[]*Panel{},
			GridPos: GridPos{H: 1, W: Columns, X: 0, Y: y},
		})
		y++
		for _, line := range row.lines {
			x := 0
			for _, p := range line.panels {
				id++
				p.ID = id
				p.GridPos = GridPos{H: line.height, W: p.GridPos.W, X: x, Y: y}
				x += p.GridPos.W
				out = append(out, p)
			}
			y += line.height
		}
	}
	return out
}
