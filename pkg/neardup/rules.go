package neardup

// The numbers below were set on real pairs judged by people (news sites, a
// wire archive, press releases of parliaments and governments) and checked on
// generated wire copy; where the two disagreed the real pairs won.

// judge applies the rules to the evidence: first the ones that tell a form or
// a shared page from a copy, then those that find one.
func judge(e evidence) (Match, bool) {
	m := Match{OfCopy: e.ofCopy, OfOriginal: e.ofOriginal}
	if e.form() || e.frame() || e.bare() {
		return m, false
	}
	if m.Rule = e.rule(); m.Rule == "" {
		return m, false
	}
	m.Relation = e.relation()
	if m.Relation == Verbatim && m.Rule == "covered" {
		m.Rule = "same_text"
	}
	m.Score = min(1, 0.5+0.35*e.cover()+0.15*min(e.ofCopy, e.ofOriginal))
	return m, true
}

// own is what the shorter text has of its own, by weight.
func (e evidence) own() float64 { return min(e.copyOwn, e.originalOwn) }

// short tells that one text is a notice or a bulletin of a paragraph or two.
func (e evidence) short() bool { return e.own() < 100 }

func (e evidence) cover() float64 { return max(e.ofCopy, e.ofOriginal) }

// exchanged is the share of the numbers and names in aligned passages that were
// replaced by others.
func (e evidence) exchanged() float64 { return share(e.conflict, e.conflict+e.agree) }

// changed is the share of the words of aligned passages that were changed.
func (e evidence) changed() float64 { return share(float64(e.edits), float64(2*e.matched)) }

func (e evidence) sameTitle() bool { return e.title >= 0.95 }

// knowsNames is how many of the names of one text the other has, for the side
// with the larger share: an excerpt lacks names of its original, not the reverse.
func (e evidence) knowsNames() float64   { return max(e.namesC, e.namesO) }
func (e evidence) knowsNumbers() float64 { return max(e.numbersC, e.numbersO) }

const (
	// minMatched words, or minRun in a row, are the least to go by.
	minMatched = 25
	minRun     = 12
)

// scant tells that passages are too short to go by, whatever they weigh: most
// texts that an index proposes share a phrase and no more.
func scant(ps []passage) bool {
	words, longest := 0, 0
	for _, p := range ps {
		words += p.words
		for _, r := range p.runs {
			longest = max(longest, r.n)
		}
	}
	return words < minMatched && longest < minRun
}

// bare tells that there is too little text to go by: a few words, or a page of
// furniture.
func (e evidence) bare() bool {
	return e.matched < minMatched && e.longest < minRun || e.own() < 60 && e.furnished && !e.sameTitle()
}

// thin tells a short text, such as a bulletin of a few lines, that does not
// agree as much as a short one must.
func (e evidence) thin() bool {
	own, cover := e.own(), e.cover()
	switch {
	case own < 40:
		return cover < 0.75 || e.knowsNumbers() < 0.8 && e.knowsNames() < 0.8 && !e.sameTitle()
	case e.short() && e.sameTitle():
		return cover < 0.55
	case e.short() && e.conflict > 0 && e.knowsNumbers() < 0.7 && e.ofCopy+e.ofOriginal < 1.8:
		return true
	case e.short():
		return cover < 0.7 && !(e.title >= 0.6 && e.untouched())
	}
	return false
}

// untouched tells that nothing was changed inside the aligned passages.
func (e evidence) untouched() bool { return e.conflict == 0 && e.edits <= 2 }

// block tells that a stretch was taken over word for word from the top under
// the same title: an article cut short, and dressed by the page.
func (e evidence) block() bool {
	return e.sameTitle() && e.untouched() && e.leadO >= 0.6 && e.leadC >= 0.5 && e.ofCopy >= 0.33 && e.longest >= 25
}

// rule names the rule by which the evidence shows a copy, "" if none does.
func (e evidence) rule() string {
	if e.block() {
		return "same_title_block"
	}
	if !e.thin() {
		if r := e.covers(); r != "" {
			return r
		}
	}
	switch {
	case e.titled():
		return "same_title"
	case e.sameFigures():
		return "same_figures"
	}
	return ""
}

// covers finds the texts most of which is in the other.
func (e evidence) covers() string {
	sum := e.ofCopy + e.ofOriginal
	switch {
	case e.cover() < 0.5:
		return ""
	case sum < 1.3 && e.knowsNames() < 0.5 && !e.sameTitle() && !(e.untouched() && e.leadO >= 0.6 && e.longest >= 40):
		return ""
	case e.ofCopy < 0.5:
		return e.extends()
	case e.cover() < 0.7 && sum < 1.05:
		// Half of each: two reports of one happening may come to that.
		return ""
	case e.leadO >= 0.35 || e.leadO >= 0.2 && e.ofCopy >= 0.9 || e.sameTitle() && e.ofOriginal >= 0.3:
		return "covered"
	case sum >= 1.6 || e.ofOriginal >= 0.5 && e.reworked() || e.leadO >= 0.2 && e.ofCopy >= 0.6 && e.passages >= 4 && e.edits >= 10:
		// Without its lead an article shares its background, which goes over
		// unchanged and in one piece; reworked throughout it is a copy.
		return "reworked"
	}
	return ""
}

// titled finds what kept the title and enough of the text to be no report of
// its own. A statement on the next happening of a series has the same title
// and frame as well, but puts sentences of its own in place of the other's.
func (e evidence) titled() bool {
	switch {
	case !e.sameTitle() || e.taken < 20 || e.replaced > 0.55*e.taken:
		return false
	case e.leadC >= 0.2:
		return e.cover() >= 0.4 && e.ofCopy+e.ofOriginal >= 0.6
	case e.leadO >= 0.35 && e.ofCopy >= 0.45:
		return e.passages >= 3
	}
	return e.cover() >= 0.45 && e.passages >= 4
}

// sameFigures finds the copy of a short notice: it is on a form that many have
// and may drown in the page around it, but all its figures agree with those of
// one other.
func (e evidence) sameFigures() bool {
	n, known := len(e.figures), e.knowsNumbers()
	switch {
	case e.exchanged() > 0.03 || e.apart >= recurs || min(e.leadC, e.leadO) < 0.3:
		return false
	case e.title >= 0.5 && (e.title >= 0.75 || e.knowsNames() >= 0.5):
		return n >= 3 && known >= 0.6 && e.cover() >= 0.15
	}
	return n >= 4 && known >= 0.9 && e.ofCopy >= 0.5
}

// reworked tells that a text was gone through: changes all over it.
func (e evidence) reworked() bool {
	return e.passages >= 3 && e.edits >= 5 && e.knowsNames() >= 0.65
}

// extends finds the longer text that came after a shorter one it contains.
// A digest does so too, but under its own title and lead.
func (e evidence) extends() string {
	switch {
	case e.sameTitle() && e.ofOriginal >= 0.5 && e.ofCopy+e.ofOriginal >= 0.9 && e.reworked():
		return "extended"
	case e.leadC < 0.2:
		return ""
	case e.ofCopy >= 0.2 && e.ofOriginal >= 0.7 && e.reworked(),
		e.ofCopy >= 0.2 && e.ofOriginal >= 0.75 && e.sameTitle(),
		e.ofCopy >= 0.3 && e.ofOriginal >= 0.75 && (e.title >= 0.5 || e.untitled):
		return "extended"
	}
	return ""
}

// relation tells how the copy was made. What stands around the text taken over
// may be a dateline and what a page put there, in either text; what stands
// inside, and another order, is an editor's.
func (e evidence) relation() Relation {
	const sentence, page = 10, 60 // words by weight: a short sentence; the furniture of a page
	complete := e.left <= 2+0.05*e.originalOwn || e.left <= page && e.ofOriginal >= 0.75 && e.originalOwn >= 150
	switch {
	case e.changed() > 0.03 || e.jumps > 0 || e.inserted > sentence || e.around > page || complete && e.ofCopy < 0.7:
		return Edited
	case complete:
		return Verbatim
	}
	return Excerpt
}
