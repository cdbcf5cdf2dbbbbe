package cleaner

import (
	"context"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/textclean"
	"github.com/wirefold/wirefold/pkg/topology"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// Service is clean: any number may run.
func Service() app.Service {
	s := stage.Proto(stage.Stage[wirefoldv1.Article, wirefoldv1.CleanArticle]{
		Name: "clean", From: topology.CleanQueue, To: topology.SubjectClean, Reasons: Reasons,
	})
	return app.Service{
		Name: "clean", Help: "Wirefold clean: raw copy becomes clean articles. Run any number.",
		HTTP: "127.0.0.1:8082", Part: topology.CleanPart,
		Metrics: func(r *metrics.Registry) {
			s.Observer(stage.NewMetrics(r))
			newRemovedCounts(r)
		},
		Run: func(ctx context.Context, rt *app.Runtime) error {
			removed, step := newRemovedCounts(rt.Registry), New().Step
			s.Step = func(ctx context.Context, in *wirefoldv1.Article) (*wirefoldv1.CleanArticle, error) {
				out, err := step(ctx, in)
				removed.count(out)
				return out, err
			}
			rt.Ready()
			return stage.Run(ctx, rt.Stage(), s)
		},
	}
}

// removedCounts tell what is taken out of copy.
type removedCounts struct{ lines metrics.Counters }

func newRemovedCounts(r *metrics.Registry) removedCounts {
	var reasons []string
	for _, reason := range textclean.Reasons() {
		reasons = append(reasons, string(reason))
	}
	return removedCounts{r.Counters("wirefold_clean_removed_total", "Lines taken out of copy, by reason.", "reason", reasons...)}
}

func (c removedCounts) count(out *wirefoldv1.CleanArticle) {
	for _, removed := range out.GetRemoved() {
		c.lines.Of(removed.GetReason()).Inc()
	}
}
