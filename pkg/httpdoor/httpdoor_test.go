package httpdoor_test

import (
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/pkg/metrics"
)

const (
	publisher = "publisher-0123456789abcdef"
	everyone  = "everything-0123456789abcd"
	reader    = "reader-0123456789abcdef012"
)

// file writes a file and gives its path.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func tokens(t *testing.T) string {
	return file(t, "tokens.yaml", "- {token: "+publisher+", publish: [reuters.com]}\n- {token: "+everyone+", publish: ['*'], rate: 5}\n- {token: "+reader+", read: true}\n")
}

// open opens a door with a route for each access.
func open(t *testing.T, flags httpdoor.Flags) *httpdoor.Door {
	t.Helper()
	d, err := httpdoor.Open(flags, metrics.New(false), zap.NewNop())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Stop)
	said := func(text string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, text) })
	}
	d.Handle("GET /feed/{file}", httpdoor.Readers, said("news"))
	d.Handle("POST /v1/articles", httpdoor.Publishers, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var may []string // of those that these tests name
		for _, source := range []string{"reuters_com", "interfax", "tass"} {
			if httpdoor.VisitorOf(r).MayPublish(source) {
				may = append(may, source)
			}
		}
		io.WriteString(w, strings.Join(may, " "))
	}))
	d.Handle("GET /websub/{id}", httpdoor.Anyone, said("challenge"))
	d.Whole()
	return d
}

// ask makes a request with headers, "Host" among them.
func ask(t *testing.T, client *http.Client, method, url string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
	}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func TestWhoMayComeInByTokens(t *testing.T) {
	url := "http://" + open(t, httpdoor.Flags{Address: "127.0.0.1:0", Tokens: tokens(t)}).Address()
	basic := func(token string) string {
		r, _ := http.NewRequest("GET", "/", nil)
		r.SetBasicAuth("any", token)
		return r.Header.Get("Authorization")
	}
	for _, row := range []struct {
		why, method, path, authorization string
		status                           int
		challenge                        string
	}{
		{"a publisher publishes", "POST", "/v1/articles", "Bearer " + publisher, 200, ""},
		{"the scheme's case is free", "POST", "/v1/articles", "bearer " + publisher, 200, ""},
		{"a publisher does not read", "GET", "/feed/all.xml", "Bearer " + publisher, 403, ""},
		{"a reader reads", "GET", "/feed/all.xml", "Bearer " + reader, 200, ""},
		{"a feed reader knows passwords alone", "GET", "/feed/all.xml", basic(reader), 200, ""},
		{"a reader does not publish", "POST", "/v1/articles", "Bearer " + reader, 403, ""},
		{"without a token nobody publishes", "POST", "/v1/articles", "", 401, `Bearer realm="wirefold"`},
		{"without a token nobody reads, and a feed reader asks for a password", "GET", "/feed/all.xml", "", 401, `Basic realm="wirefold", charset="UTF-8"`},
		{"a token that is none", "POST", "/v1/articles", "Bearer " + publisher + "0", 401, `error="invalid_token"`},
		{"an empty token is none", "POST", "/v1/articles", "Bearer ", 401, `Bearer realm="wirefold"`},
		{"another scheme", "POST", "/v1/articles", "Digest " + publisher, 401, `Bearer realm="wirefold"`},
		{"a hub comes to an address that cannot be guessed", "GET", "/websub/4711", "", 200, ""},
	} {
		t.Run(row.why, func(t *testing.T) {
			response, body := ask(t, http.DefaultClient, row.method, url+row.path, "Authorization", row.authorization)
			challenges := strings.Join(response.Header.Values("WWW-Authenticate"), " | ")
			if response.StatusCode != row.status || !strings.Contains(challenges, row.challenge) || (row.challenge == "") != (challenges == "") {
				t.Errorf("%d %s %s, want %d %s", response.StatusCode, challenges, body, row.status, row.challenge)
			}
			if row.status >= 400 && response.Header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("the answer is %s: %s", response.Header.Get("Content-Type"), body)
			}
		})
	}
}

func TestAnOpenDoorIsForThisMachineAlone(t *testing.T) {
	door := open(t, httpdoor.Flags{Address: "127.0.0.1:0"})
	url := "http://" + door.Address()
	for _, row := range []struct {
		why, method, path string
		headers           []string
		status            int
	}{
		{"a program publishes", "POST", "/v1/articles", nil, 200},
		{"a program reads", "GET", "/feed/all.xml", nil, 200},
		{"by a name of loopback", "POST", "/v1/articles", []string{"Host", "localhost:8088"}, 200},
		{"by its address in IPv6", "POST", "/v1/articles", []string{"Host", "[::1]:8088"}, 200},
		{"a page whose name was bound anew to loopback does not read", "GET", "/feed/all.xml", []string{"Host", "evil.example:8088"}, 403},
		{"nor publish", "POST", "/v1/articles", []string{"Host", "evil.example", "Origin", "http://evil.example"}, 403},
		{"a page of another site does not publish", "POST", "/v1/articles", []string{"Origin", "https://evil.example"}, 403},
		{"a page without an origin does not publish", "POST", "/v1/articles", []string{"Origin", "null"}, 403},
		{"a browser says that it is another site's", "POST", "/v1/articles", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"a page of another site does not read", "GET", "/feed/all.xml", []string{"Origin", "https://evil.example"}, 403},
		{"a page of another port is another site's", "POST", "/v1/articles", []string{"Origin", "http://127.0.0.1:1"}, 403},
		{"a proxy brings others' requests", "POST", "/v1/articles", []string{"X-Forwarded-For", "192.0.2.1"}, 403},
		{"but a hub's", "GET", "/websub/4711", []string{"X-Forwarded-For", "192.0.2.1", "Host", "news.example"}, 200},
	} {
		t.Run(row.why, func(t *testing.T) {
			if response, body := ask(t, http.DefaultClient, row.method, url+row.path, row.headers...); response.StatusCode != row.status {
				t.Errorf("%d %s, want %d", response.StatusCode, body, row.status)
			}
		})
	}
}

func TestWhatIsNotThere(t *testing.T) {
	url := "http://" + open(t, httpdoor.Flags{Address: "127.0.0.1:0", Tokens: tokens(t)}).Address()
	for _, row := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/", 404, ""},
		{"GET", "/v1/", 404, ""},
		{"GET", "/feed/", 404, ""},
		{"GET", "/metrics", 404, ""},
		{"GET", "/v1/articles", 405, "POST"},
		{"DELETE", "/feed/all.xml", 405, "GET, HEAD"},
		{"OPTIONS", "/v1/articles", 405, "POST"},
	} {
		response, body := ask(t, http.DefaultClient, row.method, url+row.path)
		if response.StatusCode != row.status || response.Header.Get("Allow") != row.allow || response.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: %d Allow %q %s, want %d %q", row.method, row.path, response.StatusCode, response.Header.Get("Allow"), body, row.status, row.allow)
		}
	}
}

func TestWhatKeepsADoorClosed(t *testing.T) {
	for _, row := range []struct {
		why   string
		flags httpdoor.Flags
		says  string
	}{
		{"others reach it and need no token", httpdoor.Flags{Address: "0.0.0.0:0"}, "can be reached from other machines: give --door-tokens or --door-client-ca"},
		{"a certificate without key", httpdoor.Flags{Address: "127.0.0.1:0", Cert: "x"}, "--door-cert and --door-key belong together"},
		{"clients' certificates without TLS", httpdoor.Flags{Address: "127.0.0.1:0", ClientCA: "x"}, "give --door-cert and --door-key, too"},
		{"a public address of no door", httpdoor.Flags{URL: "https://news.example"}, "give both or none"},
		{"a public address that is none", httpdoor.Flags{Address: "127.0.0.1:0", URL: "news.example"}, "--door-url \"news.example\" is no address"},
		{"tokens that are short", httpdoor.Flags{Address: "127.0.0.1:0", Tokens: file(t, "t", "- {token: short, read: true}")}, "entry 1: token has 5 bytes, less than 16"},
		{"a token twice", httpdoor.Flags{Address: "127.0.0.1:0", Tokens: file(t, "t", "- {token: "+reader+", read: true}\n- {token: "+reader+", publish: [a]}")}, "entry 2: token is in the list before"},
		{"a token that may do nothing", httpdoor.Flags{Address: "127.0.0.1:0", Tokens: file(t, "t", "- {token: "+reader+"}")}, "it may do nothing"},
		{"a source without a letter", httpdoor.Flags{Address: "127.0.0.1:0", Tokens: file(t, "t", "- {token: "+reader+", publish: ['…']}")}, "no letter or digit"},
		{"a key that is none", httpdoor.Flags{Address: "127.0.0.1:0", Tokens: file(t, "t", "- {tokn: "+reader+"}")}, "field tokn not found"},
		{"a rate below nothing", httpdoor.Flags{Address: "127.0.0.1:0", Tokens: file(t, "t", "- {token: "+reader+", publish: [a], rate: -1}")}, "want a number above 0"},
	} {
		t.Run(row.why, func(t *testing.T) {
			d, err := httpdoor.Open(row.flags, metrics.New(false), zap.NewNop())
			if err == nil || !strings.Contains(err.Error(), row.says) {
				d.Stop()
				t.Errorf("%v, want %q", err, row.says)
			}
		})
	}
}

func TestNoDoor(t *testing.T) {
	d, err := httpdoor.Open(httpdoor.Flags{}, metrics.New(false), zap.NewNop())
	if d != nil || err != nil {
		t.Fatal(d, err)
	}
	d.Handle("GET /", httpdoor.Anyone, nil)
	d.Whole()
	d.Stop()
	if d.Address() != "" || d.URL() != "" {
		t.Error("a closed door has an address")
	}
}

// A second Wirefold of a machine, of whose door nothing was said, does without; who asked for a door is told.
func TestWhereTheUsualAddressIsTaken(t *testing.T) {
	if taken, err := net.Listen("tcp", httpdoor.Usual); err == nil { // else somebody has it already
		defer taken.Close()
	}
	for _, r := range []struct {
		says  string
		flags httpdoor.Flags
		fails bool
	}{
		{"nothing was said", httpdoor.Flags{Address: httpdoor.Usual}, false},
		{"there are tokens for it", httpdoor.Flags{Address: httpdoor.Usual, Tokens: tokens(t)}, true},
		{"the process is of no use without", httpdoor.Flags{Address: httpdoor.Usual, Needed: true}, true},
	} {
		d, err := httpdoor.Open(r.flags, metrics.New(false), zap.NewNop())
		if d != nil || (err != nil) != r.fails {
			t.Errorf("%s: the door is %v, %v", r.says, d, err)
		}
	}
}
