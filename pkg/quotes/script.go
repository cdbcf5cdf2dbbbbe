package quotes

import (
	"strings"

	"github.com/wirefold/wirefold/pkg/nlp"
)

// script reads a paragraph of a broadcast script or a transcript: "JANE ROE, Minister of State: We are ready." The
// label is a name in capitals, or a person's name with a role or alone, before the first colon; what follows is hers.
func (f *finder) script(p int) bool {
	first, last := bounds(f.doc, p)
	colon := -1
	// 20 tokens hold a name and a long role.
	for i := first; i < last && i < first+20; i++ {
		if f.at(i) == ":" {
			colon = i
			break
		}
		if f.quoted[i] != 0 || strings.Contains(".?!;", f.at(i)) || f.cueAt(i)&says != 0 {
			return false
		}
	}
	if colon <= first || colon+3 >= last || f.quoted[colon+1] != 0 {
		return false
	}
	nameEnd := colon
	for i := first; i < colon; i++ {
		if t := f.at(i); t == "," || t == "(" {
			nameEnd = i
			break
		}
	}
	if nameEnd == first {
		return false
	}
	m, isPerson := f.person(first)
	if isPerson {
		nameEnd = min(nameEnd, m.last)
	}
	capitals := true
	for i := first; i < nameEnd; i++ {
		t := f.doc.Tokens[i]
		capitals = capitals && t.Kind == nlp.Word && t.Text == strings.ToUpper(t.Text)
	}
	// A name in capitals needs two words, or "NOTE:" and "UPDATE:" would speak.
	if !isPerson && !(capitals && nameEnd-first >= 2 && nameEnd-first <= 4) {
		return false
	}
	if isPerson && m.last != colon && f.at(m.last) != "," && f.at(m.last) != "(" {
		return false
	}
	by := Speaker{Span: f.span(first, nameEnd), Name: f.doc.Slice(f.span(first, nameEnd))}
	entity := -1
	if isPerson {
		by.EntityID, by.Name, entity = f.entities[m.entity].ID, f.entities[m.entity].Name, m.entity
	}
	f.add(Direct, colon+1, last, ":", by)
	f.speak(f.doc.Tokens[first].Sentence, by, entity)
	return true
}
