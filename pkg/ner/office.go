package ner

import "strings"

// untold is the sector of an office that alone tells none.
const untold = "-"

// heads are the nouns of offices and callings, with the PLOVER sector that each
// tells by itself.
var heads = sectors(map[string]string{
	"GOV": `gov. amb. pres. president vice-president premier chancellor minister secretary undersecretary ambassador envoy diplomat consul
		spokesman spokeswoman spokesperson governor mayor king queen prince princess emperor sultan emir monarch
		commissioner official aide adviser advisor councillor attaché taoiseach ayatollah`,
	"MIL": `gen. col. adm. lt. maj. capt. sgt. brig. cmdr. general commander commander-in-chief colonel admiral lieutenant captain major sergeant brigadier marshal soldier`,
	"LEG": `sen. rep. senator lawmaker congressman congresswoman mp legislator parliamentarian speaker representative`,
	"JUD": `judge justice prosecutor magistrate`,
	"COP": `sheriff detective`,
	"JRN": `journalist reporter correspondent editor columnist broadcaster publisher`,
	"BUS": `ceo founder co-founder businessman businesswoman tycoon entrepreneur economist banker executive`,
	"EDU": `professor lecturer dean`,
	"REL": `pope bishop archbishop cardinal imam rabbi patriarch cleric`,
	"REB": `warlord`,
	"NGO": `activist campaigner`,
	untold: `chairman chairwoman chairperson chief head leader director director-general secretary-general representative-general deputy coordinator negotiator analyst
		expert researcher scientist author historian lawyer coach captain actor actress singer manager member student teacher farmer resident`,
})

func sectors(lists map[string]string) map[string]string {
	m := map[string]string{}
	for sector, list := range lists {
		for _, w := range strings.Fields(list) {
			if m[w] == "" || sector != untold {
				m[w] = sector
			}
		}
	}
	return m
}

// qualifiers are the words in lower case that stand before an office's noun.
var qualifiers = set(`former ex then acting interim deputy vice prime foreign defence defense interior finance justice health trade energy
	economy education transport environment home state national senior chief top first second assistant permanent special presidential
	press security military police army navy naval air force opposition rebel party government parliamentary federal regional local
	general executive managing editor in ministry department office council party's union company bank court intelligence
	nuclear economic policy political chief-of-staff lead new outgoing incoming current long-time veteran late
	spy human rights news agency state-run bureau un eu us`)

// sectorOf weighs the words of a role: what it was once, whom it serves, its noun.
func sectorOf(role, noun, body string) string {
	has := func(list ...string) bool {
		for _, w := range list {
			if strings.Contains(role, w) {
				return true
			}
		}
		return false
	}
	switch {
	case has("former ", "ex-", "then-"):
		return "ELI"
	case has("opposition"):
		return "OPP"
	case has("rebel", "insurgent", "militant", "militia"):
		return "REB"
	case body != "" && body != "GOV":
		return body
	case has("defense minister", "defence minister", "defense secretary", "defence secretary", "minister", "secretary of state"):
		return "GOV"
	case has("army", "military", "navy", "air force", "general staff", "joint chiefs", "chief of staff of the armed", "troops"):
		return "MIL"
	case has("police"):
		return "COP"
	case has("intelligence", "spy "):
		return "SPY"
	case has("secretary general"): // of a body, no general
		return untold
	case has("attorney general", "secretary-general", "director-general", "director general"):
		if has("attorney") {
			return "JUD"
		}
		return noun
	case has("union leader", "union chief"):
		return "LAB"
	case has("party "):
		return "PTY"
	case body != "":
		return body
	case has("foreign policy chief", "state department", "ministry", "white house", "government"):
		return "GOV"
	}
	return noun
}

// titles stand before a person's name and are no part of it.
var titles = set(`mr mr. mrs mrs. ms ms. miss mx dr dr. prof prof. professor sir dame lord lady madam madame president vice-president premier chancellor
	minister secretary ambassador envoy spokesman spokeswoman spokesperson governor gov gov. mayor senator sen sen. rep rep. congressman
	congresswoman lawmaker speaker judge justice general gen gen. commander colonel col col. admiral adm adm. lieutenant lt lt. captain capt capt. major maj
	maj. sergeant sgt sgt. brigadier marshal detective officer chief deputy former prime foreign chairman chairwoman ceo director professor rev rev.
	reverend supreme leader bishop archbishop cardinal rabbi imam ayatollah sheikh coach hon hon. excellency opposition`)

// officeWords end what the tagger takes for a body's name and is its officer:
// "NATO Secretary-General", "US Deputy".
var officeWords = set(`president vice-president chancellor minister secretary undersecretary ambassador envoy diplomat consul spokesman
	spokeswoman spokesperson governor mayor commissioner official officials adviser advisor senator lawmaker lawmakers congressman
	congresswoman ceo chairman chairwoman chief director secretary-general general deputy assistant special commander correspondent
	reporter negotiator negotiators vice prime acting former`)

func title(word string) bool { return titles[strings.ToLower(word)] }

// bodyHeads tell an organisation's sector by a word of its name.
var bodyHeads = sectors(map[string]string{
	"GOV": `ministry government cabinet department presidency administration embassy treasury council`,
	"MIL": `army navy military forces troops`,
	"LEG": `parliament congress senate assembly knesset duma`,
	"JUD": `court tribunal`,
	"COP": `police`,
	"PTY": `party`,
	"EDU": `university college school institute`,
	"JRN": `news newspaper television radio tv times post herald tribune gazette`,
	"BUS": `bank company inc inc. corp corp. ltd ltd. plc group airlines airways holdings securities motors`,
})

// ofBody reads country and sector off an organisation's name: "Norwegian
// Ministry of Defence".
func ofBody(name string) (country, sector string) {
	for _, w := range strings.Fields(name) {
		w = strings.Trim(w, ",()")
		if country == "" {
			if code, ok := Demonym(w); ok {
				country = code
			} else if code, ok := Country(w); ok {
				country = code
			}
		}
		if sector == "" {
			sector = bodyHeads[strings.ToLower(w)]
		}
	}
	return country, sector
}
