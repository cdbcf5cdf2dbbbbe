package sitemap

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"html"
	"io"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/wirefold/wirefold/pkg/internal/webdate"
	"github.com/wirefold/wirefold/pkg/weburl"
)

// unpack undoes gzip, which is known by its mark: servers send sitemap.xml.gz as they like. cut tells that there was more.
func unpack(body []byte) (plain []byte, cut bool, err error) {
	if !bytes.HasPrefix(body, []byte{0x1F, 0x8B}) {
		return body[:min(len(body), MaxBytes)], len(body) > MaxBytes, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, false, err
	}
	plain, err = io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if len(plain) == 0 && err == nil {
		err = errors.New("nothing in it")
	}
	if len(plain) == 0 {
		return nil, false, err
	}
	return plain[:min(len(plain), MaxBytes)], err != nil || len(plain) > MaxBytes, nil
}

// unescape reads references, also those that were escaped twice, as in every second title.
func unescape(s string) string {
	if !strings.Contains(s, "&") {
		return s
	}
	return html.UnescapeString(s)
}

// line makes s one line without control characters.
func line(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// instant gives a date with its time.
func instant(s string) string { return webdate.Parse(s) }

// day also takes W3C's dates without a time; for what has changed a day is enough.
func day(s string) string { return cmp.Or(dayAlone(s), instant(s)) }

// dayAlone takes a date without a time, of years in which there are sitemaps.
func dayAlone(s string) string {
	s = strings.TrimSpace(s)
	if t, err := time.Parse(time.DateOnly, s); err == nil && t.Year() >= 1990 && t.Year() < 2200 {
		return s
	}
	return ""
}

func host(address string) string {
	canonical, _, err := weburl.Canonical(address)
	if err != nil {
		return ""
	}
	u, err := url.Parse(canonical)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
