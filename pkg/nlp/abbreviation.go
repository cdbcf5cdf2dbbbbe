package nlp

import "strings"

// ending says what the stop of an abbreviation can also do.
type ending uint8

const (
	// mayEnd: a sentence can end with it ("Acme Inc.", "at 9 a.m."), and does
	// when a word follows that opens sentences.
	mayEnd ending = iota
	// neverEnds: a name or a figure follows ("Mr.", "No.").
	neverEnds
)

// abbreviations are the words that keep a stop after them, in lower case.
var abbreviations = table(map[ending]string{
	neverEnds: `mr mrs ms messrs mx dr prof rev hon fr sr sra gen col lt maj capt cmdr adm sgt cpl pvt brig
		gov sen rep reps sens pres amb supt insp det st mt ft no nos vs pp fig art viz cf`,
	mayEnd: `jan feb mar apr jun jul aug sep sept oct nov dec
		inc ltd corp co cos bros jr esq dept univ assn ave blvd rd etc est approx al ed eds vol
		calif conn mass mich minn miss okla ore penn tenn wash wis ariz ala ark colo fla kan ky md neb nev va vt wyo`,
})

// maxAbbreviation is the longest of them, in bytes: a longer word is not looked up.
const maxAbbreviation = 6

// ambiguous abbreviations are words too: only with a capital do they take a stop.
var ambiguous = words(`art miss mass mar wash fig ore ed est gen sen jan ave co rep col ill pres det ark`)

// openers begin a sentence after an abbreviation that may end one.
var openers = words(`the a an this that these those he she it they we you i his her its their our my in on at by for from with
	after before but and or if when while as although though however since there here what who why how where which
	no not so still yet then also meanwhile both all some many most more last next earlier later asked according
	under over during among despite such one two three several each every another other once until`)

func table(lists map[ending]string) map[string]ending {
	m := map[string]ending{}
	for e, list := range lists {
		for _, w := range strings.Fields(list) {
			m[w] = e
		}
	}
	return m
}

func words(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// abbreviated says that a stop after w belongs to it; next is what follows the stop.
func abbreviated(w, next string) bool {
	if len(w) == 1 && w[0] >= 'A' && w[0] <= 'Z' { // an initial; "I." ends a sentence
		return w != "I"
	}
	if len(w) > maxAbbreviation {
		return false
	}
	low := strings.ToLower(w)
	if low == "no" || low == "nos" { // the number sign: "No. 10", not "He said no."
		next = strings.TrimLeft(next[:min(len(next), 4)], " \u00a0")
		return next != "" && next[0] >= '0' && next[0] <= '9'
	}
	if ambiguous[low] && w == low {
		return false
	}
	_, ok := abbreviations[low]
	return ok
}
