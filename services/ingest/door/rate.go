package door

import (
	"sync"
	"time"

	"github.com/wirefold/wirefold/pkg/httpdoor"
)

// burst is how many seconds' articles a visitor may send at once after a silence.
const burst = 10

// rates holds each visitor to its rate.
type rates struct {
	mu   sync.Mutex
	next map[string]time.Time // by visitor: when it will have sent no more than its rate allows
}

func newRates() *rates { return &rates{next: map[string]time.Time{}} }

// wait says how long a visitor has to wait for its next article; at 0 it is counted.
func (s *rates) wait(v httpdoor.Visitor, now time.Time) time.Duration {
	if v.Rate() == 0 {
		return 0
	}
	each := time.Duration(float64(time.Second) / v.Rate())
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.next[v.ID()]
	if next.Before(now) {
		next = now
	}
	if ahead := next.Add(each).Sub(now); ahead > max(burst*time.Second, each) {
		return ahead - max(burst*time.Second, each)
	}
	s.next[v.ID()] = next.Add(each)
	return 0
}
