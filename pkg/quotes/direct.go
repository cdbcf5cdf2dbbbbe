package quotes

import "github.com/wirefold/wirefold/pkg/nlp"

// beside attributes a quotation that stands next to the verb: `"…," the envoy said`, `"…," said the envoy`,
// `the envoy said: "…"`.
func (f *finder) beside(c *cue) bool {
	if c.class&says == 0 {
		return false
	}
	// Inverted: the verb follows the closing mark, the speaker the verb.
	if k, ok := f.closedBefore(c.at); ok {
		if by := f.after(c.at); by.ok() && f.quoted[by.first] == 0 {
			c.by = by
			f.claim(k, *c)
			return true
		}
	}
	if !c.by.ok() {
		return false
	}
	if k, ok := f.closedBefore(c.by.first); ok {
		f.claim(k, *c)
		f.next(*c)
		return true
	}
	return f.next(*c)
}

// next attributes the quotation that the verb introduces.
func (f *finder) next(c cue) bool {
	last := f.doc.Sentences[f.doc.Tokens[c.at].Sentence].Last
	k := c.at + 1
	// 12 tokens for an addressee, a time, a place.
	for j := k; j < len(f.low) && j <= last && j < k+12; j++ {
		if f.opens(j) {
			s := f.stretch[f.quoted[j]-1]
			mark := f.at(j - 1)
			if f.full(s) && (mark == "," || mark == ":" || j == k) && !s.taken {
				f.claim(f.quoted[j]-1, c)
				return true
			}
			return false
		}
		if w := f.low[j]; w == "that" || w == "." || w == ";" || f.quoted[j] != 0 {
			return false
		}
	}
	return false
}

// closedBefore gives the full quotation that ends right before token i, but for a comma.
func (f *finder) closedBefore(i int) (int, bool) {
	j := i - 1
	if j >= 0 && (f.low[j] == "," || f.low[j] == "-" || f.low[j] == "—" || f.low[j] == "–") && f.quoted[j] == 0 {
		j--
	}
	if j < 0 || f.quoted[j] == 0 {
		return 0, false
	}
	s := f.stretch[f.quoted[j]-1]
	// Three words beside a verb of saying are speech: "We are ready", he said.
	if s.close != j || !f.full(s) && s.last-s.first < 3 || s.taken {
		return 0, false
	}
	// A full stop inside the marks ends the sentence: what follows speaks of something else.
	if f.low[s.last-1] == "." && i == j+1 && f.doc.Tokens[i].Kind == nlp.Word && capital(f.doc.Tokens[i].Text) {
		return 0, false
	}
	return f.quoted[j] - 1, true
}

// claim gives a stretch to the speaker of a cue.
func (f *finder) claim(k int, c cue) {
	if f.stretch[k].taken {
		return
	}
	f.cues = append(f.cues, c)
	by, entity := f.resolve(c.by)
	f.stretch[k].taken = true
	s := f.stretch[k]
	f.add(Direct, s.first, s.last, f.doc.Tokens[c.at].Text, by)
	f.speak(f.doc.Tokens[s.first].Sentence, by, entity)
}

// rest attributes the full quotations of a paragraph that no verb took: to who speaks in the same paragraph, or, where
// the paragraph is nothing but speech, to who spoke right before it. Fragments without a verb are no quotes: titles,
// words held at arm's length.
func (f *finder) rest(p int) {
	first, last := bounds(f.doc, p)
	heading := f.heading(p)
	for i := first; i < last; i++ {
		k := f.quoted[i] - 1
		if k < 0 {
			continue
		}
		s := &f.stretch[k]
		i = s.last
		if s.taken || !f.full(*s) || heading && s.open != first {
			continue
		}
		s.taken = true
		by := Speaker{}
		for n := len(f.spoken) - 1; n >= 0 && n >= len(f.spoken)-8; n-- {
			t := f.spoken[n]
			d := f.doc.Sentences[t.sentence].Paragraph - p
			if d == 0 || d == -1 && s.first <= first+1 {
				by = t.by
				f.speak(f.doc.Tokens[s.first].Sentence, t.by, t.entity)
				break
			}
		}
		f.add(Direct, s.first, s.last, "", by)
	}
}
