package fetch

import "net/netip"

// Forbidden tells whether an address is no place for a request that somebody else's copy asked for: anything but unicast
// addresses of the public internet. An IPv6 address that carries an IPv4 one is judged by that one (IPv4-mapped, NAT64),
// or refused where it is a tunnel's (6to4, Teredo).
func Forbidden(a netip.Addr) bool {
	if a.Zone() != "" {
		return true
	}
	a = a.Unmap()
	if a.Is4() {
		return within(a, closed4)
	}
	if nat64.Contains(a) {
		b := a.As16()
		return within(netip.AddrFrom4([4]byte(b[12:])), closed4)
	}
	return !global6.Contains(a) || within(a, closed6)
}

var (
	global6 = netip.MustParsePrefix("2000::/3")     // all that IANA gives out as global unicast
	nat64   = netip.MustParsePrefix("64:ff9b::/96") // RFC 6052

	// closed4 and closed6 are IANA's special-purpose registries (RFC 6890 and what came after).
	closed4 = prefixes(
		"0.0.0.0/8",        // this network
		"10.0.0.0/8",       // private
		"100.64.0.0/10",    // carrier NAT; Alibaba's metadata
		"127.0.0.0/8",      // loopback
		"168.63.129.16/32", // Azure's wire server, public by its number alone
		"169.254.0.0/16",   // link-local; metadata
		"172.16.0.0/12",    // private
		"192.0.0.0/24",     // protocol assignments; Oracle's metadata
		"192.0.2.0/24",     // documentation
		"192.88.99.0/24",   // 6to4 relays
		"192.168.0.0/16",   // private
		"198.18.0.0/15",    // benchmarks
		"198.51.100.0/24",  // documentation
		"203.0.113.0/24",   // documentation
		"224.0.0.0/4",      // multicast
		"240.0.0.0/4",      // reserved, broadcast
	)
	closed6 = prefixes(
		"2001::/23",     // protocol assignments: Teredo, benchmarks, ORCHID
		"2001:db8::/32", // documentation
		"2002::/16",     // 6to4
		"3fff::/20",     // documentation
	)
)

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		list[i] = netip.MustParsePrefix(text)
	}
	return list
}

func within(a netip.Addr, list []netip.Prefix) bool {
	for _, p := range list {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
