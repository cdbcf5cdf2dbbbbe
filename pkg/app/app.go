// Package app is the shell around Wirefold's services: flags, log, metrics, the ops port, the connection and the
// orderly stop. A process is one service, or all of them.
package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/survey"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/pkg/tracing"
)

// Service is a job that a process does, alone or beside others.
type Service struct {
	Name   string
	Help   string
	Flags  any                    // pointer to a struct with kong tags; nil for none
	HTTP   string                 // default of --http, so that all fit on one machine
	Door   bool                   // whether it answers at the door: a process of it has the door's flags
	Part   topology.Part          // the streams it uses
	Limit  func(*topology.Limits) // sets the limits that its flags carry; nil for none
	Run    func(context.Context, *Runtime) error
	Checks func() error // checks its flags before anything starts; nil for none

	// Metrics registers the metrics that it tells, before it runs; Run asks the registry for the same ones. It needs no
	// broker. Nil for none.
	Metrics func(*metrics.Registry)
}

// Runtime is what a service runs in. It is shared by the services of a process, but for Ready.
type Runtime struct {
	JS       jetstream.JetStream
	Life     topology.Life
	Log      *zap.Logger
	Registry *metrics.Registry
	Stages   *stage.Metrics
	Tracer   *tracing.Tracer
	Door     *httpdoor.Door // where a service with Door adds its routes before it is ready; nil where it is closed
	Ready    func()         // tells that the service works
}

// Stage is the environment of a stage.
func (r *Runtime) Stage() stage.Env {
	return stage.Env{JS: r.JS, Epoch: r.Life.Epoch, Log: r.Log, Metrics: r.Stages, Tracer: r.Tracer}
}

// Version is the release, set when it is built.
var Version = "dev"

// Main is a process of its own against a NATS somewhere else: of one service, or of those that belong together. It is
// named and described after the first, which also gives the default of --http.
func Main(services ...Service) {
	var cli struct {
		CommandLine
		Version kong.VersionFlag `help:"Print the version and exit."`
	}
	cli.Add(services...)
	name := "wirefold-" + services[0].Name
	kong.Parse(&cli, kong.Name(name), kong.Description(services[0].Help), kong.Vars{"http": services[0].HTTP, "version": name + " " + Version})
	ctx, stop := Signals()
	defer stop()
	if err := cli.run(ctx, name, services); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}

// CommandLine are the flags of a process of services.
type CommandLine struct {
	Connection `embed:""`
	Ops        `embed:""`
	kong.Plugins

	door httpdoor.Flags
}

// Add adds the flags of services; those that several share stand there once.
func (c *CommandLine) Add(services ...Service) {
	for _, s := range services {
		if s.Flags != nil && !slices.Contains(c.Plugins, s.Flags) {
			c.Plugins = append(c.Plugins, s.Flags)
		}
	}
	if slices.ContainsFunc(services, func(s Service) bool { return s.Door }) {
		c.Plugins = append(c.Plugins, &c.door)
	}
}

func (c *CommandLine) run(ctx context.Context, name string, services []Service) error {
	log, err := c.Logger()
	if err != nil {
		return err
	}
	defer log.Sync()
	tracer, err := c.Tracing.Start(name, Version, log)
	if err != nil {
		return err
	}
	defer tracer.Stop()
	js, closeConn, err := c.Dial(ctx, name, log)
	if err != nil {
		return err
	}
	defer closeConn()
	shell := Shell{
		JS: js, Log: log, Tracer: tracer, HTTP: c.HTTP, Door: c.door, ManageStreams: c.ManageStreams, NativeHistograms: c.NativeHistograms,
	}
	return Run(ctx, shell, services...)
}

// Signals is a context that ends with SIGINT or SIGTERM; a second signal ends the process at once.
func Signals() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// Shell is a process that is connected and may begin.
type Shell struct {
	JS            jetstream.JetStream
	Log           *zap.Logger
	Tracer        *tracing.Tracer // nil: nothing is traced
	HTTP          string          // host:port of the ops port; empty: none
	Door          httpdoor.Flags  // with an empty address: none
	ManageStreams bool

	NativeHistograms bool // instead of classic ones
}

// Run runs services side by side until ctx ends or one of them does; it returns when all have stopped. The ops port and
// the door are open from the beginning; a broker that is not there yet is waited for.
func Run(ctx context.Context, shell Shell, services ...Service) error {
	for _, s := range services {
		if s.Checks != nil {
			if err := s.Checks(); err != nil {
				return err
			}
		}
	}
	registry := metrics.New(shell.NativeHistograms)
	Register(registry, services...)
	broker := survey.New(shell.JS, shell.Log)
	registry.MustRegister(broker)
	ready := newReadiness(shell.JS.Conn(), services)
	ops, err := serveOps(shell.HTTP, registry, ready)
	if err != nil {
		return err
	}
	defer ops.stop()
	if shell.HTTP != "" {
		shell.Log.Info("ops port open", zap.String("address", ops.address))
	}
	door, err := httpdoor.Open(shell.Door, registry, shell.Log)
	if err != nil {
		return err
	}
	defer door.Stop()
	if door != nil {
		shell.Log.Info("door open", zap.String("address", door.Address()))
	}
	ready.all = door.Whole
	life, err := begin(ctx, shell, services)
	if err != nil {
		if ctx.Err() != nil {
			return nil // stopped while it waited
		}
		return err
	}
	stop := broker.Start()
	defer stop()
	base := Runtime{JS: shell.JS, Life: life, Log: shell.Log, Registry: registry, Stages: stage.NewMetrics(registry), Tracer: shell.Tracer, Door: door}
	return runAll(ctx, base, ready, services)
}

// begin waits for the broker, sets the streams up and reads WIRE's epoch.
func begin(ctx context.Context, shell Shell, services []Service) (topology.Life, error) {
	for told := false; ; told = true {
		life, err := tryBegin(ctx, shell, services)
		if err == nil || !topology.Away(err) {
			return life, err
		}
		if !told {
			shell.Log.Warn("nats does not answer yet, waiting for it", zap.Error(err))
		}
		select {
		case <-ctx.Done():
			return topology.Life{}, ctx.Err()
		case <-time.After(redial):
		}
	}
}

func tryBegin(ctx context.Context, shell Shell, services []Service) (topology.Life, error) {
	if !shell.JS.Conn().IsConnected() {
		return topology.Life{}, nats.ErrConnectionReconnecting // max_payload is not known before
	}
	if shell.ManageStreams {
		if err := setup(ctx, shell, services); err != nil {
			return topology.Life{}, err
		}
	}
	return topology.ReadLife(ctx, shell.JS)
}

// errEnded is the error of a service that stopped though nobody asked it to.
var errEnded = errors.New("it ended by itself")

func runAll(ctx context.Context, base Runtime, ready *readiness, services []Service) error {
	asked := ctx
	ctx, cancel := context.WithCancel(context.WithoutCancel(asked))
	defer cancel()
	// Whoever is at the door is answered before the services stop that answer.
	defer context.AfterFunc(asked, func() {
		base.Log.Info("stopping: what is at hand is finished, a second signal ends it at once")
		base.Door.Stop()
		cancel()
	})()
	errs := make([]error, len(services))
	var running sync.WaitGroup
	for i, s := range services {
		rt := base
		rt.Ready = sync.OnceFunc(func() {
			ready.ready(s.Name)
			rt.Log.Info("service ready", zap.String("service", s.Name))
		})
		running.Go(func() {
			defer cancel() // one that ends takes the others along: half a pipeline is no pipeline
			err := s.Run(ctx, &rt)
			if err == nil && ctx.Err() == nil {
				err = errEnded
			}
			if err != nil && !(ctx.Err() != nil && errors.Is(err, context.Canceled)) {
				errs[i] = fmt.Errorf("%s: %w", s.Name, err)
				rt.Log.Error("service stopped", zap.String("service", s.Name), zap.Error(err))
			}
		})
	}
	running.Wait()
	base.Log.Info("stopped")
	return errors.Join(errs...)
}
