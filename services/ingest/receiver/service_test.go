package receiver

import (
	"testing"

	"github.com/nats-io/nats.go"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

func TestStamp(t *testing.T) {
	const own = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	for _, r := range []struct {
		why     string
		origin  *wirefoldv1.Origin
		article string
		trace   string
	}{
		{"the publisher's trace goes on", &wirefoldv1.Origin{Id: "a-1", Traceparent: own}, "a-1", own},
		{"else it is derived from epoch and sequence", &wirefoldv1.Origin{Id: "a-1"}, "a-1", Traceparent("e", 7)},
		{"an operator's decision has no article", &wirefoldv1.Origin{Command: &wirefoldv1.Command{}}, "", Traceparent("e", 7)},
	} {
		h := nats.Header{"Wirefold-Epoch": {"e"}, "Wirefold-Wire-Seq": {"7"}}
		stamp(&wirefoldv1.Article{Origin: r.origin}, h)
		if h.Get("Wirefold-Article") != r.article || h.Get("traceparent") != r.trace {
			t.Errorf("%s: %v", r.why, h)
		}
	}
	derived := Traceparent("e", 7)
	if readTraceparent(derived) != derived || derived == Traceparent("e", 8) || derived == Traceparent("f", 7) {
		t.Errorf("derived trace %s", derived)
	}
}
