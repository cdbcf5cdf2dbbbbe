package subject

import (
	"regexp"
	"slices"
	"strings"
)

// LastName folds a person's name to the token of the last name as newspapers use it: particles belong to it (Ursula
// von der Leyen, von-der-leyen), suffixes do not (Martin Luther King Jr., king), and where Chinese and Korean
// names have the family name first it is taken from there (Wang Yi, wang; Kim Jong Un, kim). What follows a comma or
// a bracket is no part of the name. A body's name goes through Token instead.
func LastName(name string) string {
	if Legal(name) {
		return name
	}
	name = clamp(name)
	if i := strings.IndexAny(name, ",(;["); i > 0 && strings.TrimSpace(name[:i]) != "" {
		name = name[:i]
	}
	words := strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\u00a0' || r == '\u3000' })
	for len(words) > 1 && slices.Contains(suffixes, strings.ToLower(strings.Trim(words[len(words)-1], "."))) {
		words = words[:len(words)-1]
	}
	if len(words) == 0 {
		return Token(name)
	}
	if familyFirst(words) {
		return Token(words[0])
	}
	start := len(words) - 1
	for start > 1 && slices.Contains(particles, strings.ToLower(words[start-1])) {
		start--
	}
	last := strings.Join(words[start:], " ")
	for _, possessive := range []string{"'s", "’s"} {
		last = strings.TrimSuffix(last, possessive)
	}
	return Token(last)
}

var suffixes = []string{"jr", "sr", "ii", "iii", "iv", "md", "m.d", "phd", "ph.d", "esq", "mp", "mep", "qc", "kc", "obe", "cbe"}

var particles = []string{
	"von", "van", "der", "den", "de", "het", "ter", "ten", "zu", "zum", "zur", "af", "av", "du", "des", "la", "le", "las", "los",
	"da", "do", "dos", "das", "di", "del", "della", "dello", "dalla", "degli", "bin", "bint", "ibn", "ben", "abu", "al", "el",
	"ould", "st.", "san", "фон", "ван", "де", "аль", "эль",
}

// families are frequent Chinese and Korean family names as the wires spell them.
var families = []string{
	"bai", "ban", "cai", "chang", "chen", "cheng", "choe", "choi", "chung", "cui", "deng", "ding", "dong", "du", "fan", "fang", "feng", "fu",
	"gao", "geng", "gong", "guo", "han", "hao", "he", "hong", "hu", "hua", "huang", "jang", "jia", "jiang", "jin", "jung", "kang", "kim",
	"lee", "lei", "li", "liang", "lim", "lin", "liu", "lu", "luo", "ma", "mao", "meng", "moon", "pan", "pang", "park", "peng", "qian", "qin",
	"qiu", "ren", "ri", "shao", "shen", "shi", "song", "su", "sun", "tang", "tian", "wan", "wang", "wei", "wen", "wu", "xi", "xia", "xiao",
	"xie", "xu", "xue", "yan", "yang", "yao", "ye", "yi", "yin", "yoon", "yu", "yuan", "zeng", "zhang", "zhao", "zheng", "zhong", "zhou", "zhu",
}

// given is a given name of one to three Chinese or Korean syllables, as one word, two, or two with a hyphen: Yi,
// Chunying, Jae-in, Yo Jong. It leaves out what no such syllable has, so Kim Darroch is a Mr Darroch.
var given = regexp.MustCompile(`^(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?[aeiou]{1,4}(?:ng|n|r|k|l|m|p)?[- ]?){1,3}$`)

func familyFirst(words []string) bool {
	if len(words) < 2 || len(words) > 3 || !slices.Contains(families, strings.ToLower(words[0])) {
		return false
	}
	return given.MatchString(strings.ToLower(strings.Join(words[1:], " ")))
}
