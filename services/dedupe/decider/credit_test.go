package decider

import (
	"testing"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

func TestCredits(t *testing.T) {
	for _, c := range []struct {
		name, credit, source string
		want                 bool
	}{
		{"a name, of the host that begins with it", "reuters", "reuters_com", true},
		{"a link to the host", "reuterscom", "reuters_com", true},
		{"the host above a country's edition", "reuterscom", "uk_reuters_com", true},
		{"a name of two words", "northwire", "north-wire_example", true},
		{"a source that is a name", "northwire", "northwire", true},
		{"a name of two letters is the host's first label", "ap", "ap_org", true},
		{"the country's part of a host names nobody", "uk", "uk_reuters_com", false},
		{"a top-level domain names nobody", "com", "reuters_com", false},
		{"a name within a longer one is another name", "sun", "sunnyside_example", false},
		{"no source", "reuters", "", false},
		{"nobody", "", "_", false},
		{"its own source", "south", "south_example", false},
	} {
		a := &wirefoldv1.ArticleMemory{Source: "south_example", Credits: []string{c.credit}}
		if got := credits(a, c.source); got != c.want {
			t.Errorf("%s: %q credits %q is %v, want %v", c.name, c.credit, c.source, got, c.want)
		}
	}
}
