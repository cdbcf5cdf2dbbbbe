package fetch

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// newTransport is HTTP/1.1 as the options bound it. All that a redirect or a cookie would change is done, or left out,
// above it.
func newTransport(o Options, allowed func(host string) bool) *http.Transport {
	d := dialer{options: o, allowed: allowed}
	return &http.Transport{
		Proxy:                  nil, // none of the environment: it would resolve the name out of our sight
		DialContext:            d.dial,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.RootCAs},
		TLSHandshakeTimeout:    o.ConnectTime,
		ResponseHeaderTimeout:  o.FirstByte,
		MaxResponseHeaderBytes: o.MaxHeader,
		DisableCompression:     true, // unpacked here, within limits
		MaxIdleConns:           o.Idle,
		MaxIdleConnsPerHost:    1, // since requests to a host come one at a time
		IdleConnTimeout:        idleTime,
		Protocols:              http1(),
	}
}

func http1() *http.Protocols {
	p := new(http.Protocols)
	p.SetHTTP1(true)
	return p
}

// dialer connects to addresses that passed the check, and to no other: it resolves a name once and dials what it found.
type dialer struct {
	options Options
	allowed func(host string) bool
}

func (d dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, d.options.ConnectTime)
	defer cancel()
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	addresses, err := d.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	return d.connect(ctx, network, port, addresses)
}

// resolve gives the addresses of a host that may be dialled. Forbidden ones among others are passed over.
func (d dialer) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	allowed := d.allowed(host)
	found, err := d.lookup(ctx, host, allowed)
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w: %w", host, errLookup, err)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("look up %s: %w", host, errLookup)
	}
	fit := found
	if !allowed {
		fit = nil
		for _, a := range found {
			if !Forbidden(a) || within(a.Unmap(), d.options.Allow) {
				fit = append(fit, a.Unmap())
			}
		}
	}
	if len(fit) == 0 {
		return nil, fmt.Errorf("%s is %s: %w", host, found[0], errForbidden)
	}
	return alternate(fit), nil
}

func (d dialer) lookup(ctx context.Context, host string, allowed bool) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	if !allowed {
		host += "." // the name itself, without the search list that machines have for their own
	}
	return d.options.Resolver.LookupNetIP(ctx, "ip", host)
}

// mostAddresses is how many of a host's addresses are tried.
const mostAddresses = 4

// alternate puts the families in turns, IPv6 first (RFC 8305, section 4), so that one family's outage costs one attempt.
func alternate(addresses []netip.Addr) []netip.Addr {
	var six, four, all []netip.Addr
	for _, a := range addresses {
		if a.Is4() {
			four = append(four, a)
		} else {
			six = append(six, a)
		}
	}
	for len(all) < mostAddresses && len(six)+len(four) > 0 {
		if len(six) > 0 {
			all, six = append(all, six[0]), six[1:]
		}
		if len(four) > 0 {
			all, four = append(all, four[0]), four[1:]
		}
	}
	return all
}

// headStart is what an attempt has before the next address is tried beside it (RFC 8305, section 5).
const headStart = 250 * time.Millisecond

type attempt struct {
	conn net.Conn
	err  error
}

// connect dials the addresses in their order, the next when one failed or had its head start, and gives the first
// connection. It returns when all attempts are over.
func (d dialer) connect(ctx context.Context, network, port string, addresses []netip.Addr) (net.Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	attempts := make(chan attempt)
	running := 0
	start := func(a netip.Addr) {
		running++
		go func() {
			conn, err := d.options.Dial(ctx, network, net.JoinHostPort(a.String(), port))
			attempts <- attempt{conn, err}
		}()
	}
	var first attempt
	for next := time.After(0); running > 0 || len(addresses) > 0; {
		select {
		case <-next:
			if next = nil; len(addresses) > 0 && first.conn == nil {
				start(addresses[0])
				addresses, next = addresses[1:], time.After(headStart)
			}
		case a := <-attempts:
			running--
			switch {
			case a.err == nil && first.conn == nil:
				first, addresses = a, nil
				cancel()
			case a.err == nil:
				_ = a.conn.Close()
			case first.conn == nil:
				first.err = a.err
				next = time.After(0)
			}
		}
	}
	if first.conn != nil {
		first.err = nil
	}
	return first.conn, first.err
}
