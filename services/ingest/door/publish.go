package door

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/topology"

	"github.com/wirefold/wirefold/services/ingest/receiver"
)

const (
	// publishWithin bounds the wait for WIRE's acknowledgement.
	publishWithin = 5 * time.Second

	// afterAway and afterFull are when another try is worth it: a broker is back within seconds; a full WIRE needs
	// messages to grow old, or an operator.
	afterAway = 2 * time.Second
	afterFull = time.Minute

	// The broker's codes for a stream that is full, and for a message that is too large for it; jetstream has no names.
	errCodeStoreFailed = 10077
	errCodeTooLarge    = 10054
)

// publish stores a message in WIRE. It waits for the answer also when the publisher went away: its next try learns it.
func (d *desk) publish(ctx context.Context, msg *nats.Msg) (*jetstream.PubAck, *refusal) {
	if !d.js.Conn().IsConnected() {
		return nil, away(nats.ErrConnectionReconnecting) // the client would keep the message, and send it after we refused it
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), publishWithin)
	defer cancel()
	ack, err := d.js.PublishMsg(ctx, msg)
	if err == nil {
		return ack, nil
	}
	d.log.Warn("article not stored", zap.String("stream", topology.Wire), zap.Error(err))
	var api *jetstream.APIError
	if errors.As(err, &api) {
		switch api.ErrorCode {
		case errCodeStoreFailed:
			return nil, refuse(http.StatusServiceUnavailable, "", afterFull, "%s takes no more for now: %v.", topology.Wire, err)
		case errCodeTooLarge:
			return nil, tooLarge()
		}
	}
	return nil, away(err)
}

// compare refuses an article whose key was given to another: it is not stored, and a receipt would say that it is.
func (d *desk) compare(ctx context.Context, msg *nats.Msg, seq uint64) *refusal {
	ctx, cancel := context.WithTimeout(ctx, publishWithin)
	defer cancel()
	wire, err := d.js.Stream(ctx, topology.Wire)
	if err != nil {
		return away(err)
	}
	stored, err := wire.GetMsg(ctx, seq)
	switch {
	case errors.Is(err, jetstream.ErrMsgNotFound):
		return nil // taken away since, by an operator
	case err != nil:
		return away(err)
	case receiver.Digest(stored.Header, stored.Data) != receiver.Digest(msg.Header, msg.Data):
		return refuse(http.StatusUnprocessableEntity, "", 0, "Its Idempotency-Key was given to another article, which is stored at %d: each needs a key of its own.", seq)
	}
	return nil
}

func away(err error) *refusal {
	return refuse(http.StatusServiceUnavailable, "", afterAway, "NATS does not answer: %v. The article may be stored yet: the same post again tells, and does no harm.", err)
}
