package door

import (
	"context"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/pkg/topology"
)

// Service is the door: any number may run.
func Service() app.Service {
	return app.Service{
		Name: "door", Help: "Takes articles in by HTTP.", Door: true, Part: topology.Part{Needs: []string{topology.Wire}},
		Run: func(ctx context.Context, rt *app.Runtime) error {
			rt.Door.Handle("POST /v1/articles", httpdoor.Publishers, newDesk(rt.JS, rt.Log.Named("door")))
			rt.Ready()
			<-ctx.Done()
			return ctx.Err()
		},
	}
}
