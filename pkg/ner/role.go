package ner

import (
	"strings"

	"github.com/wirefold/wirefold/pkg/ner/internal/gazetteer"
	"github.com/wirefold/wirefold/pkg/ner/internal/tagger"
	"github.com/wirefold/wirefold/pkg/nlp"
)

// role is an office or calling that the text gives a person.
type role struct {
	text            string
	country, sector string
}

// longestRole bounds a role, in tokens: "United States Deputy Permanent
// Representative to the North Atlantic Treaty Organization" has thirteen.
const longestRole = 14

// person adds what stands beside a mention of a person, between the tokens from
// and to and in its sentence.
func (g *gatherer) person(e *Entity, n tagger.Name, from, to int) {
	s := g.doc.Sentences[g.doc.Tokens[n.First].Sentence]
	r, ok := g.before(n.First, max(from, s.First))
	if !ok {
		r, ok = g.behind(n.Last, min(to, s.Last))
	}
	if !ok {
		return
	}
	e.Roles = appendNew(e.Roles, r.text)
	if e.Country == "" {
		e.Country = r.country
	}
	if e.Sector == "" {
		e.Sector = r.sector
	}
}

// before reads the role that ends at the name: "Russian Deputy Foreign Minister
// Sergei Ivanov", "US Deputy Secretary of State, Ann Lee,".
func (g *gatherer) before(name, first int) (role, bool) {
	end := name
	if end > first && g.text(end-1) == "," {
		end--
	}
	start, head := end, -1
	for i := end - 1; i >= max(first, end-longestRole); i-- {
		t := g.text(i)
		if head >= 0 && joins(t) && (!g.headBetween(max(first, i-longestRole), i) || i > first && strings.EqualFold(g.text(i-1), g.text(head))) {
			break // "The President and President Ann Lee" are two
		}
		ofThe := lead[t] && i > first && joins(g.text(i-1)) // "head of the Northern Union"
		if !g.partOfRole(i) && !(ofThe && head < 0) {
			break
		}
		start = i
		if heads[strings.ToLower(t)] != "" {
			head = i
		}
	}
	for start < end && (joins(g.text(start)) || lead[g.text(start)] || g.text(start) == "'s") {
		start++
	}
	if head < start || start >= end || end < name && !g.startsPhrase(start, first) {
		return role{}, false
	}
	r, ok := g.role(start, end)
	if ok && r.country == "" {
		r.country = g.owner(start, first)
	}
	return r, ok
}

// owner is the country or body whose possessive, or whose counterpart, stands
// before a role: "Norway's Prime Minister", "her Russian counterpart, Deputy …".
func (g *gatherer) owner(start, first int) string {
	i := start - 1
	if i > first && g.text(i) == "," {
		i--
	}
	if i <= first || !possessive(g.text(i)) && g.text(i) != "counterpart" {
		return ""
	}
	for k := max(first, i-3); k < i; k++ {
		if code, _ := g.affiliation(k, i); code != "" {
			return code
		}
	}
	return ""
}

// startsPhrase says that a role set off by a comma is not the end of something
// longer that belongs elsewhere ("he told the minister, Ann Lee").
func (g *gatherer) startsPhrase(start, first int) bool {
	return start == first || lead[g.text(start-1)] || possessive(g.text(start-1)) || g.doc.Tokens[start-1].Kind == nlp.Punct || gazetteer.Capitalised(g.text(start))
}

// behind reads the role that follows a name: "Ann Lee, the Norwegian foreign
// minister,", "ANN LEE, Former U.S. Ambassador to NATO:".
func (g *gatherer) behind(start, last int) (role, bool) {
	comma := start < last && g.text(start) == ","
	if comma {
		start++
	}
	article := start < last && lead[g.text(start)]
	if article {
		start++
	}
	if !comma && !article {
		return role{}, false
	}
	end, head := start, -1
	for i := start; i < min(last, start+longestRole); i++ {
		t := g.text(i)
		ofThe := head >= 0 && lead[t] && joins(g.text(i-1))
		owner := head < 0 && i > start && possessive(t) // "Norway's foreign minister"
		if !g.partOfRole(i) && !ofThe && !owner {
			break
		}
		if head >= 0 && !joins(t) && !joins(g.text(i-1)) && !lead[g.text(i-1)] && !gazetteer.Capitalised(t) && heads[strings.ToLower(t)] == "" {
			if qualifiers[strings.ToLower(t)] { // "deputy foreign minister": a noun that heads the role may yet come
				continue
			}
			break
		}
		end = i + 1
		if heads[strings.ToLower(t)] != "" {
			head = i
		}
	}
	for end > start && (joins(g.text(end-1)) || lead[g.text(end-1)]) {
		end--
	}
	if head < 0 || head >= end {
		return role{}, false
	}
	return g.role(start, end)
}

// role is what the words of a role tell.
func (g *gatherer) role(start, end int) (role, bool) {
	head := -1
	for i := start; i < end; i++ {
		if heads[strings.ToLower(g.text(i))] != "" {
			head = i
			if i+1 < end && joins(g.text(i+1)) {
				break
			}
		}
	}
	if head < 0 {
		return role{}, false
	}
	r := role{text: strings.Join(strings.Fields(g.doc.Slice(span(g.doc, start, end))), " ")}
	r.sector = heads[strings.ToLower(g.text(head))]
	code, sector := g.affiliation(start, head)
	if code == "" && head+1 < end && g.text(head+1) != "to" { // an envoy "to" comes from elsewhere
		code, sector = g.affiliation(head+1, end)
	}
	r.country = code
	r.sector = sectorOf(strings.ToLower(r.text), r.sector, sector)
	if code == "" && strings.HasSuffix(strings.ToLower(r.text), "secretary of state") && !strings.Contains(r.text, " for ") {
		r.country = "USA" // no other country calls its foreign minister so
	}
	if r.sector == untold {
		r.sector = ""
	}
	return r, true
}

// affiliation is the first country or body among the tokens [start, end), and
// the body's sector.
func (g *gatherer) affiliation(start, end int) (code, sector string) {
	for i := start; i < end; i++ {
		for last := min(end, i+6); last > i; last-- {
			e := gazetteer.Shared().Look(g.doc.Slice(span(g.doc, i, last)))
			if e == nil || e.Code == "" || e.Kinds&(gazetteer.Country|gazetteer.Demonym|gazetteer.Body) == 0 {
				continue
			}
			return e.Code, e.Sector
		}
	}
	return "", ""
}

// partOfRole says whether token i can stand in a role.
func (g *gatherer) partOfRole(i int) bool {
	t := g.doc.Tokens[i]
	low := strings.ToLower(t.Text)
	switch {
	case t.Kind == nlp.Punct:
		return t.Text == "-" || t.Text == "–"
	case joins(t.Text) || heads[low] != "" || qualifiers[low]:
		return true
	}
	return t.Kind <= nlp.Number && gazetteer.Capitalised(t.Text) && !lead[t.Text] && !notInRole[low]
}

// headBetween says whether a role's noun stands among the tokens [start, end),
// nearer than anything that ends a phrase.
func (g *gatherer) headBetween(start, end int) bool {
	for i := end - 1; i >= start && g.partOfRole(i); i-- {
		if heads[strings.ToLower(g.text(i))] != "" {
			return true
		}
	}
	return false
}

func (g *gatherer) text(i int) string { return g.doc.Tokens[i].Text }

func joins(s string) bool { return s == "of" || s == "for" || s == "to" || s == "and" || s == "&" }

func possessive(s string) bool { return s == "'s" || s == "’s" || s == "'" || s == "’" }

var lead = set("the The a A an An")

// notInRole are capitals that open a sentence, not a role.
var notInRole = set(`but and as in on at when while after before if he she it they we this that these those with mr mrs ms dr sir
	earlier meanwhile however also then whether although though because since unless until why how where so yet monday tuesday wednesday thursday friday saturday sunday`)
