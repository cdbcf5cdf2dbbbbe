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

// member is a server that keeps its address and its folder, and a connection to it.
type member struct {
	opts server.Options
	ns   *server.Server
	js   jetstream.JetStream
}

// serve starts a server until the test ends.
func serve(t *testing.T, opts server.Options) *member {
	t.Helper()
	opts.Host, opts.Port = listenOn(t, natstest.FreeAddress(t))
	opts.MaxPayload, opts.NoSigs, opts.NoLog = topology.MaxPayload, true, true
	m := &member{opts: opts}
	m.up(t)
	t.Cleanup(func() { m.down() })
	js, nc, err := natstest.Dial(m.ns.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	m.js = js
	return m
}

func (m *member) up(t *testing.T) {
	t.Helper()
	opts := m.opts // the server fills its options in
	var err error
	if m.ns, err = server.NewServer(&opts); err != nil {
		t.Fatal(err)
	}
	m.ns.Start()
	if !m.ns.ReadyForConnections(natstest.Patience) {
		t.Fatal("the server does not come up")
	}
}

func (m *member) down() {
	m.ns.Shutdown()
	m.ns.WaitForShutdown()
}

func listenOn(t *testing.T, address string) (host string, port int) {
	t.Helper()
	tcp, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return tcp.IP.String(), tcp.Port
}

// plain connects to a broker without JetStream.
func plain(t *testing.T) jetstream.JetStream { return serve(t, server.Options{}).js }

// cluster starts three servers.
func cluster(t *testing.T) (members []*member) {
	t.Helper()
	var routes []string
	for range 3 {
		routes = append(routes, natstest.FreeAddress(t))
	}
	for i, own := range routes {
		host, port := listenOn(t, own)
		members = append(members, serve(t, server.Options{
			ServerName: fmt.Sprintf("n%d", i), JetStream: true, StoreDir: t.TempDir(), JetStreamMaxStore: 1 << 40,
			Cluster: server.ClusterOpts{Name: "three", Host: host, Port: port},
			Routes:  server.RoutesFromStr("nats://" + strings.Join(routes, ",nats://")),
		}))
	}
	return members
}

func TestThroughEveryServerOfAClusterTheLeaderIsAsked(t *testing.T) {
	t.Parallel()
	members := cluster(t)
	js := members[0].js
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
		"stream_messages WIRE": 20, "stream_last_sequence WIRE": 20, "consumer_ack_floor_sequence ingest WIRE": 5,
		"consumer_pending ingest WIRE": 12, "consumer_ack_pending ingest WIRE": 3, "consumer_delivered_sequence ingest WIRE": 8,
	}
	// While a leader is elected or a member starts an answer may be missing; a wrong one must not be shown.
	answered := func(when string) {
		t.Helper()
		for i, m := range members {
			natstest.Eventually(t, fmt.Sprintf("%s, all is answered through server %d", when, i), func() bool {
				got := asked(t, m.js)
				for name, value := range numbers {
					if v, ok := got[name]; ok && v != value {
						t.Errorf("%s, %s through server %d is %v, want %v", when, name, i, v, value)
					}
				}
				return got["up"] == 1
			})
		}
	}
	answered("at first")
	leaders := map[string]bool{}
	for range 2 {
		leaders[stepDown(t, js)] = true
		answered("after its leaders stepped down")
	}
	leaders[leader(t, js)] = true
	if len(leaders) < 2 {
		t.Errorf("one server has led all the time: %v", leaders)
	}
	last := members[2]
	last.down()
	last.up(t)
	answered("after a server was restarted")
}

// stepDown makes the leaders of WIRE and of its durable step down; it gives the server that led WIRE.
func stepDown(t *testing.T, js jetstream.JetStream) (led string) {
	t.Helper()
	led = leader(t, js)
	for _, subject := range []string{
		"$JS.API.CONSUMER.LEADER.STEPDOWN." + topology.Wire + "." + topology.IngestQueue.Durable,
		"$JS.API.STREAM.LEADER.STEPDOWN." + topology.Wire,
	} {
		answer, err := js.Conn().RequestWithContext(natstest.Context(t), subject, nil)
		if err != nil || !strings.Contains(string(answer.Data), `"success":true`) {
			t.Fatalf("%s: %v %s", subject, err, answer.Data)
		}
	}
	return led
}

// leader is the server that leads WIRE.
func leader(t *testing.T, js jetstream.JetStream) string {
	t.Helper()
	stream, err := js.Stream(natstest.Context(t), topology.Wire)
	if err != nil {
		t.Fatal(err)
	}
	return stream.CachedInfo().Cluster.Leader
}
