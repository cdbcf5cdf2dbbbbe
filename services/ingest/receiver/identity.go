package receiver

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"

	"github.com/wirefold/wirefold/pkg/subject"
)

// identity derives the article's id from its source and the publisher's id, else its address, else its content. The
// kind goes into the hash too, so that an id that looks like a URL is no other article's address.
func (i *item) identity(source, address string) string {
	h := sha256.New()
	write := func(parts ...string) {
		for _, p := range parts {
			h.Write([]byte(p))
			h.Write([]byte{0})
		}
	}
	switch {
	case i.id != "":
		id, _ := itemOf(i.id)
		write(source, "id", id)
	case address != "":
		write(source, "url", address)
	default:
		write(source, "content", i.title, strings.TrimSpace(i.text))
		h.Write(i.page)
	}
	// 64 bits: two of 10 million articles share an id with a probability of 3 in a million.
	return "a-" + hex.EncodeToString(h.Sum(nil)[:8])
}

// revisioned are the ids that end in the number of a revision: NewsML's URNs (RFC 3085) and the tags that Reuters makes of
// them.
var revisioned = regexp.MustCompile(`^(urn:newsml:[^:]+:\d{8}(?:T\d{6}(?:Z|[+-]\d{4})?)?:[^:]+|tag:[^:]+:newsml_[^:]+):(\d{1,9})[NAU]?$`)

// itemOf gives what an id says of the item, whatever its revision, and the revision; 0 for none.
func itemOf(id string) (item string, revision int64) {
	m := revisioned.FindStringSubmatch(id)
	if m == nil {
		return id, 0
	}
	revision, _ = strconv.ParseInt(m[2], 10, 64)
	return m[1], revision
}

// address gives the article's URL, and the key that its identity goes by. A page that came without says itself where it
// belongs; where that is another host, as with copies that name their original, it is a key and not its URL.
func (i *item) address(source string) (address, key string, err error) {
	if i.url != "" {
		if address, key, err = canonical(i.url); err != nil {
			return "", "", refuse(BadURL, "read url %.200q: %w", i.url, err)
		}
		return address, key, nil
	}
	address, key = ownAddress(i.page, i.charset)
	if host := subject.Source(address); address != "" && strings.Contains(source, "_") &&
		host != source && !strings.HasSuffix(host, "_"+source) && !strings.HasSuffix(source, "_"+host) {
		address = ""
	}
	return address, key, nil
}

var errNotWeb = errors.New("no absolute http or https URL")

// canonical gives an address without what does not name the page: fragment, credentials, default port, tracking
// parameters, the order of the others. Its key also leaves aside whether it was asked for by https, with www. or
// with a slash at its end.
func canonical(raw string) (address, key string, err error) {
	u, err := url.Parse(tidy(strings.TrimSpace(raw)))
	if err != nil {
		// url.Error repeats the whole URL.
		if e := (*url.Error)(nil); errors.As(err, &e) {
			err = e.Err
		}
		return "", "", err
	}
	u.Scheme = strings.ToLower(u.Scheme)
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return "", "", errNotWeb
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
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
