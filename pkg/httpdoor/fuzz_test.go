package httpdoor_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/pkg/metrics"
)

// Whoever does not say who it is gets no further than what is for anyone, whatever it asks and however it spells it.
func FuzzRequest(f *testing.F) {
	list := filepath.Join(f.TempDir(), "tokens.yaml")
	if err := os.WriteFile(list, []byte("- {token: "+everyone+", publish: ['*'], read: true}\n"), 0o600); err != nil {
		f.Fatal(err)
	}
	d, err := httpdoor.Open(httpdoor.Flags{Address: "127.0.0.1:0", Tokens: list}, metrics.New(false), zap.NewNop())
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(d.Stop)
	secret := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "secret") })
	d.Handle("GET /feed/{file}", httpdoor.Readers, secret)
	d.Handle("POST /v1/articles", httpdoor.Publishers, secret)
	d.Whole()
	for _, seed := range [][3]string{
		{"POST", "/v1/articles", "Bearer x"}, {"POST", "//v1/articles", ""}, {"POST", "/v1/../v1/articles", "Basic Ong="}, {"GET", "/feed/a%2Fb", "Basic !"},
		{"CONNECT", "/feed/x", "Bearer"}, {"HEAD", "/feed/..", "bearer  "}, {"OPTIONS", "*", ""}, {"GET", "/feed/%zz", "\x00"}, {"", "", "Bearer " + everyone[:20]},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, method, target, authorization string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Method, r.URL.Path, r.RequestURI = method, target, target
		r.Header.Set("Authorization", authorization)
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		if strings.Contains(w.Body.String(), "secret") && !strings.Contains(authorization, everyone) {
			t.Fatalf("%s %s with %q is answered: %s", method, target, authorization, w.Body)
		}
		if w.Code >= 500 {
			t.Fatalf("%s %s with %q: %d %s", method, target, authorization, w.Code, w.Body)
		}
	})
}
