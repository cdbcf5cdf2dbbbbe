// Package fetchtest is the web for tests of whatever fetches: one server on loopback that is any number of invented
// hosts, with http and https, and that misbehaves as it is told.
//
//	web := fetchtest.New(t)
//	web.Handle("https://paper.example/feed.xml", fetchtest.Page("application/rss+xml", feed))
//	web.Handle("https://paper.example/slow.xml", fetchtest.Drip("text/xml", feed, time.Second))
//	client := fetch.New(web.Options())
//
// The hosts have public addresses, as far as the client can tell: all its checks are in force, and [Server.Dialled]
// tells which addresses it connected to. Nothing leaves the machine. A process under test has no such options: it is
// given [Server.Direct] and `--fetch-allow 127.0.0.0/8`.
package fetchtest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/fetch"
)

// Server is the web.
type Server struct {
	plain, secure *httptest.Server
	roots         *x509.CertPool

	mu      sync.Mutex
	pages   map[string]http.Handler // by host and path
	hosts   map[string]*Host
	names   map[string][][]netip.Addr
	dialled []netip.AddrPort
}

// Host is what a host has seen.
type Host struct {
	Requests []Request // in the order in which they came
	AtOnce   int       // the most that were under way at a time
	open     int
}

// Request is one that a host has seen.
type Request struct {
	Method, URL string
	Header      http.Header
	At          time.Time
}

// New starts the web, and ends it with the test.
func New(t testing.TB) *Server {
	s := &Server{pages: map[string]http.Handler{}, hosts: map[string]*Host{}, names: map[string][][]netip.Addr{}}
	s.plain = httptest.NewServer(s)
	authority := newAuthority(t)
	s.roots = authority.roots()
	s.secure = httptest.NewUnstartedServer(s)
	s.secure.TLS = &tls.Config{GetCertificate: authority.certificate}
	s.secure.Config.ErrorLog, s.plain.Config.ErrorLog = quiet, quiet
	s.secure.StartTLS()
	t.Cleanup(func() {
		s.plain.CloseClientConnections()
		s.secure.CloseClientConnections()
		s.plain.Close()
		s.secure.Close()
	})
	return s
}

// Handle serves an address: `https://host/path`, without scheme both, and a path alone is any host's. A path that ends
// in a slash is all below it. Handled again, the address is served anew. What is not handled is 404.
func (s *Server) Handle(address string, h http.Handler) {
	_, rest, found := strings.Cut(address, "://")
	if !found {
		rest = address
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[rest] = h
}

// Options are those of a client that sees the web. They may be changed further.
func (s *Server) Options() fetch.Options {
	return fetch.Options{Resolver: s, Dial: s.Dial, RootCAs: s.roots, Pause: time.Microsecond}
}

// Direct is the address of the web for a client that was not given its options: http://127.0.0.1:port. Its host is
// 127.0.0.1.
func (s *Server) Direct() string { return s.plain.URL }

// Host tells what a host has seen so far.
func (s *Server) Host(name string) Host {
	s.mu.Lock()
	defer s.mu.Unlock()
	if h := s.hosts[name]; h != nil {
		return Host{Requests: slices.Clone(h.Requests), AtOnce: h.AtOnce}
	}
	return Host{}
}

// Dialled are the addresses that were connected to, in order.
func (s *Server) Dialled() []netip.AddrPort {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.dialled)
}

// Resolve gives a name addresses of its own: the first answer to the first question, and so on; the last one stays. One
// without addresses is an unknown name.
func (s *Server) Resolve(name string, answers ...[]string) {
	var list [][]netip.Addr
	for _, answer := range answers {
		var addresses []netip.Addr
		for _, a := range answer {
			addresses = append(addresses, netip.MustParseAddr(a))
		}
		list = append(list, addresses)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names[name] = list
}

// Rebind makes a name change its address: public for the first question, the one given from then on.
func (s *Server) Rebind(name, address string) {
	s.Resolve(name, []string{Public(name).String()}, []string{address})
}

// LookupNetIP is the resolver's.
func (s *Server) LookupNetIP(ctx context.Context, _, host string) ([]netip.Addr, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	name := strings.TrimSuffix(host, ".")
	s.mu.Lock()
	defer s.mu.Unlock()
	answers, own := s.names[name]
	if !own {
		return []netip.Addr{Public(name)}, nil
	}
	answer := answers[0]
	if len(answers) > 1 {
		s.names[name] = answers[1:]
	}
	if len(answer) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	}
	return answer, nil
}

// Public is the invented public address of a name.
func Public(name string) netip.Addr {
	var h uint32 = 2166136261 // FNV-1a
	for _, c := range []byte(name) {
		h = (h ^ uint32(c)) * 16777619
	}
	return netip.AddrFrom4([4]byte{44, byte(h >> 16), byte(h >> 8), byte(h)})
}

// Dial connects to this server, whatever the address: port 443 speaks TLS.
func (s *Server) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.dialled = append(s.dialled, to)
	s.mu.Unlock()
	server := s.plain
	if to.Port() == 443 {
		server = s.secure
	}
	return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host := (&url.URL{Host: r.Host}).Hostname()
	defer s.count(host, r)()
	s.page(host, r.URL.Path).ServeHTTP(w, r)
}

func (s *Server) count(host string, r *http.Request) (done func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.hosts[host]
	if h == nil {
		h = &Host{}
		s.hosts[host] = h
	}
	h.Requests = append(h.Requests, Request{Method: r.Method, URL: r.URL.String(), Header: r.Header.Clone(), At: time.Now()})
	h.open++
	h.AtOnce = max(h.AtOnce, h.open)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		h.open--
	}
}

// page is the handler of the longest address that fits.
func (s *Server) page(host, path string) http.Handler {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, address := range []string{host + path, path} {
		for at := address; at != ""; {
			if h := s.pages[at]; h != nil {
				return h
			}
			i := strings.LastIndexByte(strings.TrimSuffix(at, "/"), '/')
			at = at[:i+1]
		}
	}
	return http.NotFoundHandler()
}
