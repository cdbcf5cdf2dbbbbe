package fetch_test

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
)

func ExampleClient_Get() {
	client := fetch.New(fetch.Options{UserAgent: fetch.UserAgent("1.0", "https://desk.example/bot")})
	_, err := client.Get(context.Background(), fetch.Request{URL: "http://169.254.169.254/latest/meta-data/", Robots: true})
	fmt.Println(fetch.ReasonOf(err))
	// Output: forbidden_address
}

// With no options but the operator's, the resolver and the dialer are the machine's own.
func TestTheMachinesOwnResolverAndDialer(t *testing.T) {
	web := fetchtest.New(t)
	web.Handle("/feed", fetchtest.Page("text/xml", feed))
	url := web.Direct() + "/feed"
	byName := strings.Replace(url, "127.0.0.1", "localhost", 1)
	for _, row := range []struct {
		what    string
		options fetch.Options
		url     string
		reason  string
	}{
		{"loopback is refused", fetch.Options{}, url, fetch.ForbiddenAddress},
		{"unless its network is allowed", fetch.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}, url, ""},
		{"its name has no dot", fetch.Options{}, byName, fetch.Address},
		{"unless the name is allowed", fetch.Options{AllowHosts: []string{"localhost"}}, byName, ""},
	} {
		client := fetch.New(row.options)
		_, err := client.Get(t.Context(), fetch.Request{URL: row.url})
		if got := fetch.ReasonOf(err); got != row.reason {
			t.Errorf("%s: want reason %q, got %v", row.what, row.reason, err)
		}
		client.Close()
	}
}

// The environment's proxy would resolve names where nobody checks them.
func TestTheEnvironmentsProxyIsNotUsed(t *testing.T) {
	if os.Getenv("HTTP_PROXY") == "" { // net/http reads it once in a process
		again := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
		again.Env = append(os.Environ(), "HTTP_PROXY=http://proxy.example:3128", "HTTPS_PROXY=http://proxy.example:3128", "NO_PROXY=")
		if out, err := again.CombinedOutput(); err != nil {
			t.Errorf("with a proxy in the environment: %v\n%s", err, out)
		}
		return
	}
	web := fetchtest.New(t)
	web.Handle("paper.example/feed", fetchtest.Page("text/xml", feed))
	for _, scheme := range []string{"http", "https"} {
		if _, err := fetch.New(web.Options()).Get(t.Context(), fetch.Request{URL: scheme + "://paper.example/feed"}); err != nil {
			t.Error(err)
		}
	}
	for _, to := range web.Dialled() {
		if to.Port() == 3128 {
			t.Errorf("connected to %s", to)
		}
	}
}

func TestAServerThatNobodySignedFor(t *testing.T) {
	web := fetchtest.New(t)
	web.Handle("paper.example/feed", fetchtest.Page("text/xml", feed))
	options := web.Options()
	options.RootCAs = nil
	if _, err := fetch.New(options).Get(t.Context(), fetch.Request{URL: "https://paper.example/feed"}); fetch.ReasonOf(err) != fetch.TLS {
		t.Errorf("got %v", err)
	}
	web.Handle("paper.example/feed", fetchtest.Page("text/xml", feed))
	options = web.Options()
	if _, err := fetch.New(options).Get(t.Context(), fetch.Request{URL: "https://paper.example:8443/feed"}); fetch.ReasonOf(err) != fetch.TLS {
		t.Errorf("a server that speaks no TLS: %v", err)
	}
}
