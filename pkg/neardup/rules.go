package neardup

// judge applies the rules, in order; the first that speaks decides.
func judge(e evidence) (Match, bool) {
	m := Match{OfCopy: e.ofCopy, OfOriginal: e.ofOriginal}
	cover := max(e.ofCopy, e.ofOriginal)
	exchanged := share(e.conflict, e.conflict+e.agree)
	switch {
	case cover < 0.5 || e.ofCopy < 0.25:
		return m, false
	case exchanged > 0.15:
		return m, false
	}
	m.Score = min(1, 0.5+(cover-0.5))
	switch {
	case e.ofCopy >= 0.95 && e.ofOriginal >= 0.95:
		m.Relation, m.Rule = Verbatim, "same_text"
	case e.ofCopy >= 0.9 && e.ofOriginal < 0.85:
		m.Relation, m.Rule = Excerpt, "contained"
	default:
		m.Relation, m.Rule = Edited, "covered"
	}
	return m, true
}
