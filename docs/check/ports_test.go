package check

import (
	"math/rand/v2"
	"net"
	"regexp"
	"strconv"
	"testing"
)

// ports puts free ports in the place of those that a page names.
type ports struct {
	t    *testing.T
	free map[string]string
}

var (
	address = regexp.MustCompile(`127\.0\.0\.1:([0-9]+)`)
	number  = regexp.MustCompile(`\b[0-9]+\b`)
)

// newPorts knows those of `wirefold run`: NATS, metrics and health, the door.
func newPorts(t *testing.T) *ports {
	p := &ports{t: t, free: map[string]string{}}
	p.note("127.0.0.1:4222 127.0.0.1:8080 127.0.0.1:8088")
	return p
}

// note finds a free port for each that the text names in an address.
func (p *ports) note(text string) {
	for _, m := range address.FindAllStringSubmatch(text, -1) {
		if p.free[m[1]] == "" {
			p.free[m[1]] = p.find()
		}
	}
}

// put puts them in.
func (p *ports) put(text string) string {
	return number.ReplaceAllStringFunc(text, func(n string) string {
		if free := p.free[n]; free != "" {
			return free
		}
		return n
	})
}

// find gives a port on which nobody listens, below those that systems give by themselves (from 32768 on).
func (p *ports) find() string {
	const lowest, highest, tries = 10_000, 32_767, 100
	for range tries {
		port := strconv.Itoa(lowest + rand.IntN(highest-lowest))
		if l, err := net.Listen("tcp", "127.0.0.1:"+port); err == nil {
			l.Close()
			return port
		}
	}
	p.t.Fatalf("no free port after %d tries", tries)
	return ""
}
