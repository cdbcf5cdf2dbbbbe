package door

import (
	"errors"
	"io"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/wirefold/wirefold/pkg/topology"
)

const (
	// maxBody is what a message on WIRE may have, in bytes.
	maxBody = topology.MaxBody

	// maxUnderWay bounds the bodies under way, in bytes: eight of the largest, or hundreds of common ones. Reading one
	// takes some times its size beside it.
	maxUnderWay = 32 << 20

	// firstPiece is more than most articles have.
	firstPiece = 16 << 10
)

// room is the place that bodies have while they are read and published. Who sends slowly holds no more of it than has
// come.
type room struct {
	mu   sync.Mutex
	free int
}

// read reads a body; release gives its place back.
func (m *room) read(in io.Reader, length int64) (body []byte, release func(), refused *refusal) {
	held := 0
	release = func() { m.give(held) }
	for {
		if len(body) == cap(body) {
			piece := max(firstPiece, cap(body))
			if !m.take(piece) {
				return nil, release, refuse(http.StatusTooManyRequests, "", time.Second, "Too many articles are under way.")
			}
			held += piece
			body = append(make([]byte, 0, held), body...)
		}
		n, err := in.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		if errors.Is(err, io.EOF) {
			return body, release, nil
		}
		if err != nil {
			return nil, release, cutOff(err)
		}
	}
}

// cutOff says why a body did not come whole.
func cutOff(err error) *refusal {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return tooLarge()
	case errors.Is(err, os.ErrDeadlineExceeded):
		return refuse(http.StatusRequestTimeout, "", 0, "The body did not come in time.")
	}
	return refuse(http.StatusBadRequest, "", 0, "The body did not come whole: %v.", err)
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
