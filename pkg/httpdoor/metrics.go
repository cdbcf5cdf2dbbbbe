package httpdoor

import (
	"net/http"

	"github.com/wirefold/wirefold/pkg/metrics"
)

// Outcomes of requests.
const (
	outcomeOK          = "ok"
	outcomeWrong       = "wrong"       // the request is: 4xx
	outcomeDenied      = "denied"      // who makes it may not, or does not say who it is: 401, 403
	outcomeLimited     = "limited"     // too many: 429
	outcomeUnavailable = "unavailable" // another try will do better: 503
	outcomeFailed      = "failed"      // any other 5xx, which is a fault, and what was cut off
)

// Metrics registers the metrics of a door.
func Metrics(r *metrics.Registry) metrics.Counters {
	return r.Counters("wirefold_door_requests_total", "HTTP requests at the door, by how they were answered.", "outcome",
		outcomeOK, outcomeWrong, outcomeDenied, outcomeLimited, outcomeUnavailable, outcomeFailed)
}

func outcomeOf(status int) string {
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return outcomeDenied
	case status == http.StatusTooManyRequests:
		return outcomeLimited
	case status == http.StatusServiceUnavailable:
		return outcomeUnavailable
	case status < 200, status >= 500:
		return outcomeFailed
	case status >= 400:
		return outcomeWrong
	}
	return outcomeOK
}

// answer notes how a request is answered.
type answer struct {
	http.ResponseWriter
	status int
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(b)
}

// Unwrap lets a handler set its own deadlines, see [http.ResponseController].
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
