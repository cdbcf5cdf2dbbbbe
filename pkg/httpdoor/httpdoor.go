// Package httpdoor is the HTTP listener by which copy comes in and news goes out: own address beside the ops port, which
// is for operators and may not be public.
//
// It promises: without tokens and without a client CA it opens on loopback alone, and answers no page of a browser that
// came there by a name of its own (DNS rebinding) or from another site. With them, each visitor says who it is. A
// visitor that sends or reads slowly, many headers or many connections, costs a bounded share and gives it back. What is
// wrong is said as problem details (RFC 9457). A request that was taken is answered, also when the process is told to
// stop.
package httpdoor

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"go.uber.org/zap"
	"golang.org/x/net/netutil"

	"github.com/wirefold/wirefold/pkg/metrics"
)

// Access says for whom a route is.
type Access int

// Accesses. Without tokens and client CA, Readers and Publishers are all who are on this machine.
const (
	Anyone     Access = iota // also without a name: for addresses that cannot be guessed
	Readers                  // who may read the news
	Publishers               // who may publish copy, of whatever source: see [Visitor.MayPublish]
)

// limits bound what a visitor costs, whoever it is.
type limits struct {
	header      time.Duration // for the TLS handshake, and for the headers of a request
	read, write time.Duration // for a whole request, and for it and its answer
	idle        time.Duration // how long a connection without a request stays
	stop        time.Duration // how long requests under way have at the stop
	connections int           // at a time; others wait in the system's queue
}

// theLimits: 4 MiB within a minute are 70 KiB a second, which a mobile line has. A post that was read whole is answered
// within the broker's own timeout, which is less than what the stop waits for.
var theLimits = limits{
	header: 5 * time.Second, read: time.Minute, write: 2 * time.Minute, idle: time.Minute, stop: 10 * time.Second, connections: 512,
}

const (
	// maxHeaders in bytes is what WIRE takes as headers of a message, too.
	maxHeaders = 64 << 10

	// maxStreams and maxReceive bound what a connection of HTTP/2 has under way, and the bytes of it that the process keeps
	// unread.
	maxStreams = 64
	maxReceive = 256 << 10
)

// Door is an open door. A nil Door is closed: nobody comes by what it handles.
type Door struct {
	flags   Flags
	limits  limits
	address string
	log     *zap.Logger
	mux     *http.ServeMux
	access  sync.Map // pattern → Access
	whole   atomic.Bool
	tokens  *watched[tokens] // nil: none
	cross   *http.CrossOriginProtection
	seen    metrics.Counters
	room    room
	server  *http.Server
	done    sync.WaitGroup
}

// Open opens the door, or says what keeps it closed. An empty address is no door: nil. So is the usual one where it is
// taken and nobody asked for a door: two Wirefolds on a machine need not know of it. The log tells.
func Open(flags Flags, registry *metrics.Registry, log *zap.Logger) (*Door, error) {
	return open(flags, theLimits, registry, log)
}

func open(flags Flags, l limits, registry *metrics.Registry, log *zap.Logger) (*Door, error) {
	if err := flags.check(); err != nil || flags.Address == "" {
		return nil, err
	}
	d := &Door{flags: flags, limits: l, log: log.Named("door"), mux: http.NewServeMux(), cross: http.NewCrossOriginProtection(), seen: Metrics(registry), room: room{free: maxUnderWay}}
	secure, err := d.read()
	if err != nil {
		return nil, fmt.Errorf("open door: %w", err)
	}
	listener, err := net.Listen("tcp", flags.Address)
	if errors.Is(err, syscall.EADDRINUSE) && flags == (Flags{Address: Usual}) {
		d.log.Warn("no door: its usual address is taken; give another --door where one is wanted", zap.String("address", Usual))
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open door: %w: stop what listens there, or give another --door", err)
	}
	d.address = listener.Addr().String()
	if !d.guarded() && !loopback(listener.Addr()) {
		listener.Close()
		return nil, fmt.Errorf("open door: %s can be reached from other machines: give --door-tokens or --door-client-ca, or keep it on 127.0.0.1", d.address)
	}
	if d.tokens != nil && secure == nil && !loopback(listener.Addr()) {
		d.log.Warn("tokens come over the network in clear: give --door-cert and --door-key, unless TLS ends before the door", zap.String("address", d.address))
	}
	d.server = &http.Server{
		Handler: d, TLSConfig: secure, ReadHeaderTimeout: l.header, ReadTimeout: l.read, WriteTimeout: l.write, IdleTimeout: l.idle,
		MaxHeaderBytes: maxHeaders, HTTP2: &http.HTTP2Config{
			MaxConcurrentStreams: maxStreams, MaxReceiveBufferPerConnection: maxReceive, MaxReceiveBufferPerStream: maxReceive,
			SendPingTimeout: l.idle, WriteByteTimeout: l.idle,
		},
		ErrorLog: quiet(d.log),
	}
	d.done.Go(func() { d.serve(netutil.LimitListener(listener, l.connections)) })
	return d, nil
}

// serve takes connections until the stop.
func (d *Door) serve(listener net.Listener) {
	var err error
	if d.server.TLSConfig != nil {
		err = d.server.ServeTLS(listener, "", "") // the certificate is in the configuration
	} else {
		err = d.server.Serve(listener)
	}
	if !errors.Is(err, http.ErrServerClosed) {
		d.log.Error("door closed by itself", zap.Error(err))
	}
}

// read reads the files that the flags name; they are read again when they change.
func (d *Door) read() (*tls.Config, error) {
	if d.flags.Tokens != "" {
		var err error
		if d.tokens, err = watch(d.log, parseTokens, d.flags.Tokens); err != nil {
			return nil, err
		}
	}
	return d.flags.tls(d.log)
}

// guarded says whether visitors have names.
func (d *Door) guarded() bool { return d.tokens != nil || d.flags.ClientCA != "" }

// Handle adds a route, by a pattern of [http.ServeMux] with its method ("POST /v1/articles"), and says for whom it is. Its
// handler finds the visitor with [VisitorOf]. It may be called while the door is open, once a pattern.
func (d *Door) Handle(pattern string, to Access, h http.Handler) {
	if d == nil {
		return
	}
	d.access.Store(pattern, to)
	d.mux.Handle(pattern, h)
}

// Whole tells that all routes are there. Before, an address that nobody handles may be one of a service that is not up yet.
func (d *Door) Whole() {
	if d != nil {
		d.whole.Store(true)
	}
}

// Address is where it listens, host:port; "" if it does not.
func (d *Door) Address() string {
	if d == nil {
		return ""
	}
	return d.address
}

// URL is its address as others reach it, --door-url, without a slash at the end; "" where it is not known.
func (d *Door) URL() string {
	if d == nil {
		return ""
	}
	return d.flags.publicURL()
}

// Stop closes the door to new requests and waits for those that are under way, some seconds.
func (d *Door) Stop() {
	if d == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), d.limits.stop)
	defer cancel()
	if err := d.server.Shutdown(ctx); err != nil {
		d.log.Warn("requests cut off at the stop: none of them was acknowledged", zap.Error(err))
		d.server.Close()
	}
	d.done.Wait()
}

// ServeHTTP answers one request.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer := &answer{ResponseWriter: w}
	defer func() { d.seen.Of(outcomeOf(answer.status)).Inc() }()
	d.serveHTTP(answer, r)
}

func (d *Door) serveHTTP(w http.ResponseWriter, r *http.Request) {
	defer d.recovered(w, r)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	handler, pattern := d.mux.Handler(r)
	if pattern == "" {
		d.unknown(w, r, handler)
		return
	}
	access, _ := d.access.Load(pattern)
	visitor, refused := d.admit(r, access.(Access))
	if refused != nil {
		refused.write(w)
		return
	}
	// The mux again, since it sets the values of the path.
	d.mux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitKey{}, visit{visitor, &d.room})))
}

// unknown answers what no route is for: 404, or 405 with Allow, which the mux knows.
func (d *Door) unknown(w http.ResponseWriter, r *http.Request, handler http.Handler) {
	probe := probe{header: http.Header{}}
	handler.ServeHTTP(&probe, r)
	switch allow := probe.header.Get("Allow"); {
	case allow != "":
		w.Header().Set("Allow", allow)
		Problem{Status: http.StatusMethodNotAllowed, Detail: r.Method + " is not for this address, but " + allow + " is."}.Write(w)
	case !d.whole.Load():
		Problem{Status: http.StatusServiceUnavailable, Detail: "Wirefold is starting.", RetryAfter: time.Second}.Write(w)
	default:
		Problem{Status: cmp.Or(probe.status, http.StatusNotFound), Detail: "There is nothing at this address."}.Write(w)
	}
}

// probe takes an answer of which the headers matter.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header         { return p.header }
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }
func (p *probe) WriteHeader(status int)      { p.status = status }

// recovered answers for a handler that panicked: one request fails, the door stays open.
func (d *Door) recovered(w http.ResponseWriter, r *http.Request) {
	switch cause := recover(); cause {
	case nil:
	case http.ErrAbortHandler:
		panic(cause)
	default:
		d.log.Error("request failed", zap.String("pattern", r.Pattern), zap.Any("err", cause), zap.ByteString("stack", debug.Stack()))
		Problem{Status: http.StatusInternalServerError, Detail: "This is a fault of Wirefold; its log says more."}.Write(w)
	}
}
