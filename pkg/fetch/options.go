package fetch

import (
	"context"
	"crypto/x509"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// Options are what a client may and may not. The zero value is the one to use on the public internet.
type Options struct {
	UserAgent string // see UserAgent; default: that of version "dev"

	Allow      []netip.Prefix // networks that may be reached though they are not public
	AllowHosts []string       // hosts that may be reached whatever their address, by name, each with any port

	Resolver Resolver       // nil: net.DefaultResolver
	RootCAs  *x509.CertPool // who signs certificates; nil: the system's

	// Dial connects to an address, ip:port, that passed the check; nil: a net.Dialer. Tests bring their hosts here.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	Now func() time.Time // the calendar, for dates in headers and the age of robots.txt; nil: time.Now

	Pause     time.Duration // between two requests to a host; default 1 s
	Open      int           // exchanges under way at a time; default 128
	Idle      int           // connections kept for the next request, each for IdleTime; default 32
	Redirects int           // followed; default 5

	MaxBytes  int64 // of a body, unpacked, where the request says nothing; default 10 MiB
	MaxHeader int64 // of a header; default 64 KiB
	Ratio     int64 // how many times what came a body may unpack to, above the first MiB; default 100

	ConnectTime time.Duration // to resolve and to connect, and again for TLS; default 10 s
	FirstByte   time.Duration // from the request to the whole header; default 20 s
	WholeTime   time.Duration // from the host's turn to the last byte; default 2 min
	Grace       time.Duration // after it, a body must have come at MinRate or more since its beginning; default 10 s
	MinRate     int64         // bytes a second; default 1,024
}

// Resolver finds the addresses of a name. Names of the public internet end in a dot when asked for, so that no search
// list of the machine is tried; those of [Options.AllowHosts] come as they are.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Bounds of what a host may ask for.
const (
	MaxRetryAfter = 24 * time.Hour
	MaxFresh      = 24 * time.Hour
	MaxCrawlDelay = 30 * time.Second
)

// idleTime is how long a connection waits for the next request: long enough for robots.txt, a feed and its pages in a
// row, and short against any interval between two polls, which would hold a socket for each source.
const idleTime = 10 * time.Second

// UserAgent is the name under which Wirefold asks: release, and where the people who run it can be found.
func UserAgent(version, contact string) string {
	return "Wirefold/" + printable(version) + " (+" + printable(contact) + ")"
}

// Home is the contact where the operator gives none.
const Home = "https://github.com/wirefold/wirefold"

func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' || r == '(' || r == ')' {
			return -1
		}
		return r
	}, s)
}

func (o Options) withDefaults() Options {
	if o.UserAgent == "" {
		o.UserAgent = UserAgent("dev", Home)
	}
	if o.Resolver == nil {
		o.Resolver = net.DefaultResolver
	}
	if o.Dial == nil {
		o.Dial = (&net.Dialer{}).DialContext
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.AllowHosts = slices.Clone(o.AllowHosts)
	for i, host := range o.AllowHosts {
		if name, err := hostOf(host); err == nil {
			o.AllowHosts[i] = name
		}
	}
	either(&o.Pause, time.Second)
	either(&o.Open, 128)
	either(&o.Idle, 32)
	either(&o.Redirects, 5)
	either(&o.MaxBytes, 10<<20)
	either(&o.MaxHeader, 64<<10)
	either(&o.Ratio, 100)
	either(&o.ConnectTime, 10*time.Second)
	either(&o.FirstByte, 20*time.Second)
	either(&o.WholeTime, 2*time.Minute)
	either(&o.Grace, 10*time.Second)
	either(&o.MinRate, 1024)
	return o
}

func either[T comparable](given *T, standard T) {
	var zero T
	if *given == zero {
		*given = standard
	}
}
