package fetch_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/fetch/fetchtest"
)

func TestRedirects(t *testing.T) {
	web := fetchtest.New(t)
	to := fetchtest.Redirect
	for address, page := range map[string]http.Handler{
		"https://paper.example/feed":  fetchtest.Page("text/xml", feed),
		"http://paper.example/feed":   fetchtest.Page("text/xml", feed),
		"paper.example/moved":         to(301, "/feed"),
		"paper.example/moved8":        to(308, "feed"),
		"paper.example/found":         to(302, "//paper.example/feed"),
		"paper.example/other":         to(303, "?x=1"),
		"paper.example/temporary":     to(307, "/feed#top"),
		"paper.example/twice":         to(301, "/moved8"),
		"paper.example/half":          to(301, "/found"),
		"paper.example/half-too":      to(302, "/moved"),
		"paper.example/secure":        to(301, "https://paper.example/feed"),
		"paper.example/clear":         to(301, "http://plain.example/feed"),
		"paper.example/lost":          to(301, "/nowhere"),
		"paper.example/self":          to(301, "/self"),
		"paper.example/ping":          to(302, "/pong"),
		"paper.example/pong":          to(302, "/ping#again"),
		"paper.example/empty":         fetchtest.Status(302),
		"paper.example/bad":           to(302, "http://[::1"),
		"paper.example/choices":       to(300, "/feed"),
		"paper.example/proxy":         to(305, "http://proxy.example/"),
		"plain.example/feed":          fetchtest.Page("text/xml", feed),
		"paper.example/5":             to(302, "/4"),
		"paper.example/4":             to(302, "/3"),
		"paper.example/3":             to(302, "/2"),
		"paper.example/2":             to(302, "/1"),
		"paper.example/1":             to(302, "/feed"),
		"paper.example/6":             to(302, "/5"),
		"paper.example/endless/":      http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { to(302, r.URL.Path+"x").ServeHTTP(w, r) }),
		"paper.example/moved-notmod":  to(301, "/tagged"),
		"paper.example/tagged":        fetchtest.Tagged("text/xml", feed, `"1"`),
		"paper.example/large":         fetchtest.With(fetchtest.Endless("text/html", "moved "), "Location: /feed"),
		"paper.example/letters":       to(302, "/f%65ed?q=ä b"),
		"paper.example/f%65ed":        fetchtest.Page("text/xml", feed),
		"paper.example/absolute-path": to(302, "https:///feed"),
	} {
		web.Handle(address, page)
	}
	client := fetch.New(web.Options())
	const base = "https://paper.example"
	for _, row := range []struct{ what, path, url, permanent, reason string }{
		{"none", "/feed", base + "/feed", "", ""},
		{"301 is for good", "/moved", base + "/feed", base + "/feed", ""},
		{"so is 308", "/moved8", base + "/feed", base + "/feed", ""},
		{"302 is not", "/found", base + "/feed", "", ""},
		{"nor is 307, whose fragment goes", "/temporary", base + "/feed", "", ""},
		{"two for good are for good", "/twice", base + "/feed", base + "/feed", ""},
		{"one of two is not", "/half", base + "/feed", "", ""},
		{"nor the other of two", "/half-too", base + "/feed", "", ""},
		{"out of TLS is followed, and never for good", "/clear", "http://plain.example/feed", "", ""},
		{"304 behind a redirect", "/moved-notmod", base + "/tagged", base + "/tagged", ""},
		{"five are followed", "/5", base + "/feed", "", ""},
		{"six are not", "/6", "", "", fetch.Redirects},
		{"ever another address", "/endless/", "", "", fetch.Redirects},
		{"to itself", "/self", "", "", fetch.Redirects},
		{"in a circle", "/ping", "", "", fetch.Redirects},
		{"to nowhere", "/empty", "", "", fetch.Redirects},
		{"to what is no URL", "/bad", "", "", fetch.Redirects},
		{"to no host", "/absolute-path", "", "", fetch.Address},
		{"to what is not there", "/lost", "", "", fetch.NotFound},
		{"a choice of several is nobody's", "/choices", "", "", fetch.Broken},
		{"to a proxy", "/proxy", "", "", fetch.Broken},
		{"other letters in the address", "/letters", base + "/f%65ed?q=%C3%A4%20b", "", ""},
	} {
		r, err := client.Get(t.Context(), fetch.Request{URL: base + row.path, ETag: `"1"`})
		switch {
		case fetch.ReasonOf(err) != row.reason || (err == nil) != (row.reason == ""):
			t.Errorf("%s: want reason %q, got %v", row.what, row.reason, err)
		case err == nil && (r.URL != row.url || r.Permanent != row.permanent):
			t.Errorf("%s: from %q, for good %q", row.what, r.URL, r.Permanent)
		}
	}
	r, err := client.Get(t.Context(), fetch.Request{URL: "http://paper.example/secure"})
	if err != nil || r.Permanent != base+"/feed" {
		t.Errorf("into TLS: %+v, %v", r, err)
	}
}

func TestWhatHostsAreTold(t *testing.T) {
	web := fetchtest.New(t)
	cookie := "Set-Cookie: id=1; Domain=example; Path=/"
	web.Handle("paper.example/", fetchtest.With(fetchtest.Redirect(302, "https://other.example/feed?token=1"), cookie))
	web.Handle("other.example/feed", fetchtest.With(fetchtest.Redirect(302, "https://paper.example/end"), cookie))
	web.Handle("paper.example/end", fetchtest.Page("text/xml", feed))
	client := fetch.New(web.Options())
	request := fetch.Request{URL: "https://paper.example/", Types: feedTypes, ETag: `W/"1"`, LastModified: "Sun, 01 Mar 2026 12:00:00 GMT"}
	for range 2 {
		if _, err := client.Get(t.Context(), request); err != nil {
			t.Fatal(err)
		}
	}
	want := "Accept-Encoding: gzip, br, zstd\nAccept: application/rss+xml, application/atom+xml, application/xml, text/xml, application/feed+json, */*;q=0.1\n" +
		"If-Modified-Since: Sun, 01 Mar 2026 12:00:00 GMT\nIf-None-Match: W/\"1\"\n" +
		"User-Agent: Wirefold/dev (+https://github.com/wirefold/wirefold)\n"
	for _, host := range []string{"paper.example", "other.example"} {
		for _, r := range web.Host(host).Requests {
			var got []string
			for name, values := range r.Header {
				got = append(got, name+": "+strings.Join(values, "|")+"\n")
			}
			slices.Sort(got)
			if told := strings.Join(got, ""); told != want {
				t.Errorf("%s%s was told\n%s", host, r.URL, told)
			}
		}
	}
}

func TestConditionalGet(t *testing.T) {
	web := fetchtest.New(t)
	web.Handle("paper.example/feed", fetchtest.With(fetchtest.Tagged("text/xml", feed, `W/"7"`),
		"Last-Modified: Sun, 01 Mar 2026 12:00:00 GMT", "Cache-Control: max-age=300", "Link: <https://hub.example/>; rel=hub"))
	web.Handle("paper.example/odd", fetchtest.With(fetchtest.Page("text/xml", feed), "ETag: "+strings.Repeat("x", 5000)))
	client := fetch.New(web.Options())
	first, err := client.Get(t.Context(), fetch.Request{URL: "https://paper.example/feed"})
	if err != nil {
		t.Fatal(err)
	}
	if first.ETag != `W/"7"` || first.LastModified != "Sun, 01 Mar 2026 12:00:00 GMT" || first.Fresh != 5*time.Minute ||
		fmt.Sprint(first.Links) != "[{hub https://hub.example/}]" || first.NotModified {
		t.Errorf("the first answer is %+v", first)
	}
	second, err := client.Get(t.Context(), fetch.Request{URL: "https://paper.example/feed", ETag: first.ETag, LastModified: first.LastModified})
	if err != nil {
		t.Fatal(err)
	}
	if !second.NotModified || second.Status != 304 || second.Body != nil || second.ETag != first.ETag || second.Fresh != 5*time.Minute {
		t.Errorf("the second answer is %+v", second)
	}
	if _, err := client.Get(t.Context(), fetch.Request{URL: "https://paper.example/feed", ETag: "\"7\"\r\nX: y"}); err != nil {
		t.Errorf("a validator that no header may carry is an error: %v", err)
	}
	last := web.Host("paper.example").Requests[2]
	if _, sent := last.Header["If-None-Match"]; sent {
		t.Error("a validator that no header may carry was sent")
	}
	if r, err := client.Get(t.Context(), fetch.Request{URL: "https://paper.example/odd"}); err != nil || r.ETag != "" {
		t.Errorf("an over-long ETag is kept: %+v, %v", r, err)
	}
}

func TestAnErrorTellsWhenToComeAgain(t *testing.T) {
	web := fetchtest.New(t)
	client := fetch.New(web.Options())
	for _, status := range []int{429, 503, 403} {
		web.Handle("paper.example/feed", fetchtest.Status(status, "Retry-After: 90"))
		_, err := client.Get(t.Context(), fetch.Request{URL: "https://paper.example/feed"})
		failure, ok := err.(*fetch.Error)
		if !ok || failure.RetryAfter != 90*time.Second || failure.Status != status || failure.URL != "https://paper.example/feed" {
			t.Errorf("%d: %+v", status, err)
		}
	}
}

func TestTheBodyOfAnErrorIsNotWaitedFor(t *testing.T) {
	web := fetchtest.New(t)
	for status, want := range map[int]string{429: fetch.Throttled, 404: fetch.NotFound, 302: ""} {
		web.Handle(fmt.Sprintf("paper.example/%d", status), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "90")
			w.Header().Set("Location", "/feed")
			w.WriteHeader(status)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}))
		web.Handle("paper.example/feed", fetchtest.Page("text/xml", feed))
		_, err := fetch.New(web.Options()).Get(t.Context(), fetch.Request{URL: fmt.Sprintf("https://paper.example/%d", status)})
		if got := fetch.ReasonOf(err); got != want {
			t.Errorf("%d with a body that never ends: %v", status, err)
		}
		if failure, ok := err.(*fetch.Error); ok && failure.RetryAfter != 90*time.Second {
			t.Errorf("%d: come again after %s", status, failure.RetryAfter)
		}
	}
}

func TestPost(t *testing.T) {
	web := fetchtest.New(t)
	var mu sync.Mutex
	var got string
	web.Handle("hub.example/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		got = fmt.Sprintf("%s %s %s", r.Method, r.Header.Get("Content-Type"), body)
		w.WriteHeader(202)
	}))
	web.Handle("hub.example/moved", fetchtest.Redirect(308, "https://hub.example/"))
	web.Handle("hub.example/found", fetchtest.Redirect(302, "https://hub.example/"))
	web.Handle("hub.example/circle", fetchtest.Redirect(307, "/circle"))
	web.Handle("hub.example/full", fetchtest.Status(503, "Retry-After: 60"))
	web.Handle("hub.example/lure", fetchtest.Redirect(307, "http://169.254.169.254/"))
	client := fetch.New(web.Options())
	form := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {"https://paper.example/feed"}}
	for _, row := range []struct {
		what, path string
		status     int
		reason     string
		arrived    bool
	}{
		{"taken", "/", 202, "", true},
		{"moved, with its body", "/moved", 202, "", true},
		{"302 would make a GET of it", "/found", 302, fetch.Broken, false},
		{"a circle ends", "/circle", 307, fetch.Redirects, false},
		{"unavailable", "/full", 503, fetch.Unavailable, false},
		{"to metadata it is not sent", "/lure", 0, fetch.ForbiddenAddress, false},
	} {
		mu.Lock()
		got = ""
		mu.Unlock()
		status, err := client.Post(t.Context(), "https://hub.example"+row.path, form)
		if status != row.status || fetch.ReasonOf(err) != row.reason {
			t.Errorf("%s: status %d, %v", row.what, status, err)
		}
		mu.Lock()
		if want := "POST application/x-www-form-urlencoded " + form.Encode(); (got == want) != row.arrived {
			t.Errorf("%s: the hub got %q", row.what, got)
		}
		mu.Unlock()
	}
	if _, err := client.Post(t.Context(), "http://10.0.0.1/", form); fetch.ReasonOf(err) != fetch.ForbiddenAddress {
		t.Errorf("to a private address: %v", err)
	}
}
