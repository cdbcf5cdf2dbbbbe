package httpdoor

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"time"
)

const (
	// maxUnderWay bounds the bodies that a door holds at a time, in bytes: eight articles of the largest, or hundreds of
	// common ones. Reading one takes some times its size beside it.
	maxUnderWay = 32 << 20

	// firstPiece is more than most articles have.
	firstPiece = 16 << 10
)

// ReadBody reads the body of a request that came by the door, if it has at most max bytes. All bodies share a bounded
// place, of which who sends slowly holds no more than has come; release gives it back, also after a problem, which is
// 400, 408, 413 or 429.
func ReadBody(w http.ResponseWriter, r *http.Request, max int64) (body []byte, release func(), bad *Problem) {
	held, in := 0, visitOf(r).room
	release = func() { in.give(held) }
	if r.ContentLength > max {
		return nil, release, TooLarge(max)
	}
	from := http.MaxBytesReader(w, r.Body, max)
	for {
		if len(body) == cap(body) {
			piece := firstPiece
			if held > 0 {
				piece = held
			}
			if !in.take(piece) {
				return nil, release, &Problem{Status: http.StatusTooManyRequests, Detail: "Too many bodies are under way.", RetryAfter: time.Second}
			}
			held += piece
			body = append(make([]byte, 0, held), body...)
		}
		n, err := from.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		if errors.Is(err, io.EOF) {
			return body, release, nil
		}
		if err != nil {
			return nil, release, cutOff(err, max)
		}
	}
}

// TooLarge is the problem of a body with more than max bytes.
func TooLarge(max int64) *Problem {
	return &Problem{Status: http.StatusRequestEntityTooLarge, Reason: "too_large", Detail: fmt.Sprintf("The body has more than %d bytes.", max)}
}

// cutOff says why a body did not come whole.
func cutOff(err error, max int64) *Problem {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return TooLarge(max)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &Problem{Status: http.StatusRequestTimeout, Detail: "The body did not come in time."}
	}
	return &Problem{Status: http.StatusBadRequest, Detail: fmt.Sprintf("The body did not come whole: %v.", err)}
}

// room is the place that bodies share.
type room struct {
	mu   sync.Mutex
	free int // in bytes
}

func (m *room) take(bytes int) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if bytes > m.free {
		return false
	}
	m.free -= bytes
	return true
}

func (m *room) give(bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.free += bytes
}
