package receiver

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
)

// maxBody is what a message on WIRE may have, in bytes; unpacked it may not have more.
const maxBody = 4 << 20

// Unpack undoes gzip, which is recognised by its mark whatever the header says: crawlers store pages as they came.
func Unpack(encoding string, body []byte) ([]byte, error) {
	packed := isGzip(body)
	switch encoding = strings.ToLower(strings.TrimSpace(encoding)); {
	case encoding != "" && encoding != "identity" && encoding != "gzip" && encoding != "x-gzip":
		return nil, refuse(BadEncoding, "unpack body: Content-Encoding %.100q is not gzip", encoding)
	case strings.HasSuffix(encoding, "gzip") && !packed && len(body) > 0:
		return nil, refuse(BadEncoding, "unpack body: declared as gzip, and is none")
	case !packed:
		return body, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, refuse(BadEncoding, "unpack body: %w", err)
	}
	out, err := io.ReadAll(io.LimitReader(r, maxBody+1))
	switch {
	case len(out) > maxBody:
		return nil, refuse(TooLarge, "unpack body: more than %d bytes", maxBody)
	case err != nil:
		return nil, refuse(BadEncoding, "unpack body: %w", err)
	case isGzip(out):
		return nil, refuse(BadEncoding, "unpack body: gzip within gzip")
	}
	return out, nil
}

func isGzip(body []byte) bool { return bytes.HasPrefix(body, []byte{0x1F, 0x8B}) }
