package receiver

import (
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/wirefold/wirefold/pkg/stage"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

func TestStamp(t *testing.T) {
	const own, derived = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-11111111111111111111111111111111-2222222222222222-01"
	for _, r := range []struct {
		why     string
		origin  *wirefoldv1.Origin
		article string
		trace   string
	}{
		{"the publisher's trace goes on", &wirefoldv1.Origin{Id: "a-1", Traceparent: own}, "a-1", own},
		{"else the derived one that stands there", &wirefoldv1.Origin{Id: "a-1"}, "a-1", derived},
		{"an operator's decision has no article", &wirefoldv1.Origin{Command: &wirefoldv1.Command{}}, "", derived},
	} {
		h := nats.Header{"traceparent": {derived}}
		stamp(&wirefoldv1.Article{Origin: r.origin}, h)
		if h.Get("Wirefold-Article") != r.article || h.Get("traceparent") != r.trace {
			t.Errorf("%s: %v", r.why, h)
		}
	}
}

func TestTraceparentHeader(t *testing.T) {
	const own, other = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-00"
	for _, r := range []struct {
		why    string
		header nats.Header
		want   string
	}{
		{"none", nil, ""},
		{"as W3C writes it", nats.Header{"traceparent": {own}}, own},
		{"as clients write HTTP headers", nats.Header{"Traceparent": {own}}, own},
		{"of two spellings W3C's", nats.Header{"TraceParent": {other}, "traceparent": {own}}, own},
		{"of a CloudEvent in binary mode", nats.Header{"Ce-Traceparent": {other}}, other},
		{"a broken one is none", nats.Header{"Traceparent": {"00-x-y-01"}}, ""},
	} {
		if got := traceparent(stage.Message{Header: r.header}); got != r.want {
			t.Errorf("%s: %q, want %q", r.why, got, r.want)
		}
	}
}
