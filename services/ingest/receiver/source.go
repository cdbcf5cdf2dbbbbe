package receiver

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/wirefold/wirefold/pkg/stage"
)

// SourceIn finds the source that an article object names, else the host of its address; "" where it tells neither. What is
// no JSON object is an error.
func SourceIn(body []byte) (string, error) {
	var object struct{ Source, URL json.RawMessage }
	if err := json.Unmarshal(body, &object); err != nil {
		return "", fmt.Errorf("it is no JSON object: %w", err)
	}
	var source, address string
	if json.Unmarshal(object.Source, &source) == nil && source != "" && !strings.Contains(source, "//") {
		return source, nil
	}
	if json.Unmarshal(object.URL, &address) == nil {
		return HostOf(address), nil
	}
	return "", nil
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
