package ner

import "slices"

// people are the full names met in a document, by which a last name finds its
// bearer wherever it stands, before or behind.
type people struct {
	full   map[string]person   // by all words
	byLast map[string][]string // keys of full, by last word
	byWord map[string][]string // by any other word: "Xi" of "Xi Jinping"
}

type person struct {
	words []string // folded
	shown string   // as the text has it
}

// mostNamesakes bounds the bearers kept for one word.
const mostNamesakes = 8

func newPeople() *people {
	return &people{full: map[string]person{}, byLast: map[string][]string{}, byWord: map[string][]string{}}
}

// meet notes a name; one of a single word tells nothing new.
func (p *people) meet(words []string, shown string) {
	words = trimSuffixes(words)
	if len(words) < 2 {
		return
	}
	key := join(words)
	if _, ok := p.full[key]; ok {
		return
	}
	p.full[key] = person{words, shown}
	note := func(m map[string][]string, w string) {
		if len(m[w]) < mostNamesakes && !slices.Contains(m[w], key) {
			m[w] = append(m[w], key)
		}
	}
	note(p.byLast, words[len(words)-1])
	for _, w := range words[:min(len(words)-1, mostNamesakes)] {
		note(p.byWord, w)
	}
}

// bearer is the key of the person whom a name means. Of several who could be
// meant it is the one mentioned most so far, as named tells, of those the first:
// news writes out the name of the one whom it speaks of less.
func (p *people) bearer(name []string, named func(key string) int) string {
	words := trimSuffixes(name)
	if len(words) == 0 {
		return join(name)
	}
	if len(words) > 1 {
		return p.fuller(words)
	}
	for _, keys := range [][]string{p.byLast[words[0]], p.byWord[words[0]]} {
		if len(keys) > 0 {
			return p.fuller(p.full[most(keys, named)].words)
		}
	}
	return words[0]
}

// fuller is the longest name that has the same last word and all other words, or
// their initials: "V. Ivanov" and "Viktor Ivanov" are "Viktor P. Ivanov".
func (p *people) fuller(words []string) string {
	key := join(words)
	best := words
	for _, k := range p.byLast[words[len(words)-1]] {
		other := p.full[k].words
		if better(other, best) && covers(other, words) {
			best, key = other, k
		}
	}
	return key
}

// better prefers more words, then longer ones ("Viktor" over "V."), then the
// alphabet, so that the choice does not hang on who was met first.
func better(a, b []string) bool {
	if len(a) != len(b) {
		return len(a) > len(b)
	}
	if x, y := len(join(a)), len(join(b)); x != y {
		return x > y
	}
	return join(a) < join(b)
}

// covers says that every word of short stands in long, in order, itself or by
// its initial.
func covers(long, short []string) bool {
	if long[0][0] != short[0][0] {
		return false
	}
	i := 0
	for _, w := range short {
		for i < len(long) && !sameWord(long[i], w) {
			i++
		}
		if i == len(long) {
			return false
		}
		i++
	}
	return true
}

func sameWord(a, b string) bool {
	if a == b {
		return true
	}
	initial := func(w string) bool { return len(w) == 2 && w[1] == '.' || len(w) == 1 }
	return (initial(a) || initial(b)) && a[0] == b[0]
}

func most(keys []string, named func(string) int) string {
	best := keys[0]
	for _, k := range keys[1:] {
		if named(k) > named(best) {
			best = k
		}
	}
	return best
}

var nameSuffixes = set("jr jr. sr sr. ii iii iv phd m.d.")

func trimSuffixes(words []string) []string {
	for len(words) > 1 && nameSuffixes[words[len(words)-1]] {
		words = words[:len(words)-1]
	}
	return words
}
