package survey

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
)

// askStream asks about a stream, then about its durables. What the broker does not know has no metrics, and that is no
// error; what it told before an error is given beside it.
func askStream(ctx context.Context, js jetstream.JetStream, name string, durables []string) ([]prometheus.Metric, error) {
	stream, err := js.Stream(ctx, name)
	switch {
	case errors.Is(err, jetstream.ErrStreamNotFound):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("ask about stream %s: %w", name, err)
	}
	info := stream.CachedInfo()
	if info.Cluster != nil && info.Cluster.Leader == "" {
		return nil, fmt.Errorf("ask about stream %s: %w", name, errNoLeader)
	}
	told := streamGauges(info)
	for _, durable := range durables {
		gauges, err := askConsumer(ctx, stream, durable)
		if err != nil {
			return told, fmt.Errorf("ask about consumer %s on %s: %w", durable, name, err)
		}
		told = append(told, gauges...)
	}
	return told, nil
}

func askConsumer(ctx context.Context, stream jetstream.Stream, durable string) ([]prometheus.Metric, error) {
	consumer, err := stream.Consumer(ctx, durable)
	switch {
	case errors.Is(err, jetstream.ErrConsumerNotFound), errors.Is(err, jetstream.ErrStreamNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	info := consumer.CachedInfo()
	if !byLeader(stream.CachedInfo().Cluster, info.Cluster) {
		return nil, errNoLeader
	}
	return consumerGauges(info), nil
}

// errNoLeader: members of a cluster answer also while there is no leader, with what they have. One that was just restarted
// answers with zeros for a consumer though another server leads it (measured: 1 to 58 answers in a restart, whichever
// server is asked). Such answers name no leader.
var errNoLeader = errors.New("no leader answered: is one being elected?")

// byLeader says whether what a consumer's info tells of its cluster is told by the leader. A single server tells nothing
// there, nor does a member of a cluster that has just been restarted; what it told of the stream says which it is.
func byLeader(stream, consumer *jetstream.ClusterInfo) bool {
	if consumer == nil {
		return stream == nil || stream.Name == ""
	}
	return consumer.Leader != ""
}
