package fetch

import (
	"fmt"
	"net/netip"
	"strings"
)

// Flags are those of a service that fetches, to be embedded in its own.
type Flags struct {
	FetchAllow   []string `name:"fetch-allow" placeholder:"NETWORK|HOST" help:"A network (10.1.0.0/16), an address or a host name of the newsroom's own, which may be fetched from though it is not on the public internet. May be repeated." env:"WIREFOLD_FETCH_ALLOW"`
	FetchContact string   `name:"fetch-contact" default:"https://github.com/wirefold/wirefold" help:"Where the people can be found who run this: a page or an e-mail address, told to each host in the User-Agent." env:"WIREFOLD_FETCH_CONTACT"`
}

// Options are the flags' options; version is the release.
func (f Flags) Options(version string) (Options, error) {
	o := Options{UserAgent: UserAgent(version, f.FetchContact)}
	for _, entry := range f.FetchAllow {
		entry = strings.TrimSpace(entry)
		if p, err := netip.ParsePrefix(entry); err == nil {
			o.Allow = append(o.Allow, p.Masked())
			continue
		}
		if a, err := netip.ParseAddr(entry); err == nil && a.Zone() == "" {
			a = a.Unmap()
			o.Allow = append(o.Allow, netip.PrefixFrom(a, a.BitLen()))
			continue
		}
		host, err := hostOf(entry)
		if err != nil {
			return Options{}, fmt.Errorf("--fetch-allow %q: want a network as 10.1.0.0/16, an address or a host name, without scheme and port", entry)
		}
		o.AllowHosts = append(o.AllowHosts, host)
	}
	return o, nil
}
