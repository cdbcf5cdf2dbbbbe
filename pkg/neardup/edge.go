package neardup

const (
	// maxEdge bounds the words before the first passage and after the last one
	// that are read as a slot of a form.
	maxEdge = 30
	// maxUneven is how many more words one of two such slots may have.
	maxUneven = 2
)

// edge weighs what two texts begin or end with outside of all passages, if it
// is the same sentence with other names and figures: a third of its words, and
// two that are no names. Datelines and bylines have none such; credits at the
// end do, and so do leads written anew, but those exchange names, which are not
// counted.
func (e *evidence) edge(a, b side, c, o stretch) {
	head := c.from == 0 && o.from == 0
	if !head && (c.to != len(a.tokens) || o.to != len(b.tokens)) {
		return
	}
	// What a page puts before or after an article stands outside.
	n := min(c.to-c.from, o.to-o.from, maxEdge)
	if head {
		c.from, o.from = max(c.from, c.to-n-maxUneven), max(o.from, o.to-n-maxUneven)
	} else {
		c.to, o.to = min(c.to, c.from+n+maxUneven), min(o.to, o.from+n+maxUneven)
	}
	kept, plain := 0, 0
	runs := matchGap(a.tokens, b.tokens, run{c.from, o.from, 0}, run{c.to, o.to, 0})
	for _, r := range runs {
		kept += r.n
		for _, t := range a.tokens[r.c : r.c+r.n] {
			if !t.is(name | number | calendar | furniture) {
				plain++
			}
		}
	}
	brief := !head && c.to-c.from == o.to-o.from && n <= maxUneven
	if !brief && (plain < 2 || 3*kept < n) {
		return
	}
	for _, r := range runs {
		for k := range r.n {
			a.covered[r.c+k], b.covered[r.o+k] = true, true
		}
	}
	was, is := left(a, c), left(b, o)
	was.names = 0
	e.exchange(was, is, 1)
}
