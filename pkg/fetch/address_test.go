package fetch_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
)

func TestForbidden(t *testing.T) {
	for _, row := range []struct {
		what, address string
		forbidden     bool
	}{
		{"a public address is open", "93.184.216.34", false},
		{"so is a public IPv6 address", "2606:2800:220:1::1", false},
		{"so is the address next to a private network", "172.32.0.1", false},
		{"so is a public address behind NAT64", "64:ff9b::5db8:d822", false},
		{"so is a public address mapped into IPv6", "::ffff:93.184.216.34", false},
		{"loopback", "127.0.0.1", true},
		{"loopback beyond its first address", "127.255.255.254", true},
		{"IPv6 loopback", "::1", true},
		{"this network", "0.0.0.0", true},
		{"IPv6 unspecified", "::", true},
		{"private 10/8", "10.1.2.3", true},
		{"private 172.16/12 to its last address", "172.31.255.255", true},
		{"private 192.168/16", "192.168.1.1", true},
		{"carrier NAT", "100.64.0.1", true},
		{"Alibaba's metadata", "100.100.100.200", true},
		{"link-local metadata", "169.254.169.254", true},
		{"Oracle's metadata", "192.0.0.192", true},
		{"Azure's wire server", "168.63.129.16", true},
		{"Amazon's metadata over IPv6", "fd00:ec2::254", true},
		{"documentation", "192.0.2.1", true},
		{"benchmarks", "198.19.255.255", true},
		{"multicast", "224.0.0.1", true},
		{"reserved", "240.0.0.1", true},
		{"broadcast", "255.255.255.255", true},
		{"IPv6 unique local", "fc00::1", true},
		{"IPv6 link-local", "fe80::1", true},
		{"IPv6 with a zone", "fe80::1%eth0", true},
		{"a public address with a zone", "2606:2800:220:1::1%eth0", true},
		{"IPv4-mapped with a zone", "::ffff:93.184.216.34%eth0", true},
		{"IPv6 site-local of old", "fec0::1", true},
		{"IPv6 multicast", "ff02::1", true},
		{"IPv6 documentation", "2001:db8::1", true},
		{"IPv6 documentation of 2024", "3fff::1", true},
		{"IPv4-mapped loopback", "::ffff:127.0.0.1", true},
		{"IPv4-mapped metadata", "::ffff:a9fe:a9fe", true},
		{"IPv4-compatible loopback", "::127.0.0.1", true},
		{"NAT64 of a private address", "64:ff9b::a00:1", true},
		{"NAT64 of metadata", "64:ff9b::a9fe:a9fe", true},
		{"NAT64 of a local operator", "64:ff9b:1::1", true},
		{"6to4 of loopback", "2002:7f00:1::1", true},
		{"6to4 of anything: it is a tunnel", "2002:5db8:d822::1", true},
		{"Teredo", "2001:0:5db8:d822::1", true},
		{"the discard prefix", "100::1", true},
	} {
		if got := fetch.Forbidden(netip.MustParseAddr(row.address)); got != row.forbidden {
			t.Errorf("%s (%s): forbidden %v", row.what, row.address, got)
		}
	}
	if !fetch.Forbidden(netip.Addr{}) {
		t.Error("no address at all is open")
	}
}

func TestURLsThatAreNotFetched(t *testing.T) {
	web := fetchtest.New(t)
	client := fetch.New(web.Options())
	for _, row := range []struct{ what, url, reason string }{
		{"another scheme", "ftp://paper.example/", fetch.Address},
		{"a file", "file:///etc/passwd", fetch.Address},
		{"gopher, which speaks any protocol", "gopher://paper.example:6379/_FLUSHALL", fetch.Address},
		{"no scheme", "paper.example/feed", fetch.Address},
		{"no host", "http:///feed", fetch.Address},
		{"no URL", "http://[::1/", fetch.Address},
		{"an empty one", "", fetch.Address},
		{"a user name", "http://user:secret@paper.example/", fetch.Address},
		{"a host hidden behind a user name", "http://paper.example@169.254.169.254/", fetch.Address},
		{"a decimal address", "http://2130706433/", fetch.Address},
		{"an octal address", "http://0177.0.0.1/", fetch.Address},
		{"a hex address", "http://0x7f000001/", fetch.Address},
		{"a hex address in parts", "http://0x7f.0.0.0x1/", fetch.Address},
		{"a shortened address", "http://127.1/", fetch.Address},
		{"an address in full-width digits", "http://１２７.０.０.１/", fetch.Address},
		{"an address with a root's dot", "http://127.0.0.1./", fetch.Address},
		{"an address with a zone", "http://[fe80::1%25eth0]/", fetch.Address},
		{"mail", "http://paper.example:25/", fetch.Address},
		{"ssh", "http://paper.example:22/", fetch.Address},
		{"IRC", "http://paper.example:6667/", fetch.Address},
		{"port 0", "http://paper.example:0/", fetch.Address},
		{"a port beyond all", "http://paper.example:65536/", fetch.Address},
		{"a name that only this network knows", "http://intranet/", fetch.Address},
		{"localhost", "http://localhost/", fetch.Address},
		{"a name with a space", "http://paper .example/", fetch.Address},
		{"a name with a line break", "http://paper.example%0d%0aHost:x/", fetch.Address},
		{"one longer than any server reads", "http://paper.example/" + strings.Repeat("a", 8<<10), fetch.Address},
		{"an empty label", "http://paper..example/", fetch.Address},
		{"loopback by its number", "http://127.0.0.1/", fetch.ForbiddenAddress},
		{"IPv6 loopback by its number", "http://[::1]/", fetch.ForbiddenAddress},
		{"IPv4-mapped metadata by its number", "http://[::ffff:169.254.169.254]/latest/meta-data/", fetch.ForbiddenAddress},
	} {
		_, err := client.Get(t.Context(), fetch.Request{URL: row.url})
		if got := fetch.ReasonOf(err); got != row.reason {
			t.Errorf("%s: %q: want %s, got %v", row.what, row.url, row.reason, err)
		}
	}
	if d := web.Dialled(); len(d) > 0 {
		t.Errorf("connected to %v", d)
	}
}

func TestOneURLHasOneForm(t *testing.T) {
	web := fetchtest.New(t)
	web.Handle("paper.example/", fetchtest.Page("text/plain", "copy"))
	web.Handle("xn--zeitng-6ya.example/", fetchtest.Page("text/plain", "copy"))
	web.Handle("a_b.example/", fetchtest.Page("text/plain", "copy"))
	client := fetch.New(web.Options())
	for _, row := range []struct{ what, url, want string }{
		{"the host is lower case", "http://PAPER.example/A", "http://paper.example/A"},
		{"the scheme too", "HTTP://paper.example/", "http://paper.example/"},
		{"the root's dot goes", "http://paper.example./", "http://paper.example/"},
		{"the port that goes without saying goes", "https://paper.example:443/", "https://paper.example/"},
		{"another port stays", "http://paper.example:8080/", "http://paper.example:8080/"},
		{"the fragment goes", "http://paper.example/a?b=c#d", "http://paper.example/a?b=c"},
		{"an empty path is the root", "http://paper.example", "http://paper.example/"},
		{"space around goes", " http://paper.example/\n", "http://paper.example/"},
		{"other letters are punycode", "http://zeitüng.example/", "http://xn--zeitng-6ya.example/"},
		{"an underscore is let pass", "http://a_b.example/", "http://a_b.example/"},
	} {
		r, err := client.Get(t.Context(), fetch.Request{URL: row.url})
		if err != nil {
			t.Errorf("%s: %v", row.what, err)
		} else if r.URL != row.want {
			t.Errorf("%s: %q", row.what, r.URL)
		}
	}
}
