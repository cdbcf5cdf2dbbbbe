package cleaner

import (
	"context"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// Service is clean: any number may run.
func Service() app.Service {
	s := stage.Proto(stage.Stage[wirefoldv1.Article, wirefoldv1.CleanArticle]{
		Name: "clean", From: topology.CleanQueue, To: topology.SubjectClean, Reasons: Reasons, Step: New().Step,
	})
	return app.Service{
		Name: "clean", Help: "Wirefold clean: raw copy becomes clean articles. Run any number.",
		HTTP: "127.0.0.1:8082", Part: topology.CleanPart,
		Metrics: func(r *metrics.Registry) { s.Observer(stage.NewMetrics(r)) },
		Run: func(ctx context.Context, rt *app.Runtime) error {
			rt.Ready()
			return stage.Run(ctx, rt.Stage(), s)
		},
	}
}
