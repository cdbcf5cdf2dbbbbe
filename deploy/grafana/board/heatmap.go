package board

// HeatmapOptions are a heatmap's.
type HeatmapOptions struct {
	Calculate    bool           `json:"calculate"`
	CellGap      int            `json:"cellGap"`
	Color        HeatmapColor   `json:"color"`
	Exemplars    map[string]any `json:"exemplars"`
	FilterValues map[string]any `json:"filterValues"`
	Legend       map[string]any `json:"legend"`
	RowsFrame    map[string]any `json:"rowsFrame"`
	ShowValue    string         `json:"showValue"`
	Tooltip      map[string]any `json:"tooltip"`
	YAxis        map[string]any `json:"yAxis"`
}

// HeatmapColor is the scale of a heatmap: one colour, from pale to full.
type HeatmapColor struct {
	Mode     string  `json:"mode"`
	Scheme   string  `json:"scheme"`
	Fill     Color   `json:"fill"`
	Scale    string  `json:"scale"`
	Exponent float64 `json:"exponent"`
	Steps    int     `json:"steps"`
	Reverse  bool    `json:"reverse"`
	Min      float64 `json:"min"`
}

// Heatmap is counts by row and time, the darker the more. of is the unit of the rows, unit that of the cells.
func Heatmap(width int, title string, of, unit Unit, fill Color, about string, query Query) *Panel {
	p := newPanel("heatmap", width, title, unit, fill, about, []Query{query})
	p.FieldConfig.Defaults.Color = FieldColor{Mode: "fixed", Fixed: fill}
	p.FieldConfig.Defaults.Custom = map[string]any{
		"hideFrom": HideFrom{}, "scaleDistribution": map[string]any{"type": "linear"},
	}
	p.Options = HeatmapOptions{
		CellGap: 1,
		Color: HeatmapColor{
			Mode: "scheme", Scheme: "Blues", Fill: fill, Scale: "exponential", Exponent: .5, Steps: 64,
		},
		Exemplars:    map[string]any{"color": "transparent"},
		FilterValues: map[string]any{"le": 1e-9}, // leaves cells of zero empty
		Legend:       map[string]any{"show": true},
		RowsFrame:    map[string]any{"layout": "auto", "value": "how many"},
		ShowValue:    "never",
		Tooltip:      map[string]any{"mode": "single", "yHistogram": true, "showColorScale": false},
		YAxis:        map[string]any{"axisPlacement": "left", "reverse": false, "unit": of},
	}
	return p
}
