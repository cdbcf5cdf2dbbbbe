package receiver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/wirefold/wirefold/pkg/ninjs"
	"github.com/wirefold/wirefold/pkg/stage"
)

// SourceIn finds the source that an article object names, else the host of its address, else the agency whose URI a ninjs
// item carries; "" where it tells none of them. What is no JSON object is an error.
func SourceIn(body []byte) (string, error) {
	body = bytes.TrimPrefix(body, []byte("\uFEFF")) // as ingest does
	var object struct{ Source, URL json.RawMessage }
	if err := json.Unmarshal(body, &object); err != nil {
		return "", fmt.Errorf("it is no JSON object: %w", err)
	}
	var source, address string
	if json.Unmarshal(object.Source, &source) == nil && source != "" && !strings.Contains(source, "//") {
		return source, nil
	}
	if json.Unmarshal(object.URL, &address) == nil && address != "" {
		return HostOf(address), nil
	}
	if ninjs.Is(body) {
		return agencyOf(body), nil
	}
	return "", nil
}

// owned are the URIs that begin with the domain of their owner: NewsML's URNs (RFC 3085) and tags (RFC 4151).
var owned = regexp.MustCompile(`(?i)^(?:urn:newsml:|tag:)([a-z0-9.-]+\.[a-z]{2,})[:,]`)

// agencyOf is the domain in a ninjs item's URI, without the name of the server below it: items of api.ap.org are AP's. Who
// holds the copyright may be another, and where its page is, a third.
func agencyOf(body []byte) string {
	item, err := ninjs.Parse(body)
	if err != nil {
		return ""
	}
	host := HostOf(item.URI)
	if m := owned.FindStringSubmatch(item.URI); m != nil {
		host = m[1]
	}
	if domain, err := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(host)); err == nil {
		return domain
	}
	return host
}

// SourceOf finds the source of a message that has no subject yet: in an article object as [SourceIn] does, else by the
// host of the header Wirefold-Url; "" where neither tells.
func SourceOf(in *stage.Message) string {
	h := headers(in.Header)
	body, err := Unpack(h.get("Content-Encoding"), in.Data)
	if err != nil {
		return ""
	}
	if source, err := SourceIn(body); err == nil && source != "" {
		return source
	}
	return HostOf(h.get("Wirefold-Url"))
}

// HostOf gives the host of an address, "" where there is none.
func HostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
