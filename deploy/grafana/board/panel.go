package board

// A Color is one of Grafana's named colours, which differ between the dark and the light theme, or #rrggbb.
type Color string

// A Unit is one of Grafana's ids of units.
type Unit string

// A Panel is one picture, or the title of a row.
type Panel struct {
	ID              int              `json:"id"`
	Type            string           `json:"type"`
	Title           string           `json:"title"`
	Description     string           `json:"description,omitempty"`
	GridPos         GridPos          `json:"gridPos"`
	Collapsed       *bool            `json:"collapsed,omitempty"` // rows only
	Panels          *[]*Panel        `json:"panels,omitempty"`    // rows only: empty while the row is open
	Datasource      *Source          `json:"datasource,omitempty"`
	PluginVersion   string           `json:"pluginVersion,omitempty"`
	Interval        string           `json:"interval,omitempty"` // the smallest step
	Targets         []Query          `json:"targets,omitempty"`
	FieldConfig     *FieldConfig     `json:"fieldConfig,omitempty"`
	Options         any              `json:"options,omitempty"`
	Transformations []Transformation `json:"transformations,omitempty"`
}

// GridPos is where a panel lies, in grid units.
type GridPos struct {
	H int `json:"h"`
	W int `json:"w"`
	X int `json:"x"`
	Y int `json:"y"`
}

// A Transformation changes the answers before they are shown.
type Transformation struct {
	ID      string `json:"id"`
	Options any    `json:"options"`
}

// newPanel makes what all kinds of panels have. base is the colour of a value below all thresholds.
func newPanel(kind string, width int, title string, unit Unit, base Color, about string, queries []Query) *Panel {
	for i := range queries {
		queries[i].RefID = string(rune('A' + i))
	}
	return &Panel{
		Type: kind, Title: title, Description: about, GridPos: GridPos{W: width}, Datasource: &Prometheus,
		PluginVersion: "11.0.0", // or old panels' migrations run over it
		Targets:       queries,
		FieldConfig: &FieldConfig{
			Defaults: Field{
				Unit: unit, Mappings: []Mapping{}, NoValue: "–",
				Color:      FieldColor{Mode: "thresholds"},
				Thresholds: Thresholds{Mode: "absolute", Steps: []Step{{Color: base}}},
			},
			Overrides: []Override{},
		},
	}
}

// Every sets the smallest step between two points.
func (p *Panel) Every(step string) *Panel {
	p.Interval = step
	return p
}
