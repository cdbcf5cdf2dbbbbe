package quantity

import (
	"strconv"
	"strings"
)

// Number reads a number at the head of words, which are tokens in lower case, and says how many it took; 0 means that
// there is none. It knows digits with thousands marks (100,000), decimals (1.5), number words (twenty-five),
// multipliers (1.5 million), fractions (2 1/2, two and a half), "a dozen" and "a hundred". An article alone is no
// number.
func Number(words []string) (value float64, used int) {
	if len(words) == 0 {
		return 0, 0
	}
	if v, ok := digits(words[0]); ok {
		value, used = v, 1
		if v2, n := fraction(words[1:]); n > 0 {
			value, used = value+v2, used+n
		}
		for used < len(words) {
			m, ok := multipliers[words[used]]
			if !ok {
				break
			}
			value, used = value*m, used+1
		}
		return value, used
	}
	return spelled(words)
}

// spelled reads number words: units and tens add up, multipliers multiply what stands before them.
func spelled(words []string) (float64, int) {
	total, current, used := 0.0, 0.0, 0
	if words[0] == "a" || words[0] == "an" {
		if len(words) < 2 || multipliers[words[1]] == 0 {
			return 0, 0
		}
		current, used = 1, 1
	}
	for used < len(words) {
		w := words[used]
		switch {
		case cardinals[w] > 0:
			// "six seven" are two numbers, "twenty seven" is one.
			if last := int(current) % 100; last != 0 && !(last >= 20 && last%10 == 0 && cardinals[w] < 10) {
				return total + current, used
			}
			current += cardinals[w]
		case multipliers[w] == 100 || multipliers[w] == 12:
			if current == 0 {
				return 0, 0
			}
			current *= multipliers[w]
		case multipliers[w] > 0:
			if current == 0 {
				return 0, 0
			}
			total, current = total+current*multipliers[w], 0
		case w == "-" && used > 0 && int(current)%10 == 0 && int(current)%100 >= 20 && used+1 < len(words) && cardinals[words[used+1]] > 0 && cardinals[words[used+1]] < 10:
		case w == "and" && used > 0 && total+current >= 100 && used+1 < len(words) && cardinals[words[used+1]] > 0:
		default:
			if used > 0 {
				if v, n := fraction(words[used:]); n > 0 {
					return total + current + v, used + n
				}
			}
			return total + current, used
		}
		used++
	}
	return total + current, used
}

// fraction reads what may follow a whole number: "1/2", "and a half".
func fraction(words []string) (float64, int) {
	if len(words) >= 3 && words[0] == "and" && words[1] == "a" && words[2] == "half" {
		return .5, 3
	}
	if len(words) >= 3 && words[1] == "/" {
		if v, ok := fractions[words[0]+"/"+words[2]]; ok {
			return v, 3
		}
	}
	if len(words) > 0 {
		if v, ok := fractions[words[0]]; ok {
			return v, 1
		}
	}
	return 0, 0
}

// digits reads 100,000 and 1.5 and 7; a comma must part groups of three.
func digits(s string) (float64, bool) {
	if s == "" || len(s) > 20 || s[0] < '0' || s[0] > '9' {
		return 0, false
	}
	if i := strings.IndexByte(s, ','); i >= 0 {
		whole, _, _ := strings.Cut(s, ".")
		for n, group := range strings.Split(whole, ",") {
			if n == 0 && len(group) > 3 || n > 0 && len(group) != 3 {
				return 0, false
			}
		}
		s = strings.ReplaceAll(s, ",", "")
	}
	for i := 0; i < len(s); i++ {
		if (s[i] < '0' || s[i] > '9') && s[i] != '.' {
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil
}

var cardinals = map[string]float64{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
	"eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
	"seventy": 70, "eighty": 80, "ninety": 90,
}

var multipliers = map[string]float64{
	"dozen": 12, "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
}

var fractions = map[string]float64{"1/2": .5, "1/4": .25, "3/4": .75, "1/3": 1. / 3, "½": .5, "¼": .25, "¾": .75}
