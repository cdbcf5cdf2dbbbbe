package board

import "fmt"

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
