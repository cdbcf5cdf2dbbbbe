package board

// A Reduce makes one value of a series.
type Reduce struct {
	Calcs  []string `json:"calcs"`
	Fields string   `json:"fields"`
	Values bool     `json:"values"`
}

// StatOptions are a stat's.
type StatOptions struct {
	ColorMode              string `json:"colorMode"`
	GraphMode              string `json:"graphMode"`
	JustifyMode            string `json:"justifyMode"`
	Orientation            string `json:"orientation"`
	PercentChangeColorMode string `json:"percentChangeColorMode"`
	ReduceOptions          Reduce `json:"reduceOptions"`
	ShowPercentChange      bool   `json:"showPercentChange"`
	TextMode               string `json:"textMode"`
	WideLayout             bool   `json:"wideLayout"`
}

// Stat is one big number with its line behind it. The number is the last value, also when that is "not a number".
func Stat(width int, title string, unit Unit, base Color, about string, queries ...Query) *Panel {
	p := newPanel("stat", width, title, unit, base, about, queries)
	p.Options = StatOptions{
		ColorMode: "value", GraphMode: "area", JustifyMode: "center", Orientation: "auto",
		PercentChangeColorMode: "standard", ReduceOptions: Reduce{Calcs: []string{"last"}}, TextMode: "value", WideLayout: true,
	}
	return p
}

// Named is a stat that says the name of its series beside the value, without a line: for what is asked of now alone.
func Named(width int, title string, unit Unit, base Color, about string, queries ...Query) *Panel {
	p := Stat(width, title, unit, base, about, queries...)
	o := p.Options.(StatOptions)
	o.TextMode, o.GraphMode = "value_and_name", "none"
	p.Options = o
	return p
}
