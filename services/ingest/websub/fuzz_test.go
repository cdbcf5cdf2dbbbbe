package websub

import (
	"strings"
	"testing"
	"time"
)

// An id that is read leads to a key of the bucket, and nowhere else; what a hub says of time is bounded; what nobody signed
// is not signed.
func FuzzCallback(f *testing.F) {
	l := lease{Source: "a", Address: "https://a.example/feed"}.anew(time.Unix(0, 0))
	f.Add(l.id(), "864000", "sha256=00")
	f.Add(strings.ToUpper(l.id()), "-1", "sha1=")
	f.Add("../feed.a.x", "99999999999999999999", "=")
	f.Add("*", "", "sha512=zz")
	f.Fuzz(func(t *testing.T, id, seconds, signature string) {
		key, token := readID(id)
		if key != "" && (len(key) != len(prefix)+hashDigits || strings.Trim(key[len(prefix):], "0123456789abcdefABCDEF") != "" || len(token) != 32) {
			t.Errorf("id %q is read as %q and %q", id, key, token)
		}
		if term := termOf(seconds); term <= 0 || term > longest {
			t.Errorf("%q seconds are %s", seconds, term)
		}
		if signed(signature, l.Secret, []byte("<rss/>")) {
			t.Errorf("%q counts as signed", signature)
		}
	})
}
