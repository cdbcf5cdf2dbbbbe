// Package embednats runs a NATS server with JetStream inside the process: the broker of `wirefold run` and of the
// tests.
package embednats

import (
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/topology"
)

// Options say where the server listens and stores.
type Options struct {
	Listen string // host:port for clients; port 0 takes a free one; empty: in-process connections only
	Dir    string // folder of the streams; made when missing
	Name   string // server name, as monitoring shows it

	// SyncAlways writes every message through to the disk before its acknowledgement: nothing acknowledged is lost
	// when the machine loses power. Without it the disk is told once a second: a killed process loses nothing, a
	// machine without power up to a second.
	SyncAlways bool

	Log *zap.Logger // for the server's warnings and errors; nil for none
}

// Server is a running broker.
type Server struct {
	ns     *server.Server
	folder *folder
}

// Start starts a server and waits until it takes connections. The folder is its own until Stop: a second server on it,
// also of another process, is refused with [ErrInUse].
func Start(o Options) (*Server, error) {
	folder, err := hold(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("start embedded nats in %s: %w", o.Dir, err)
	}
	ns, err := start(o)
	if err != nil {
		folder.release()
		return nil, err
	}
	return &Server{ns, folder}, nil
}

func start(o Options) (*server.Server, error) {
	opts := &server.Options{
		ServerName:        o.Name,
		JetStream:         true,
		StoreDir:          o.Dir,
		SyncInterval:      time.Second,
		SyncAlways:        o.SyncAlways,
		MaxPayload:        topology.MaxPayload,
		JetStreamMaxStore: 1 << 42, // the streams' own limits bound the disk; they are reservations against this
		NoSigs:            true,
		DontListen:        o.Listen == "",
	}
	if o.Listen != "" {
		host, port, err := net.SplitHostPort(o.Listen)
		if err != nil {
			return nil, fmt.Errorf("start embedded nats: listen address %q: %w", o.Listen, err)
		}
		if opts.Port, err = strconv.Atoi(port); err != nil {
			return nil, fmt.Errorf("start embedded nats: listen address %q: port: %w", o.Listen, err)
		}
		if opts.Host = host; opts.Port == 0 {
			opts.Port = server.RANDOM_PORT
		}
		if err := free(o.Listen); err != nil {
			return nil, fmt.Errorf("start embedded nats on %s: %w: stop what listens there, or give another --nats-listen", o.Listen, err)
		}
	}
	ns, err := server.NewServer(opts)
	if err != nil {
		return nil, fmt.Errorf("start embedded nats in %s: %w", o.Dir, err)
	}
	log := &logger{to: o.Log, fatal: make(chan error, 1)}
	ns.SetLoggerV2(log, false, false, false)
	ns.Start()
	if err := awaitReady(ns, log); err != nil {
		ns.Shutdown()
		ns.WaitForShutdown()
		return nil, fmt.Errorf("start embedded nats in %s: %w", o.Dir, err)
	}
	return ns, nil
}

// startWithin is generous: a store of many gigabytes is read through at start.
const startWithin = 5 * time.Minute

func awaitReady(ns *server.Server, log *logger) error {
	ready := make(chan bool, 1)
	go func() { ready <- ns.ReadyForConnections(startWithin) }() // ends with the server, or in time
	select {
	case err := <-log.fatal:
		return err
	case ok := <-ready:
		if !ok {
			return fmt.Errorf("not ready within %s", startWithin)
		}
		return nil
	}
}

// free says whether the address can be listened on; the server itself would only log that it cannot.
func free(addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	return l.Close()
}

// URL is where clients connect; empty without a listener.
func (s *Server) URL() string { return s.ns.ClientURL() }

// Connect connects without a socket.
func (s *Server) Connect(opts ...nats.Option) (*nats.Conn, error) {
	return nats.Connect("", append(opts, nats.InProcessServer(s.ns))...)
}

// Stop shuts the server down and waits for it; what it stored is kept.
func (s *Server) Stop() {
	s.ns.Shutdown()
	s.ns.WaitForShutdown()
	s.folder.release()
}
