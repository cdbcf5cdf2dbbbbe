package fetch

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// target is an address that may be asked: its URL normal in scheme, host and port, without fragment.
type target struct {
	url *url.URL
	key string // host:port, whose turn it is
}

// mostURL is as long as a URL may be, in bytes: RFC 9110, section 4.1, wants 8,000 to be understood.
const mostURL = 8 << 10

// target reads an address, or says why it cannot be fetched.
func (c *Client) target(address string) (target, error) {
	if len(address) > mostURL {
		return target{}, &Error{Reason: Address, URL: shown(address), Err: fmt.Errorf("%d bytes: longer than %d", len(address), mostURL)}
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return target{}, &Error{Reason: Address, URL: shown(address), Err: errors.Unwrap(err)}
	}
	t := target{url: u}
	if err := c.normalise(&t); err != nil {
		return target{}, t.fail(Address, err)
	}
	return t, nil
}

func (c *Client) normalise(t *target) error {
	u := t.url
	u.Fragment, u.RawFragment = "", ""
	if u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("scheme %.20q: only http and https are fetched", u.Scheme)
	}
	if u.User != nil {
		u.User = nil // its password is not for a log
		return errors.New("a user name stands in it, and none is sent")
	}
	host, err := hostOf(u.Hostname())
	if err != nil {
		return err
	}
	port, allowed := u.Port(), c.allowedHost(host)
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || number == 0 {
		return fmt.Errorf("port %.20q", port)
	}
	if !allowed && !fitPort(uint16(number)) {
		return fmt.Errorf("port %s is another service's (allow the host with --fetch-allow, if it is yours)", port)
	}
	if !allowed && !strings.ContainsAny(host, ".:") {
		return fmt.Errorf("host %q is no name of the public internet (allow it with --fetch-allow, if it is yours)", host)
	}
	t.key = net.JoinHostPort(host, port)
	u.Host = t.key
	if port == map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		u.Host = strings.TrimSuffix(t.key, ":"+port)
	}
	if u.Path == "" {
		u.Path = "/"
	}
	u.RawQuery = asciiQuery(u.RawQuery)
	return nil
}

// asciiQuery is a query as a request line may carry it: net/url takes spaces and other letters, and sends them so.
func asciiQuery(query string) string {
	var b strings.Builder
	for i := range len(query) {
		if c := query[i]; c <= ' ' || c > '~' || c == '"' || c == '<' || c == '>' {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// hostOf is a host in the form in which it is compared, asked for and dialled: lower case, punycode, without the root's
// dot; an IP address as its number is usually written.
func hostOf(host string) (string, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		if a.Zone() != "" {
			return "", errors.New("an address with a zone is this machine's own")
		}
		return a.Unmap().String(), nil
	}
	name, err := names.ToASCII(strings.TrimSuffix(host, "."))
	if again, twice := names.ToASCII(name); err != nil || twice != nil || again != name || !nameForm.MatchString(name) {
		return "", fmt.Errorf("host %.60q is no name", host)
	}
	// An IPv4 address in a form that only some programs read as one: 0x7f.1, 017700000001, 2130706433. WHATWG's rule: a
	// host whose last label is a number is an address, and here no good one.
	last := name[strings.LastIndexByte(name, '.')+1:]
	if strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x") && strings.Trim(last[2:], "0123456789abcdef") == "" {
		return "", fmt.Errorf("host %.60q is an address in an odd form", host)
	}
	return name, nil
}

var (
	names = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false), idna.VerifyDNSLength(true))

	// nameForm has the underscore, which no host name may have (RFC 952) and some have.
	nameForm = regexp.MustCompile(`^[a-z0-9_-]+(\.[a-z0-9_-]+)*$`)
)

func (c *Client) allowedHost(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil && within(a, c.options.Allow) {
		return true
	}
	return slices.Contains(c.options.AllowHosts, host)
}

// fitPort tells whether a port is one where the web is served: of those below 1024 only its own two, and of the others
// none that browsers block because another protocol lives there (WHATWG Fetch, "bad port").
func fitPort(port uint16) bool {
	if port < 1024 {
		return port == 80 || port == 443
	}
	return !slices.Contains(otherServices, port)
}

var otherServices = []uint16{
	1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
}

// follow is where a redirect leads.
func (c *Client) follow(from target, location string) (target, error) {
	u, err := from.url.Parse(location)
	if err != nil {
		return target{}, from.fail(Redirects, fmt.Errorf("to %.100q: no URL", location))
	}
	return c.target(u.String())
}

// lasting tells whether a redirect is for good.
func lasting(status int) bool { return status == 301 || status == 308 }

// downgrade tells whether a redirect leaves TLS. It is followed, since a page read in clear is worth no less than one
// linked in clear; but nobody's stored address is changed to it.
func downgrade(from, to target) bool { return from.url.Scheme == "https" && to.url.Scheme == "http" }

func (t target) fail(reason string, cause error) *Error {
	return &Error{Reason: reason, URL: shown(t.url.String()), Err: cause}
}

// shown is an address as an error message has it.
func shown(address string) string {
	const most = 300
	if len(address) > most {
		address = strings.ToValidUTF8(address[:most], "") + "…"
	}
	return address
}
