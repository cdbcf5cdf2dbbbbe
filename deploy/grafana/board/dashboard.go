// Package board writes Grafana dashboards: small typed structs for the part of Grafana's classic JSON that we use, a
// constructor for each kind of panel, and a grid that places panels from left to right. It knows nothing of Wirefold.
//
// It promises what a hand-written file forgets: every panel reads the data source of the variable, says its thresholds
// itself (Grafana's own paint red from 80 on, whatever is measured), and keeps its id when another row changes.
//
// Grafana has a foundation SDK for Go, generated for every panel there is. Three dashboards need little of that: the structs
// of this package, named as @grafana/schema 13.2 names them, and no dependency.
package board

// Schema is the version of Grafana 11.0's format: later ones read it and migrate it, none before 11 is asked to.
const Schema = 39

// A Dashboard is one file of deploy/grafana/dashboards.
type Dashboard struct {
	UID           string      `json:"uid"`
	Title         string      `json:"title"`
	Description   string      `json:"description"`
	Tags          []string    `json:"tags"`
	Editable      bool        `json:"editable"`
	GraphTooltip  int         `json:"graphTooltip"`
	Refresh       string      `json:"refresh"`
	SchemaVersion int         `json:"schemaVersion"`
	Time          TimeRange   `json:"time"`
	Timezone      string      `json:"timezone"`
	Timepicker    struct{}    `json:"timepicker"`
	Links         []Link      `json:"links"`
	Templating    Templating  `json:"templating"`
	Annotations   Annotations `json:"annotations"`
	Panels        []*Panel    `json:"panels"`
}

// A TimeRange is in Grafana's relative words: now-1h.
type TimeRange struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// A Link leads to all dashboards with one of its tags.
type Link struct {
	Title       string   `json:"title"`
	Type        string   `json:"type"`
	Icon        string   `json:"icon"`
	Tooltip     string   `json:"tooltip"`
	Tags        []string `json:"tags"`
	AsDropdown  bool     `json:"asDropdown"`
	IncludeVars bool     `json:"includeVars"`
	KeepTime    bool     `json:"keepTime"`
	TargetBlank bool     `json:"targetBlank"`
}

// Templating holds the variables above the panels.
type Templating struct {
	List []Variable `json:"list"`
}

// A Variable is chosen above the panels and read as $name.
type Variable struct {
	Name       string    `json:"name"`
	Label      string    `json:"label"`
	Type       string    `json:"type"`
	Datasource *Source   `json:"datasource,omitempty"`
	Definition string    `json:"definition,omitempty"`
	Query      any       `json:"query"`
	Refresh    int       `json:"refresh"`
	Regex      string    `json:"regex"`
	Sort       int       `json:"sort,omitempty"`
	IncludeAll bool      `json:"includeAll"`
	AllValue   string    `json:"allValue,omitempty"`
	Multi      bool      `json:"multi"`
	Hide       int       `json:"hide"`
	Options    []string  `json:"options"`
	Current    Selection `json:"current"`
}

// A Selection is what a variable stands on when the dashboard is opened; empty: the first there is.
type Selection struct {
	Text  any `json:"text,omitempty"`
	Value any `json:"value,omitempty"`
}

// VariableQuery is how a Prometheus variable asks.
type VariableQuery struct {
	Query string `json:"query"`
	RefID string `json:"refId"`
}

// Annotations are marks over time, drawn on every graph.
type Annotations struct {
	List []Annotation `json:"list"`
}

// An Annotation marks when its expression has a value.
type Annotation struct {
	Name        string `json:"name"`
	Datasource  Source `json:"datasource"`
	BuiltIn     int    `json:"builtIn,omitempty"`
	Type        string `json:"type,omitempty"`
	Enable      bool   `json:"enable"`
	Hide        bool   `json:"hide"`
	IconColor   Color  `json:"iconColor"`
	Expr        string `json:"expr,omitempty"`
	Step        string `json:"step,omitempty"`
	TitleFormat string `json:"titleFormat,omitempty"`
	TextFormat  string `json:"textFormat,omitempty"`
	TagKeys     string `json:"tagKeys,omitempty"`
}

// A Source names a data source.
type Source struct {
	Type string `json:"type"`
	UID  string `json:"uid"`
}

// Prometheus is the data source that the reader chose.
var Prometheus = Source{Type: "prometheus", UID: "${datasource}"}

// New makes a dashboard of rows that opens on the last span (1h), with the variable datasource before all others.
func New(uid, title, description, span string, variables []Variable, rows ...Row) *Dashboard {
	return &Dashboard{
		UID: uid, Title: title, Description: description,
		Tags: []string{"wirefold"}, Editable: true, Refresh: "30s", SchemaVersion: Schema,
		GraphTooltip: 1, // one crosshair over all graphs
		Time:         TimeRange{"now-" + span, "now"}, Timezone: "browser",
		Links: []Link{{
			Title: "Wirefold", Type: "dashboards", Icon: "external link", Tooltip: "The other dashboards of Wirefold",
			Tags: []string{"wirefold"}, KeepTime: true, IncludeVars: true,
		}},
		Templating: Templating{List: append([]Variable{datasource}, variables...)},
		Annotations: Annotations{List: []Annotation{{
			Name: "Annotations & Alerts", Datasource: Source{Type: "grafana", UID: "-- Grafana --"},
			BuiltIn: 1, Type: "dashboard", Enable: true, Hide: true, IconColor: "blue",
		}}},
		Panels: place(rows),
	}
}

var datasource = Variable{
	Name: "datasource", Label: "Prometheus", Type: "datasource", Query: "prometheus",
	Refresh: 1, Options: []string{},
}

// LabelValues is a variable of the values that a label of a metric has.
func LabelValues(name, label, metric, of string) Variable {
	query := "label_values(" + metric + ", " + of + ")"
	return Variable{
		Name: name, Label: label, Type: "query", Datasource: &Prometheus, Definition: query,
		Query:   VariableQuery{Query: query, RefID: name},
		Refresh: 2, // whenever the time range changes
		Sort:    1, // by name
		Options: []string{},
	}
}

// OrAll lets the reader choose several values of a variable, or all, as it stands at first.
func (v Variable) OrAll() Variable {
	v.IncludeAll, v.Multi, v.AllValue = true, true, ".*"
	v.Current = Selection{Text: []string{"All"}, Value: []string{"$__all"}}
	return v
}
