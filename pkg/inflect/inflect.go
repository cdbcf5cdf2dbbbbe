// Package inflect gives the forms of English verbs and nouns, so that a word list can be written in dictionary forms.
//
// The rules are those of any school grammar (-s after a sibilant is -es, -y after a consonant is -ies, a short
// stressed syllable doubles its consonant); a form they do not give is written in the list after a slash:
// "say/said", "withdraw/withdrew/withdrawn", "commit/committed". Forms may include some that English does not have;
// for a look-up these do no harm.
package inflect

import "strings"

// Verb gives the forms of a verb: base, -s, past, participle, -ing. A word with forms after slashes has those for its
// past and participle. Of a phrase ("call off") the first word is inflected.
func Verb(word string) []string {
	head, tail, phrase := strings.Cut(word, " ")
	if phrase {
		forms := Verb(head)
		for i := range forms {
			forms[i] += " " + tail
		}
		return forms
	}
	parts := strings.Split(word, "/")
	base := parts[0]
	forms := []string{base, sibilant(base)}
	if len(parts) > 1 {
		forms = append(forms, parts[1:]...)
	} else {
		forms = append(forms, past(base))
	}
	return append(forms, ing(base, parts))
}

// Noun gives singular and plural. An irregular plural stands after a slash.
func Noun(word string) []string {
	base, plural, irregular := strings.Cut(word, "/")
	if !irregular {
		plural = sibilant(base)
	}
	return []string{base, plural}
}

func sibilant(w string) string {
	switch {
	case consonantY(w):
		return w[:len(w)-1] + "ies"
	case strings.HasSuffix(w, "s"), strings.HasSuffix(w, "x"), strings.HasSuffix(w, "z"), strings.HasSuffix(w, "ch"), strings.HasSuffix(w, "sh"), strings.HasSuffix(w, "o"):
		return w + "es"
	}
	return w + "s"
}

func past(w string) string {
	switch {
	case consonantY(w):
		return w[:len(w)-1] + "ied"
	case strings.HasSuffix(w, "e"):
		return w + "d"
	case doubles(w):
		return w + w[len(w)-1:] + "ed"
	}
	return w + "ed"
}

func ing(w string, parts []string) string {
	switch {
	case strings.HasSuffix(w, "ie"):
		return w[:len(w)-2] + "ying"
	case strings.HasSuffix(w, "e") && !strings.HasSuffix(w, "ee"):
		return w[:len(w)-1] + "ing"
	case doubles(w), len(parts) > 1 && strings.HasPrefix(parts[1], w+w[len(w)-1:]): // "commit/committed"
		return w + w[len(w)-1:] + "ing"
	}
	return w + "ing"
}

func consonantY(w string) bool {
	return len(w) > 1 && w[len(w)-1] == 'y' && !vowel(w[len(w)-2])
}

// doubles is true of a word of one syllable that ends consonant, vowel, consonant: "stop", "ban".
func doubles(w string) bool {
	n := len(w)
	if n < 3 || vowel(w[n-1]) || strings.IndexByte("wxy", w[n-1]) >= 0 || !vowel(w[n-2]) || vowel(w[n-3]) {
		return false
	}
	for i := range n - 3 {
		if vowel(w[i]) {
			return false
		}
	}
	return true
}

func vowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }
