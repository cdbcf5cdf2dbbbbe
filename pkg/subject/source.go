package subject

import (
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// maxHost is the longest name of a host in bytes (RFC 1035).
const maxHost = 253

// hosts maps a host as a resolver does (UTS 46), without asking whether it may be registered.
var hosts = idna.New(idna.MapForLookup(), idna.StrictDomainName(false), idna.ValidateLabels(false))

// Source folds the name of who publishes: a URL, a host or an agency's name. Hosts lose www. and port, dots become
// "_", an IDN becomes punycode: https://www.reuters.com/world gives reuters_com. Other names fold as Token does. A
// source never begins with "_", except None, which stands for a name without letters and digits.
func Source(hostOrName string) string {
	name := strings.TrimSpace(hostOrName)
	if host, ok := hostOf(name); ok {
		if ascii, err := hosts.ToASCII(host); err == nil {
			host = ascii
		}
		host = strings.TrimPrefix(strings.Trim(strings.ToLower(host), "."), "www.")
		name = strings.ReplaceAll(host, ".", "_")
	}
	source := strings.TrimLeft(Token(name), "_")
	if strings.Trim(source, "-_") == "" {
		return None
	}
	return source
}

// hostOf finds the host where name is a URL or looks like a host: dots and no white space.
func hostOf(name string) (host string, ok bool) {
	if scheme, rest, found := strings.Cut(name, "//"); found && (scheme == "" || strings.HasSuffix(scheme, ":")) {
		if u, err := url.Parse(name); err == nil && u.Hostname() != "" {
			return u.Hostname(), len(u.Hostname()) <= maxHost
		}
		name = rest
	}
	if i := strings.IndexAny(name, "/?#"); i >= 0 {
		name = name[:i]
	}
	if i := strings.LastIndexByte(name, ':'); i >= 0 && strings.Trim(name[i+1:], "0123456789") == "" {
		name = name[:i]
	}
	return name, len(name) <= maxHost && strings.ContainsAny(name, ".。．｡") && !strings.ContainsAny(name, " \t\r\n")
}
