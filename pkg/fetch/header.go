package fetch

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// validator is an ETag or a date as it may be sent again, else "".
func validator(s string) string {
	const most = 1 << 10
	if len(s) > most || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return ""
	}
	return s
}

// retryAfter reads Retry-After, in seconds or as a date (RFC 9110, section 10.2.3).
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, ok := seconds(value); ok {
		return min(seconds, MaxRetryAfter)
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(at.Sub(now), 0), MaxRetryAfter)
	}
	return 0
}

// fresh is how long an answer holds (RFC 9111, section 4.2), less the time that it spent in caches.
func fresh(h http.Header, now time.Time) time.Duration {
	age, _ := seconds(strings.TrimSpace(h.Get("Age")))
	control := false
	var life time.Duration
	for directive := range strings.SplitSeq(strings.Join(h.Values("Cache-Control"), ","), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch strings.ToLower(name) {
		case "no-cache", "no-store":
			return 0
		case "max-age":
			if s, ok := seconds(strings.Trim(value, `" `)); ok && !control {
				life, control = s, true
			}
		}
	}
	if !control {
		expires, err := http.ParseTime(h.Get("Expires"))
		if err != nil {
			return 0
		}
		if date, err := http.ParseTime(h.Get("Date")); err == nil {
			now = date
		}
		life = expires.Sub(now)
	}
	return min(max(life-age, 0), MaxFresh)
}

// seconds reads a number of seconds; one that no Duration holds is the longest that is of use.
func seconds(s string) (time.Duration, bool) {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	const most = 10 * 365 * 24 * 3600
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n > most {
		n = most
	}
	return time.Duration(n) * time.Second, true
}

const mostLinks = 32

// links reads the header Link (RFC 8288): those of use, each relation by itself.
func links(h http.Header, base *url.URL) []Link {
	var list []Link
	for _, header := range h.Values("Link") {
		for header != "" && len(list) < mostLinks {
			var address, parameters string
			if address, parameters, header = nextLink(header); address == "" {
				continue
			}
			u, err := base.Parse(address)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" {
				continue
			}
			for _, rel := range relations(parameters) {
				list = append(list, Link{Rel: rel, URL: u.String()})
			}
		}
	}
	return list[:min(len(list), mostLinks)]
}

// nextLink cuts `<address>; parameters` off a header.
func nextLink(header string) (address, parameters, rest string) {
	_, header, _ = strings.Cut(header, "<")
	address, header, found := strings.Cut(header, ">")
	if !found {
		return "", "", ""
	}
	parameters, rest = cutUnquoted(header, ',')
	return strings.TrimSpace(address), parameters, rest
}

// cutUnquoted cuts at the first separator that stands in no quoted string.
func cutUnquoted(s string, separator byte) (before, after string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == separator && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// relations are those of use among a link's; none where the link is another resource's (anchor).
func relations(parameters string) []string {
	var found []string
	seen := false
	for parameter := ""; parameters != ""; {
		parameter, parameters = cutUnquoted(parameters, ';')
		name, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "anchor":
			return nil
		case "rel":
			if seen {
				continue // the first counts
			}
			seen = true
			for rel := range strings.FieldsSeq(strings.ToLower(strings.Trim(value, `" `))) {
				if slices.Contains([]string{"hub", "self", "canonical"}, rel) && !slices.Contains(found, rel) {
					found = append(found, rel)
				}
			}
		}
	}
	return found
}
