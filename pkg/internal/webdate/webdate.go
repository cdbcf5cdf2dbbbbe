// Package webdate reads the dates that feeds and sitemaps have, and invents none.
package webdate

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/wirefold/wirefold/pkg/internal/lazyregexp"
)

var (
	// iso is RFC 3339 and its dirty relatives: a space for the T, no seconds, a fraction, "GMT" or "+3" for the offset.
	iso = lazyregexp.New(`(?i)^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:T|\s+|,\s*|\s+at\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(\S.*)?$`)
	// basic is ISO 8601's without separators.
	basic = lazyregexp.New(`^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(?:[.,](\d{1,9}))?(\S.*)$`)
	// named is RFC 822 and all who write a month's name: "Mon, 10 Jan 22 19:04 GMT", "January 10, 2022 7:04 PM +0300".
	named = lazyregexp.New(`^(?:\p{L}+\.?,?\s*)?(\d{1,2})(?:st|nd|rd|th|º|\.)?[-\s]+(?:de\s+)?(\p{L}+)\.?,?[-\s]+(?:de\s+)?(\d{2,4}),?(?:\s*г\.)?,?\s+(?:at\s+)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(\S.*)?$`)
	// american has the month first.
	american = lazyregexp.New(`^(?:\p{L}+\.?,?\s+)?(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}),?\s+(?:at\s+)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(\S.*)?$`)
	// unix is date(1)'s: "Mon Jan 10 19:04:05 UTC 2022".
	unix = lazyregexp.New(`^\p{L}+\s+(\p{L}+)\s+(\d{1,2})\s+(\d{1,2}):(\d{2}):(\d{2})\s+(\S+)\s+(\d{4})$`)
	// seconds or milliseconds since 1970 are UTC.
	epoch = lazyregexp.New(`^\d{10}(?:\d{3})?$`)
)

// Parse gives an instant in RFC 3339 with the offset it came with, or "": for what has no time or no offset, since both would
// be invented, for what no calendar knows, and for the defaults of machines. Whether it lies in the future is for those to
// say who know when it came.
func Parse(raw string) string {
	s := strings.Join(strings.Fields(strings.ToValidUTF8(raw[:min(len(raw), 500)], "")), " ")
	if len(s) > 100 {
		return ""
	}
	var year, month, day, hour, minute, second, fraction, zone string
	if m := either(s, iso, basic); m != nil {
		year, month, day, hour, minute, second, fraction, zone = m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8]
	} else if m := named.FindStringSubmatch(s); m != nil {
		year, month, day, hour, minute, second, fraction, zone = m[3], months[strings.ToLower(m[2])], m[1], m[4], m[5], m[6], m[7], m[8]
	} else if m := american.FindStringSubmatch(s); m != nil {
		year, month, day, hour, minute, second, fraction, zone = m[3], months[strings.ToLower(m[1])], m[2], m[4], m[5], m[6], m[7], m[8]
	} else if m := unix.FindStringSubmatch(s); m != nil {
		year, month, day, hour, minute, second, zone = m[7], months[strings.ToLower(m[1])], m[2], m[3], m[4], m[5], m[6]
	} else if epoch.MatchString(s) {
		n, _ := strconv.ParseInt(s[:10], 10, 64)
		return settle(time.Unix(n, 0).UTC(), strings.TrimRight(s[10:], "0"), "Z")
	} else {
		return ""
	}
	h, zone, ok := clock(hour, zone)
	offset := readOffset(zone)
	if !ok || offset == "" {
		return ""
	}
	t, err := time.Parse(time.RFC3339, fmt.Sprintf("%04d-%02d-%02dT%02d:%s:%02d%s", fullYear(year), figure(month), figure(day), h, minute, figure(second), offset))
	if err != nil {
		return ""
	}
	return settle(t, strings.TrimRight(fraction, "0"), offset)
}

// either gives the groups of the first that matches.
func either(s string, forms ...*lazyregexp.Regexp) []string {
	for _, f := range forms {
		if m := f.FindStringSubmatch(s); m != nil {
			return m
		}
	}
	return nil
}

// firstYear: no one published on the web before, but archives are put there. Zero dates of machines lie before.
const (
	firstYear = 1900
	lastYear  = 2200
)

// settle writes t, unless it is a machine's default: an instant at epoch 0, or one in the first or last years there are.
func settle(t time.Time, fraction, offset string) string {
	if t.Unix() == 0 || t.Year() < firstYear || t.Year() > lastYear {
		return ""
	}
	if fraction != "" {
		fraction = "." + fraction
	}
	return t.Format("2006-01-02T15:04:05") + fraction + offset
}

// fullYear reads years of two and three digits as RFC 5322, section 4.3, does.
func fullYear(s string) int {
	n := figure(s)
	switch {
	case len(s) == 2 && n < 50:
		n += 2000
	case len(s) < 4:
		n += 1900
	}
	return n
}

// figure reads digits; 0 for none.
func figure(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// clock reads the hour, with the AM or PM before the zone.
func clock(hour, zone string) (h int, rest string, ok bool) {
	h = figure(hour)
	half, rest, _ := strings.Cut(zone, " ")
	switch strings.ToLower(strings.ReplaceAll(half, ".", "")) {
	case "am":
		return h % 12, rest, h >= 1 && h <= 12
	case "pm":
		return h%12 + 12, rest, h >= 1 && h <= 12
	}
	return h, zone, h < 24
}

// numeric is an offset in figures, with what may stand around: "+0300", "GMT+3", "-05:00 (EST)", "+0300 MSK".
var numeric = lazyregexp.New(`^(?:GMT|UTC|UT|Z)?\s*([+-])(\d{1,2}):?(\d{2})?(?::00)?(?:\s*\(?[A-Z]{1,5}\)?|\[\S+\])?$`)

// readOffset gives an offset as RFC 3339 has it, or "" for none, and for letters that mean several.
func readOffset(zone string) string {
	zone = strings.ToUpper(strings.TrimSpace(strings.ReplaceAll(zone, "−", "-")))
	if m := numeric.FindStringSubmatch(zone); m != nil {
		h, minutes := figure(m[2]), figure(m[3])
		// From Baker Island to Kiribati.
		if h > 14 || m[1] == "-" && h > 12 || minutes > 59 {
			return ""
		}
		if h == 0 && minutes == 0 {
			return "Z"
		}
		return fmt.Sprintf("%s%02d:%02d", m[1], h, minutes)
	}
	return zones[strings.Trim(zone, "()")]
}

// zones are those of RFC 822, section 5, and the unambiguous ones of the regions that feeds come from.
var zones = map[string]string{
	"Z": "Z", "UT": "Z", "UTC": "Z", "GMT": "Z", "WET": "Z",
	"EST": "-05:00", "EDT": "-04:00", "CST": "-06:00", "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00", "PST": "-08:00", "PDT": "-07:00",
	"CET": "+01:00", "MEZ": "+01:00", "WEST": "+01:00", "CEST": "+02:00", "MESZ": "+02:00", "EET": "+02:00", "EEST": "+03:00", "MSK": "+03:00", "MSD": "+04:00",
	"TRT": "+03:00", "SAMT": "+04:00", "YEKT": "+05:00", "PKT": "+05:00", "HKT": "+08:00", "AWST": "+08:00", "JST": "+09:00", "KST": "+09:00",
	"AEST": "+10:00", "AEDT": "+11:00", "NZST": "+12:00", "NZDT": "+13:00",
}

// months are the names and abbreviations that feeds were met with: English, Russian, Ukrainian, German, French, Spanish,
// Italian, Portuguese, Polish, Dutch and Turkish.
var months = func() map[string]string {
	m := map[string]string{}
	for i, names := range []string{
		"jan january янв января январь січ січня januar jän jänner janv janvier ene enero gen gennaio janeiro sty stycznia januari oca ocak",
		"feb february фев февр февраля февраль лют лютого februar févr février fev fév febrero febbraio fevereiro lut lutego februari şub şubat",
		"mar march мар марта март бер березня mär märz mrz mars marzo março marca maart mrt mart",
		"apr april апр апреля апрель кві квітня avr avril abr abril aprile kwi kwietnia nis nisan",
		"may мая май тра травня mai mayo mag maggio maio maj maja mei mayıs",
		"jun june июн июня июнь чер червня juni juin junio giu giugno junho cze czerwca haz haziran",
		"jul july июл июля июль лип липня juli juil juillet julio lug luglio julho lip lipca tem temmuz",
		"aug august авг августа август сер серпня août aou aoû ago agosto sie sierpnia augustus ağu ağustos",
		"sep sept september сен сент сентября сентябрь вер вересня septembre septiembre set settembre setembro wrz września eyl eylül",
		"oct october окт октября октябрь жов жовтня okt oktober octobre octubre ott ottobre out outubro paź października eki ekim",
		"nov november ноя нояб ноября ноябрь лис листопада novembre noviembre novembro listopada kas kasım",
		"dec december дек декабря декабрь гру грудня dez dezember déc décembre dic diciembre dicembre dezembro gru grudnia aralık ara",
	} {
		for name := range strings.FieldsSeq(names) {
			m[name] = strconv.Itoa(i + 1)
		}
	}
	return m
}()
