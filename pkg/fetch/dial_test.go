package fetch_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
)

// connectionClosed is a page after which no connection is left for the next request.
var connectionClosed = fetchtest.With(fetchtest.Page("text/plain", "copy"), "Connection: close")

func TestTheResolvedAddressIsChecked(t *testing.T) {
	web := fetchtest.New(t)
	web.Handle("paper.example/", fetchtest.Page("text/plain", "copy"))
	web.Handle("lure.example/meta", fetchtest.Redirect(302, "http://169.254.169.254/latest/meta-data/"))
	web.Handle("lure.example/name", fetchtest.Redirect(302, "http://inside.example/"))
	web.Handle("lure.example/scheme", fetchtest.Redirect(302, "file:///etc/passwd"))
	web.Handle("lure.example/user", fetchtest.Redirect(302, "http://user:secret@paper.example/"))
	for name, address := range map[string]string{
		"inside.example": "10.0.0.7", "loop.example": "127.0.0.1", "loop6.example": "::1", "mapped.example": "::ffff:10.0.0.7",
		"nat64.example": "64:ff9b::a00:7", "tunnel.example": "2002:a00:7::1",
	} {
		web.Resolve(name, []string{address})
	}
	web.Resolve("both.example", []string{"10.0.0.7", "44.1.2.3"})
	web.Resolve("nowhere.example", []string{})
	web.Resolve("empty.example", nil)
	web.Handle("both.example/", fetchtest.Page("text/plain", "copy"))
	client := fetch.New(web.Options())
	for _, row := range []struct{ what, url, reason string }{
		{"a public name is fetched", "http://paper.example/", ""},
		{"a name of a private address is not", "http://inside.example/", fetch.ForbiddenAddress},
		{"nor one of loopback", "https://loop.example/", fetch.ForbiddenAddress},
		{"nor of IPv6 loopback", "http://loop6.example/", fetch.ForbiddenAddress},
		{"nor of an IPv4-mapped address", "http://mapped.example/", fetch.ForbiddenAddress},
		{"nor of NAT64's", "http://nat64.example/", fetch.ForbiddenAddress},
		{"nor of a tunnel", "http://tunnel.example/", fetch.ForbiddenAddress},
		{"of a name with both kinds the public one is dialled", "http://both.example/", ""},
		{"a redirect to metadata is not followed", "http://lure.example/meta", fetch.ForbiddenAddress},
		{"nor one to a name of a private address", "http://lure.example/name", fetch.ForbiddenAddress},
		{"nor one to a file", "http://lure.example/scheme", fetch.Address},
		{"nor one with a user name", "http://lure.example/user", fetch.Address},
		{"an unknown name is told as such", "http://nowhere.example/", fetch.DNS},
		{"so is one without addresses", "http://empty.example/", fetch.DNS},
	} {
		_, err := client.Get(t.Context(), fetch.Request{URL: row.url})
		if got := fetch.ReasonOf(err); got != row.reason {
			t.Errorf("%s: want reason %q, got %v", row.what, row.reason, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error tells a password: %v", row.what, err)
		}
	}
	onlyPublic(t, web)
}

func TestANameThatChangesItsAddressGainsNothing(t *testing.T) {
	for _, private := range []string{"127.0.0.1", "169.254.169.254", "10.0.0.1", "::1", "::ffff:127.0.0.1"} {
		web := fetchtest.New(t)
		web.Rebind("rebind.example", private)
		web.Handle("rebind.example/", connectionClosed)
		client := fetch.New(web.Options())
		if _, err := client.Get(t.Context(), fetch.Request{URL: "http://rebind.example/"}); err != nil {
			t.Fatalf("while it is public: %v", err)
		}
		_, err := client.Get(t.Context(), fetch.Request{URL: "http://rebind.example/"})
		if got := fetch.ReasonOf(err); got != fetch.ForbiddenAddress {
			t.Errorf("after it became %s: %v", private, err)
		}
		onlyPublic(t, web)
	}
}

func TestARedirectToTheSameNameIsCheckedAgain(t *testing.T) {
	web := fetchtest.New(t)
	web.Rebind("rebind.example", "127.0.0.1")
	web.Handle("rebind.example/", fetchtest.With(fetchtest.Redirect(302, "/again"), "Connection: close"))
	_, err := fetch.New(web.Options()).Get(t.Context(), fetch.Request{URL: "http://rebind.example/"})
	if got := fetch.ReasonOf(err); got != fetch.ForbiddenAddress {
		t.Errorf("got %v", err)
	}
	onlyPublic(t, web)
}

func TestTheOperatorsOwnHosts(t *testing.T) {
	web := fetchtest.New(t)
	web.Handle("/", fetchtest.Page("text/plain", "copy"))
	web.Resolve("inside.example", []string{"10.0.0.7"})
	web.Resolve("other.example", []string{"10.0.0.7"})
	web.Resolve("archive", []string{"127.0.0.5"})
	flags := fetch.Flags{FetchAllow: []string{"10.20.0.0/16", "192.168.7.7", "Inside.example", "archive", "fd00:7::/32"}, FetchContact: "https://desk.example/bot"}
	allowed, err := flags.Options("1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	options := web.Options()
	options.Allow, options.AllowHosts, options.UserAgent = allowed.Allow, allowed.AllowHosts, allowed.UserAgent
	client := fetch.New(options)
	for _, row := range []struct{ what, url, reason string }{
		{"an address in an allowed network", "http://10.20.3.4/", ""},
		{"on any port", "http://10.20.3.4:22/", ""},
		{"an allowed address", "http://192.168.7.7/", ""},
		{"but not on none", "http://10.20.3.4:0/", fetch.Address},
		{"the one beside it is not", "http://192.168.7.8/", fetch.ForbiddenAddress},
		{"an allowed IPv6 network", "http://[fd00:7::1]/", ""},
		{"an allowed address in IPv4-mapped form", "http://[::ffff:192.168.7.7]/", ""},
		{"an allowed host", "http://inside.example/", ""},
		{"in capitals", "http://INSIDE.example./", ""},
		{"another host with the same address is not", "http://other.example/", fetch.ForbiddenAddress},
		{"an allowed host without a dot", "http://archive:3000/feed", ""},
		{"its subdomain is not", "http://x.inside.example:25/", fetch.Address},
		{"loopback is as forbidden as ever", "http://127.0.0.1/", fetch.ForbiddenAddress},
	} {
		_, err := client.Get(t.Context(), fetch.Request{URL: row.url})
		if got := fetch.ReasonOf(err); got != row.reason {
			t.Errorf("%s: want reason %q, got %v", row.what, row.reason, err)
		}
	}
	if got, want := web.Host("archive").Requests[0].Header.Get("User-Agent"), "Wirefold/1.2.3 (+https://desk.example/bot)"; got != want {
		t.Errorf("the hosts were told %q", got)
	}
}

func TestFlagsThatMeanNothing(t *testing.T) {
	for _, bad := range []string{"", "http://inside.example/", "10.0.0.0/33", "inside.example:80", "fe80::1%eth0", "a b"} {
		if _, err := (fetch.Flags{FetchAllow: []string{bad}}).Options("1"); err == nil {
			t.Errorf("--fetch-allow %q is taken", bad)
		}
	}
}

// Names of the public internet are asked for as they are, those of the newsroom's network by its own rules.
func TestOnlyOwnNamesGoThroughTheSearchList(t *testing.T) {
	web := fetchtest.New(t)
	web.Handle("/", fetchtest.Page("text/plain", "copy"))
	options := web.Options()
	var asked []string
	options.Resolver = resolver(func(host string) ([]netip.Addr, error) {
		asked = append(asked, host)
		return []netip.Addr{netip.MustParseAddr("44.1.1.1")}, nil
	})
	options.AllowHosts = []string{"archive.desk"}
	client := fetch.New(options)
	for _, u := range []string{"http://paper.example/", "http://archive.desk/"} {
		if _, err := client.Get(t.Context(), fetch.Request{URL: u}); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(asked, " "); got != "paper.example. archive.desk" {
		t.Errorf("asked for %s", got)
	}
}

func TestTheNextAddressIsTried(t *testing.T) {
	web := fetchtest.New(t)
	web.Handle("/", fetchtest.Page("text/plain", "copy"))
	web.Resolve("two.example", []string{"44.0.0.1", "44.0.0.2", "2606:2800::1"})
	for _, row := range []struct {
		what string
		dead map[string]string
		want string // "" for none
	}{
		{"all answer: IPv6 is first", map[string]string{}, "2606:2800::1"},
		{"IPv6 is refused: the first IPv4 address", map[string]string{"2606:2800::1": "refuses"}, "44.0.0.1"},
		{"IPv6 is silent: the first IPv4 address", map[string]string{"2606:2800::1": "silent"}, "44.0.0.1"},
		{"one silent, one refused: the last", map[string]string{"2606:2800::1": "silent", "44.0.0.1": "refuses"}, "44.0.0.2"},
		{"all refused: an error", map[string]string{"2606:2800::1": "refuses", "44.0.0.1": "refuses", "44.0.0.2": "refuses"}, ""},
	} {
		options := web.Options()
		dial := options.Dial
		var reached string
		options.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			to := netip.MustParseAddrPort(address).Addr().String()
			switch row.dead[to] {
			case "refuses":
				return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
			case "silent":
				<-ctx.Done()
				return nil, ctx.Err()
			}
			reached = to
			return dial(ctx, network, address)
		}
		client := fetch.New(options)
		_, err := client.Get(t.Context(), fetch.Request{URL: "http://two.example/"})
		client.Close()
		switch {
		case row.want == "" && fetch.ReasonOf(err) != fetch.Connect:
			t.Errorf("%s: %v", row.what, err)
		case row.want != "" && (err != nil || reached != row.want):
			t.Errorf("%s: reached %s, %v", row.what, reached, err)
		}
	}
}

func TestAConnectionThatComesSecondIsClosed(t *testing.T) {
	web := fetchtest.New(t)
	web.Handle("/", fetchtest.Page("text/plain", "copy"))
	web.Resolve("two.example", []string{"44.0.0.1", "44.0.0.2"})
	options := web.Options()
	s := countSockets(&options)
	dial := options.Dial
	options.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == "44.0.0.1:80" {
			<-ctx.Done() // it succeeds just then
		}
		return dial(context.WithoutCancel(ctx), network, address)
	}
	client := fetch.New(options)
	if _, err := client.Get(t.Context(), fetch.Request{URL: "http://two.example/"}); err != nil {
		t.Fatal(err)
	}
	client.Close()
	eventually(t, "both connections made and closed", func() bool { return s.all.Load() == 2 && s.open.Load() == 0 })
}

type resolver func(host string) ([]netip.Addr, error)

func (f resolver) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	return f(host)
}

// onlyPublic checks that no connection went to an address that is forbidden.
func onlyPublic(t *testing.T, web *fetchtest.Server) {
	t.Helper()
	if len(web.Dialled()) == 0 {
		t.Error("nothing was dialled")
	}
	for _, to := range web.Dialled() {
		if fetch.Forbidden(to.Addr()) {
			t.Errorf("connected to %s", to)
		}
	}
}

// silentResolver knows every name, and no address of any.
type silentResolver struct{}

func (silentResolver) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	return nil, nil
}

func TestANameWithoutAnyAddressIsSaid(t *testing.T) {
	_, err := fetch.New(fetch.Options{Resolver: silentResolver{}}).Get(t.Context(), fetch.Request{URL: "http://paper.example/"})
	if fetch.ReasonOf(err) != fetch.DNS || !strings.HasSuffix(err.Error(), "no address found") {
		t.Errorf("it is said as %v", err)
	}
}
