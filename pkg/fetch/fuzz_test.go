package fetch

import (
	"bytes"
	"io"
	"net/netip"
	"strings"
	"testing"
)

// A URL is refused, or it has one form: read again it is the same, with a host that can be compared and a path.
func FuzzTarget(f *testing.F) {
	for _, seed := range []string{
		"http://Paper.example:80/a?b=ä c#d", "https://[::ffff:10.0.0.1]:443/", "http://0x7f.1/", "http://user@paper.example/", "http://paper.example.:8080",
		"http://１２７.０.０.１/", "http://a_b.example/%zz", "//paper.example", "http://[fe80::1%25eth0]/", "http://xn--a.example/", "http://ß.example/..//",
	} {
		f.Add(seed)
	}
	c := New(Options{})
	f.Fuzz(func(t *testing.T, address string) {
		first, err := c.target(address)
		if err != nil {
			if e, ok := err.(*Error); !ok || e.Reason != Address {
				t.Errorf("%q: %v", address, err)
			}
			return
		}
		again, err := c.target(first.url.String())
		if err != nil || again.url.String() != first.url.String() || again.key != first.key {
			t.Errorf("%q is %s, and then %v, %v", address, first.url, again.url, err)
		}
		host := first.url.Hostname()
		if _, err := netip.ParseAddr(host); err != nil && !nameForm.MatchString(host) || host != strings.ToLower(host) || first.url.User != nil {
			t.Errorf("%q: host %q", address, host)
		}
		if line := first.url.RequestURI(); strings.ContainsAny(line, " \r\n\t") || line == "" || line[0] != '/' {
			t.Errorf("%q: asks for %q", address, line)
		}
	})
}

// Whatever is packed unpacks to no more than the limit, or to an error.
func FuzzUnpack(f *testing.F) {
	f.Add([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\x01\x00\x00\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00"), uint8(0))
	f.Add([]byte("\x0b\x02\x80copy\x03"), uint8(1))
	f.Add([]byte("\x28\xb5\x2f\xfd\x04\x00\x21\x00\x00copy\x00\x00\x00\x00"), uint8(2))
	f.Add([]byte("copy"), uint8(3))
	rows := [][]string{{"gzip"}, {"br"}, {"zstd"}, nil, {"gzip", "br"}, {"zstd", "gzip"}, {"br", "zstd"}}
	f.Fuzz(func(t *testing.T, packed []byte, row uint8) {
		const most = 1 << 16
		c, err := unpack(bytes.NewReader(packed), rows[int(row)%len(rows)], question{Request: Request{MaxBytes: most}}, 100)
		if err != nil {
			return
		}
		defer c.Close()
		if _, err := c.Peek(sniffed); err != nil && err != io.EOF {
			return
		}
		if body, err := c.all(false); err == nil && len(body) > most {
			t.Errorf("%d bytes", len(body))
		}
	})
}
