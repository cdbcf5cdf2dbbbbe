package websub

import (
	"context"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/topology"

	"github.com/wirefold/wirefold/services/ingest/poller"
)

// Service subscribes to the hubs of the feeds that a process polls, if the door has an address that hubs reach: any number
// may run.
func Service(door *poller.Door) app.Service {
	return app.Service{
		Name: "websub", Help: "Subscribes to the hubs of feeds.", Door: true, Part: topology.Part{Needs: []string{topology.Wire}, Doors: true},
		Metrics: func(r *metrics.Registry) { NewMetrics(r) },
		Run: func(ctx context.Context, rt *app.Runtime) error {
			if rt.Door.URL() == "" {
				rt.Ready()
				<-ctx.Done()
				return ctx.Err()
			}
			feeds, err := door.Poller(ctx)
			if err != nil {
				return err
			}
			client, err := door.Client()
			if err != nil {
				return err
			}
			s, err := New(ctx, Options{
				JS: rt.JS, Feeds: feeds, Client: client, Door: rt.Door, Log: rt.Log.Named("websub"), Metrics: NewMetrics(rt.Registry),
			})
			if err != nil {
				return err
			}
			rt.Ready()
			return s.Run(ctx)
		},
	}
}
