package board

// BarOptions are a bar gauge's.
type BarOptions struct {
	DisplayMode   string `json:"displayMode"`
	Legend        Legend `json:"legend"`
	MaxVizHeight  int    `json:"maxVizHeight"`
	MinVizHeight  int    `json:"minVizHeight"`
	MinVizWidth   int    `json:"minVizWidth"`
	NamePlacement string `json:"namePlacement"`
	Orientation   string `json:"orientation"`
	ReduceOptions Reduce `json:"reduceOptions"`
	ShowUnfilled  bool   `json:"showUnfilled"`
	Sizing        string `json:"sizing"`
	ValueMode     string `json:"valueMode"`
}

// Bars is a bar a series, lying, its name before it.
func Bars(width int, title string, unit Unit, base Color, about string, queries ...Query) *Panel {
	p := newPanel("bargauge", width, title, unit, base, about, queries)
	zero := 0.0
	p.FieldConfig.Defaults.Min = &zero
	p.Options = BarOptions{
		DisplayMode: "basic", Legend: Legend{Calcs: []string{}, DisplayMode: "list", Placement: "bottom"},
		MaxVizHeight: 26, MinVizHeight: 14, MinVizWidth: 8, NamePlacement: "left", Orientation: "horizontal",
		ReduceOptions: Reduce{Calcs: []string{"lastNotNull"}}, ShowUnfilled: true, Sizing: "manual", ValueMode: "text",
	}
	return p
}
