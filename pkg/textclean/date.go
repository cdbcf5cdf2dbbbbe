package textclean

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/wirefold/wirefold/pkg/internal/lazyregexp"
)

var (
	updated   = lazyregexp.New(`(?i)^\W*(?:last )?(?:updated?|modified|edited|revised|mis à jour|mise à jour|modifié|aktualisiert|actualizado|actualizada|aggiornato|atualizado|обновлено|oppdatert|uppdaterad|opdateret|bijgewerkt|stand)\b`)
	published = lazyregexp.New(`(?i)^\W*(?:(?:first |originally )?(?:published|posted|issued|released|filed|created|written|date[d]?|on|publié|publiée|veröffentlicht|erstellt|publicado|publicada|pubblicato|опубликовано|publisert|publicerad|gepubliceerd|yayınlanma|opublikowano)\b)`)
)

// Months by their first letters, in the languages that datelines and stamps were met in.
var months = func() map[string]int {
	m := make(map[string]int)
	for _, names := range []string{
		"january february march april may june july august september october november december",
		"jan feb mar apr may jun jul aug sep oct nov dec", "- - - - - - - - sept - - -",
		"janvier février mars avril mai juin juillet août septembre octobre novembre décembre", "janv févr - avr - - juil - - - - déc",
		"januar februar märz april mai juni juli august september oktober november dezember", "jänner feber mär - - - - - - okt - dez",
		"enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre", "ene - - abr - - - ago - - - dic",
		"gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre", "gen - - - mag giu lug - set ott - -",
		"janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
		"января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
		"січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
		"januari februari maart - mei juni juli augustus - oktober - -", "- - mars - maj - - augusti - - - -",
		"stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
		"ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık", "- - - - - - - - - - - desember",
	} {
		for i, n := range strings.Fields(names) {
			if n != "-" {
				m[n] = i + 1
			}
		}
	}
	return m
}()

const (
	clock = `(?:\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?i:a\.?m\.?|p\.?m\.?|uhr|h)?|\d{1,2}\s*(?i:a\.?m\.?|p\.?m\.?)|\d{1,2}h\d{0,2})`
	zone  = `(?:\(?(?:GMT|UTC|Z|EST|EDT|ET|CST|CDT|CT|MST|MDT|PST|PDT|PT|BST|CET|CEST|MSK|IST|JST|KST|AEST|AEDT|WIB|SGT|HKT|SAST|EAT|WAT|PKT|MEZ|MESZ)\)?(?:\s?[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2})`
)

var (
	iso      = lazyregexp.New(`\b(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?`)
	dayFirst = lazyregexp.New(`\b(\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s*(?:de |of )?\s*(\p{L}{3,12})\.?,?\s*(?:de |of )?(\d{4})\b`)
	monFirst = lazyregexp.New(`(\p{L}{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b`)
	numeric  = lazyregexp.New(`\b(\d{1,2})([./-])(\d{1,2})[./-](\d{4})\b`)
	yearLead = lazyregexp.New(`\b(\d{4})[./](\d{1,2})[./](\d{1,2})\b`)
	han      = lazyregexp.New(`(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]`)
	clockAt  = lazyregexp.New(clock)
	zoneAt   = lazyregexp.New(zone)
	am       = lazyregexp.New(`(?i)a\.?m`)
	pm       = lazyregexp.New(`(?i)p\.?m`)
	clockNum = lazyregexp.New(`(\d{1,2})(?:[:.h](\d{2}))?(?::(\d{2}))?`)
)

// A found date: where it stands and its day.
type found struct {
	start, end       int
	year, month, day int
}

// locate finds the first full date in text; a day and month without a year are none.
func locate(text string) (found, bool) {
	best := found{start: len(text) + 1}
	consider := func(m []int, y, mo, d int) {
		if m[0] < best.start && y >= 1900 && y < 2100 && mo >= 1 && mo <= 12 && d >= 1 && d <= time.Date(y, time.Month(mo)+1, 0, 0, 0, 0, 0, time.UTC).Day() {
			best = found{m[0], m[1], y, mo, d}
		}
	}
	group := func(m []int, g int) string { return text[m[2*g]:m[2*g+1]] }
	num := func(m []int, g int) int { n, _ := strconv.Atoi(group(m, g)); return n }
	month := func(m []int, g int) int { return months[strings.ToLower(group(m, g))] }
	if m := iso.FindStringSubmatchIndex(text); m != nil {
		consider(m[:2], num(m, 1), num(m, 2), num(m, 3))
	}
	if m := dayFirst.FindStringSubmatchIndex(text); m != nil {
		consider(m, num(m, 3), month(m, 2), num(m, 1))
	}
	if m := monFirst.FindStringSubmatchIndex(text); m != nil {
		consider(m, num(m, 3), month(m, 1), num(m, 2))
	}
	if m := han.FindStringSubmatchIndex(text); m != nil {
		consider(m, num(m, 1), num(m, 2), num(m, 3))
	}
	if m := yearLead.FindStringSubmatchIndex(text); m != nil {
		consider(m, num(m, 1), num(m, 2), num(m, 3))
	}
	if m := numeric.FindStringSubmatchIndex(text); m != nil {
		// Day first, as most of the world writes, unless it cannot be; slashes with an English clock are American.
		d, mo := num(m, 1), num(m, 3)
		if mo > 12 || group(m, 2) == "/" && d <= 12 && (am.MatchString(text) || pm.MatchString(text)) {
			d, mo = mo, d
		}
		consider(m, num(m, 4), mo, d)
	}
	return best, best.start <= len(text)
}

// findDate reads the date in a short line as YYYY-MM-DD, or as RFC 3339 where a time and a zone stand with it.
func findDate(text string) string {
	f, ok := locate(text)
	if !ok {
		return ""
	}
	day := fmt.Sprintf("%04d-%02d-%02d", f.year, f.month, f.day)
	if m := iso.FindStringSubmatch(text); m != nil && m[4] != "" && m[5] != "" {
		return rfc(day, m[4], m[5])
	}
	rest := text[:f.start] + " " + text[f.end:]
	c := clockAt.FindString(rest)
	z := zoneAt.FindString(rest)
	if c == "" || z == "" {
		return day
	}
	n := clockNum.FindStringSubmatch(c)
	hour, _ := strconv.Atoi(n[1])
	minute, _ := strconv.Atoi(n[2])
	switch {
	case pm.MatchString(c) && hour < 12:
		hour += 12
	case am.MatchString(c) && hour == 12:
		hour = 0
	}
	offset, known := zones[strings.Trim(z, "()")]
	if !known {
		offset = z
	}
	return rfc(day, fmt.Sprintf("%02d:%02d", hour, minute), offset)
}

// Zones that name one offset. "ET", "PT" and the like do not tell summer from winter, "CST" and "IST" name several.
var zones = map[string]string{
	"GMT": "Z", "UTC": "Z", "Z": "Z", "EST": "-05:00", "EDT": "-04:00", "CDT": "-05:00", "MDT": "-06:00", "PST": "-08:00", "PDT": "-07:00",
	"BST": "+01:00", "CET": "+01:00", "MEZ": "+01:00", "CEST": "+02:00", "MESZ": "+02:00", "MSK": "+03:00", "JST": "+09:00", "KST": "+09:00",
	"AEST": "+10:00", "AEDT": "+11:00", "SGT": "+08:00", "HKT": "+08:00", "SAST": "+02:00", "EAT": "+03:00", "WIB": "+07:00",
}

// rfc joins day, clock and offset, and falls back to the day where they make no time.
func rfc(day, clock, offset string) string {
	if len(clock) == 5 {
		clock += ":00"
	}
	if len(offset) == 5 && offset[3] != ':' {
		offset = offset[:3] + ":" + offset[3:]
	}
	stamp := day + "T" + clock + offset
	if _, err := time.Parse(time.RFC3339, stamp); err != nil {
		return day
	}
	return stamp
}

var weekday = lazyregexp.New(`(?i)\b(?:mon|tues?|wednes|thurs?|fri|satur|sun)day\b|\b(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)\b|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica)\b`)

var stampWords = set("published posted issued released filed created written date dated on at by last updated update modified edited first originally time gmt utc a p m am pm local uhr le à at um am el las ore alle um der den vom publié publiée mis mise jour modifié veröffentlicht aktualisiert stand publicado publicada actualizado actualizada pubblicato aggiornato atualizado em às às опубликовано обновлено в г hrs h ago the and publisert oppdatert publicerad uppdaterad kl et")

// dateOnly reports that text is a date and nothing else but what stands around dates on pages.
func dateOnly(text string) bool {
	if len(text) > 140 {
		return false
	}
	f, ok := locate(text)
	if !ok {
		return updated.MatchString(text) && ago.MatchString(strings.TrimLeft(updated.ReplaceAllString(text, ""), " :"))
	}
	rest := text[:f.start] + " " + text[f.end:]
	for {
		g, more := locate(rest)
		if !more {
			break
		}
		rest = rest[:g.start] + " " + rest[g.end:]
	}
	rest = zoneAt.ReplaceAllString(clockAt.ReplaceAllString(rest, " "), " ")
	rest = weekday.ReplaceAllString(rest, " ")
	for _, w := range strings.FieldsFunc(strings.ToLower(rest), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if !stampWords[w] {
			return false
		}
	}
	return true
}

// cutDate parts a line into what stands before its date and the date with what follows.
func cutDate(text string) (before, date string) {
	f, ok := locate(text)
	if !ok || f.start == 0 {
		return text, ""
	}
	before = strings.TrimRight(text[:f.start], " |,;:•·-–—")
	before = strings.TrimSpace(weekday.ReplaceAllString(before, ""))
	for _, w := range []string{" on", " Published", " Posted", " Updated", " published", " posted", " updated", " at", ":"} {
		before = strings.TrimRight(strings.TrimSuffix(before, w), " |,;:•·-–—")
	}
	return before, text[f.start:]
}
