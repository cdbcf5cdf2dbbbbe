package board

// TableOptions are a table's.
type TableOptions struct {
	CellHeight string   `json:"cellHeight"`
	FrameIndex int      `json:"frameIndex"`
	ShowHeader bool     `json:"showHeader"`
	SortBy     []SortBy `json:"sortBy"`
}

// SortBy orders a table.
type SortBy struct {
	DisplayName string `json:"displayName"`
	Desc        bool   `json:"desc"`
}

// Table is a row an answer. Its answers are merged by their labels; columns says what each is called, in order.
func Table(width int, title string, unit Unit, base Color, about string, columns []Column, queries ...Query) *Panel {
	p := newPanel("table", width, title, unit, base, about, queries)
	p.FieldConfig.Defaults.Custom = map[string]any{
		"align": "auto", "cellOptions": map[string]any{"type": "auto"}, "inspect": false, "minWidth": narrow,
	}
	p.Options = TableOptions{CellHeight: "sm", ShowHeader: true, SortBy: []SortBy{}}
	index, names := map[string]int{}, map[string]string{}
	var kept []string
	for i, c := range columns {
		index[c.of], names[c.of] = i, c.name
		kept = append(kept, c.of)
	}
	p.Transformations = []Transformation{
		{"merge", map[string]any{}},
		{"filterFieldsByName", map[string]any{"include": map[string]any{"names": kept}}},
		{"organize", map[string]any{"excludeByName": map[string]bool{}, "indexByName": index, "renameByName": names}},
	}
	return p
}

// narrow is how narrow a column may be, in pixels. Grafana's own 150 hide the last columns of a table half a screen wide.
const narrow = 80

// A Column is a label, or the values of a query, under a name.
type Column struct{ of, name string }

// Called is the column of a label; "Value" are the values of the only query, "Value #B" those of the second of several.
func Called(of, name string) Column { return Column{of, name} }

// Matrix is a table of one query: a row for each value of the label row, a column for each of column. corner is the first
// column's name.
func Matrix(width int, title string, unit Unit, base Color, about, row, column, corner string, query Query) *Panel {
	p := newPanel("table", width, title, unit, base, about, []Query{query})
	p.FieldConfig.Defaults.Custom = map[string]any{
		"align": "auto", "cellOptions": map[string]any{"type": "color-background", "mode": "basic"}, "inspect": false,
		"minWidth": narrow,
	}
	p.Options = TableOptions{CellHeight: "sm", ShowHeader: true, SortBy: []SortBy{}}
	p.For(row+`\`+column, Property{"displayName", corner}) // Grafana's own name of it
	p.Transformations = []Transformation{
		{"groupingToMatrix", map[string]any{
			"columnField": column, "rowField": row, "valueField": "Value", "emptyValue": "zero",
		}},
	}
	return p
}

// Sorted orders a table by the column of this name.
func (p *Panel) Sorted(by string, largestFirst bool) *Panel {
	o := p.Options.(TableOptions)
	o.SortBy = []SortBy{{by, largestFirst}}
	p.Options = o
	return p
}
