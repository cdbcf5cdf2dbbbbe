package fetch

import (
	"context"
	"sync"
	"time"
)

// turns gives each host's requests one after the other, in the order in which they came, with a pause between. A host
// is remembered while somebody asks it, waits for it, or its pause lasts: the table is as large as what is going on.
type turns struct {
	mu    sync.Mutex
	hosts map[string]*turn
	sweep int // the size at which those of the past are looked for
}

// turn is a host's. Whoever put its token in has the turn; a channel serves its senders in their order.
type turn struct {
	token chan struct{}
	users int       // who has it, and who waits; under turns.mu
	next  time.Time // when the pause is over; under turns.mu, written by who has the turn
}

const minSweep = 1024

func newTurns() *turns { return &turns{hosts: map[string]*turn{}, sweep: minSweep} }

// take waits for the turn at a host. The turn is given back with the pause that the host is to be left alone for. Nobody
// may wait for a turn while he has another: two that do, in opposite order, wait for ever.
func (t *turns) take(ctx context.Context, host string) (giveBack func(time.Duration), err error) {
	own := t.join(host)
	select {
	case own.token <- struct{}{}:
	case <-ctx.Done():
		t.leave(own)
		return nil, ctx.Err()
	}
	if err := sleep(ctx, time.Until(t.nextOf(own))); err != nil {
		<-own.token
		t.leave(own)
		return nil, err
	}
	return func(pause time.Duration) {
		t.mu.Lock()
		own.next = time.Now().Add(pause)
		t.mu.Unlock()
		<-own.token
		t.leave(own)
	}, nil
}

func (t *turns) join(host string) *turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	own := t.hosts[host]
	if own == nil {
		own = &turn{token: make(chan struct{}, 1)}
		t.hosts[host] = own
	}
	own.users++
	return own
}

func (t *turns) nextOf(own *turn) time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return own.next
}

func (t *turns) leave(own *turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	own.users--
	if len(t.hosts) < t.sweep {
		return
	}
	// Looked through only when the table has doubled, a turn costs the same however many hosts there are.
	now := time.Now()
	for host, h := range t.hosts {
		if h.users == 0 && !h.next.After(now) {
			delete(t.hosts, host)
		}
	}
	t.sweep = max(minSweep, 2*len(t.hosts))
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
