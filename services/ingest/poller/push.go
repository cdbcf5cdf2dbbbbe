package poller

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wirefold/wirefold/services/ingest/pollstate"
)

// Take takes in a feed's body that came by itself, as from a WebSub hub, as if it had been polled: what is new is published.
// The body may hold the latest items alone. It waits for whoever has the feed at hand, as long as ctx lets it. It returns
// when all of it is on WIRE, or written down to be published: then the sender may forget it.
//
// [ErrNotListed]: the list has no such feed. [ErrNotRead]: it is no feed.
func (p *Poller) Take(ctx context.Context, source, address string, body []byte, contentType string) error {
	return p.change(ctx, source, address, func(v *visit) error {
		doc, err := v.readFeed(ctx, body, contentType, v.polled())
		if err != nil {
			return err
		}
		fresh, all, err := v.absorb(ctx, doc.items, true)
		if err != nil {
			return err
		}
		if fresh > 0 {
			v.e.LastItem = p.Now().UTC()
		}
		if !all {
			v.e.ETag, v.e.LastModified, v.e.Body = "", "", ""
		}
		return nil
	})
}

// Leased notes until when a hub pushes a feed: up to then it is polled as seldom as may be, as long as
// polls find nothing new. A time that is past ends that.
func (p *Poller) Leased(ctx context.Context, source, address string, until time.Time) error {
	return p.change(ctx, source, address, func(v *visit) error {
		v.e.Pushed = until.UTC().Truncate(time.Second)
		if now := p.Now(); !until.After(now) && v.e.Errors == 0 {
			v.e.Next = now.UTC() // who knows what was missed
		}
		return nil
	})
}

// Hub is what a feed says of who pushes it.
type Hub struct {
	Source, Address string
	Hub, Topic      string // whom to ask, and for what; "" for none
}

// Hubs gives what the feeds of the list say, as far as they were visited since the start.
func (p *Poller) Hubs() []Hub {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []Hub
	for _, f := range p.feeds {
		if f.hub != nil {
			all = append(all, *f.hub)
		}
	}
	return all
}

// noteHub keeps what a feed says, as its state has it.
func (p *Poller) noteHub(f *target, e *pollstate.Entry) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if f.hub == nil {
		f.hub = &Hub{Source: f.source.Name, Address: f.address}
	}
	f.hub.Hub, f.hub.Topic = e.Hub, e.Self
}

// Pushable says whether a feed is listed, and may be pushed.
func (p *Poller) Pushable(source, address string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.feeds[pollstate.Key(source, address)]
	return f != nil && !f.sitemap && !f.source.NoWebSub
}

// change claims a feed, changes its state and lets it go. It waits for who has the feed at hand, as long as ctx lets it.
func (p *Poller) change(ctx context.Context, source, address string, do func(*visit) error) error {
	f, err := p.find(source, address)
	if err != nil {
		return err
	}
	if err := f.enter(ctx); err != nil {
		return err
	}
	defer f.leave()
	v, err := p.claimed(ctx, f)
	if err != nil {
		return err
	}
	if err = v.deliver(ctx); err == nil {
		err = do(v)
	}
	if err != nil && !errors.Is(err, ErrNotRead) {
		p.bringForward(f, p.Now().Add(again), hostOf(v.polled())) // to take up what was cut off
		return fmt.Errorf("take in what came for %s: %w", address, err)
	}
	if releaseErr := v.release(ctx); err == nil {
		err = releaseErr
	}
	due, host := v.next()
	p.bringForward(f, due, host)
	return err
}

func (p *Poller) bringForward(f *target, due time.Time, host string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.schedule.move(f.job, due, host)
	p.stir()
}

// claimed claims a feed as soon as nobody else has it at hand.
func (p *Poller) claimed(ctx context.Context, f *target) (*visit, error) {
	for {
		v, err := p.begin(ctx, f)
		if err != nil {
			return nil, err
		}
		if c := v.e.Claim; c == nil || c.Instance == p.Instance || !p.Now().Before(c.Until) {
			if err = v.claim(ctx); !errors.Is(err, pollstate.ErrTaken) {
				return v, err
			}
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for %s: %w", f.address, ctx.Err())
		case <-time.After(250 * time.Millisecond):
		}
	}
}
