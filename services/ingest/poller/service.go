package poller

import (
	"context"
	"slices"
	"sync"
	"time"

	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/sources"
	"github.com/wirefold/wirefold/pkg/topology"

	"github.com/wirefold/wirefold/services/sourcelist"
)

// hostPause is how long a host is left alone after a visit: the client's own pause. So no worker sits it out.
const hostPause = time.Second

// Door is the poller of a process, with the one HTTP client of it: two would ask a host at the same time.
type Door struct {
	list     *sourcelist.Flags
	fetching *fetch.Flags
	client   func() (*fetch.Client, error)

	running chan struct{} // closed when poller stands
	poller  *Poller
}

// NewDoor makes the poller of the feeds in a list. It runs as [Door.Service].
func NewDoor(list *sourcelist.Flags, fetching *fetch.Flags) *Door {
	return &Door{list: list, fetching: fetching, running: make(chan struct{}), client: sync.OnceValues(func() (*fetch.Client, error) {
		o, err := fetching.Options(app.Version)
		if err != nil {
			return nil, err
		}
		return fetch.New(o), nil
	})}
}

// Client is the HTTP client of the process.
func (d *Door) Client() (*fetch.Client, error) { return d.client() }

// Poller is the poller, once the service runs.
func (d *Door) Poller(ctx context.Context) (*Poller, error) {
	select {
	case <-d.running:
		return d.poller, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Service polls. Any number may run, and share the feeds.
func (d *Door) Service() app.Service {
	return app.Service{
		Name: "poller", Help: "Polls feeds and sitemaps.", Flags: d.fetching,
		Part: topology.Part{Needs: []string{topology.Wire}, Doors: true},
		Checks: func() error {
			if _, err := d.client(); err != nil {
				return err
			}
			_, err := d.list.Load()
			return err
		},
		Metrics: func(r *metrics.Registry) { NewMetrics(r) },
		Run:     d.run,
	}
}

func (d *Door) run(ctx context.Context, rt *app.Runtime) error {
	client, err := d.client()
	if err != nil {
		return err
	}
	defer client.Close()
	list, err := d.list.Load()
	if err != nil {
		return err
	}
	log := rt.Log.Named("poller")
	m := NewMetrics(rt.Registry)
	d.poller, err = New(ctx, Options{JS: rt.JS, Epoch: rt.Life.Epoch, Client: client, Log: log, Metrics: m, Pause: hostPause})
	if err != nil {
		return err
	}
	d.poller.Set(list)
	if slices.ContainsFunc(list, func(s sources.Source) bool { return len(s.Feeds)+len(s.Sitemaps) > 0 }) {
		tell(log, list)
	}
	close(d.running)
	rt.Ready()
	var following sync.WaitGroup
	defer following.Wait()
	following.Go(func() {
		d.list.Follow(ctx, sourcelist.LookEvery, func(list sources.List, err error) {
			if err != nil {
				m.refused.Set(1)
				log.Warn("list of sources not understood, the former one stays in use", zap.Error(err))
				return
			}
			m.refused.Set(0)
			d.poller.Set(list)
			tell(log, list)
		})
	})
	return d.poller.Run(ctx)
}

// tell says what is polled.
func tell(log *zap.Logger, list sources.List) {
	feeds, sitemaps := 0, 0
	for _, s := range list {
		feeds, sitemaps = feeds+len(s.Feeds), sitemaps+len(s.Sitemaps)
	}
	log.Info("polling", zap.Int("feeds", feeds), zap.Int("sitemaps", sitemaps))
}
