package fetch

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func header(lines ...string) http.Header {
	h := http.Header{}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		h.Add(name, value)
	}
	return h
}

func TestRetryAfter(t *testing.T) {
	for _, row := range []struct {
		what, value string
		want        time.Duration
	}{
		{"not said", "", 0},
		{"seconds", "120", 2 * time.Minute},
		{"seconds with space", " 120 ", 2 * time.Minute},
		{"a date", "Sun, 01 Mar 2026 12:30:00 GMT", 30 * time.Minute},
		{"an old form of date", "Sunday, 01-Mar-26 12:30:00 GMT", 30 * time.Minute},
		{"a date gone by is now", "Sun, 01 Mar 2026 11:00:00 GMT", 0},
		{"more than a day is a day", "999999", MaxRetryAfter},
		{"a date in another century is a day", "Mon, 01 Mar 2126 11:00:00 GMT", MaxRetryAfter},
		{"a number that nothing holds is a day", "99999999999999999999999", MaxRetryAfter},
		{"less than nothing is not said", "-5", 0},
		{"a fraction is not said", "1.5", 0},
		{"a word is not said", "soon", 0},
	} {
		if got := retryAfter(header("Retry-After: "+row.value), noon); got != row.want {
			t.Errorf("%s (%q): %s", row.what, row.value, got)
		}
	}
}

func TestFresh(t *testing.T) {
	for _, row := range []struct {
		what    string
		headers []string
		want    time.Duration
	}{
		{"nothing said", nil, 0},
		{"max-age", []string{"Cache-Control: public, max-age=600"}, 10 * time.Minute},
		{"max-age in capitals and quotes", []string{`Cache-Control: MAX-AGE="600"`}, 10 * time.Minute},
		{"less the age", []string{"Cache-Control: max-age=600", "Age: 60"}, 9 * time.Minute},
		{"older than it may be", []string{"Cache-Control: max-age=600", "Age: 900"}, 0},
		{"no-cache", []string{"Cache-Control: max-age=600", "Cache-Control: no-cache"}, 0},
		{"no-store", []string{"Cache-Control: no-store, max-age=600"}, 0},
		{"the share of proxies is not ours", []string{"Cache-Control: s-maxage=600"}, 0},
		{"max-age comes before Expires", []string{"Cache-Control: max-age=60", "Expires: Sun, 01 Mar 2026 13:00:00 GMT"}, time.Minute},
		{"max-age of 0 too", []string{"Cache-Control: max-age=0", "Expires: Sun, 01 Mar 2026 13:00:00 GMT"}, 0},
		{"Expires by our calendar", []string{"Expires: Sun, 01 Mar 2026 13:00:00 GMT"}, time.Hour},
		{"Expires by the host's own calendar", []string{"Expires: Sat, 01 Feb 2025 13:00:00 GMT", "Date: Sat, 01 Feb 2025 12:00:00 GMT"}, time.Hour},
		{"Expires of 0", []string{"Expires: 0"}, 0},
		{"a year is a day", []string{"Cache-Control: max-age=31536000"}, MaxFresh},
		{"a number that nothing holds is a day", []string{"Cache-Control: max-age=99999999999999999999"}, MaxFresh},
		{"less than nothing", []string{"Cache-Control: max-age=-1"}, 0},
	} {
		if got := fresh(header(row.headers...), noon); got != row.want {
			t.Errorf("%s: %s", row.what, got)
		}
	}
}

func TestLinks(t *testing.T) {
	base, _ := url.Parse("https://paper.example/feeds/world.xml")
	for _, row := range []struct {
		what    string
		headers []string
		want    string
	}{
		{"none", nil, "[]"},
		{"hub and self", []string{`Link: <https://hub.example/>; rel="hub"`, `Link: <https://paper.example/feed>; rel=self`}, "[{hub https://hub.example/} {self https://paper.example/feed}]"},
		{"in one header", []string{`Link: <https://hub.example/>; rel="hub", <../feed>; rel="self"`}, "[{hub https://hub.example/} {self https://paper.example/feed}]"},
		{"commas in the address and in quotes", []string{`Link: </a,b>; title="x, <y>"; rel=canonical,</c>;rel=hub`}, "[{canonical https://paper.example/a,b} {hub https://paper.example/c}]"},
		{"an escaped quote", []string{`Link: </a>; title="x\", <no>; rel=hub"; rel=self`}, "[{self https://paper.example/a}]"},
		{"two relations of one link", []string{`Link: </a>; rel="self Canonical"`}, "[{self https://paper.example/a} {canonical https://paper.example/a}]"},
		{"the first rel counts", []string{`Link: </a>; rel=next; rel=hub`}, "[]"},
		{"another resource's", []string{`Link: </a>; rel=hub; anchor="#x"`}, "[]"},
		{"of no use", []string{`Link: </style.css>; rel=preload`}, "[]"},
		{"another scheme", []string{`Link: <javascript:x>; rel=hub`}, "[]"},
		{"no relation", []string{`Link: </a>`}, "[]"},
		{"not ended", []string{`Link: </a; rel=hub`}, "[]"},
		{"rubbish before a link", []string{`Link: ,,;<>; rel=hub, </b>; rel=hub`}, "[{hub https://paper.example/b}]"},
	} {
		list := links(header(row.headers...), base)
		if got := fmt.Sprint(list); got != row.want {
			t.Errorf("%s: %s", row.what, got)
		}
	}
	if got := links(header("Link: "+strings.Repeat(`</a>; rel="hub self", `, 1000)), base); len(got) != mostLinks {
		t.Errorf("of a thousand links %d are kept", len(got))
	}
}

func TestValidatorsAreVerbatimOrNone(t *testing.T) {
	for value, want := range map[string]string{
		`"abc"`: `"abc"`, `W/"abc"`: `W/"abc"`, `abc`: `abc`, "\"a\tb\"": "", "\"a\r\nX: y\"": "", "\"a\x00\"": "", "\"ä\"": "\"ä\"",
		`"` + strings.Repeat("x", 1022) + `"`: `"` + strings.Repeat("x", 1022) + `"`, `"` + strings.Repeat("x", 1023) + `"`: "",
	} {
		if got := validator(value); got != want {
			t.Errorf("%q: %q", value, got)
		}
	}
}

func FuzzHeaders(f *testing.F) {
	f.Add(`<https://hub.example/>; rel="hub", <../feed>; rel="self"`, "max-age=600, no-cache", "120")
	f.Add(`</a>; title="x\", <no>`, `max-age="`, "Sun, 01 Mar 2026 12:30:00 GMT")
	base, _ := url.Parse("https://paper.example/")
	f.Fuzz(func(t *testing.T, link, control, retry string) {
		h := http.Header{"Link": {link, link}, "Cache-Control": {control}, "Retry-After": {retry}, "Age": {retry}, "Expires": {retry}}
		if list := links(h, base); len(list) > mostLinks {
			t.Errorf("%d links", len(list))
		}
		if d := fresh(h, noon); d < 0 || d > MaxFresh {
			t.Errorf("fresh for %s", d)
		}
		if d := retryAfter(h, noon); d < 0 || d > MaxRetryAfter {
			t.Errorf("retry after %s", d)
		}
	})
}
