package quotes

import (
	_ "embed"
	"strings"

	"github.com/wirefold/wirefold/pkg/inflect"
)

//go:embed cues.txt
var cueList string

// class is a set of ways in which a word of saying takes what is said.
type class uint16

const (
	clause class = 1 << iota
	that
	tell
	to
	ask
	name
	beside
	noun
	carry
)

// cues maps the forms of the words of saying to their classes.
var cues = readCues(cueList)

func readCues(list string) map[string]class {
	sections := map[string]class{"[clause]": clause | that, "[that]": that, "[tell]": tell, "[to]": to, "[ask]": ask, "[name]": name, "[beside]": beside, "[noun]": noun, "[carry]": carry}
	cues := map[string]class{}
	var now class
	for line := range strings.Lines(list) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "#") {
			continue
		}
		if c, ok := sections[line]; ok {
			now = c
			continue
		}
		for _, word := range strings.Fields(line) {
			forms := inflect.Verb(word)
			if now == noun {
				forms = inflect.Noun(word)
			}
			for _, form := range forms {
				cues[form] |= now
			}
		}
	}
	return cues
}

// says are the classes that can stand beside a direct quotation.
const says = clause | that | tell | ask | beside

// words makes a set.
func words(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

var (
	determiners = words("the a an this that these those his her its their our my your one two three several some many another both no any every each most top senior")
	pronouns    = words("he she they it i we you who both neither some others many everyone nobody someone")
	skipped     = words("has have had also later then again earlier previously once further reportedly recently now today yesterday would will could can may might must did does do 's 've 'd ’s ’ve ’d just always often still even yet subsequently separately himself herself themselves itself")
	negations   = words("not n't n’t never cannot nor")
	breakers    = words(`that and but or as when while if because although though since after before until unless whether than so where which who whom what
		is are was were be been being has have had do does did will would can could may might must shall should said says say told
		not n't n’t into against about over under between during without within amid among including like`)
	joiners = words("of for to in at from on with")
	times   = words("monday tuesday wednesday thursday friday saturday sunday today yesterday tonight tomorrow earlier later again morning afternoon evening night week month year last this recently")
	female  = words("ms ms. mrs mrs. miss madam lady queen princess")
	male    = words("mr mr. sir lord king prince")
)
