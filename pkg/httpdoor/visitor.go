package httpdoor

import (
	"crypto/x509"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/wirefold/wirefold/pkg/subject"
)

// Visitor is who makes a request.
type Visitor struct {
	id      string
	read    bool
	all     bool
	sources []string
	rate    float64
}

// visit is what a request that came by the door carries in its context.
type visit struct {
	visitor Visitor
	room    *room
}

type visitKey struct{}

func visitOf(r *http.Request) visit {
	v, _ := r.Context().Value(visitKey{}).(visit)
	return v
}

// VisitorOf gives who makes a request that came by the door.
func VisitorOf(r *http.Request) Visitor { return visitOf(r).visitor }

// ID tells one visitor from another, for as long as it keeps its token; it is the same for all on this machine where there
// are no tokens. It is a secret's hash, and not for the log.
func (v Visitor) ID() string { return v.id }

// Rate is how many articles a second it may publish; 0 is any number.
func (v Visitor) Rate() float64 { return v.rate }

// MayPublish says whether it may publish for a source, as subjects have it.
func (v Visitor) MayPublish(source string) bool { return v.all || slices.Contains(v.sources, source) }

// Source is the one source that it may publish for, "" if there are several, or none.
func (v Visitor) Source() string {
	if v.all || len(v.sources) != 1 {
		return ""
	}
	return v.sources[0]
}

// may says whether a route is for it.
func (v Visitor) may(a Access) bool {
	switch a {
	case Readers:
		return v.read
	case Publishers:
		return v.all || len(v.sources) > 0
	}
	return true
}

// neighbour is who comes to a door that is open on this machine.
var neighbour = Visitor{read: true, all: true}

// refusal is why somebody is not let in.
type refusal struct {
	Problem
	challenges []string
}

func (f *refusal) write(w http.ResponseWriter) {
	for _, c := range f.challenges {
		w.Header().Add("WWW-Authenticate", c)
	}
	f.Write(w)
}

func forbid(detail string) *refusal {
	return &refusal{Problem: Problem{Status: http.StatusForbidden, Detail: detail}}
}

// admit says who makes the request, or why it is refused.
func (d *Door) admit(r *http.Request, to Access) (Visitor, *refusal) {
	// What a page of a browser sends on behalf of its visitor comes with the visitor's password and certificate.
	if err := d.cross.Check(r); err != nil {
		return Visitor{}, forbid("The request comes from a page of another site.")
	}
	if to == Anyone {
		return Visitor{}, nil
	}
	if !d.guarded() {
		if why := foreign(r); why != "" {
			return Visitor{}, forbid(why)
		}
		return neighbour, nil
	}
	v, refused := d.recognise(r, to)
	if refused == nil && !v.may(to) {
		refused = forbid("Who this token or certificate belongs to may not do this: see publish and read in the file of tokens.")
	}
	return v, refused
}

// recognise finds the visitor by token or certificate.
func (d *Door) recognise(r *http.Request, to Access) (Visitor, *refusal) {
	challenges := []string{`Bearer realm="wirefold"`}
	if to == Readers {
		// Feed readers know no other.
		challenges = append(challenges, `Basic realm="wirefold", charset="UTF-8"`)
	}
	token, given := tokenOf(r)
	if given && d.tokens != nil {
		if v, ok := d.tokens.get().find(token); ok {
			return v, nil
		}
		challenges[0] += `, error="invalid_token"`
		return Visitor{}, &refusal{Problem{Status: http.StatusUnauthorized, Detail: "The token is none of those in the file of tokens."}, challenges}
	}
	if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
		return certified(r.TLS.PeerCertificates[0]), nil
	}
	return Visitor{}, &refusal{Problem{Status: http.StatusUnauthorized, Detail: "Say who you are: with the header Authorization: Bearer TOKEN, or a client's certificate."}, challenges}
}

// tokenOf reads the token: a bearer's (RFC 6750), or the password of Basic, whatever the name of the user is.
func tokenOf(r *http.Request) (token string, given bool) {
	if _, password, ok := r.BasicAuth(); ok {
		return password, true
	}
	scheme, token, found := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), found && strings.EqualFold(scheme, "Bearer")
}

// certified is the visitor of a certificate that was verified: it may read, and publish for the sources that it names.
func certified(c *x509.Certificate) Visitor {
	v := Visitor{id: string(c.RawSubjectPublicKeyInfo), read: true}
	names := c.DNSNames
	if len(names) == 0 {
		names = []string{c.Subject.CommonName}
	}
	for _, name := range names {
		if source := subject.Source(name); source != subject.None {
			v.sources = append(v.sources, source)
		}
	}
	return v
}

// foreign says why a request to an open door does not come from this machine's own programs. A page of a browser on this
// machine may reach loopback by a name of its own that resolves to it; a proxy before the door brings others' requests.
func foreign(r *http.Request) string {
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"} {
		if r.Header.Get(name) != "" {
			return "The request came through a proxy, and a door without tokens is for this machine alone: give --door-tokens."
		}
	}
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if !local(host) {
		return "The host asked for is not this machine, and a door without tokens is for this machine alone: ask for 127.0.0.1, or give --door-tokens."
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		if u, err := url.Parse(origin); err != nil || u.Host != r.Host {
			return "The request comes from a page of another site."
		}
	}
	return ""
}

// local says whether a host's name is this machine's, without asking anybody.
func local(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}
