package extractor

import (
	"context"
	"fmt"
	"os"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topic"
	"github.com/wirefold/wirefold/pkg/topology"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// Flags are extract's own.
type Flags struct {
	Topics string `name:"topics" type:"existingfile" env:"WIREFOLD_TOPICS" help:"YAML file of topics: a list of name, and any of phrases, entities, dyads, with min matches. Replaces the built-in topics."`
}

// Load reads the topics: the file's, or the built-in ones.
func (f *Flags) Load() ([]topic.Topic, error) {
	if f.Topics == "" {
		return topic.Builtin(), nil
	}
	data, err := os.ReadFile(f.Topics)
	if err != nil {
		return nil, fmt.Errorf("read topics: %w", err)
	}
	topics, err := topic.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("read topics %s: %w", f.Topics, err)
	}
	return topics, nil
}

// Service is extract: any number may run.
func Service(flags *Flags) app.Service {
	s := stage.Proto(stage.Stage[wirefoldv1.CleanArticle, wirefoldv1.Facts]{
		Name: "extract", From: topology.ExtractQueue, To: topology.SubjectFacts,
	})
	return app.Service{
		Name: "extract", Help: "Wirefold extract: finds who said what and who did what to whom. Run any number.",
		HTTP: "127.0.0.1:8083", Flags: flags, Part: topology.ExtractPart,
		Checks: func() error {
			_, err := flags.Load()
			return err
		},
		Metrics: func(r *metrics.Registry) { s.Observer(stage.NewMetrics(r)) },
		Run: func(ctx context.Context, rt *app.Runtime) error {
			topics, err := flags.Load()
			if err != nil {
				return err
			}
			s.Step = New(topics).Step
			rt.Ready()
			return stage.Run(ctx, rt.Stage(), s)
		},
	}
}
