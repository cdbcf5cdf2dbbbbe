package board

// An Override shows the fields that it matches otherwise.
type Override struct {
	Matcher    Matcher    `json:"matcher"`
	Properties []Property `json:"properties"`
}

// A Matcher chooses fields by their names: byName or byRegexp.
type Matcher struct {
	ID      string `json:"id"`
	Options string `json:"options"`
}

// A Property is one setting of an override.
type Property struct {
	ID    string `json:"id"`
	Value any    `json:"value"`
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

// Undotted is the property of a line without points.
func Undotted() Property { return Property{"custom.showPoints", "never"} }

// Dashed is the property of a dashed line.
func Dashed() Property {
	return Property{"custom.lineStyle", map[string]any{"fill": "dash", "dash": []int{6, 4}}}
}
