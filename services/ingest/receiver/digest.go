package receiver

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/nats-io/nats.go"

	"github.com/wirefold/wirefold/pkg/stage"
)

// Digest tells one message from another, and not one try from the next, nor the door it comes by: it is what a Nats-Msg-Id
// has behind its source where the publisher gave none. What the broker says of it in headers is no part of it.
func Digest(header nats.Header, body []byte) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(header)) {
		if name != stage.HeaderTraceparent && !strings.HasPrefix(name, "Nats-") {
			fmt.Fprintf(h, "%q: %q\n", name, header[name])
		}
	}
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil)[:16])
}
