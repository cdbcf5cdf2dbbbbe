package wiremark

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirefold/wirefold/pkg/internal/lazyregexp"
)

// A Dateline is the head of a first paragraph: where, when and for whom it was written.
type Dateline struct {
	Text   string // as written, without the dash that ends it: "GENEVA, Jan 10 (Reuters)"
	Place  string // "GENEVA"; of several ("MOSCOW/KYIV") all, as written; "" where the agency leaves it out
	Agency string // "Reuters", where one is named
	End    int    // the byte of the paragraph at which the copy begins
}

// maxDateline is the longest dateline in bytes; the longest forms name two places, a date and an agency.
const maxDateline = 160

const (
	months = `(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|January|February|March|April|June|July|August|September|October|November|December)`
	// date covers "Jan 10", "10 January 2022", "10 января", "10 janvier", "10. Januar 2022", "Jan. 10, 2022".
	date   = `(?:` + months + `\.?\s+\d{1,2}(?:,?\s+\d{4})?|\d{1,2}\.?(?:er)?\s+\p{L}{3,12}\.?(?:\s+\d{4})?(?:\s*г\.?)?|\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)`
	agency = `(?:\(\s*([^()]{2,40}?)\s*\)|/\s*([^/()]{2,30}?)\s*/)`
	// capitals is a place as wires write it; lower-case particles and dots occur within ("NUR-SULTAN", "WASHINGTON, D.C.").
	capitals = `\p{Lu}[\p{Lu}\p{M}'’.]+(?:[\s/-]+(?:\p{Lu}[\p{Lu}\p{M}'’.]*|de|la|le|di|el|al))*`
	// named is a place in mixed case, at most four words, which only counts beside an agency or a date.
	named = `\p{Lu}[\p{L}\p{M}'’.-]+(?:[\s/-]+\p{Lu}?[\p{L}\p{M}'’.-]+){0,3}`
	// region follows a place: ", Switzerland", ", D.C.", ", Russia".
	region = `(?:,\s+\p{Lu}[\p{L}\p{M}.'’-]*(?:\s+\p{Lu}[\p{L}\p{M}.'’-]*){0,2})?`
	stop   = `\s*(?:--+|[-–—])\s*`
)

// The forms, the strictest first. Groups: place, then the agency in one of the rest.
var datelines = []*lazyregexp.Regexp{
	// RIA sets its name behind the dash: "МОСКВА, 10 янв — РИА Новости. Text". Only a name that is known counts there.
	lazyregexp.New(`^(` + capitals + `|` + named + `)[,.]\s+` + date + stop + `([^.()]{2,30}?)\.\s+`),
	lazyregexp.New(`^(` + capitals + region + `)(?:[,.]?\s+` + date + `)?[,.]?\s*` + agency + `\.?` + stop),
	lazyregexp.New(`^(` + capitals + region + `)(?:[,.]\s*` + date + `)[,.]?` + stop),
	lazyregexp.New(`^(` + capitals + region + `)\s*(?:--+|[–—])\s*`),
	lazyregexp.New(`^(` + capitals + region + `)\s+-\s+`),
	lazyregexp.New(`^(` + capitals + region + `)(?:[,.]?\s+` + date + `)?:\s+`),
	lazyregexp.New(`^(` + named + region + `)(?:[,.]?\s+` + date + `)?[,.]?\s*` + agency + `(?:\.?` + stop + `|\.\s+)`),
	lazyregexp.New(`^(` + named + `)[,.]\s+` + date + `[,.]?\s*(?:` + agency + `)?(?:` + stop + `|\.\s+[-–—]\s*)`),
	// Reuters leaves the place out where it is of no matter: "Jan 10 (Reuters) - ".
	lazyregexp.New(`^()` + date + `\s*` + agency + `\.?` + stop),
	// TASS and Xinhua set the agency behind the date, and TASS needs no dash: "МОСКВА, 10 января. /ТАСС/. Text".
	lazyregexp.New(`^(` + capitals + `|` + named + `)[,.]\s+` + date + `[,.]?\s*/\s*([^/()]{2,30}?)\s*/\s*(?:\.|[-–—]+)?\s*`),
}

// A name in capitals that is no place: "NATO - the alliance", "UPDATE -", "Q:", "BREAKING:".
var noPlace = lazyregexp.New(`^(?:[A-Z]{1,2}|NATO|UN|EU|USA?|UK|OSCE|BREAKING|EXCLUSIVE|UPDATED?|WATCH|VIDEO|PHOTOS?|OPINION|ANALYSIS|LIVE|NOTE|FILE|QUESTION|ANSWER|MODERATOR|CORRECTION|CORRECTED|SOURCE|SLUG|CONTACT|EDITORS?|ADVISORY|RESULTS?|MORE|READ|RELATED|WARNING|ALERT|URGENT|NEW|MR\.?|MRS\.?|MS\.?|DR\.?|TASS|REUTERS|AFP|AP|PHOTO CREDIT|КИНО|ФОТО|ВИДЕО)$`)

// FindDateline reads the dateline at the head of a first paragraph. ok is false where there is none.
func FindDateline(paragraph string) (d Dateline, ok bool) {
	text := strings.TrimLeft(paragraph, " \t\u00a0")
	lead := len(paragraph) - len(text)
	window := text[:min(len(text), maxDateline)]
	for i, form := range datelines {
		m := form.FindStringSubmatchIndex(window)
		if m == nil {
			continue
		}
		place := strings.TrimRight(window[m[2]:m[3]], " ,")
		if place != "" && noPlace.MatchString(place) || i == colonForm && speaker(place) {
			continue
		}
		if i >= firstBare && i <= colonForm && continues(text[m[1]:]) {
			continue
		}
		d = Dateline{Place: place, End: lead + m[1], Text: strings.TrimRight(window[:m[1]], " \u00a0-–—:")}
		for g := 4; g+1 < len(m); g += 2 {
			if m[g] >= 0 {
				d.Agency = window[m[g]:m[g+1]]
			}
		}
		if d.Agency != "" && !plausibleAgency(d.Agency) || i == behindDash && !areAgencies(d.Agency) {
			continue
		}
		return d, true
	}
	return Dateline{}, false
}

// Places among the forms: the one with the agency behind the dash, and those with neither date nor agency, of which the last
// is the one that speakers of a transcript share ("JO DOE:").
const (
	behindDash = 0
	firstBare  = 3
	colonForm  = 5
)

// continues reports that a sentence runs on after the dash ("NASA — the agency — said"), so that it ended no dateline.
func continues(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsLower(r)
}

// speaker reports that place looks like a person: two or more words. "NEW DELHI:" is lost so; a speaker taken for a
// place would be worse.
func speaker(place string) bool {
	head, _, _ := strings.Cut(place, ",")
	if twoWordPlaces[strings.ToUpper(head)] {
		return false
	}
	return len(strings.Fields(head)) > 1
}

var twoWordPlaces = map[string]bool{
	"NEW DELHI": true, "NEW YORK": true, "HONG KONG": true, "LOS ANGELES": true, "SAN FRANCISCO": true, "TEL AVIV": true,
	"UNITED NATIONS": true, "MEXICO CITY": true, "CAPE TOWN": true, "KUALA LUMPUR": true, "BUENOS AIRES": true,
	"SAO PAULO": true, "RIO DE JANEIRO": true, "ADDIS ABABA": true, "ABU DHABI": true, "GAZA CITY": true,
	"VATICAN CITY": true, "SAN JOSE": true, "PANAMA CITY": true, "KUWAIT CITY": true, "PHNOM PENH": true,
	"THE HAGUE": true, "ST PETERSBURG": true, "ST. PETERSBURG": true, "SRI LANKA": true, "SAUDI ARABIA": true,
}

// plausibleAgency refuses brackets that hold an aside: an agency is short and begins with a capital or is a host.
func plausibleAgency(name string) bool {
	words := strings.Fields(name)
	if len(words) == 0 || len(words) > 4 {
		return false
	}
	for _, r := range name {
		if unicode.IsDigit(r) {
			return false
		}
	}
	for part := range strings.SplitSeq(name, "/") { // "dpa/tmn"
		if _, known := agencyOf(part); known {
			return true
		}
	}
	return unicode.IsUpper([]rune(name)[0])
}
