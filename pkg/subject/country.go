package subject

import "strings"

// Country folds a country's or a body's code to its token: ISO 3166 alpha-3 in lower case, nato, un, osce or eu, igo
// for any other international body (IGO, IGO-…), None for anything else.
func Country(code string) string {
	token := strings.ToLower(code)
	switch token {
	case "nato", "un", "osce", "eu":
		return token
	}
	if strings.HasPrefix(token, "igo") && Legal(token) {
		return "igo"
	}
	if len(token) == 3 && strings.Trim(token, "abcdefghijklmnopqrstuvwxyz") == "" {
		return token
	}
	return None
}

// Dyad is the pair of two countries or bodies in alphabetical order, joined by "-"; None when there are not two.
func Dyad(a, b string) string {
	a, b = Country(a), Country(b)
	if a == None || b == None || a == b {
		return None
	}
	return min(a, b) + "-" + max(a, b)
}
