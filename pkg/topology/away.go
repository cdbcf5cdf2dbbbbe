package topology

import (
	"context"
	"errors"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// errCodeNoStorage is the broker's "insufficient storage resources available", for which jetstream has no name.
const errCodeNoStorage = 10047

// Away says whether the error is one of a broker that is away, restarting, or electing a leader: waiting can help.
// A connection that is closed for good is not away, and a context that was cancelled says nothing of the broker.
func Away(err error) bool {
	for _, e := range []error{
		nats.ErrTimeout, nats.ErrNoResponders, nats.ErrDisconnected, nats.ErrConnectionReconnecting, nats.ErrNoServers,
		nats.ErrReconnectBufExceeded, context.DeadlineExceeded,
		jetstream.ErrNoHeartbeat, jetstream.ErrServerShutdown, jetstream.ErrNoStreamResponse,
		jetstream.ErrConsumerLeadershipChanged, jetstream.ErrAsyncPublishTimeout, jetstream.ErrTooManyStalledMsgs,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	// 503 is JetStream's word for all that passes: no leader, no quorum, shutting down, out of resources.
	var api *jetstream.APIError
	return errors.As(err, &api) && api.Code == 503
}

func hasCode(err error, code jetstream.ErrorCode) bool {
	var api *jetstream.APIError
	return errors.As(err, &api) && api.ErrorCode == code
}
