package httpdoor

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"time"
)

// Problem is an answer that says what is wrong: problem details of RFC 9457, whose title is the status's own.
type Problem struct {
	Status     int
	Reason     string        // a word of a closed set for machines; "" for none
	Detail     string        // a sentence for people: what is wrong, and what to do
	RetryAfter time.Duration // after which another try may do better; rounded up to seconds
}

// Write answers with it. Headers that belong to it (Allow, WWW-Authenticate, …) are set before.
func (p Problem) Write(w http.ResponseWriter) {
	if p.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(p.RetrySeconds()))
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	w.Write(append(p.JSON(), '\n')) // who went away is not told
}

// RetrySeconds is RetryAfter in whole seconds, as the header has it.
func (p Problem) RetrySeconds() int { return int(math.Ceil(p.RetryAfter.Seconds())) }

// JSON is its body.
func (p Problem) JSON() []byte {
	body, err := json.Marshal(struct {
		Type   string `json:"type"`
		Title  string `json:"title"`
		Status int    `json:"status"`
		Reason string `json:"reason,omitempty"`
		Detail string `json:"detail,omitempty"`
	}{"about:blank", http.StatusText(p.Status), p.Status, p.Reason, p.Detail})
	if err != nil { // strings and a number
		return nil
	}
	return body
}
