package fetchtest_test

import (
	"bytes"
	"io"
	"net/http"
	"testing"

	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
)

func TestWhichPageIsServed(t *testing.T) {
	web := fetchtest.New(t)
	text := func(s string) http.Handler { return fetchtest.Page("text/plain", s) }
	web.Handle("/", text("any host"))
	web.Handle("/feed", text("any host's feed"))
	web.Handle("paper.example/", text("the paper"))
	web.Handle("https://paper.example/world/", text("its world"))
	web.Handle("paper.example/world/feed", text("its world's feed"))
	client := fetch.New(web.Options())
	for _, row := range []struct{ url, want string }{
		{"http://paper.example/world/feed", "its world's feed"},
		{"https://paper.example/world/feed?n=1", "its world's feed"},
		{"http://paper.example/world/2026/03/01", "its world"},
		{"http://paper.example/feed", "the paper"},
		{"http://other.example/feed", "any host's feed"},
		{"http://other.example/feed/1", "any host"},
	} {
		r, err := client.Get(t.Context(), fetch.Request{URL: row.url})
		if err != nil || string(r.Body) != row.want {
			t.Errorf("%s: %+v, %v", row.url, r, err)
		}
	}
	if h := web.Host("paper.example"); len(h.Requests) != 4 || h.Requests[1].URL != "/world/feed?n=1" || h.AtOnce != 1 {
		t.Errorf("the paper saw %+v", h)
	}
	r, err := http.Get(web.Direct() + "/feed")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if body, _ := io.ReadAll(r.Body); string(body) != "any host's feed" {
		t.Errorf("directly: %q", body)
	}
}

func TestABombIsWhatItSays(t *testing.T) {
	web := fetchtest.New(t)
	options := web.Options()
	const size = 16 << 20
	options.MaxBytes, options.Ratio = size, size
	client := fetch.New(options)
	for _, encoding := range []string{"gzip", "br", "zstd"} {
		web.Handle("paper.example/", fetchtest.Bomb("text/plain", encoding, size))
		r, err := client.Get(t.Context(), fetch.Request{URL: "http://paper.example/"})
		if err != nil || len(r.Body) != size || bytes.Count(r.Body, []byte{0}) != size {
			t.Errorf("%s: %v", encoding, err)
		}
	}
}

func TestNames(t *testing.T) {
	web := fetchtest.New(t)
	web.Resolve("two.example", []string{"44.0.0.1"}, []string{"44.0.0.2", "2606:2800::1"})
	web.Resolve("none.example", []string{})
	look := func(name string) string {
		found, err := web.LookupNetIP(t.Context(), "ip", name)
		if err != nil {
			return "error"
		}
		text := ""
		for _, a := range found {
			text += a.String() + " "
		}
		return text
	}
	for i, want := range []string{"44.0.0.1 ", "44.0.0.2 2606:2800::1 ", "44.0.0.2 2606:2800::1 "} {
		if got := look("two.example."); got != want {
			t.Errorf("look-up %d: %s", i, got)
		}
	}
	if got := look("none.example."); got != "error" {
		t.Errorf("an unknown name is %s", got)
	}
	if a := fetchtest.Public("paper.example"); fetch.Forbidden(a) || look("paper.example") != a.String()+" " {
		t.Errorf("an invented name is %s", a)
	}
}
