package tracing_test

import (
	"regexp"
	"testing"

	"github.com/wirefold/wirefold/pkg/tracing"
)

func TestDerive(t *testing.T) {
	one := tracing.Derive("e", 7)
	if !regexp.MustCompile(`^00-[0-9a-f]{32}-[0-9a-f]{16}-01$`).MatchString(one) {
		t.Errorf("%q is no traceparent that is sampled", one)
	}
	if one != tracing.Derive("e", 7) || one == tracing.Derive("e", 8) || one == tracing.Derive("f", 7) {
		t.Error("it is a function of epoch and sequence, of both")
	}
}

func TestTraceID(t *testing.T) {
	for _, r := range []struct{ why, in, want string }{
		{"a traceparent", own, "0af7651916cd43dd8448eb211c80319c"},
		{"one that is not sampled names its trace, too", unasked, "0af7651916cd43dd8448eb211c80319c"},
		{"nothing", "", ""},
		{"another version", "01" + own[2:], ""},
		{"a trace of zeros", "00-00000000000000000000000000000000-b7ad6b7169203331-01", ""},
		{"a span of zeros", "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", ""},
		{"a part too many", own + "-00", ""},
		{"capitals", "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", ""},
		{"flags that are none", own[:53] + "zz", ""},
	} {
		if got := tracing.TraceID(r.in); got != r.want {
			t.Errorf("%s: %q, want %q", r.why, got, r.want)
		}
	}
}

func FuzzTraceID(f *testing.F) {
	f.Add(own)
	f.Add("00---")
	f.Fuzz(func(t *testing.T, s string) {
		if id := tracing.TraceID(s); id != "" && (len(id) != 32 || s[3:35] != id) {
			t.Errorf("%q names the trace %q", s, id)
		}
	})
}
