package textclean

import (
	"strings"
	"unicode"

	"github.com/wirefold/wirefold/pkg/internal/lazyregexp"
)

var (
	// by is how a byline begins; in lower case "by" begins many sentences, so a name must follow and nothing else.
	by = lazyregexp.New(`^(?:(?:Written |Reported |Words |Story |Posted |Published |Article |Reporting |Analysis |Opinion )?[Bb]y|BY|Par|PAR|Von|VON|Por|POR|Di|De|Af|Av|Door|Автор|Автор:|Autor|Autor:|Autora:|Author|Author:|Text|Text:|Tekst:|Oleh|Szerző:|Redaktion:|Rédaction :)\s*:?\s+`)
	// desk is a byline of no person.
	desk = lazyregexp.New(`^(?:\p{Lu}[\p{L}.&'’-]*\s+){0,4}(?:Report|Reporter|Reporters|Correspondent|Correspondents|Desk|Bureau|Newsroom|Monitoring|Monitor|Staff|Agencies|Writer|Writers|Editor|Rédaction|Redaktion|Redacción|Redazione)(?:\s*[/&-]\s*\p{Lu}[\p{L}.]*)?$`)
	// name is one person as bylines write them, particles included.
	name = `\p{Lu}[\p{L}\p{M}'’.-]*(?:\s+(?:(?:de|da|di|del|della|van|von|der|den|bin|al|el|la|le|dos|du|af|ten|ter|zu|y)\s+)*\p{Lu}[\p{L}\p{M}'’.-]*){1,4}`
	list = lazyregexp.New(`^` + name + `(?:\s*(?:,|and|und|et|y|e|og|och|en|i|и|&|/)\s*` + name + `){0,4}$`)
	// group is a byline in words: "la rédaction avec agences", "our correspondent".
	group = lazyregexp.New(`^(?i:(?:la |our |the |unserer? |nuestr[ao] |a )?(?:rédaction|redaktion|redacción|redazione|redação|staff|correspondents?|korrespondent\w*|news ?desk|web ?desk|news ?room|newsroom|editors?|editorial (?:team|board|staff)|agenc(?:y|ies)|agences|agenturen|agencias)\b(?: [\p{L}&.' -]{0,40})?)$`)
	// role is what follows a name behind a comma or a bar.
	role  = lazyregexp.New(`(?i)\b(?:writer|reporter|correspondent|editor|staff|bureau|chief|columnist|contributor|journalist|producer|desk|reporting|news|press|reuters|agency|in [\p{Lu}]\p{L}+|redakteur\w*|korrespondent\w*|journaliste|envoyé|periodista|редактор|корреспондент|digital|special to|for \p{L}+|the \p{L}+|[\w-]+\.(?:com|org|net|co))\b`)
	ended = lazyregexp.New(`\s*(?:[|•·/]|\s[-–—]\s|,\s+|\s\()`)
)

// bylineOf returns the names in a byline line, or none where the line is no byline.
func bylineOf(text string) []string {
	text = strings.TrimRight(strings.TrimSpace(text), " |,;:•·-–—")
	if desk.MatchString(text) {
		return []string{text}
	}
	m := by.FindString(text)
	if m == "" {
		return nil
	}
	rest := strings.TrimSpace(text[len(m):])
	if group.MatchString(rest) || desk.MatchString(rest) {
		return []string{rest}
	}
	for {
		if list.MatchString(rest) {
			return splitNames(rest)
		}
		if oneName.MatchString(rest) && (strings.ContainsAny(m, ":") || strings.EqualFold(strings.TrimSpace(m), "by")) {
			return []string{rest}
		}
		cut := ended.FindAllStringIndex(rest, -1)
		if cut == nil {
			return nil
		}
		at := cut[len(cut)-1]
		if !role.MatchString(rest[at[0]:]) && !strings.ContainsAny(rest[at[0]:at[1]], "|•·") {
			return nil
		}
		rest = strings.TrimSpace(rest[:at[0]])
	}
}

// Names gives the names in a byline that is known to be one, such as a publisher's own field, with or without "By". One
// that reads as no names stands as it is.
func Names(byline string) []string {
	byline = strings.TrimSpace(byline)
	if names := bylineOf(byline); names != nil {
		return names
	}
	if list.MatchString(byline) {
		return splitNames(byline)
	}
	if byline == "" {
		return nil
	}
	return []string{byline}
}

// oneName is a signature in one word: a desk's or an agency's ("By AFP", "By Gallus").
var oneName = lazyregexp.New(`^\p{Lu}[\p{L}\p{M}'’-]{1,30}$`)

var nameJoint = lazyregexp.New(`\s*(?:,|/|&|\s(?:and|und|et|og|och|и)\s)\s*`)

func splitNames(text string) []string {
	var names []string
	for _, n := range nameJoint.Split(text, -1) {
		if n = withoutStop(strings.TrimSpace(n)); n != "" && !(len(names) > 0 && role.MatchString(n)) {
			names = append(names, n)
		}
	}
	return names
}

// withoutStop keeps a name as written, but for the stop that ends a line.
func withoutStop(name string) string {
	if strings.HasSuffix(name, ".") && strings.Count(name, ".") == 1 && !strings.HasSuffix(name, "Jr.") {
		return strings.TrimSuffix(name, ".")
	}
	return name
}

func notLetter(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r)
}
