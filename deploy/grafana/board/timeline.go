package board

// TimelineOptions are a state timeline's.
type TimelineOptions struct {
	AlignValue  string  `json:"alignValue"`
	Legend      Legend  `json:"legend"`
	MergeValues bool    `json:"mergeValues"`
	RowHeight   float64 `json:"rowHeight"`
	ShowValue   string  `json:"showValue"`
	Tooltip     Tooltip `json:"tooltip"`
}

// Timeline is a band a series, coloured by its state.
func Timeline(width int, title string, unit Unit, base Color, about string, queries ...Query) *Panel {
	p := newPanel("state-timeline", width, title, unit, base, about, queries)
	p.FieldConfig.Defaults.Custom = map[string]any{"fillOpacity": 80, "lineWidth": 0, "hideFrom": HideFrom{}}
	p.Options = TimelineOptions{
		AlignValue: "left", Legend: Legend{Calcs: []string{}, DisplayMode: "list", Placement: "bottom"},
		MergeValues: true, RowHeight: .5, ShowValue: "auto", Tooltip: Tooltip{"single", "none"},
	}
	return p
}
