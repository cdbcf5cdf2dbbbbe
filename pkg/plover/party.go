package plover

import (
	"strings"

	"github.com/wirefold/wirefold/pkg/ner"
	"github.com/wirefold/wirefold/pkg/nlp"
)

// party is a name in a sentence that stands for a country or body: tokens [first, last).
type party struct {
	Party
	first, last int
	adjective   bool // "Ruritanian"
	person      bool
	place       bool // may be where rather than who
	town        bool // stands for no government: neither a country nor a capital
}

// sectors tells PLOVER's sector by the noun after a nation: "Ruritanian troops".
var sectors = readSectors(`
MIL troops soldiers army military forces navy warship warships marines tank tanks jets aircraft
COP police policemen
GOV government officials official president minister premier ministry administration authorities diplomat diplomats ambassador embassy envoy
LEG parliament lawmakers senator senators congress
JUD court courts judge prosecutors
REB rebels rebel guerrillas guerrilla insurgents militants fighters separatists
OPP opposition dissidents
CVL civilians protesters demonstrators students farmers workers people citizens villagers youths refugees
`)

func readSectors(list string) map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(list) {
		f := strings.Fields(line)
		for i := 1; i < len(f); i++ {
			m[f[i]] = f[0]
		}
	}
	return m
}

// findParties fills c.parties from the entities' mentions, in order of the text. A person takes in the nation and office
// before the name: "Ruritanian Foreign Minister Jane Roe" is one party.
func (c *coder) findParties() {
	at := make([]int, len(c.doc.Tokens)) // token → entity of the mention that begins there, plus 1
	ends := make([]int, len(c.doc.Tokens))
	for e := range c.entities {
		for _, m := range c.entities[e].Mentions {
			first := c.doc.TokenAt(m.Start)
			last := first
			for last < len(c.doc.Tokens) && c.doc.Tokens[last].Span.Start < m.End {
				last++
			}
			if last > first && first >= c.copy {
				at[first], ends[first] = e+1, last
			}
		}
	}
	for i := range at {
		if at[i] == 0 {
			continue
		}
		e := c.entities[at[i]-1]
		p := party{Party: Party{Name: e.Name, Country: e.Country, Sector: e.Sector, EntityID: e.ID}, first: i, last: ends[i],
			person: e.Type == ner.Person, adjective: e.Type == ner.Group, place: e.Type == ner.Geopolitical || e.Type == ner.Location}
		if p.Country == "" && e.Type == ner.Organisation { // a capital that acts
			p.Country, _ = ner.Capital(e.Name)
		}
		if p.place {
			_, country := ner.Country(e.Name)
			_, capital := ner.Capital(e.Name)
			p.town = !country && !capital
		}
		if name, ok := ner.CountryName(p.Country); ok && p.adjective {
			p.Name = name
		}
		c.place(&p, e)
	}
	c.owner = make([]int, len(c.doc.Tokens))
	for k, p := range c.parties {
		for i := p.first; i < p.last; i++ {
			c.owner[i] = k + 1
		}
	}
}

// place adds a party, or joins it to the one before it.
func (c *coder) place(p *party, e ner.Entity) {
	if n := len(c.parties) - 1; n >= 0 && (p.person || e.Type == ner.Organisation) {
		before := &c.parties[n]
		if (p.Country == "" || p.Country == before.Country) && !before.person && c.title(before.last, p.first) {
			p.first = before.first
			p.Country = before.Country
			if p.Sector == "" {
				p.Sector = before.Sector
			}
			c.parties = c.parties[:n]
		}
	}
	// A person or body of no known country may act; a place or a people without one tells nothing.
	if c.at(p.last) == "-" && (strings.HasSuffix(c.at(p.last+1), "ed") || c.at1(p.last+1, "made", "born", "wide", "held", "built", "style")) {
		return // "the Ruritanian-led alliance": who leads it does not act
	}
	if p.Country == "" && !p.person && e.Type != ner.Organisation {
		return
	}
	if p.Sector == "" {
		for k := p.last; k < p.last+3 && k < len(c.low); k++ {
			if s := sectors[c.low[k]]; s != "" {
				p.Sector = s
				break
			}
			if c.doc.Tokens[k].Kind != nlp.Word {
				break
			}
		}
	}
	c.parties = append(c.parties, *p)
}

// title says that tokens [first, last) are an office between a nation and a name.
func (c *coder) title(first, last int) bool {
	if last-first > 6 || last < first || last < len(c.doc.Tokens) && first > 0 && c.doc.Tokens[first-1].Sentence != c.doc.Tokens[last].Sentence {
		return false
	}
	for i := first; i < last; i++ {
		t := c.doc.Tokens[i]
		// "her Ruritanian counterpart, Foreign Minister Jane Roe"
		comma := t.Text == "," && i > first && (i == last-1 || !c.lower(i+1))
		if t.Kind != nlp.Word && !comma && t.Text != "-" || c.lower(i) && !offices[c.low[i]] {
			return false
		}
	}
	return true
}

// offices are the words in lower case that stand between a nation and a name.
var offices = words(`of for the 's ’s former vice deputy prime foreign defense defence interior finance trade president minister premier secretary general
	leader spokesman spokeswoman ambassador envoy chief chancellor emir king queen prince counterpart official officer judge senator congressman commander
	negotiator diplomat director head army military police party rebel guerrilla opposition state junior senior top acting chairman`)

// partyAt is the index of the party that covers token i, -1 if there is none.
func (c *coder) partyAt(i int) int {
	if i < 0 || i >= len(c.owner) {
		return -1
	}
	return c.owner[i] - 1
}

// between gives the parties wholly inside tokens [first, last), as indices [a, b).
func (c *coder) between(first, last int) (a, b int) {
	a = c.search(first)
	b = a
	for b < len(c.parties) && c.parties[b].last <= last {
		b++
	}
	return a, b
}

// search is the first party that begins at or after token i.
func (c *coder) search(i int) int {
	lo, hi := 0, len(c.parties)
	for lo < hi {
		if m := (lo + hi) / 2; c.parties[m].first < i {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// joined says that parties k and k+1 are listed together: "A and B", "A, B, C and D".
func (c *coder) joined(k int) bool { return c.listed(k, 8) }

// listed is joined for a list of at most depth parties more, which bounds what a text of commas costs.
func (c *coder) listed(k, depth int) bool {
	if k+1 >= len(c.parties) {
		return false
	}
	first, last := c.parties[k].last, c.parties[k+1].first
	if last-first > 6 || first >= last || c.doc.Tokens[first-1].Sentence != c.doc.Tokens[last].Sentence {
		return false
	}
	and := false
	for i := first; i < last; i++ {
		w := c.low[i]
		if w == "and" && i > 0 && c.low[i-1] == "," && (k == 0 || c.at(c.parties[k-1].last) != ",") {
			return false // two are listed without a comma: what follows is a clause of its own
		}
		if w == "and" || w == "&" {
			and = true
		} else if prepositions[w] || separates[w] || beForms[w] || strings.HasSuffix(w, "ed") && !and || c.doc.Tokens[i].Kind == nlp.Punct && w != "," {
			return false
		}
	}
	if !and && c.low[first] == "," && (last-first == 1 || last-first == 2 && determiners[c.low[first+1]]) { // a list ends with "and"
		next := c.parties[k+1].last
		return depth > 0 && k+2 < len(c.parties) && c.at1(next, "and", ",") && c.listed(k+1, depth-1)
	}
	return and || last-first == 1 && c.low[first] == "-"
}

// group is the list that party k belongs to, within parties [a, b).
func (c *coder) group(k, a, b int) []party {
	first, last := k, k+1
	for first > a && c.joined(first-1) {
		first--
	}
	for last < b && c.joined(last-1) {
		last++
	}
	return c.parties[first:last]
}

// inPhrase says that a preposition stands before party k: "in Ruritania", "of the Ruritanian army".
func (c *coder) inPhrase(k int) bool {
	for n := 0; n < 8 && k > 0 && c.joined(k-1); n++ {
		k--
	}
	for i := c.parties[k].first - 1; i >= 0 && i >= c.parties[k].first-4; i-- {
		w := c.low[i]
		if prepositions[w] || w == "to" && c.at1(i-1, "according") {
			return true
		}
		if !determiners[w] && !(c.lower(i) && !beForms[w] && !strings.HasSuffix(w, "ed")) || c.doc.Tokens[i].Kind != nlp.Word || separates[w] {
			return false
		}
	}
	return false
}

func (c *coder) at(i int) string {
	if i < 0 || i >= len(c.low) {
		return ""
	}
	return c.low[i]
}

func (c *coder) at1(i int, list ...string) bool {
	for _, w := range list {
		if c.at(i) == w {
			return true
		}
	}
	return false
}

func (c *coder) lower(i int) bool {
	return i >= 0 && i < len(c.low) && c.doc.Tokens[i].Text[0] >= 'a' && c.doc.Tokens[i].Text[0] <= 'z'
}
