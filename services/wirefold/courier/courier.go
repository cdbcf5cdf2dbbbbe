// Package courier publishes messages to the wire, many under way at once, and tells what became of each in their order.
//
// It promises that no message is told before those sent before it, and that one is told as published only when the
// broker said so. A message that goes unanswered is sent again, so that messages need a Nats-Msg-Id to be stored once.
package courier

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/topology"
)

const (
	// A message takes as many places under way as it has parts of 64 KiB; there are 512. So there are at most 512 messages
	// under way, enough to hide a round trip of 100 ms at 5,000 messages a second, and at most 32 MiB.
	place  = 64 << 10
	places = 512

	// retryPause is between further tries of one message while the broker is away.
	retryPause = 250 * time.Millisecond

	// grace is how long answers are waited for when all is over.
	grace = 2 * time.Second
)

// Told is what became of a message: the receipt of the broker, nil for a parcel without a message, or why the broker
// refused it.
type Told func(*jetstream.PubAck, error)

// Courier publishes the messages of one sender.
type Courier struct {
	ctx      context.Context
	js       jetstream.JetStream
	patience time.Duration

	under chan struct{} // places taken by messages under way
	queue chan *parcel  // in the order of Send
	done  chan struct{} // the courier has told all it will tell
	lost  chan struct{} // closed when it gives up
	err   error         // why, once lost is closed
	heard bool          // the broker answered once
}

type parcel struct {
	message *nats.Msg
	future  jetstream.PubAckFuture
	err     error // of sending
	places  int
	told    Told
}

// New makes a courier that waits for a broker that is away as long as patience says, then gives up. It also does, soon,
// when ctx ends.
func New(ctx context.Context, js jetstream.JetStream, patience time.Duration) *Courier {
	c := &Courier{
		ctx: ctx, js: js, patience: patience,
		under: make(chan struct{}, places), queue: make(chan *parcel, places), done: make(chan struct{}), lost: make(chan struct{}),
	}
	go c.tell()
	return c
}

// Send publishes a message, or has told called in turn where message is nil. It waits while too many are under way. Its
// error is the courier's: what was sent before and not told may be published or not.
func (c *Courier) Send(message *nats.Msg, told Told) error {
	p := &parcel{message: message, told: told, places: 1}
	if message != nil {
		p.places += len(message.Data) / place
	}
	for range p.places {
		select {
		case c.under <- struct{}{}:
		case <-c.lost:
			return c.err
		case <-c.ctx.Done():
			return c.ctx.Err()
		}
	}
	c.publish(p)
	c.queue <- p // it has room for all that is under way
	return nil
}

// Close waits until all that was sent is told. Its error is why that is not so.
func (c *Courier) Close() error {
	close(c.queue)
	<-c.done
	return c.err
}

func (c *Courier) publish(p *parcel) {
	if p.message != nil {
		p.future, p.err = c.js.PublishMsgAsync(p.message, jetstream.WithStallWait(c.patience))
	}
}

// tell tells what became of the messages. It is the courier's own goroutine, which Close waits for.
func (c *Courier) tell() {
	defer close(c.done)
	for p := range c.queue {
		if c.err == nil {
			ack, err, lost := c.answer(p)
			if lost != nil {
				c.err = lost
				close(c.lost)
			} else {
				c.heard = c.heard || ack != nil
				p.told(ack, err)
			}
		}
		for range p.places {
			<-c.under
		}
	}
}

// answer waits for the broker's answer, and sends again while the broker is away: a receipt, a refusal, or an error for
// which no message gets through.
func (c *Courier) answer(p *parcel) (ack *jetstream.PubAck, refused, lost error) {
	var until time.Time     // patience ends; zero before the first failure
	var pause time.Duration // none before the second try: all that was under way may have to be sent again
	for ; p.message != nil; pause = retryPause {
		ack, err := c.wait(p)
		switch {
		case err == nil:
			return ack, nil, nil
		case c.ctx.Err() != nil:
			return nil, nil, c.ctx.Err()
		case errors.Is(err, nats.ErrConnectionClosed):
			return nil, nil, err
		case !topology.Away(err):
			return nil, err, nil
		case errors.Is(err, jetstream.ErrNoStreamResponse) && !c.heard:
			return nil, nil, fmt.Errorf("no stream takes %s: is wirefold running? `wirefold setup` makes the streams: %w", p.message.Subject, err)
		case until.IsZero():
			until = time.Now().Add(c.patience)
		case time.Now().After(until):
			return nil, nil, fmt.Errorf("gave up after %s: %w", c.patience, err)
		}
		select {
		case <-time.After(pause):
			c.publish(p)
		case <-c.ctx.Done():
			return nil, nil, c.ctx.Err()
		}
	}
	return nil, nil, nil
}

// wait waits for one answer.
func (c *Courier) wait(p *parcel) (*jetstream.PubAck, error) {
	if p.err != nil {
		return nil, p.err
	}
	interrupted := c.ctx.Done()
	var over <-chan time.Time
	for {
		select {
		case ack := <-p.future.Ok():
			return ack, nil
		case err := <-p.future.Err():
			return nil, err
		case <-interrupted:
			interrupted, over = nil, time.After(grace)
		case <-over:
			return nil, c.ctx.Err()
		}
	}
}
