package board

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

// Buckets asks for a classic histogram by le, its buckets parted from one another.
func Buckets(expr string) Query {
	q := Q("{{le}}", expr)
	q.Format = "heatmap"
	return q
}
