package app

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/nats-io/nats.go"
)

// readiness knows which services of a process do not work yet.
type readiness struct {
	nc  *nats.Conn
	all func() // is called when the last of them works

	mu      sync.Mutex
	waiting []string // their names
}

func newReadiness(nc *nats.Conn, services []Service) *readiness {
	r := &readiness{nc: nc}
	for _, s := range services {
		r.waiting = append(r.waiting, s.Name)
	}
	return r
}

// ready tells that a service works.
func (r *readiness) ready(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiting = slices.DeleteFunc(r.waiting, func(n string) bool { return n == name })
	if len(r.waiting) == 0 {
		r.all()
	}
}

// missing says what the process waits for; nothing when it is ready.
func (r *readiness) missing() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case !r.nc.IsConnected():
		return "nats is not connected"
	case len(r.waiting) > 0:
		return "not ready: " + strings.Join(r.waiting, ", ")
	}
	return ""
}

// ServeHTTP is /readyz.
func (r *readiness) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	if missing := r.missing(); missing != "" {
		http.Error(w, missing, http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}
