package main

import (
	"github.com/wirefold/wirefold/pkg/ner/internal/gazetteer"
	"github.com/wirefold/wirefold/pkg/ner/internal/tagger"
)

// corrected sets right what the silver labels of a set do otherwise: countries
// are places, their nationals are not.
func corrected(name string, c tagger.Class) tagger.Class {
	e := gazetteer.Shared().Look(name)
	switch {
	case e == nil || c == tagger.Person:
	case e.Kinds&gazetteer.Country != 0:
		return tagger.Location
	case e.Kinds&(gazetteer.Demonym|gazetteer.People) != 0 && c == tagger.Location:
		return tagger.Miscellaneous
	}
	return c
}

// complete labels the countries, nationals and peoples that a set left out:
// some label none of a faith, or miss a country here and there.
func (e *example) complete() {
	keys := make([]uint64, len(e.doc.Tokens))
	for i, t := range e.doc.Tokens {
		keys[i] = gazetteer.Key(t.Text)
	}
	end := 0
	gazetteer.Shared().Find(e.doc.Tokens, keys, func(m gazetteer.Match) {
		if m.First < end {
			return
		}
		var class tagger.Class
		switch k := m.Entry.Kinds; {
		case k&(gazetteer.FirstName|gazetteer.Body) != 0:
			return
		case k&gazetteer.Country != 0:
			class = tagger.Location
		case k&(gazetteer.Demonym|gazetteer.People) != 0:
			class = tagger.Miscellaneous
		default:
			return
		}
		for i := m.First; i < m.Last; i++ {
			if e.tags[i] != tagger.Outside {
				return
			}
		}
		end = m.Last
		e.name(m.First, m.Last-1, class)
	})
}

// name labels the tokens from first to last.
func (e *example) name(first, last int, class tagger.Class) {
	if first == last {
		e.tags[first] = tagger.TagOf(tagger.Unit, class)
		return
	}
	for i := first + 1; i < last; i++ {
		e.tags[i] = tagger.TagOf(tagger.Inside, class)
	}
	e.tags[first], e.tags[last] = tagger.TagOf(tagger.Begin, class), tagger.TagOf(tagger.Last, class)
}
