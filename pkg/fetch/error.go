package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// The reasons of an [Error].
const (
	Address          = "address"           // the URL cannot be fetched: scheme, port, host, userinfo
	ForbiddenAddress = "forbidden_address" // the host is not on the public internet, and not allowed
	Robots           = "robots"            // its robots.txt says no
	Redirects        = "redirects"         // too many, in a circle, or to nowhere
	TooLarge         = "too_large"         // header or body
	Ratio            = "ratio"             // the body unpacks to suspiciously much
	Type             = "type"              // none of the media types asked for
	Timeout          = "timeout"           // to connect, to the first byte, or the rest comes too slowly
	DNS              = "dns"               // the name has no address, or none was found out
	TLS              = "tls"               // no handshake: certificate, protocol
	Connect          = "connect"           // refused, unreachable, or closed before the answer
	Truncated        = "truncated"         // the body was cut
	Throttled        = "throttled"         // 429
	Unavailable      = "unavailable"       // 5xx, 408
	Gone             = "gone"              // 410
	NotFound         = "not_found"         // 404
	Refused          = "refused"           // any other 4xx
	Broken           = "broken"            // no HTTP, or such as nobody can use
)

// Error is why there is no answer.
type Error struct {
	Reason     string        // one of the constants
	URL        string        // where it happened, after redirects
	Status     int           // of the answer; 0: there was none
	RetryAfter time.Duration // when the host asks to come again, at most MaxRetryAfter; 0: it does not say
	Err        error         // the cause
}

func (e *Error) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("get %s: %s: status %d", e.URL, e.Reason, e.Status)
	}
	return fmt.Sprintf("get %s: %s: %v", e.URL, e.Reason, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// ReasonOf is the reason of an error of this package, "" for any other.
func ReasonOf(err error) string {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e.Reason
	}
	return ""
}

func statusOf(err error) int {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e.Status
	}
	return 0
}

// The causes that this package itself has.
var (
	errLookup    = errors.New("no address found")
	errForbidden = errors.New("not an address of the public internet (allow it with --fetch-allow, if it is yours)")
	errTooLarge  = errors.New("more bytes than the limit")
	errRatio     = errors.New("unpacks to more than any text would")
	errSlow      = errors.New("the body comes too slowly")
	errLate      = errors.New("took longer than the limit")
)

// byStatus is the reason of an answer that is no success.
func byStatus(status int) string {
	switch {
	case status == 404:
		return NotFound
	case status == 410:
		return Gone
	case status == 429:
		return Throttled
	case status >= 500 || status == 408:
		return Unavailable
	case status >= 400:
		return Refused
	}
	return Broken
}

// byCause is the reason of a failure on the way to the answer's header.
func byCause(err error) string {
	var (
		verify    *tls.CertificateVerificationError
		authority x509.UnknownAuthorityError
		record    tls.RecordHeaderError
		alert     tls.AlertError
		network   net.Error
		operation *net.OpError
	)
	text := err.Error()
	switch {
	case errors.Is(err, errForbidden):
		return ForbiddenAddress
	case errors.Is(err, errLookup):
		return DNS
	case errors.Is(err, errSlow), errors.Is(err, errLate), errors.Is(err, context.DeadlineExceeded):
		return Timeout
	case errors.As(err, &verify), errors.As(err, &authority), errors.As(err, &record), errors.As(err, &alert),
		strings.Contains(text, "tls: "), strings.Contains(text, "HTTP response to HTTPS"):
		return TLS
	case errors.As(err, &network) && network.Timeout():
		return Timeout
	case strings.Contains(text, "headers exceeded"): // net/http has no type for it
		return TooLarge
	case errors.As(err, &operation), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		strings.Contains(text, "server closed idle connection"), evicted(err):
		return Connect
	}
	return Broken
}

// byBody is the reason of a failure while the body came.
func byBody(err error) string {
	var operation *net.OpError
	switch {
	case errors.Is(err, errTooLarge):
		return TooLarge
	case errors.Is(err, errRatio):
		return Ratio
	case errors.Is(err, errSlow), errors.Is(err, errLate), errors.Is(err, context.DeadlineExceeded):
		return Timeout
	case errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &operation):
		return Truncated
	}
	return Broken
}
