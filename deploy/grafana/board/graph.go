package board

// GraphOptions are a time series panel's.
type GraphOptions struct {
	Legend  Legend  `json:"legend"`
	Tooltip Tooltip `json:"tooltip"`
}

// A Legend names the series under, or beside, the graph.
type Legend struct {
	Calcs       []string `json:"calcs"`
	DisplayMode string   `json:"displayMode"`
	Placement   string   `json:"placement"`
	ShowLegend  bool     `json:"showLegend"`
}

// A Tooltip shows values under the pointer.
type Tooltip struct {
	Mode string `json:"mode"`
	Sort string `json:"sort"`
}

// GraphField is how a series is drawn.
type GraphField struct {
	DrawStyle         string         `json:"drawStyle"`
	LineInterpolation string         `json:"lineInterpolation"`
	LineWidth         int            `json:"lineWidth"`
	FillOpacity       int            `json:"fillOpacity"`
	GradientMode      string         `json:"gradientMode"`
	ShowPoints        string         `json:"showPoints"`
	PointSize         int            `json:"pointSize"`
	SpanNulls         any            `json:"spanNulls"` // bool, or milliseconds
	AxisPlacement     string         `json:"axisPlacement"`
	AxisSoftMin       float64        `json:"axisSoftMin"`
	AxisSoftMax       *float64       `json:"axisSoftMax,omitempty"`
	BarAlignment      int            `json:"barAlignment"`
	ScaleDistribution map[string]any `json:"scaleDistribution"`
	Stacking          Stacking       `json:"stacking"`
	ThresholdsStyle   Style          `json:"thresholdsStyle"`
	HideFrom          HideFrom       `json:"hideFrom"`
}

// Stacking lays series on one another.
type Stacking struct {
	Group string `json:"group"`
	Mode  string `json:"mode"`
}

// Style is how thresholds are drawn.
type Style struct {
	Mode string `json:"mode"`
}

// HideFrom hides a series.
type HideFrom struct {
	Legend  bool `json:"legend"`
	Tooltip bool `json:"tooltip"`
	Viz     bool `json:"viz"`
}

// Graph is lines over time, without thresholds: a line's colour says which, not how bad.
func Graph(width int, title string, unit Unit, color Color, about string, queries ...Query) *Panel {
	p := newPanel("timeseries", width, title, unit, "transparent", about, queries)
	p.FieldConfig.Defaults.Color = FieldColor{"fixed", color}
	p.FieldConfig.Defaults.Custom = GraphField{
		DrawStyle: "line", LineInterpolation: "linear", LineWidth: 2, FillOpacity: 0, GradientMode: "none",
		ShowPoints: "auto", PointSize: 4,
		SpanNulls:         300_000, // five minutes of nothing are joined, more is a gap
		AxisPlacement:     "auto",
		ScaleDistribution: map[string]any{"type": "linear"},
		Stacking:          Stacking{"A", "none"}, ThresholdsStyle: Style{"off"},
	}
	p.Options = GraphOptions{
		Legend:  Legend{Calcs: []string{}, DisplayMode: "list", Placement: "bottom", ShowLegend: true},
		Tooltip: Tooltip{"multi", "desc"},
	}
	return p
}

func (p *Panel) graph(change func(*GraphField)) *Panel {
	f := p.FieldConfig.Defaults.Custom.(GraphField)
	change(&f)
	p.FieldConfig.Defaults.Custom = f
	return p
}

// Stacked draws a graph's series as areas on one another.
func (p *Panel) Stacked() *Panel {
	return p.graph(func(f *GraphField) {
		f.Stacking.Mode, f.FillOpacity, f.LineWidth, f.ShowPoints = "normal", 75, 1, "never"
	})
}

// Columned draws a graph's series as columns on one another: for counts of a span of time.
func (p *Panel) Columned() *Panel {
	return p.graph(func(f *GraphField) {
		f.DrawStyle, f.Stacking.Mode, f.FillOpacity, f.LineWidth, f.ShowPoints = "bars", "normal", 80, 0, "never"
	})
}

// Logarithmic gives a graph a scale of powers of ten.
func (p *Panel) Logarithmic() *Panel {
	return p.graph(func(f *GraphField) { f.ScaleDistribution = map[string]any{"type": "log", "log": 10} })
}

// Reaching makes a graph's axis reach to v at least: one of zeros alone would reach to 100.
func (p *Panel) Reaching(v float64) *Panel {
	return p.graph(func(f *GraphField) { f.AxisSoftMax = &v })
}

// Limit draws a dashed line where a value begins to ask for a hand.
func (p *Panel) Limit(v float64, c Color) *Panel {
	return p.From(v, c).graph(func(f *GraphField) { f.ThresholdsStyle.Mode = "dashed" })
}

// Shaded gives the series of a graph shades of its colour: for names that no table knows.
func (p *Panel) Shaded() *Panel {
	p.FieldConfig.Defaults.Color.Mode = "shades"
	return p
}

// Unnamed hides a graph's legend: for the one series that the title names.
func (p *Panel) Unnamed() *Panel {
	o := p.Options.(GraphOptions)
	o.Legend.ShowLegend = false
	p.Options = o
	return p.graph(func(f *GraphField) {
		if f.FillOpacity == 0 {
			f.FillOpacity = 10
		}
	})
}
