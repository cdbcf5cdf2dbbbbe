// Package ner finds the names in a news text and gathers the mentions of one
// bearer into one entity: "Sergei Ivanov", "Mr Ivanov" and "Ivanov" are one.
//
// It promises, for any document:
//   - entities come in the order of their first mention, mentions in the order
//     of the text; mentions are never empty and no two overlap;
//   - a mention is a name as it stands in the text, without article or title;
//   - ID is unique within the document, and the same for the same country or
//     well known body in every document;
//   - what is not found is left empty: Country, Sector and Roles come from words
//     of the text or from the lists, never from a guess about a person;
//   - time grows linearly with the text.
//
// Texts that are not in English get the names that the lists know, and no more.
package ner

import (
	"github.com/wirefold/wirefold/pkg/ner/internal/gazetteer"
	"github.com/wirefold/wirefold/pkg/nlp"
)

// The types of entities.
const (
	Person       = "PER"
	Organisation = "ORG"
	Location     = "LOC"  // a place without a government: sea, mountains, building, part of the world
	Geopolitical = "GPE"  // country, province, city
	Group        = "NORP" // nationals, faiths, peoples, followers of a party
	Other        = "MISC" // event, work, product, language
)

// Entity is the bearer of a name.
type Entity struct {
	ID       string
	Name     string // the fullest form: "Sergei Ivanov", "United States"
	Type     string
	Roles    []string // as the text has them: "Deputy Foreign Minister"
	Country  string   // ISO 3166 alpha-3 in upper case; of bodies NATO UN OSCE EU, else IGO
	Sector   string   // as in PLOVER: GOV MIL LEG JUD OPP REB JRN BUS ELI IGO …
	Mentions []nlp.Span
}

// Country is the alpha-3 code of a country by any of its names.
func Country(name string) (code string, ok bool) { return look(name, gazetteer.Country) }

// Demonym is the alpha-3 code of a country by its nationals or adjective: "Norwegian".
func Demonym(name string) (code string, ok bool) { return look(name, gazetteer.Demonym) }

// Capital is the alpha-3 code of the country whose government a city stands for.
func Capital(name string) (code string, ok bool) { return look(name, gazetteer.Capital) }

// Body is the code of a body: NATO, UN, OSCE, EU, IGO, or its country's alpha-3.
func Body(name string) (code string, ok bool) { return look(name, gazetteer.Body) }

// CountryName is the English name of a country by its alpha-3 code.
func CountryName(code string) (name string, ok bool) { return gazetteer.Shared().CountryName(code) }

func look(name string, kind gazetteer.Kind) (string, bool) {
	e := gazetteer.Shared().Look(name)
	if e == nil || e.Kinds&kind == 0 || e.Code == "" {
		return "", false
	}
	return e.Code, true
}
