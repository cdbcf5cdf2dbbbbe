package survey_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/topology"
)

// serve starts a server until the test ends.
func serve(t *testing.T, opts *server.Options) jetstream.JetStream {
	t.Helper()
	opts.Host, opts.Port, opts.MaxPayload, opts.NoSigs, opts.NoLog = "127.0.0.1", server.RANDOM_PORT, topology.MaxPayload, true, true
	ns, err := server.NewServer(opts)
	if err != nil {
		t.Fatal(err)
	}
	ns.Start()
	t.Cleanup(func() { ns.Shutdown(); ns.WaitForShutdown() })
	if !ns.ReadyForConnections(natstest.Patience) {
		t.Fatal("the server does not come up")
	}
	js, nc, err := natstest.Dial(ns.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	return js
}

// plain connects to a broker without JetStream.
func plain(t *testing.T) jetstream.JetStream { return serve(t, new(server.Options)) }

// cluster connects to each of three servers.
func cluster(t *testing.T) []jetstream.JetStream {
	t.Helper()
	var routes []string
	for range 3 {
		routes = append(routes, natstest.FreeAddress(t))
	}
	var all []jetstream.JetStream
	for i, own := range routes {
		listen, err := net.ResolveTCPAddr("tcp", own)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, serve(t, &server.Options{
			ServerName: fmt.Sprintf("n%d", i), JetStream: true, StoreDir: t.TempDir(), JetStreamMaxStore: 1 << 40,
			Cluster: server.ClusterOpts{Name: "three", Host: listen.IP.String(), Port: listen.Port},
			Routes:  server.RoutesFromStr("nats://" + strings.Join(routes, ",nats://")),
		}))
	}
	return all
}

func TestThroughEveryServerOfAClusterTheLeaderIsAsked(t *testing.T) {
	t.Parallel()
	through := cluster(t)
	js := through[0]
	natstest.Eventually(t, "the cluster takes the streams", func() bool {
		// Nobody answers the first questions, before there is a leader.
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		return topology.Setup(ctx, js, topology.Limits{Replicas: 3}, topology.All...) == nil
	})
	publish(t, js, "wire.coastwire_example", 20)
	hand := fetch(t, js, topology.IngestQueue, 8)
	acknowledge(t, hand[:5]...)
	numbers := map[string]float64{
		"stream_messages WIRE": 20, "stream_last_sequence WIRE": 20,
		"consumer_pending ingest WIRE": 12, "consumer_ack_pending ingest WIRE": 3,
		"consumer_delivered_sequence ingest WIRE": 8, "consumer_ack_floor_sequence ingest WIRE": 5,
	}
	leaders := map[string]bool{}
	for range 3 {
		// While a leader is elected an answer may be missing; a wrong one must not be shown.
		for i, js := range through {
			natstest.Eventually(t, fmt.Sprintf("all is answered through server %d", i), func() bool {
				got := asked(t, js)
				for name, value := range numbers {
					if v, ok := got[name]; ok && v != value {
						t.Errorf("%s through server %d is %v, want %v", name, i, v, value)
					}
				}
				return got["up"] == 1
			})
		}
		leaders[stepDown(t, js)] = true
	}
	if len(leaders) < 2 {
		t.Errorf("one server has led all the time: %v", leaders)
	}
}

// stepDown makes the leaders of WIRE and of its durable step down; it gives the server that led WIRE.
func stepDown(t *testing.T, js jetstream.JetStream) (led string) {
	t.Helper()
	stream, err := js.Stream(natstest.Context(t), topology.Wire)
	if err != nil {
		t.Fatal(err)
	}
	for _, subject := range []string{
		"$JS.API.CONSUMER.LEADER.STEPDOWN." + topology.Wire + "." + topology.IngestQueue.Durable,
		"$JS.API.STREAM.LEADER.STEPDOWN." + topology.Wire,
	} {
		answer, err := js.Conn().RequestWithContext(natstest.Context(t), subject, nil)
		if err != nil || !strings.Contains(string(answer.Data), `"success":true`) {
			t.Fatalf("%s: %v %s", subject, err, answer.Data)
		}
	}
	return stream.CachedInfo().Cluster.Leader
}
