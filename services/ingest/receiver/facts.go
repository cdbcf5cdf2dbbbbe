package receiver

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	statusUsable   = "usable"
	statusWithheld = "withheld"
	statusCanceled = "canceled"
)

// readStatus reads one of the closed set; case and the British spelling are forgiven, for a kill must not be lost by them.
func readStatus(s string) (string, error) {
	switch status := strings.ToLower(line(s)); status {
	case "", statusUsable, statusWithheld, statusCanceled:
		return status, nil
	case "cancelled":
		return statusCanceled, nil
	}
	return "", refuse(BadStatus, "read status %.100q: none of usable, withheld, canceled", s)
}

// readVersion reads a whole number from 0; nothing is 0.
func readVersion(s string) (int64, error) {
	if s = line(s); s == "" {
		return 0, nil
	}
	version, err := strconv.ParseInt(s, 10, 64)
	if err != nil || version < 0 {
		return 0, refuse(BadVersion, "read version %.100q: no whole number from 0", s)
	}
	return version, nil
}

// rfc3339 lets through what others than this code read as RFC 3339 too (time.Parse forgives more), and ISO 8601's basic
// offset, +0300, which is common and unambiguous.
var rfc3339 = regexp.MustCompile(`^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?:Z|([+-]\d\d):?(\d\d))$`)

// A date before the first year or later than ahead after its receipt is a mistake of some clock: epoch zero, year 9999,
// a default. A day and more is what time zones can be mistaken by.
const (
	firstYear = 1900
	lastYear  = 2200 // where the time of receipt is not known
	ahead     = 36 * time.Hour
)

// readDate gives a publication date in RFC 3339, with the offset it came with, or "" where it cannot be meant.
func readDate(s string, at time.Time) string {
	date, t, ok := parseDate(s)
	if !ok || t.Year() < firstYear || t.Year() > lastYear || !at.IsZero() && t.After(at.Add(ahead)) {
		return ""
	}
	return date
}

func parseDate(s string) (date string, t time.Time, ok bool) {
	m := rfc3339.FindStringSubmatch(strings.ToUpper(line(s)))
	if m == nil {
		return "", time.Time{}, false
	}
	date = m[1] + "Z"
	if m[2] != "" {
		date = m[1] + m[2] + ":" + m[3]
	}
	t, err := time.Parse(time.RFC3339, date)
	return date, t, err == nil
}

// later reports a date after at. An unknown time of receipt is after everything.
func later(date string, at time.Time) bool {
	_, t, ok := parseDate(date)
	return ok && !at.IsZero() && t.After(at)
}

// readLanguage gives the primary subtag of a BCP 47 tag in lower case, or "" for what is none.
func readLanguage(s string) string {
	tag, _, _ := strings.Cut(strings.ReplaceAll(line(s), "_", "-"), "-")
	tag = strings.ToLower(tag)
	if len(tag) < 2 || len(tag) > 3 || tag == "und" || strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return tag
}

// trace is W3C Trace Context's header; versions after 00 may go on after a dash.
var trace = regexp.MustCompile(`^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$`)

// readTraceparent gives a valid traceparent in version 00, or "".
func readTraceparent(s string) string {
	m := trace.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil || m[1] == "ff" || m[1] == "00" && m[5] != "" || strings.Trim(m[2], "0") == "" || strings.Trim(m[3], "0") == "" {
		return ""
	}
	return "00-" + m[2] + "-" + m[3] + "-" + m[4]
}
