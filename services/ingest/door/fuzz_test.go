package door

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/subject"
)

// What the head of a post becomes is a message on the wire of one source, or a refusal. Here nobody may publish, so it is
// looked at before that is asked.
func FuzzPost(f *testing.F) {
	f.Add("source=reuters.com", "application/json", "4711", "", `{"text":"x"}`)
	f.Add("source=a&source=b", "text/plain; charset=\xff", `"4711"`, "gzip", "x")
	f.Add("source=%00&x=;", "a/b;c", "\x00", "br", "\x1f\x8b")
	f.Add("", "", "", "", `{"source":"a.>","url":"https://*"}`)
	f.Fuzz(func(t *testing.T, query, contentType, key, coding, body string) {
		r := httptest.NewRequest(http.MethodPost, "/v1/articles", strings.NewReader(body))
		r.URL.RawQuery = query
		for name, value := range map[string]string{"Content-Type": contentType, "Idempotency-Key": key, "Content-Encoding": coding} {
			r.Header.Set(name, value)
		}
		p, refused := readPost(r)
		if refused == nil {
			_, refused = p.message([]byte(body))
		}
		if refused == nil || refused.Status < 400 || refused.Status >= 500 || refused.Detail == "" {
			t.Fatalf("refused with %+v", refused)
		}
		source, refused := askedSource(r)
		if refused != nil || source == "" {
			return
		}
		address, err := subject.Wire(source)
		if _, again := subject.WireSource(address); err == nil && again != nil {
			t.Fatalf("source %q is the subject %q: %v", source, address, again)
		}
		if key, refused := readKey(key); refused == nil && (len(key) > maxKey || strings.ContainsAny(key, "\r\n \x00")) {
			t.Fatalf("%s is %q", jetstream.MsgIDHeader, key)
		}
	})
}
