// Package weburl knows when two web addresses name the same page.
//
// Canonical gives an address without what does not name the page, and the key that an article's identity goes by; both are
// stable: what Canonical gives is canonical. Absolute resolves a reference as a browser does.
package weburl

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

// ErrNotWeb is the error for what is a URL, but no absolute one of http or https.
var ErrNotWeb = errors.New("no absolute http or https URL")

// Canonical gives an address without what does not name the page: fragment, credentials, default port, tracking
// parameters, the order of the others. Its key also leaves aside whether it was asked for by https, with www. or
// with a slash at its end. Identities of articles are made of keys: what Canonical gives for an address must never change.
func Canonical(raw string) (address, key string, err error) {
	u, err := parse(raw)
	if err != nil {
		return "", "", err
	}
	u.Scheme = strings.ToLower(u.Scheme)
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if u.Scheme != "http" && u.Scheme != "https" || host == "" {
		return "", "", ErrNotWeb
	}
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" && port != map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		host += ":" + port
	}
	u.Host, u.User, u.Fragment, u.RawFragment, u.ForceQuery = host, nil, "", "", false
	u.RawQuery = query(u.RawQuery)
	if u.Path == "" {
		u.Path = "/"
	}
	key = strings.TrimPrefix(host, "www.") + strings.TrimRight(u.EscapedPath(), "/") + "?" + u.RawQuery
	return u.String(), key, nil
}

// Absolute gives the address that ref names on a page at base, with its fragment and parameters, or "" where that is no http
// or https URL. An absolute ref needs no base.
func Absolute(base, ref string) string {
	// Whoever writes a reference into a document may break and indent it; RFC 3986, appendix C.
	if ref = strings.TrimSpace(ref); strings.ContainsAny(ref, "\r\n\t") {
		var b strings.Builder
		for part := range strings.FieldsFuncSeq(ref, func(r rune) bool { return r == '\n' || r == '\r' || r == '\t' }) {
			b.WriteString(strings.TrimSpace(part))
		}
		ref = b.String()
	}
	if ref == "" {
		return ""
	}
	u, err := parse(ref)
	if err != nil {
		return ""
	}
	if !u.IsAbs() {
		b, err := parse(base)
		if err != nil {
			return ""
		}
		u = b.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return ""
	}
	return u.String()
}

func parse(raw string) (*url.URL, error) {
	raw = strings.ReplaceAll(strings.ToValidUTF8(strings.TrimSpace(raw), "\uFFFD"), "\x00", "")
	u, err := url.Parse(raw)
	// url.Error repeats the whole URL.
	if e := (*url.Error)(nil); errors.As(err, &e) {
		err = e.Err
	}
	return u, err
}

// query sorts parameters by name and drops those that tell where a reader came from.
func query(raw string) string {
	var kept []string
	for parameter := range strings.SplitSeq(raw, "&") {
		if parameter != "" && !tracks(name(parameter)) {
			kept = append(kept, parameter)
		}
	}
	slices.SortStableFunc(kept, func(a, b string) int { return strings.Compare(name(a), name(b)) })
	return strings.Join(kept, "&")
}

func name(parameter string) string {
	name, _, _ := strings.Cut(parameter, "=")
	return strings.ToLower(name)
}

// tracking parameters of the large ad and mail houses; none of them ever chooses a page.
var tracking = []string{
	"fbclid", "gclid", "gclsrc", "dclid", "wbraid", "gbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid", "igshid", "igsh", "mc_cid", "mc_eid",
	"_ga", "_gl", "_hsenc", "_hsmi", "mkt_tok", "cmpid", "ocid", "ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "at_medium", "at_campaign",
}

func tracks(name string) bool {
	return strings.HasPrefix(name, "utm_") || slices.Contains(tracking, name)
}
