package receiver

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"

	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/pkg/weburl"
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
		if address, key, err = weburl.Canonical(i.url); err != nil {
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
