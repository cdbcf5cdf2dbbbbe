package board

import "fmt"

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

// A Query is one PromQL expression of a panel.
type Query struct {
	Datasource   Source `json:"datasource"`
	EditorMode   string `json:"editorMode"`
	Expr         string `json:"expr"`
	Format       string `json:"format"`
	Instant      bool   `json:"instant"`
	LegendFormat string `json:"legendFormat"`
	Range        bool   `json:"range"`
	RefID        string `json:"refId"`
}

// FieldConfig says how values are shown: all of them, then some.
type FieldConfig struct {
	Defaults  Field      `json:"defaults"`
	Overrides []Override `json:"overrides"`
}

// Field is how a value is shown.
type Field struct {
	Color      FieldColor `json:"color"`
	Custom     any        `json:"custom,omitempty"`
	Decimals   *int       `json:"decimals,omitempty"`
	Mappings   []Mapping  `json:"mappings"`
	Max        *float64   `json:"max,omitempty"`
	Min        *float64   `json:"min,omitempty"`
	NoValue    string     `json:"noValue,omitempty"`
	Thresholds Thresholds `json:"thresholds"`
	Unit       Unit       `json:"unit"`
}

// FieldColor says where a series has its colour from.
type FieldColor struct {
	Mode  string `json:"mode"`
	Fixed Color  `json:"fixedColor,omitempty"`
}

// Thresholds colour a value from a step on.
type Thresholds struct {
	Mode  string `json:"mode"`
	Steps []Step `json:"steps"`
}

// A Step is the colour from a value on; the first has none.
type Step struct {
	Color Color    `json:"color"`
	Value *float64 `json:"value"`
}

// A Mapping says a value in words.
type Mapping struct {
	Type    string `json:"type"`
	Options any    `json:"options"`
}

// MappingResult is the words and colour of a mapped value.
type MappingResult struct {
	Text  string `json:"text"`
	Color Color  `json:"color,omitempty"`
	Index int    `json:"index"`
}

// An Override shows the fields that it matches otherwise.
type Override struct {
	Matcher    Matcher    `json:"matcher"`
	Properties []Property `json:"properties"`
}

// A Matcher chooses fields: byName, byRegexp, byFrameRefID.
type Matcher struct {
	ID      string `json:"id"`
	Options string `json:"options"`
}

// A Property is one setting of an override.
type Property struct {
	ID    string `json:"id"`
	Value any    `json:"value"`
}

// A Transformation changes the answers before they are shown.
type Transformation struct {
	ID      string `json:"id"`
	Options any    `json:"options"`
}

// Q asks over the whole time range; legend is the name of each series, with {{label}} for a label.
func Q(legend, expr string) Query {
	return Query{
		Datasource: Prometheus, EditorMode: "code", Expr: expr, Format: "time_series", LegendFormat: legend, Range: true,
	}
}

// Now asks for the end of the time range alone.
func Now(legend, expr string) Query {
	q := Q(legend, expr)
	q.Range, q.Instant = false, true
	return q
}

// Cells asks for a table: one row a series, one column a label.
func Cells(expr string) Query {
	q := Now("", expr)
	q.Format = "table"
	return q
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

// From colours values from v on.
func (p *Panel) From(v float64, c Color) *Panel {
	t := &p.FieldConfig.Defaults.Thresholds
	t.Steps = append(t.Steps, Up(v, c))
	return p
}

// Up is the step to a colour from v on.
func Up(v float64, c Color) Step { return Step{c, &v} }

// Between fixes the ends of the axis or bar.
func (p *Panel) Between(low, high float64) *Panel {
	p.FieldConfig.Defaults.Min, p.FieldConfig.Defaults.Max = &low, &high
	return p
}

// Digits fixes the digits after the point.
func (p *Panel) Digits(n int) *Panel {
	p.FieldConfig.Defaults.Decimals = &n
	return p
}

// Absent says in words that there is no value, or that it is not a number, in a colour of its own: no value is no bad one.
func (p *Panel) Absent(words string, c Color) *Panel {
	p.FieldConfig.Defaults.NoValue = words
	return p.Mapped(Mapping{"special", map[string]any{"match": "null+nan", "result": MappingResult{Text: words, Color: c}}})
}

// Mapped says values in words.
func (p *Panel) Mapped(m ...Mapping) *Panel {
	p.FieldConfig.Defaults.Mappings = append(p.FieldConfig.Defaults.Mappings, m...)
	return p
}

// Values maps whole numbers to words.
func Values(words map[int]MappingResult) Mapping {
	options := map[string]MappingResult{}
	for n, w := range words {
		options[fmt.Sprint(n)] = w
	}
	return Mapping{"value", options}
}

// Under maps the numbers from low up to high to words.
func Under(low, high float64, to MappingResult) Mapping {
	return Mapping{"range", map[string]any{"from": low, "to": high, "result": to}}
}

// Beyond maps the numbers from low on to words.
func Beyond(low float64, to MappingResult) Mapping {
	return Mapping{"range", map[string]any{"from": low, "to": nil, "result": to}}
}

// Every sets the smallest step between two points.
func (p *Panel) Every(step string) *Panel {
	p.Interval = step
	return p
}

// For shows the series of this name otherwise.
func (p *Panel) For(name string, set ...Property) *Panel { return p.override("byName", name, set) }

// ForMatching shows the series whose name matches otherwise.
func (p *Panel) ForMatching(pattern string, set ...Property) *Panel {
	return p.override("byRegexp", "/"+pattern+"/", set)
}

func (p *Panel) override(matcher, options string, set []Property) *Panel {
	p.FieldConfig.Overrides = append(p.FieldConfig.Overrides, Override{Matcher{matcher, options}, set})
	return p
}

// Colored is the property of one fixed colour.
func Colored(c Color) Property { return Property{"color", FieldColor{"fixed", c}} }

// In is the property of a unit.
func In(u Unit) Property { return Property{"unit", u} }

// Leading is the property of a link from a value.
func Leading(title, url string) Property {
	return Property{"links", []map[string]string{{"title": title, "url": url}}}
}

// Filled is the property of an area of that opacity, in percent.
func Filled(opacity int) Property { return Property{"custom.fillOpacity", opacity} }

// Stepped is the property of thresholds of its own: a colour below the first value, and from each value on.
func Stepped(base Color, steps ...Step) Property {
	return Property{"thresholds", Thresholds{"absolute", append([]Step{{Color: base}}, steps...)}}
}

// Wide is the property of a table's column of so many pixels.
func Wide(pixels int) Property { return Property{"custom.width", pixels} }

// Dashed is the property of a dashed line.
func Dashed() Property {
	return Property{"custom.lineStyle", map[string]any{"fill": "dash", "dash": []int{6, 4}}}
}
