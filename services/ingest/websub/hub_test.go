package websub_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// hub is a small WebSub hub: it verifies subscriptions before it answers, as some do, and distributes at once.
type hub struct {
	t   *testing.T
	url string

	mu       sync.Mutex
	asked    []url.Values   // all subscriptions that were asked for
	verified map[string]int // by callback: how it answered the verification
	lease    int            // seconds; 0: what was asked for
	deny     string         // a reason: subscriptions are denied
	refuse   int            // a status: subscriptions are not taken
}

func startHub(t *testing.T) *hub {
	t.Helper()
	h := &hub{t: t, verified: map[string]int{}}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	h.url = server.URL + "/hub"
	return h
}

func (h *hub) set(change func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change()
}

func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil || r.Method != http.MethodPost {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = append(h.asked, r.PostForm)
	callback, topic := r.PostForm.Get("hub.callback"), r.PostForm.Get("hub.topic")
	switch {
	case h.refuse != 0:
		w.WriteHeader(h.refuse)
		return
	case h.deny != "":
		h.call(callback, url.Values{"hub.mode": {"denied"}, "hub.topic": {topic}, "hub.reason": {h.deny}})
	default:
		lease := r.PostForm.Get("hub.lease_seconds")
		if h.lease != 0 {
			lease = strconv.Itoa(h.lease)
		}
		h.verified[callback] = h.call(callback, url.Values{
			"hub.mode": {r.PostForm.Get("hub.mode")}, "hub.topic": {topic}, "hub.challenge": {"c-" + strconv.Itoa(len(h.asked))}, "hub.lease_seconds": {lease},
		})
	}
	w.WriteHeader(http.StatusAccepted)
}

// call calls a subscriber back; a challenge that is not echoed counts as refused.
func (h *hub) call(callback string, q url.Values) int {
	response, err := http.Get(callback + "?" + q.Encode())
	if err != nil {
		h.t.Errorf("hub calls back: %v", err)
		return 0
	}
	defer response.Body.Close()
	if body, _ := io.ReadAll(response.Body); response.StatusCode == 200 && string(body) != q.Get("hub.challenge") {
		h.t.Errorf("the challenge %q is answered by %q", q.Get("hub.challenge"), body)
	}
	return response.StatusCode
}

// requests is how often subscriptions were asked for.
func (h *hub) requests() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.asked)
}

// last is the subscription that was asked for last.
func (h *hub) last() (callback, secret string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	last := h.asked[len(h.asked)-1]
	return last.Get("hub.callback"), last.Get("hub.secret")
}

var methods = map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New}

func sign(method, secret, body string) string {
	mac := hmac.New(methods[method], []byte(secret))
	io.WriteString(mac, body)
	return method + "=" + hex.EncodeToString(mac.Sum(nil))
}

// distribute pushes a body as it was signed.
func distribute(t *testing.T, callback, body, signature string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, callback, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/rss+xml")
	if signature != "" {
		r.Header.Set("X-Hub-Signature", signature)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}
