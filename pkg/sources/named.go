package sources

// MaxNamed is how many sources of a list have a label of their own: each has seven series.
const MaxNamed = 50

// Other is the label of all sources that have none of their own. No source in a list is called so.
const Other = "other"

// Named are the first sources of the list, those with a label of their own.
func (l List) Named() List { return l[:min(len(l), MaxNamed)] }

// Labels are the labels of all sources there may be, Other last.
func (l List) Labels() []string {
	var out []string
	for _, s := range l.Named() {
		out = append(out, s.Name)
	}
	return append(out, Other)
}

// Label is the label of a source: its name if it has one of its own, else Other.
func (l List) Label(name string) string {
	for _, s := range l.Named() {
		if s.Name == name {
			return name
		}
	}
	return Other
}
