package receiver

import (
	"testing"

	"github.com/nats-io/nats.go"
)

func TestDigest(t *testing.T) {
	header := func(pairs ...string) nats.Header {
		h := nats.Header{"Content-Type": {"text/plain"}}
		for i := 0; i < len(pairs); i += 2 {
			h.Set(pairs[i], pairs[i+1])
		}
		return h
	}
	one := Digest(header(), []byte("The pier is closed."))
	for _, r := range []struct {
		says   string
		header nats.Header
		body   string
		same   bool
	}{
		{"the same again", header(), "The pier is closed.", true},
		{"another try has another trace", header("traceparent", "00-1-2-01"), "The pier is closed.", true},
		{"what the broker says of it is no part of it", header("Nats-Msg-Id", "a/b"), "The pier is closed.", true},
		{"another body", header(), "The pier is open.", false},
		{"another fact beside it", header("Wirefold-Id", "pier-2"), "The pier is closed.", false},
	} {
		if got := Digest(r.header, []byte(r.body)); (got == one) != r.same {
			t.Errorf("%s: %s beside %s", r.says, got, one)
		}
	}
}
