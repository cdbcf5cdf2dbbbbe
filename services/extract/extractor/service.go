package extractor

import (
	"context"
	"fmt"
	"os"

	"github.com/prometheus/client_golang/prometheus"

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
		Metrics: func(r *metrics.Registry) {
			s.Observer(stage.NewMetrics(r))
			newFactCounts(r)
		},
		Run: func(ctx context.Context, rt *app.Runtime) error {
			topics, err := flags.Load()
			if err != nil {
				return err
			}
			extractor := New(topics)
			if err := extractor.warmUp(ctx); err != nil {
				return err
			}
			counts, step := newFactCounts(rt.Registry), extractor.Step
			s.Step = func(ctx context.Context, in *wirefoldv1.CleanArticle) (*wirefoldv1.Facts, error) {
				out, err := step(ctx, in)
				counts.count(out)
				return out, err
			}
			rt.Ready()
			return stage.Run(ctx, rt.Stage(), s)
		},
	}
}

// factCounts tell how much is found in articles.
type factCounts struct {
	articles prometheus.Counter
	facts    metrics.Counters
}

func newFactCounts(r *metrics.Registry) factCounts {
	return factCounts{
		articles: r.Counter("wirefold_extract_articles_total", "Articles with a text that were read for facts."),
		facts:    r.Counters("wirefold_extract_facts_total", "Facts found in articles, by kind.", "kind", "entity", "quote", "time", "quantity", "event"),
	}
}

func (c factCounts) count(out *wirefoldv1.Facts) {
	if out.GetArticle().GetText() == "" {
		return
	}
	c.articles.Inc()
	c.facts.Of("entity").Add(float64(len(out.GetEntities())))
	c.facts.Of("quote").Add(float64(len(out.GetQuotes())))
	c.facts.Of("time").Add(float64(len(out.GetTimes())))
	c.facts.Of("quantity").Add(float64(len(out.GetQuantities())))
	c.facts.Of("event").Add(float64(len(out.GetEvents())))
}
