// Package gazetteer knows names: countries with their nationals and capitals,
// international and well known bodies, places, peoples, cities, first names.
//
// Names match whole tokens, without regard to accents or to case, except that
// acronyms of up to three letters match as written ("US" is not "us"). A name
// never matches where none of its words has a capital.
package gazetteer

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"strings"
	"sync"

	"github.com/wirefold/wirefold/pkg/nlp"
)

var (
	//go:embed data/countries.tsv
	countriesTSV string
	//go:embed data/bodies.tsv
	bodiesTSV string
	//go:embed data/places.tsv
	placesTSV string
	//go:embed data/peoples.tsv
	peoplesTSV string
	//go:embed data/cities.txt
	citiesTXT string
	//go:embed data/towns.txt.gz
	townsGZ []byte
	//go:embed data/firstnames.txt
	firstNamesTXT string
)

// Kind is a set of the lists that know a name.
type Kind uint16

// The lists.
const (
	Country   Kind = 1 << iota
	Demonym        // nationals and adjectives of a country
	Capital        // seat of a government
	Body           // an organisation
	Region         // place without a government: sea, mountains, part of the world
	Province       // state, province or much named city
	People         // faith, people, party colour
	City           // of over 100,000 people
	Town           // of over 1,000 people
	FirstName      // of a person, Western mostly
)

// Kinds is the number of lists.
const Kinds = 10

// Entry is what is known of a name. Code is a country's alpha-3 or a body's
// code; ID and Name are the country's or body's, whatever its form in the text.
type Entry struct {
	Kinds    Kind
	ID, Name string
	Code     string
	Sector   string
}

// Match is a name found at the tokens [First, Last).
type Match struct {
	First, Last int
	Entry       *Entry
}

type node struct {
	entry  *Entry
	prefix bool // a longer name begins so
}

// Gazetteer is the lists, read once; it is not changed and may be shared.
type Gazetteer struct {
	nodes     map[uint64]node
	countries map[string]*Entry // by alpha-3
}

// Shared is the gazetteer of the lists that the package carries.
var Shared = sync.OnceValue(read)

func read() *Gazetteer {
	g := &Gazetteer{nodes: make(map[uint64]node, 150_000), countries: map[string]*Entry{}}
	rows(countriesTSV, func(f []string) {
		name := names(f[1])[0]
		code, _, part := strings.Cut(f[0], "-")
		e := Entry{ID: "c-" + strings.ToLower(f[0]), Name: name, Code: code}
		country := g.add(e, Country, f[1])
		if !part {
			g.countries[code] = country
		}
		g.add(e, Demonym, f[2])
		g.add(e, Capital, f[3])
	})
	rows(bodiesTSV, func(f []string) {
		g.add(Entry{ID: f[0], Name: names(f[3])[0], Code: f[1], Sector: f[2]}, Body, f[3])
	})
	rows(placesTSV, func(f []string) {
		kind := Region
		if f[0] == "GPE" {
			kind = Province
		}
		g.add(Entry{Code: f[2]}, kind, f[1])
	})
	rows(peoplesTSV, func(f []string) { g.add(Entry{}, People, f[0]) })
	g.addLines(strings.NewReader(citiesTXT), City)
	g.addLines(strings.NewReader(firstNamesTXT), FirstName)
	if z, err := gzip.NewReader(bytes.NewReader(townsGZ)); err == nil { // embedded: a test reads it
		g.addLines(z, Town)
	}
	return g
}

// rows calls f with the four fields of each row of a table.
func rows(tsv string, f func([]string)) {
	for line := range strings.Lines(tsv) {
		if line = strings.TrimRight(line, "\r\n"); line != "" && line[0] != '#' {
			f(append(strings.Split(line, "\t"), "", "", "")[:4])
		}
	}
}

func names(list string) []string { return strings.Split(list, ";") }

func (g *Gazetteer) add(e Entry, kind Kind, list string) *Entry {
	e.Kinds = kind
	for _, name := range names(list) {
		if name != "" {
			g.insert(name, &e)
		}
	}
	return &e
}

// addLines adds a list that knows no more than the names.
func (g *Gazetteer) addLines(r io.Reader, kind Kind) {
	e := &Entry{Kinds: kind}
	for s := bufio.NewScanner(r); s.Scan(); {
		g.insert(s.Text(), e)
	}
}

func (g *Gazetteer) insert(name string, e *Entry) {
	h := uint64(0)
	tokens := nlp.Parse(name).Tokens
	for i, t := range tokens {
		h = extend(h, Key(t.Text))
		n := g.nodes[h]
		if i < len(tokens)-1 {
			n.prefix = true
		} else {
			n.entry = join(n.entry, e)
		}
		g.nodes[h] = n
	}
}

// join is the entry of a name on two lists: the first one's facts, both lists.
func join(a, b *Entry) *Entry {
	if a == nil || a.Kinds|b.Kinds == a.Kinds {
		if a != nil {
			return a
		}
		return b
	}
	both := *a
	both.Kinds |= b.Kinds
	if both.ID == "" {
		both.ID, both.Name, both.Code, both.Sector = b.ID, b.Name, b.Code, b.Sector
	}
	return &both
}

// Find calls f with the longest name that begins at each token.
func (g *Gazetteer) Find(tokens []nlp.Token, keys []uint64, f func(Match)) {
	for i := range tokens {
		if tokens[i].Kind == nlp.Punct {
			continue
		}
		if m := g.longest(tokens, keys, i); m.Entry != nil {
			f(m)
		}
	}
}

func (g *Gazetteer) longest(tokens []nlp.Token, keys []uint64, first int) (m Match) {
	h, capital := uint64(0), false
	for i := first; i < len(tokens); i++ {
		h = extend(h, keys[i])
		n, ok := g.nodes[h]
		if !ok {
			break
		}
		capital = capital || Capitalised(tokens[i].Text)
		if n.entry != nil && capital {
			m = Match{first, i + 1, n.entry}
		}
		if !n.prefix {
			break
		}
	}
	return m
}

// Look is the entry of a whole name, nil if no list has it.
func (g *Gazetteer) Look(name string) *Entry {
	h := uint64(0)
	for _, t := range nlp.Parse(name).Tokens {
		h = extend(h, Key(t.Text))
	}
	return g.nodes[h].entry
}

// CountryName is the name of a country by its alpha-3 code.
func (g *Gazetteer) CountryName(code string) (string, bool) {
	e, ok := g.countries[code]
	if !ok {
		return "", false
	}
	return e.Name, true
}
