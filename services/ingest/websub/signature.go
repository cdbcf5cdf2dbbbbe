package websub

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"strings"
)

// methods are those that hubs sign by. SHA-1 breaks as a hash, not as an HMAC.
var methods = map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New}

// signed says whether a body is signed with a secret: the header is method=hex digits of the HMAC.
func signed(header, secret string, body []byte) bool {
	method, digits, _ := strings.Cut(strings.TrimSpace(header), "=")
	sum, err := hex.DecodeString(digits)
	make, known := methods[strings.ToLower(method)]
	if err != nil || !known {
		return false
	}
	mac := hmac.New(make, []byte(secret))
	mac.Write(body)
	return hmac.Equal(sum, mac.Sum(nil))
}
